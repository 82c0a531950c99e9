// Package ruletest runs tests of rules that are written in YAML.
//
// A case names a base report and changes it by the keys of its cells, sections and
// rows, or gives the cells inline; it says which findings the rules must give, or none.
// The reports go the same way as all others: a changed base report is read anew, so
// that a case shows what the rules say of a real one.
package ruletest

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/internal/yamldoc"
	"github.com/gouji/gouji/pack"
	"github.com/gouji/gouji/report"
)

// Suite is the tests of a file.
type Suite struct {
	File  pack.File
	Cases []*Case
	// Sentences try the patterns of facts.
	Sentences []*Sentence

	text string
	root *yamldoc.Node
}

// Case is one test.
type Case struct {
	Name report.Text
	// File and Line tell where the case stands.
	File string
	Line int
	// Focus lists the rules whose findings count; empty means those of the pack itself.
	Focus []string

	node *yamldoc.Node
	// reports holds the reports of a case that has several, in their order.
	reports []*Case
	// path is where one of several reports is said to stand, or empty.
	path       string
	organs     []pack.Organ
	folders    bool
	source     pack.File
	base, form *yamldoc.Node
	earlier    []*yamldoc.Node
	focus      []*yamldoc.Node
	changes    changes
	fields     *yamldoc.Node
	overrides  *yamldoc.Node
	expect     *yamldoc.Node
	// Expected and Unassessed are what the case says of findings and of places that
	// cannot be assessed; the second counts only where comparesUnassessed is set.
	Expected, Unassessed []Expectation
	comparesUnassessed   bool
}

// Expectation is a finding, or a place where a rule cannot be assessed, as a case
// expects it. Only what it names is compared.
type Expectation struct {
	Rule, At string
	// Message must be part of the message of the finding, in each language that has one.
	Message report.Text
	// Severity is the severity, or nil.
	Severity *report.Severity
	// Related lists the keys of the related places, or is nil.
	Related []string
	// Suggest is what the finding suggests, or nil.
	Suggest *string

	node *yamldoc.Node
}

// none is what a case without findings expects.
const none = "none"

// Parse reads a file of tests. Mistakes are reported to diags; the result is nil where
// the file cannot be read at all.
func Parse(file pack.File, diags *diag.List) (*Suite, error) {
	data, err := file.Read()
	if err != nil {
		return nil, err
	}
	return parse(file, string(data), diags), nil
}

// parse reads the text of a file of tests. The result is nil where it cannot be read.
func parse(file pack.File, text string, diags *diag.List) *Suite {
	root := yamldoc.Parse(file.Name, []byte(text), diags)
	if root == nil {
		return nil
	}
	s := &Suite{File: file, text: text, root: root}
	m := root.Mapping()
	common := Case{source: file, base: m.Take("report"), form: m.Take("form"), focus: m.Take("rules").List()}
	sentences := m.Take("sentences")
	var tests *yamldoc.Node
	if sentences == nil || m.Has("tests") {
		tests = m.Require("tests")
	}
	m.Done()
	if tests.IsSequence() && len(tests.Items()) == 0 {
		tests.Errorf(report.Text{ZH: "一个用例也没有", EN: "there is no case"}, report.Text{})
	}
	for _, n := range tests.Items() {
		s.Cases = append(s.Cases, parseCase(n, common))
	}
	for _, n := range something(sentences).Items() {
		s.Sentences = append(s.Sentences, parseSentence(n, common.form))
	}
	s.checkNames()
	return s
}

// checkNames reports cases without a name, and two with the same.
func (s *Suite) checkNames() {
	names := map[report.Text]int{}
	for _, c := range s.Cases {
		name := c.node.Get("name")
		if name == nil || c.Name == (report.Text{}) {
			if name.IsScalar() && !name.IsNull() {
				name.Errorf(report.Text{ZH: "名称是空的", EN: "the name is empty"}, report.Text{})
			}
			continue // a missing name was reported
		}
		if first := names[c.Name]; first != 0 {
			name.Errorf(report.Text{
				ZH: fmt.Sprintf("名称重复，已用于第 %d 行的用例", first), EN: fmt.Sprintf("the case on line %d has this name already", first),
			}, report.Text{})
			continue
		}
		names[c.Name] = c.Line
	}
}

func parseCase(n *yamldoc.Node, common Case) *Case {
	c := common
	c.node, c.File, c.Line = n, n.File(), n.Line()
	m := n.Mapping()
	c.Name = m.Require("name").Text()
	if r := m.Take("report"); r != nil {
		c.base = r
	}
	if f := m.Take("form"); f != nil {
		c.form = f
	}
	if f := m.Take("rules"); f != nil {
		c.focus = f.List()
	}
	c.earlier = something(m.Take("earlier")).List()
	c.changes = changes{
		set: something(m.Take("set")), blank: something(m.Take("blank")).List(), drop: something(m.Take("drop")).List(), replace: something(m.Take("replace")),
	}
	c.fields, c.overrides = m.Take("fields"), m.Take("changes")
	several := something(m.Take("reports"))
	for _, item := range several.Items() {
		c.reports = append(c.reports, parseReport(item, c))
	}
	c.organs, c.folders = pack.ReadOrgans(m.Take("organs")), pack.ReadGroups(m.Take("groups"))
	c.expect = m.Require("expect")
	unassessed := m.Take("notAssessed")
	m.Done()
	for _, f := range c.focus {
		c.Focus = append(c.Focus, f.String())
	}
	if several != nil && (c.fields != nil || !c.changes.empty() || len(c.earlier) > 0) {
		several.Errorf(report.Text{
			ZH: "reports 逐份写出各份年报，不能与 set、blank、drop、replace、fields、earlier 同用",
			EN: "reports gives each report and excludes set, blank, drop, replace, fields and earlier",
		}, report.Text{})
	}
	if several == nil {
		c.checkBase()
	}
	c.Expected = c.expectations(c.expect, false)
	c.Unassessed, c.comparesUnassessed = c.expectations(unassessed, true), unassessed != nil
	return &c
}

