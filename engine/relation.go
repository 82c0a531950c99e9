package engine

import (
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/gouji/gouji/report"
)

// relations are the reports that one is compared with. Their figures stand in cells of
// the form of that one.
type relations struct {
	// previous is the report of the year before, parent that of the organ that this one
	// is a unit of; each may be nil.
	previous, parent *binding
	units            []*binding
	// missing names the units without a report, and listed says that the units are known.
	missing []string
	listed  bool
	// namesake is the organ of a report of the year before that may be of the same organ
	// under another name, or empty.
	namesake string
}

// abroad is the report of a binding that another report is compared with.
type abroad struct {
	digest *Digest
	// lent remembers which places were handed out, so that they can be looked up.
	lent map[*report.Elsewhere]*Digest
}

// lend returns a place in the report, for want of a better one its title.
func (a *abroad) lend() *report.Elsewhere {
	e := &report.Elsewhere{Path: a.digest.path, Position: a.digest.at, UTF16: a.digest.utf16}
	a.lent[e] = a.digest
	return e
}

// relationNames lists the fields of a report that only rules have that compare reports.
func relationNames() []string {
	return []string{"has_previous", "namesake", "has_parent", "units", "units_listed", "missing_units"}
}

// relationFields adds what a report tells of those that it is compared with.
func relationFields(c *class) {
	of := func(get func(*relations) ref.Val) func(*object) ref.Val {
		return func(o *object) ref.Val {
			if o.bound.relations == nil {
				return get(&relations{})
			}
			return get(o.bound.relations)
		}
	}
	c.add("has_previous", types.BoolType, of(func(r *relations) ref.Val { return types.Bool(r.previous != nil) }))
	c.add("namesake", types.StringType, of(func(r *relations) ref.Val { return str(r.namesake) }))
	c.add("has_parent", types.BoolType, of(func(r *relations) ref.Val { return types.Bool(r.parent != nil) }))
	c.add("units", types.IntType, of(func(r *relations) ref.Val { return types.Int(len(r.units)) }))
	c.add("units_listed", types.BoolType, of(func(r *relations) ref.Val { return types.Bool(r.listed) }))
	c.add("missing_units", types.NewListType(types.StringType), of(func(r *relations) ref.Val {
		names := make([]ref.Val, len(r.missing))
		for i, name := range r.missing {
			names[i] = str(name)
		}
		return newList(names)
	}))
}

// relationFunctions lists the functions that lead to other reports.
func relationFunctions() []string { return []string{"previous", "parent", "units"} }

// relationOptions declares them.
func relationOptions(m *model) []cel.EnvOption {
	single := func(name string, of func(*relations) *binding) cel.EnvOption {
		related := func(v ref.Val) ref.Val {
			o := v.(*object)
			var other *binding
			if o.bound.relations != nil {
				other = of(o.bound.relations)
			}
			switch {
			case other == nil && o.class == o.bound.model.cell:
				return o.bound.unknown(name + "(" + m.schema.Cells[o.index].Key + ")")
			case other == nil:
				return o.bound.unknown(name + "(report)")
			case o.class == o.bound.model.cell:
				return other.cells[o.index]
			}
			return other.root
		}
		return cel.Function(name,
			cel.Overload(name+"_cell", []*types.Type{m.cell.cel}, m.cell.cel, cel.UnaryBinding(related)),
			cel.Overload(name+"_report", []*types.Type{m.report.cel}, m.report.cel, cel.UnaryBinding(related)))
	}
	units := func(v ref.Val) ref.Val {
		o := v.(*object)
		if o.bound.relations == nil {
			return newList(nil)
		}
		out := make([]ref.Val, len(o.bound.relations.units))
		for i, unit := range o.bound.relations.units {
			out[i] = unit.root
			if o.class == o.bound.model.cell {
				out[i] = unit.cells[o.index]
			}
		}
		return newList(out)
	}
	return []cel.EnvOption{
		single("previous", func(r *relations) *binding { return r.previous }),
		single("parent", func(r *relations) *binding { return r.parent }),
		cel.Function("units",
			cel.Overload("units_cell", []*types.Type{m.cell.cel}, listOf(m.cell), cel.UnaryBinding(units)),
			cel.Overload("units_report", []*types.Type{m.report.cel}, listOf(m.report), cel.UnaryBinding(units))),
	}
}

// keptFields lists what is known of the parts of a report when reports are compared.
// Parts of parts are known too.
func keptFields() []string {
	return append(relationNames(), "key", "label", "type", "ordinal", "official", "value", "state", "filled", "blank", "absent", "malformed", "decimals",
		"organ", "organ_normalised", "year", "form", "government", "unit", "approximate", "complete", "years", "sentence_number")
}

