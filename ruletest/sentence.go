package ruletest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/govalues/decimal"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/internal/yamldoc"
	"github.com/gouji/gouji/parser/form"
	"github.com/gouji/gouji/report"
)

// Sentence is a text with the facts that the patterns of a form must find in it, and no
// others.
type Sentence struct {
	// File and Line tell where the sentence stands.
	File string
	Line int
	Text string

	node                  *yamldoc.Node
	form, section, states *yamldoc.Node
}

// SentenceResult is what became of a sentence: the facts that were expected and did not
// come, and those that came and were not expected, each as KEY=VALUE.
type SentenceResult struct {
	Sentence            *Sentence
	Missing, Unexpected []string
}

// Passed reports whether everything was as expected.
func (r *SentenceResult) Passed() bool { return len(r.Missing)+len(r.Unexpected) == 0 }

func parseSentence(n, form *yamldoc.Node) *Sentence {
	s := &Sentence{node: n, File: n.File(), Line: n.Line(), form: form}
	m := n.Mapping()
	s.Text = m.Require("text").String()
	if f := m.Take("form"); f != nil {
		s.form = f
	}
	s.section, s.states = m.Take("section"), m.Require("states")
	m.Done()
	if s.states.IsScalar() && s.states.Value() != none {
		s.states.Errorf(report.Text{ZH: "应为“键: 数”，没有则写 none", EN: "must be KEY: FIGURE, or none"}, report.Text{})
	}
	return s
}

// Sentence tries a sentence. A mistake in it is reported to the diagnostics of the
// runner; the result is nil then.
func (r *Runner) Sentence(s *Sentence) *SentenceResult {
	before := r.diags.Len()
	f := r.formOf(s)
	if f == nil {
		return nil
	}
	want := s.wanted(f.Schema)
	section := s.sectionOf(f.Schema)
	if r.diags.Len() > before {
		return nil
	}
	read := f.Facts(section, s.Text)
	var got []string
	for i := range read.Facts {
		fact := &read.Facts[i]
		got = append(got, f.Schema.Facts[fact.Spec].Key+"="+fact.Value.Trim(0).String())
	}
	out := &SentenceResult{Sentence: s}
	for _, w := range want {
		if i := slices.Index(got, w); i >= 0 {
			got = slices.Delete(got, i, i+1)
			continue
		}
		out.Missing = append(out.Missing, w)
	}
	out.Unexpected = got
	return out
}

// formOf returns the form of a sentence: the one that it names, or the first that has
// facts.
func (r *Runner) formOf(s *Sentence) *form.Form {
	if !r.knowsForm(s.form) {
		return nil
	}
	for _, f := range r.pack.Forms {
		if s.form != nil && f.ID == s.form.Value() || s.form == nil && len(f.Schema.Facts) > 0 {
			return f
		}
	}
	s.node.Errorf(report.Text{ZH: "没有写明 facts 的格式", EN: "no form has facts"}, report.Text{})
	return nil
}

// sectionOf returns the index of the section of the sentence: the one that it names, or
// the first.
func (s *Sentence) sectionOf(schema *report.Schema) int {
	if s.section == nil {
		return 0
	}
	keys := make([]string, len(schema.Sections))
	for i := range schema.Sections {
		keys[i] = schema.Sections[i].Key
	}
	name := s.section.String()
	i := slices.Index(keys, name)
	if i < 0 {
		s.section.Errorf(report.Text{
			ZH: fmt.Sprintf("没有名为“%s”的部分", name), EN: fmt.Sprintf("there is no section %q", name),
		}, diag.DidYouMean(name, keys))
	}
	return i
}

// wanted lists the facts that a sentence must state.
func (s *Sentence) wanted(schema *report.Schema) []string {
	if !s.states.IsMapping() {
		return nil
	}
	known := make([]string, len(schema.Facts))
	for i := range schema.Facts {
		known[i] = schema.Facts[i].Key
	}
	var want []string
	for _, e := range s.states.Entries() {
		if !slices.Contains(known, e.Key) {
			e.Name.Errorf(report.Text{
				ZH: fmt.Sprintf("没有名为“%s”的 fact", e.Key), EN: fmt.Sprintf("there is no fact %q", e.Key),
			}, diag.DidYouMean(e.Key, known))
			continue
		}
		for _, v := range e.Value.List() {
			d, err := decimal.Parse(strings.TrimSpace(v.String()))
			if err != nil {
				v.Errorf(report.Text{ZH: fmt.Sprintf("“%s”不是数", v.Value()), EN: fmt.Sprintf("%q is no number", v.Value())}, report.Text{})
				continue
			}
			want = append(want, e.Key+"="+d.Trim(0).String())
		}
	}
	return want
}
