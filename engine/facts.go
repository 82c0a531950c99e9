package engine

import (
	"regexp"
	"slices"
	"strings"
	"unique"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"github.com/govalues/decimal"

	"github.com/gouji/gouji/internal/fold"
	"github.com/gouji/gouji/report"
)

// factClasses makes the classes of the figures that a report states in running text:
// those of a fact, and the lists of all facts by their keys.
func (m *model) factClasses() {
	c := newClass("fact", func(o *object) report.Place {
		f := &o.bound.report.Facts[o.index]
		return report.Place{Span: f.Span, Key: m.schema.FactName(f.Spec), Label: m.schema.Facts[f.Spec].Name.In(m.lang)}
	})
	get := func(f func(*report.Fact) ref.Val) func(*object) ref.Val {
		return func(o *object) ref.Val { return f(&o.bound.report.Facts[o.index]) }
	}
	c.add("key", types.StringType, get(func(f *report.Fact) ref.Val { return str(m.schema.Facts[f.Spec].Key) }))
	c.add("label", types.StringType, get(func(f *report.Fact) ref.Val { return str(m.schema.Facts[f.Spec].Name.In(m.lang)) }))
	c.add("value", decimalType, get(func(f *report.Fact) ref.Val { return newExact(f.Value) }))
	c.add("unit", types.StringType, get(func(f *report.Fact) ref.Val { return str(f.Unit) }))
	c.add("text", types.StringType, get(func(f *report.Fact) ref.Val { return str(fold.Words(f.Text)) }))
	c.add("raw", types.StringType, get(func(f *report.Fact) ref.Val { return str(f.Text) }))
	c.add("sentence", types.StringType, get(func(f *report.Fact) ref.Val { return str(f.SentenceText) }))
	c.add("sentence_number", types.IntType, get(func(f *report.Fact) ref.Val { return types.Int(f.SentenceNumber) }))
	c.add("years", types.NewListType(types.IntType), get(func(f *report.Fact) ref.Val {
		years := make([]ref.Val, len(f.Years))
		for i, y := range f.Years {
			years[i] = types.Int(y)
		}
		return newList(years)
	}))
	c.add("cells", listOf(m.cell), func(o *object) ref.Val {
		var cells []*object
		for _, cell := range m.schema.Facts[o.bound.report.Facts[o.index].Spec].Cells {
			if o.bound.report.Active(m.schema.Cells[cell].Row) {
				cells = append(cells, o.bound.cells[cell])
			}
		}
		return objectList(cells)
	})
	numbers := func(of func(*report.Fact) []decimal.Decimal) func(*object) ref.Val {
		return get(func(f *report.Fact) ref.Val {
			values := make([]ref.Val, len(of(f)))
			for i, v := range of(f) {
				values[i] = newExact(v)
			}
			return newList(values)
		})
	}
	c.add("parts", types.NewListType(decimalType), numbers(func(f *report.Fact) []decimal.Decimal { return f.Parts }))
	c.add("beside", types.NewListType(decimalType), numbers(func(f *report.Fact) []decimal.Decimal { return f.Beside }))
	c.addFlag("parts_open", func(o *object) bool { return o.bound.report.Facts[o.index].PartsOpen })
	c.addFlag("approximate", func(o *object) bool { return o.bound.report.Facts[o.index].Approximate })
	c.addFlag("complete", func(o *object) bool { return o.bound.report.Facts[o.index].Complete })
	c.addOptional("share", decimalType, func(o *object) bool { return o.bound.report.Facts[o.index].HasShare },
		func(o *object) string { return m.schema.FactName(o.bound.report.Facts[o.index].Spec) + ".share" },
		get(func(f *report.Fact) ref.Val { return newExact(f.Share) }))
	c.addOptional("share_decimals", types.IntType, func(o *object) bool { return o.bound.report.Facts[o.index].HasShare },
		func(o *object) string { return m.schema.FactName(o.bound.report.Facts[o.index].Spec) + ".share" },
		get(func(f *report.Fact) ref.Val { return types.Int(f.Share.Scale()) }))
	c.add("line", types.IntType, lineOf(c))
	m.fact = c

	m.facts = newClass("facts", nil)
	for i, spec := range m.schema.Facts {
		m.facts.add(spec.Key, listOf(c), func(o *object) ref.Val { return o.bound.factList(i) })
	}
}

// factList lists the facts of a kind, in the order of the text.
func (b *binding) factList(spec int) ref.Val {
	if b.factLists == nil {
		b.factLists = make([]ref.Val, len(b.model.schema.Facts))
	}
	if b.factLists[spec] == nil {
		var facts []*object
		for i := range b.report.Facts {
			if b.report.Facts[i].Spec == spec {
				facts = append(facts, &object{class: b.model.fact, bound: b, index: i})
			}
		}
		b.factLists[spec] = objectList(facts)
	}
	return b.factLists[spec]
}

// factName finds the facts that an expression names.
var factName = regexp.MustCompile(`\bfacts\.([a-z0-9_]+)`)

// factsAskedFor says, for each kind of facts, whether one of the rules names it.
func factsAskedFor(s *report.Schema, rules []*compiledRule) []bool {
	asked := make([]bool, len(s.Facts))
	for _, c := range rules {
		var texts []string
		for _, part := range c.rule.parts() {
			texts = append(texts, part.text)
		}
		for _, t := range c.rule.message {
			if t != nil {
				texts = append(texts, t.source)
			}
		}
		for _, m := range factName.FindAllStringSubmatch(strings.Join(texts, "\n"), -1) {
			if i := slices.IndexFunc(s.Facts, func(f report.FactSpec) bool { return f.Key == m[1] }); i >= 0 {
				asked[i] = true
			}
		}
	}
	return asked
}

// keptFact is what a digest keeps of a fact: its figure and where it stands.
type keptFact struct {
	value                 decimal.Decimal
	span                  report.Span
	spec, sentence        int32
	approximate, complete bool
	unit                  unique.Handle[string]
	years                 []int
}

// keepFacts returns the facts of a report that are asked for.
func keepFacts(r *report.Report, asked []bool) []keptFact {
	var kept []keptFact
	for i := range r.Facts {
		f := &r.Facts[i]
		if f.Spec < len(asked) && asked[f.Spec] {
			kept = append(kept, keptFact{
				f.Value, f.Span, int32(f.Spec), int32(f.SentenceNumber), f.Approximate, f.Complete, unique.Make(strings.Clone(f.Unit)), f.Years,
			})
		}
	}
	return slices.Clip(kept)
}

// fact returns what was kept as a fact of a report.
func (k *keptFact) fact() report.Fact {
	return report.Fact{
		Spec: int(k.spec), Value: k.value, Unit: k.unit.Value(), Span: k.span, SentenceNumber: int(k.sentence), Section: -1,
		Approximate: k.approximate, Complete: k.complete, Years: k.years,
	}
}
