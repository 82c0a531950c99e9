package output

import (
	"fmt"

	"github.com/gouji/gouji/report"
)

// defectLog remembers the failures of rules over a run. A rule that fails mostly fails
// for every report, in the same place and for the same reason: once is enough.
type defectLog struct {
	indexes map[defectKey]int
	seen    []seenDefect
}

type defectKey struct {
	rule, message, file string
	line, column        int
}

// seenDefect is a failure and the number of other reports with the same.
type seenDefect struct {
	rule string
	more int
}

// first notes a failure, and reports whether it is the first of its kind.
func (l *defectLog) first(d *report.Defect) bool {
	key := defectKey{d.Rule, d.Message.ZH, d.At.File, d.At.Line, d.At.Column}
	if i, ok := l.indexes[key]; ok {
		l.seen[i].more++
		return false
	}
	if l.indexes == nil {
		l.indexes = map[defectKey]int{}
	}
	l.indexes[key] = len(l.seen)
	l.seen = append(l.seen, seenDefect{rule: d.Rule})
	return true
}

// repeated words how many other reports show a failure, or is empty for none.
func (d *seenDefect) repeated(lang report.Language) string {
	switch d.more {
	case 0:
		return ""
	case 1:
		return lang.Pick("另有 1 份报告同样", "the same for 1 more report")
	}
	return fmt.Sprintf(lang.Pick("另有 %d 份报告同样", "the same for %d more reports"), d.more)
}

// excerptPlace writes a place in a rule file.
func excerptPlace(e report.Excerpt) string {
	switch {
	case e.File == "":
		return ""
	case e.Column == 0:
		return fmt.Sprintf("%s:%d", e.File, e.Line)
	}
	return fmt.Sprintf("%s:%d:%d", e.File, e.Line, e.Column)
}

// defect writes that a rule failed: for which report, and where in the rule.
func (t *textWriter) defect(r *report.Report, d *report.Defect) {
	lang := t.options.Language
	t.line(r, d.Place, t.paint(bold+red, lang.Pick("规则出错", "rule failed")), d.Message.In(lang), d.Rule)
	if at := excerptPlace(d.At); at != "" {
		t.remark(lang.Pick("规则：", "rule: ") + Printable(at))
	}
	if d.At.Source == "" {
		return
	}
	runes := []rune(d.At.Source)
	start := min(max(d.At.Column-1, 0), len(runes))
	end := min(start+max(d.At.Width, 1), len(runes))
	t.excerpt(d.At.Line, visible(runes[:start]), visible(runes[start:end]), visible(runes[end:]))
}

// repeatedDefects says which failures came again.
func (t *textWriter) repeatedDefects() {
	for i := range t.defects.seen {
		d := &t.defects.seen[i]
		if more := d.repeated(t.options.Language); more != "" {
			fmt.Fprintf(t.w, "%s: %s %s\n", t.paint(bold+red, t.options.Language.Pick("规则出错", "rule failed")), more, t.paint(dim, "["+d.rule+"]"))
		}
	}
}
