// Package output writes results for people and for other programs.
package output

import (
	"fmt"
	"io"
	"slices"

	"github.com/gouji/gouji/report"
)

// Writer writes the results of a run. Results come in the order of the inputs.
type Writer interface {
	// Result writes what became of one input. It keeps no hold of the result
	// unless the format cannot be streamed.
	Result(r *report.Result) error
	// Close writes what comes last.
	Close(s *Summary) error
}

// Options say how results are written.
type Options struct {
	Language report.Language
	// Rules describes the rules of the run, those without findings included.
	Rules []report.RuleInfo
	// Version is that of the program.
	Version string
	// Verbose lists where rules could not be applied.
	Verbose bool
	// Color allows colours, Width is that of the terminal in columns.
	Color bool
	Width int
	// Limit is how many bytes Markdown may have, or 0: what has no room is counted.
	Limit int
	// SARIF is for that format alone.
	SARIF SARIFOptions
}

// Notifier is a writer that has something to tell the person who runs the program, once
// it is closed: such as what did not go into the output.
type Notifier interface {
	Notices() []string
}

// format is a way of writing results.
type format struct {
	name string
	new  func(w io.Writer, o Options) Writer
	// binary says that what is written is no text.
	binary bool
}

func formats() []format {
	return []format{
		{name: "text", new: newText},
		{name: "json", new: newJSON},
		{name: "jsonl", new: newJSONLines},
		{name: "sarif", new: newSARIF},
		{name: "csv", new: newCSV},
		{name: "xlsx", new: newXLSX, binary: true},
		{name: "junit", new: newJUnit},
		{name: "checkstyle", new: newCheckstyle},
		{name: "gitlab", new: newGitLab},
		{name: "github", new: newGitHub},
		{name: "markdown", new: newMarkdown},
	}
}

// Formats lists the names of the formats.
func Formats() []string {
	all := formats()
	names := make([]string, len(all))
	for i, f := range all {
		names[i] = f.name
	}
	return names
}

// IsBinary reports whether what a format writes is no text.
func IsBinary(name string) bool {
	return slices.ContainsFunc(formats(), func(f format) bool { return f.name == name && f.binary })
}

// Release frees what a writer holds besides memory, such as files of its own. It is
// called when the writer is done with, closed or not.
func Release(w Writer) {
	if r, ok := w.(interface{ release() }); ok {
		r.release()
	}
}

// New returns a writer of a format. It must be released.
func New(name string, w io.Writer, o Options) (Writer, error) {
	all := formats()
	i := slices.IndexFunc(all, func(f format) bool { return f.name == name })
	if i < 0 {
		return nil, fmt.Errorf("unknown format %q", name)
	}
	return all[i].new(w, o), nil
}

// Summary counts what a run met.
type Summary struct {
	Files       int `json:"files"`
	Reports     int `json:"reports"`
	Errors      int `json:"errors"`
	Warnings    int `json:"warnings"`
	Notes       int `json:"notes"`
	NotAssessed int `json:"not_assessed"`
	// Skipped counts files in folders that are no reports, Failed inputs that
	// could not be read, Defects failures of rules.
	Skipped int `json:"skipped"`
	Failed  int `json:"failed"`
	Defects int `json:"defects"`
	// Status is the exit status of the program.
	Status int `json:"-"`
}

// Add counts a result.
func (s *Summary) Add(r *report.Result) {
	switch {
	case r.Skipped:
		s.Skipped++
		return
	case r.Err != nil:
		s.Failed++
		return
	}
	if !r.Further { // else they were counted
		s.Files++
		s.Reports += len(r.Assessments)
	}
	for i := range r.Assessments {
		a := &r.Assessments[i]
		s.NotAssessed += len(a.NotAssessed)
		s.Defects += len(a.Defects)
		for k := range a.Findings {
			switch a.Findings[k].Severity {
			case report.Error:
				s.Errors++
			case report.Warning:
				s.Warnings++
			case report.Note:
				s.Notes++
			case report.Off:
			}
		}
	}
}

// Worst returns the worst severity that was met.
func (s *Summary) Worst() report.Severity {
	switch {
	case s.Errors > 0:
		return report.Error
	case s.Warnings > 0:
		return report.Warning
	case s.Notes > 0:
		return report.Note
	}
	return report.Off
}