// parseReport reads one of several reports of a case.
func parseReport(n *yamldoc.Node, of Case) *Case {
	c := &Case{node: n, source: of.source, base: of.base, form: of.form}
	m := n.Mapping()
	if r := m.Take("report"); r != nil {
		c.base = r
	}
	if f := m.Take("form"); f != nil {
		c.form = f
	}
	c.changes = changes{
		set: something(m.Take("set")), blank: something(m.Take("blank")).List(), drop: something(m.Take("drop")).List(), replace: something(m.Take("replace")),
	}
	c.fields, c.path = m.Take("fields"), m.Take("path").String()
	m.Done()
	c.checkBase()
	return c
}

// checkBase reports a report that is made of nothing, or of too much.
func (c *Case) checkBase() {
	n := c.node
	switch {
	case c.fields != nil && !c.changes.empty():
		c.fields.Errorf(report.Text{
			ZH: "fields 直接给出数据，不能与 set、blank、drop、replace 同用", EN: "fields gives the figures itself and excludes set, blank, drop and replace",
		}, report.Text{})
	case c.fields == nil && c.base == nil && n.IsMapping():
		n.Errorf(report.Text{ZH: "缺少底稿", EN: "there is no base report"}, report.Text{
			ZH: "请在用例或文件开头写 report: 文件，或用 fields 直接给出数据",
			EN: "Write report: FILE in the case or at the head of the file, or give the figures with fields",
		})
	}
}

// reportMark stands between the number of a report and the key of a place in it, for
// reports other than the last.
const reportMark = "#"

// keyIn returns the key of a place in one of the reports of a case, counted from 1.
func (c *Case) keyIn(number int, key string) string {
	if number == 0 || number >= len(c.reports) {
		return key
	}
	return strconv.Itoa(number) + reportMark + key
}

// something reports an empty list or mapping: whoever wrote it meant something by it.
func something(n *yamldoc.Node) *yamldoc.Node {
	if n.IsSequence() && len(n.Items()) == 0 || n.IsMapping() && len(n.Entries()) == 0 {
		n.Errorf(report.Text{ZH: "是空的", EN: "this is empty"}, report.Text{ZH: "请填写，或者删去这个键", EN: "Write something, or remove the key"})
	}
	return n
}

// expectations reads a list of expectations, or none.
func (c *Case) expectations(n *yamldoc.Node, bare bool) []Expectation {
	if n.IsScalar() {
		if n.Value() != none {
			n.Errorf(report.Text{ZH: "应为列表，没有则写 none", EN: "must be a list, or none"}, report.Text{})
		}
		return nil
	}
	items := n.Items()
	out := make([]Expectation, 0, len(items))
	for _, item := range items {
		out = append(out, c.expectation(item, bare))
	}
	return out
}

func (c *Case) expectation(n *yamldoc.Node, bare bool) Expectation {
	e := Expectation{node: n}
	m := n.Mapping()
	e.Rule, e.At = m.Take("rule").String(), m.Require("at").String()
	if which := m.Take("report"); which != nil {
		number := which.Int()
		if number < 1 || number > len(c.reports) {
			which.Errorf(report.Text{
				ZH: fmt.Sprintf("report 是 reports 中的第几份，应在 1 到 %d 之间", len(c.reports)),
				EN: fmt.Sprintf("report is the number of one of the reports, from 1 to %d", len(c.reports)),
			}, report.Text{})
		}
		e.At = c.keyIn(number, e.At)
	}
	if !bare {
		e.details(m)
	}
	m.Done()
	if e.Rule == "" {
		if len(c.Focus) != 1 && n.IsMapping() {
			n.Errorf(report.Text{ZH: "请写明 rule", EN: "rule is missing"}, report.Text{
				ZH: "只有一条规则参与时（rules: 规则）才可以不写", EN: "It may be left out only where one rule counts (rules: RULE)",
			})
		} else if len(c.Focus) == 1 {
			e.Rule = c.Focus[0]
		}
	}
	return e
}

// details reads what an expectation says of a finding beside its place.
func (e *Expectation) details(m *yamldoc.Mapping) {
	e.Message = m.Take("message").Text()
	if s := m.Take("severity"); s != nil {
		severity, err := report.ParseSeverity(s.String())
		if err != nil || severity == report.Off {
			s.Errorf(report.Text{ZH: fmt.Sprintf("未知的级别“%s”", s.Value()), EN: fmt.Sprintf("unknown severity %q", s.Value())},
				diag.DidYouMean(s.Value(), report.SeverityNames()[1:]))
		}
		e.Severity = &severity
	}
	if r := m.Take("related"); r != nil {
		e.Related = r.Strings()
		slices.Sort(e.Related)
	}
	if s := m.Take("suggest"); s.IsScalar() {
		text := s.Value()
		e.Suggest = &text
	}
}