// lostNames lists the variables of which nothing is kept when reports are compared.
func lostNames() []string { return []string{"headings", "labels", "unknown_rows"} }

// kept reports what a rule cannot ask: of other reports in a rule for single reports, and
// of what is not kept of a report in one that compares reports.
func (t *translator) kept(checked *ast.AST) bool {
	ok := true
	complain := func(id int64, name string, isField bool, message, hint report.Text) {
		ok = false
		if isField {
			t.reportField(id, name, message, hint)
			return
		}
		t.reportAt(id, len([]rune(name)), message, hint)
	}
	alone := report.Text{ZH: "只有写明 scope: series 或 group 的规则才能查看其他报告", EN: "only a rule with scope: series or group can look at other reports"}
	needsScope := report.Text{ZH: "请加 scope: series（与上年相比）或 scope: group（与上下级相比）", EN: "Add scope: series (the year before) or scope: group (the units)"}
	lost := func(name string) report.Text {
		return report.Text{
			ZH: fmt.Sprintf("比较各份报告时不保留“%s”", name), EN: fmt.Sprintf("%q is not kept for rules that compare reports", name),
		}
	}
	ast.PreOrderVisit(checked.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		switch e.Kind() {
		case ast.CallKind:
			name := e.AsCall().FunctionName()
			if !t.scope.across && slices.Contains(relationFunctions(), name) {
				offset := 0
				if at, found := checked.SourceInfo().GetOffsetRange(e.ID()); found {
					offset = t.nameBefore(int(at.Start), name)
				}
				ok = false
				t.report(offset, len(name), alone, needsScope)
			}
		case ast.IdentKind:
			if name := e.AsIdent(); t.scope.across && slices.Contains(lostNames(), name) {
				complain(e.ID(), name, false, lost(name), report.Text{})
			}
		case ast.SelectKind:
			class, name := t.compiler.classOf(checked.GetType(e.AsSelect().Operand().ID())), e.AsSelect().FieldName()
			switch {
			case class == nil:
			case !t.scope.across && class == t.compiler.model.report && slices.Contains(relationNames(), name):
				complain(e.ID(), name, true, alone, needsScope)
			case t.scope.across && class.fields[name] != nil && !t.compiler.isPart(class.fields[name].kind) && !slices.Contains(keptFields(), name):
				complain(e.ID(), name, true, lost(name), report.Text{
					ZH: "可用单元格的数值（value）和状态、机关、年度", EN: "The values and states of cells, the organ and the year are",
				})
			}
		default:
		}
	}))
	return ok
}

// isPart reports whether a type is that of a part of a report, or of a list of parts.
func (c *compiler) isPart(t *types.Type) bool {
	if t.Kind() == types.ListKind {
		t = t.Parameters()[0]
	}
	return c.classOf(t) != nil
}

// match is a text of another report that is like one of the report at hand.
type match struct {
	other *Digest
	// similarity is the share of common text, in thousandths.
	similarity int
	// cluster is the number of reports with like texts.
	cluster int
	// sentence is the first sentence that two reports have in common, and count how many
	// there are.
	sentence string
	count    int
	// place is where the text stands in the other report, and span where it stands here;
	// nil means at the heading of its section.
	place *report.Elsewhere
	span  *report.Span
}

// matched returns what is known of a text that is like another.
func (r *run) matched(name string) (any, bool) {
	m := r.match
	if m == nil {
		return nil, false
	}
	lang := r.evaluator.engine.lang()
	switch name {
	case "similarity":
		return newExact(thousandths(m.similarity)), true
	case "cluster":
		return types.Int(m.cluster), true
	case "sentence":
		return types.String(m.sentence), true
	case "first":
		return types.String(m.place.Path + ":" + m.place.Position.LineText(lang)), true
	case "other":
		name := fmt.Sprintf(lang.Pick("%s %d 年度", "%s %d"), m.other.organ.Value(), m.other.year)
		return types.String(strings.TrimSpace(name)), true
	}
	return nil, false
}

// compareTexts compares the text of the section at hand with those of other reports.
func (r *run) compareTexts() bool {
	if r.subject == nil { // a report by itself has nothing to be compared with
		r.recorder.verdict(r, NotApplicable)
		return true
	}
	section := r.it.(*object).index
	m, unknown := r.subject.compare(r.current, section)
	switch {
	case m != nil:
		r.match, r.count = m, m.count
		defer func() { r.match, r.count = nil, 0 }()
		return r.fail(nil)
	case unknown != "":
		r.notAssessed(r.bound.unknown(unknown).(*types.Unknown))
	default:
		r.recorder.verdict(r, Holds)
	}
	return true
}
