package engine

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/internal/yamldoc"
	"github.com/gouji/gouji/report"
)

// resemblanceClause asks that texts of sections are not like those of other reports.
type resemblanceClause struct {
	of []*yamldoc.Node
	// above is the share of common text from which two texts are alike, least the number
	// of characters below which they are not compared.
	above, least   *yamldoc.Node
	mask           masks
	without, until []string
}

// repeatsClause asks that sentences that name a year or a figure are not those of the
// report of the year before.
type repeatsClause struct {
	of             []*yamldoc.Node
	least, figures *yamldoc.Node
	units, except  []string
}

func (p *ruleParser) resemblance(n *yamldoc.Node) {
	if n == nil {
		return
	}
	m := n.Mapping()
	c := &resemblanceClause{
		of: sectionKeys(m), above: m.Require("above"), least: m.Take("least"),
		without: m.Take("without").Strings(), until: m.Take("until").Strings(),
	}
	for _, item := range m.Take("mask").List() {
		i := slices.Index(maskNames(), item.String())
		if i < 0 {
			item.Errorf(report.Text{ZH: fmt.Sprintf("未知的“%s”", item.Value()), EN: fmt.Sprintf("unknown %q", item.Value())},
				diag.DidYouMean(item.Value(), maskNames()))
			continue
		}
		c.mask |= 1 << i
	}
	m.Done()
	if c.above != nil && len(c.of) > 0 {
		p.rule.resemblance = c
	}
}

func (p *ruleParser) repeats(n *yamldoc.Node) {
	if n == nil {
		return
	}
	m := n.Mapping()
	c := &repeatsClause{
		of: sectionKeys(m), least: m.Take("least"), figures: m.Take("figures"),
		units: m.Take("units").Strings(), except: m.Take("except").Strings(),
	}
	m.Done()
	if len(c.of) > 0 {
		p.rule.repeats = c
	}
}

// sectionKeys reads the keys of the sections that a clause is about.
func sectionKeys(m *yamldoc.Mapping) []*yamldoc.Node {
	n := m.Require("of")
	keys := n.List()
	if n.IsSequence() && len(keys) == 0 {
		n.Errorf(report.Text{ZH: "没有写明部分", EN: "no section is named"}, report.Text{})
	}
	return keys
}

// number returns a number of a clause: one that is written out, or a parameter.
func (r *Rule) number(n *yamldoc.Node, missing float64, diags *diag.List) float64 {
	if n == nil {
		return missing
	}
	complain := func(message, hint report.Text) float64 {
		diags.Add(n.DiagnosticAt(0, len([]rune(n.Value())), message, hint))
		return missing
	}
	text := strings.TrimSpace(n.Value())
	if name, ok := strings.CutPrefix(text, paramsName+"."); ok {
		p := r.Params[name]
		if p == nil {
			return complain(report.Text{ZH: fmt.Sprintf("没有参数“%s”", name), EN: fmt.Sprintf("there is no parameter %q", name)},
				diag.DidYouMean(name, slices.Sorted(maps.Keys(r.Params))))
		}
		text = p.String()
	}
	value, err := strconv.ParseFloat(text, 64)
	if err != nil || value < 0 || math.IsInf(value, 0) || math.IsNaN(value) || !n.IsScalar() {
		return complain(report.Text{ZH: "应为不小于 0 的数，或 params.名称", EN: "this must be a number of at least 0, or params.NAME"}, report.Text{})
	}
	return value
}

// texts returns the sections that a rule compares the text of, or nil.
func (r *Rule) texts() []*yamldoc.Node {
	switch {
	case r.resemblance != nil:
		return r.resemblance.of
	case r.repeats != nil:
		return r.repeats.of
	}
	return nil
}

// compileTexts compiles what a rule says of texts into the sketches that it needs.
func (c *compiledRule) compileTexts(compiler *compiler, diags *diag.List) {
	r := c.rule
	number := func(n *yamldoc.Node, missing float64) float64 { return r.number(n, missing, diags) }
	var spec sketchSpec
	switch {
	case r.resemblance != nil:
		clause := r.resemblance
		c.above = int(number(clause.above, 1) * thousand)
		if c.above <= 0 || c.above > thousand {
			diags.Add(clause.above.DiagnosticAt(0, len([]rune(clause.above.Value())), report.Text{
				ZH: "above 应大于 0，不大于 1", EN: "above must be greater than 0 and at most 1",
			}, report.Text{}))
		}
		spec.normal = &normaliser{mask: clause.mask, without: clause.without, until: clause.until, least: max(int(number(clause.least, 0)), shingleSize)}
	case r.repeats != nil:
		clause := r.repeats
		spec.sentences = &sentenceFilter{least: int(number(clause.least, 0)), figures: int(number(clause.figures, 0)), units: clause.units, except: clause.except}
	default:
		return
	}
	schema := compiler.model.schema
	for _, n := range r.texts() {
		i := schema.Section(n.String())
		if i < 0 {
			diags.Add(n.DiagnosticAt(0, len([]rune(n.Value())), report.Text{
				ZH: fmt.Sprintf("格式 %s 没有部分“%s”", schema.Form, n.Value()), EN: fmt.Sprintf("form %s has no section %q", schema.Form, n.Value()),
			}, diag.DidYouMean(n.Value(), compiler.model.sections.names())))
			continue
		}
		spec.section, spec.key = i, n.String()
		c.specs = append(c.specs, spec)
	}
}
