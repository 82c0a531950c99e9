package report

// Assessment is what the rules say about a report.
type Assessment struct {
	Report   *Report
	Findings []Finding
	// NotAssessed lists where a rule could not be applied.
	NotAssessed []NotAssessed
	// Defects lists the rules that failed while they ran.
	Defects []Defect
}

// NotAssessed is a place to which a rule could not be applied.
type NotAssessed struct {
	Rule  string
	Place Place
	// Missing lists the keys of what was not known.
	Missing []string
}

// Defect is a failure of a rule: the fault of the rule, not of the report.
type Defect struct {
	Rule  string
	Place Place
	Err   error
	// Message words the error.
	Message Text
	// At is what failed, where it stands in the rule file.
	At Excerpt
}

// Excerpt is a place in a file that an author wrote.
type Excerpt struct {
	File string
	// Line and Column count from 1, columns in code points. Column 0 means the
	// whole line.
	Line, Column int
	// Width is the number of code points concerned.
	Width int
	// Source is the text of the line, or empty.
	Source string
}

// Result is what became of one input.
type Result struct {
	Path string
	// Assessments holds one entry for each report in the file, in order.
	Assessments []Assessment
	// Err says why the input could not be read, or is nil.
	Err error
	// Skipped says that the error does not matter: nobody named the file, and it
	// is no report or of a format that is not read.
	Skipped bool
	// Further says that the input had a result before: this one holds what came of
	// comparing its reports with those of other inputs, for the reports where anything did.
	Further bool
}

// RuleInfo describes a rule for those who show findings.
type RuleInfo struct {
	ID          string
	Name        Text
	Description Text
	Source      string
	Severity    Severity
	// Formula is what the rule checks, as its author wrote it, and Statement the same in
	// words, or empty.
	Formula   string
	Statement Text
	// File is the file that defines the rule.
	File string
	// Scope names how many reports the rule looks at, or is empty for one.
	Scope string
	// Exact says that the rule compares sums of figures and judges nothing else.
	Exact bool
	// Page is a page about the rule, in Markdown, and Address where it can be read; both
	// are empty for a rule without one.
	Page, Address string
}
