package output

import (
	"path"
	"slices"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/gouji/gouji/report"
)

// Limits of code scanning on GitHub: the length of a description in characters, and how
// many tags of a rule are shown.
const (
	maxDescription = 1024
	maxTags        = 10
)

// rule describes a rule.
func (s *sarifWriter) rule(r report.RuleInfo) *sarif.ReportingDescriptor {
	lang := s.options.Language
	name, description := r.Name.In(lang), strings.TrimSpace(r.Description.In(lang))
	if name == "" {
		name = r.ID
	}
	if description == "" {
		description = name
	}
	d := sarif.NewRule(r.ID)
	if name := friendlyName(r.ID); !strings.EqualFold(name, r.ID) {
		d.WithName(name)
	}
	d.WithShortDescription(text(shorten(name)))
	d.WithFullDescription(text(shorten(description)))
	d.WithHelp(text(helpText(r, description, lang)).WithMarkdown(helpMarkdown(r, description, lang)))
	if r.Address != "" {
		d.WithHelpURI(r.Address)
	}
	configuration := sarif.NewReportingConfiguration()
	configuration.Level = level(r.Severity)
	d.WithDefaultConfiguration(configuration)
	properties := sarif.NewPropertyBag()
	properties.Add("precision", precision(r))
	properties.Add("problem.severity", problemSeverity(r.Severity))
	properties.WithTags(s.tags(r))
	d.WithProperties(properties)
	for _, i := range s.sources.of(r.ID) {
		relationship := sarif.NewReportingDescriptorRelationship() // of the kind "relevant"
		relationship.WithTarget(s.sources.reference(i))
		d.AddRelationship(relationship)
	}
	return d
}

// facts lists what there is to say of a rule beside its description, as names and values.
func facts(r report.RuleInfo, lang report.Language) [][2]string {
	return [][2]string{
		{lang.Pick("公式", "formula"), r.Statement.In(lang)},
		{lang.Pick("依据", "source"), r.Source},
		{lang.Pick("级别", "severity"), r.Severity.String()},
	}
}

// helpText tells what a rule is about, in plain text.
func helpText(r report.RuleInfo, description string, lang report.Language) string {
	var b strings.Builder
	b.WriteString(description)
	for _, fact := range facts(r, lang) {
		if fact[1] != "" {
			b.WriteString("\n\n" + fact[0] + lang.Pick("：", ": ") + strings.TrimSpace(fact[1]))
		}
	}
	b.WriteString("\n\n" + lang.Pick("检查：", "Checks: ") + r.Formula)
	if r.Address != "" {
		b.WriteString("\n\n" + lang.Pick("正反例和调整办法：", "Examples, and how to change the rule: ") + r.Address)
	}
	return b.String()
}

// helpMarkdown tells what a rule is about: its page, or else what is known without one.
func helpMarkdown(r report.RuleInfo, description string, lang report.Language) string {
	if r.Page != "" {
		return r.Page
	}
	var b strings.Builder
	b.WriteString(escapeMarkdown(description) + "\n\n| | |\n| --- | --- |\n")
	for _, fact := range facts(r, lang) {
		if value := strings.TrimSpace(fact[1]); value != "" {
			b.WriteString("| " + fact[0] + " | " + strings.ReplaceAll(escapeMarkdown(value), "\n", "<br>") + " |\n")
		}
	}
	b.WriteString("\n" + lang.Pick("检查：", "Checks:") + "\n\n```\n" + strings.TrimSpace(r.Formula) + "\n```\n")
	return b.String()
}

// escapeMarkdown writes a text so that Markdown shows it as it is.
func escapeMarkdown(s string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`, "<", `\<`, "#", `\#`, "|", `\|`, "~", `\~`).Replace(s)
}

// tags lists what a rule can be found by: the file that it stands in, how many reports it
// looks at, and the documents that it follows from.
func (s *sarifWriter) tags(r report.RuleInfo) []string {
	var tags []string
	add := func(tag string) {
		if tag != "" && len(tags) < maxTags && !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
	}
	file := path.Base(strings.ReplaceAll(r.File, `\`, "/"))
	if file != "." {
		add(strings.TrimSuffix(file, path.Ext(file)))
	}
	add(r.Scope)
	for _, i := range s.sources.of(r.ID) {
		add(s.sources.document(i))
	}
	return tags
}

// precision says how seldom the findings of a rule are wrong, in the words of code
// scanning. Sums of figures that do not agree are beyond doubt; else an error is what its
// author is sure of.
func precision(r report.RuleInfo) string {
	switch {
	case r.Severity == report.Error && r.Exact:
		return "very-high"
	case r.Severity == report.Error:
		return "high"
	case r.Severity == report.Warning:
		return "medium"
	}
	return "low"
}

// problemSeverity is the severity in the words of code scanning.
func problemSeverity(s report.Severity) string {
	switch s {
	case report.Error:
		return "error"
	case report.Warning:
		return "warning"
	case report.Note, report.Off:
	}
	return "recommendation"
}

// friendlyName makes row-total into RowTotal: SARIF wants a name in Pascal case that
// differs from the identifier (section 3.49.7).
func friendlyName(id string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(id, "-") {
		if word != "" {
			b.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return b.String()
}

func text(s string) *sarif.MultiformatMessageString {
	return sarif.NewMultiformatMessageString().WithText(s)
}

func shorten(s string) string {
	runes := []rune(s)
	if len(runes) <= maxDescription {
		return s
	}
	return string(runes[:maxDescription-1]) + "…"
}

func level(s report.Severity) string {
	switch s {
	case report.Error:
		return sarif.LevelError
	case report.Warning:
		return sarif.LevelWarning
	case report.Note:
		return sarif.LevelNote
	case report.Off:
	}
	return sarif.LevelNone
}
