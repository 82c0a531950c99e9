package engine

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"cel.dev/cel-go/cel"
	celenv "cel.dev/cel-go/common/env"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/overloads"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"cel.dev/cel-go/ext"
	"github.com/govalues/decimal"
)

// excluded lists functions of the standard library that the rule language leaves
// out. Equality is declared anew, type by type, so that comparing a number with
// a text is an error and not false; the others lead out of the type system or to
// binary floating point.
func excluded() []string {
	return []string{
		operators.Equals, operators.NotEquals, operators.In, operators.OldIn,
		overloads.TypeConvertDyn, overloads.TypeConvertType, overloads.TypeConvertDouble, overloads.TypeConvertUint,
		overloads.TypeConvertBytes, overloads.TypeConvertTimestamp, overloads.TypeConvertDuration,
		overloads.TimeGetFullYear, overloads.TimeGetMonth, overloads.TimeGetDayOfYear, overloads.TimeGetDayOfMonth,
		overloads.TimeGetDate, overloads.TimeGetDayOfWeek, overloads.TimeGetHours, overloads.TimeGetMinutes,
		overloads.TimeGetSeconds, overloads.TimeGetMilliseconds,
	}
}

// The versions of the extension libraries: a later one must not change what rules
// mean.
const (
	stringsVersion = 4
	listsVersion   = 2
)

// newEnv makes the CEL environment of a model.
func newEnv(m *model) (*cel.Env, error) {
	registry, err := types.NewRegistry()
	if err != nil {
		return nil, fmt.Errorf("types: %w", err)
	}
	subset := &celenv.LibrarySubset{}
	for _, name := range excluded() {
		subset.ExcludeFunctions = append(subset.ExcludeFunctions, &celenv.Function{Name: name})
	}
	options := []cel.EnvOption{
		cel.CustomTypeProvider(newProvider(registry, m.classes())),
		cel.CustomTypeAdapter(registry),
		cel.StdLib(cel.StdLibSubset(subset)),
		ext.Strings(ext.StringsVersion(stringsVersion)),
		ext.Lists(ext.ListsVersion(listsVersion)),
		cel.ASTValidators(cel.ValidateRegexLiterals()),
	}
	options = append(options, equality(m)...)
	options = append(options, arithmetic()...)
	options = append(options, functions(m)...)
	options = append(options, relationOptions(m)...)
	for name, kind := range m.variables() {
		options = append(options, cel.Variable(name, kind))
	}
	env, err := cel.NewCustomEnv(options...)
	if err != nil {
		return nil, fmt.Errorf("environment: %w", err)
	}
	return env, nil
}

// variables returns the variables that every expression can use.
func (m *model) variables() map[string]*types.Type {
	return map[string]*types.Type{
		"report": m.report.cel, "title": m.title.cel, "document": m.document.cel, "tables": m.tables.cel, "facts": m.facts.cel,
		"sections": listOf(m.section), sectionsByKey: m.sections.cel,
		"headings": listOf(m.heading), "labels": listOf(m.label), "unknown_rows": listOf(m.stray),
		"paragraphs": listOf(m.paragraph), "numbered_items": listOf(m.item), "captions": listOf(m.caption),
	}
}

// equality declares == and != for each type, and for decimals against integers,
// and membership in lists. The integer operand of a mixed pair is converted
// before the expression runs.
func equality(m *model) []cel.EnvOption {
	alike := map[string]*types.Type{
		"int": types.IntType, "string": types.StringType, "bool": types.BoolType, "decimal": decimalType,
		"list": types.NewListType(types.NewTypeParamType("A")),
	}
	for _, c := range m.classes() {
		// Cells are compared by their values, which must be said.
		if c.place != nil && c != m.cell {
			alike[c.name] = c.cel
		}
	}
	var equal, unequal []cel.FunctionOpt
	pair := func(name string, a, b *types.Type) {
		equal = append(equal, cel.Overload("equals_"+name, []*types.Type{a, b}, types.BoolType))
		unequal = append(unequal, cel.Overload("not_equals_"+name, []*types.Type{a, b}, types.BoolType))
	}
	for name, t := range alike {
		pair(name, t, t)
	}
	pair("decimal_int", decimalType, types.IntType)
	pair("int_decimal", types.IntType, decimalType)
	member := []cel.FunctionOpt{cel.SingletonBinaryBinding(inList)}
	within := func(name string, element, of *types.Type) {
		member = append(member, cel.Overload("in_list_"+name, []*types.Type{element, types.NewListType(of)}, types.BoolType))
	}
	for name, t := range alike {
		if t.Kind() != types.ListKind {
			within(name, t, t)
		}
	}
	within("decimal_int", decimalType, types.IntType)
	within("int_decimal", types.IntType, decimalType)
	return []cel.EnvOption{
		cel.Function(operators.Equals, equal...), cel.Function(operators.NotEquals, unequal...), cel.Function(operators.In, member...),
	}
}

// inList reports whether a list has an element.
func inList(element, container ref.Val) ref.Val {
	list, ok := container.(traits.Lister)
	if !ok {
		return types.MaybeNoSuchOverloadErr(container)
	}
	return list.Contains(element)
}

// arithmetic declares the operators of decimals, alone and together with
// integers.
func arithmetic() []cel.EnvOption {
	var options []cel.EnvOption
	for name, result := range map[string]*types.Type{
		operators.Add: decimalType, operators.Subtract: decimalType, operators.Multiply: decimalType, operators.Divide: decimalType,
		operators.Less: types.BoolType, operators.LessEquals: types.BoolType,
		operators.Greater: types.BoolType, operators.GreaterEquals: types.BoolType,
	} {
		options = append(options, cel.Function(name,
			cel.Overload(name+"decimal_decimal", []*types.Type{decimalType, decimalType}, result),
			cel.Overload(name+"decimal_int", []*types.Type{decimalType, types.IntType}, result),
			cel.Overload(name+"int_decimal", []*types.Type{types.IntType, decimalType}, result)))
	}
	return append(options, cel.Function(operators.Negate, cel.Overload("negate_decimal", []*types.Type{decimalType}, decimalType)))
}

// toDecimal is the name of the function that makes decimals.
const toDecimal = "decimal"

// sortByKeys is the function that the macro sortBy stands for.
const sortByKeys = "@sortByAssociatedKeys"

// functions declares the functions of the rule language.
func functions(m *model) []cel.EnvOption {
	decimals, integers, cells := types.NewListType(decimalType), types.NewListType(types.IntType), listOf(m.cell)
	anything := types.NewListType(types.NewTypeParamType("T"))
	return []cel.EnvOption{
		cel.Function(toDecimal,
			cel.Overload("decimal_int", []*types.Type{types.IntType}, decimalType, cel.UnaryBinding(decimalOfInt)),
			cel.Overload("decimal_string", []*types.Type{types.StringType}, decimalType, cel.UnaryBinding(decimalOfString)),
			cel.Overload("decimal_decimal", []*types.Type{decimalType}, decimalType, cel.UnaryBinding(func(v ref.Val) ref.Val { return v })),
			cel.Overload("decimal_list", []*types.Type{integers}, decimals, cel.UnaryBinding(decimalsOfInts))),
		cel.Function(overloads.TypeConvertInt,
			cel.Overload("int_decimal_exact", []*types.Type{decimalType}, types.IntType, cel.UnaryBinding(intOfDecimal))),
		cel.Function("sort",
			cel.MemberOverload("list_decimal_sort", []*types.Type{decimals}, decimals)),
		cel.Function(sortByKeys,
			cel.MemberOverload("list_decimal_sortByAssociatedKeys", []*types.Type{anything, decimals}, anything)),
		cel.Function("fixed",
			cel.Overload("fixed_decimal_int", []*types.Type{decimalType, types.IntType}, types.StringType, cel.BinaryBinding(fixed)),
			cel.Overload("fixed_int_int", []*types.Type{types.IntType, types.IntType}, types.StringType, cel.BinaryBinding(fixed))),
		cel.Function(overloads.TypeConvertString,
			cel.Overload("string_decimal", []*types.Type{decimalType}, types.StringType, cel.UnaryBinding(func(v ref.Val) ref.Val {
				return v.ConvertToType(types.StringType)
			}))),
		cel.Function("sum",
			cel.Overload("sum_cells", []*types.Type{cells}, decimalType, cel.UnaryBinding(sum)),
			cel.Overload("sum_decimals", []*types.Type{decimals}, decimalType, cel.UnaryBinding(sum)),
			cel.Overload("sum_ints", []*types.Type{integers}, types.IntType, cel.UnaryBinding(sumOfInts))),
		// The library's joins without end.
		cel.Function("join",
			cel.MemberOverload("list_join", []*types.Type{types.NewListType(types.StringType)}, types.StringType,
				cel.UnaryBinding(func(list ref.Val) ref.Val { return join(list, types.String("")) })),
			cel.MemberOverload("list_join_string", []*types.Type{types.NewListType(types.StringType), types.StringType}, types.StringType,
				cel.BinaryBinding(join))),
		cel.Function("sum_of_filled",
			cel.Overload("sum_of_filled_cells", []*types.Type{cells}, decimalType, cel.UnaryBinding(sumOfFilled))),
		cel.Function("abs",
			cel.Overload("abs_decimal", []*types.Type{decimalType}, decimalType, cel.UnaryBinding(func(v ref.Val) ref.Val {
				return v.(*exact).like(v.(*exact).Abs())
			})),
			cel.Overload("abs_int", []*types.Type{types.IntType}, types.IntType, cel.UnaryBinding(func(v ref.Val) ref.Val {
				if v.(types.Int) < 0 {
					return v.(types.Int).Negate()
				}
				return v
			}))),
		cel.Function("round",
			cel.Overload("round_decimal_int", []*types.Type{decimalType, types.IntType}, decimalType, cel.BinaryBinding(round)),
			cel.Overload("round_int_int", []*types.Type{types.IntType, types.IntType}, decimalType, cel.BinaryBinding(round))),
		cel.Function(findName, searchers(m, findName, listOf(m.hit), find)...),
		cel.Function(mentionsName, searchers(m, mentionsName, types.BoolType, mentions)...),
		cel.Function("abbreviates",
			cel.MemberOverload("string_abbreviates_string", []*types.Type{types.StringType, types.StringType}, types.BoolType, cel.BinaryBinding(abbreviates))),
		cel.Function("applies",
			cel.MemberOverload("label_applies_int", []*types.Type{m.label.cel, types.IntType}, types.BoolType, cel.BinaryBinding(labelApplies))),
	}
}

// searchers declares a function that looks for a pattern, for everything that has running
// text.
func searchers(m *model, name string, result *types.Type, search func(target, argument ref.Val) ref.Val) []cel.FunctionOpt {
	searchable := []*class{m.report, m.section, m.paragraph, m.item, m.aspect}
	options := make([]cel.FunctionOpt, 0, len(searchable))
	for _, c := range searchable {
		options = append(options, cel.MemberOverload(c.name+"_"+name+"_string", []*types.Type{c.cel, types.StringType}, result, cel.BinaryBinding(search)))
	}
	return options
}

// abbreviates reports whether all characters of a text stand in another in their order.
func abbreviates(short, long ref.Val) ref.Val {
	rest := string(long.(types.String))
	for _, r := range string(short.(types.String)) {
		i := strings.IndexRune(rest, r)
		if i < 0 {
			return types.False
		}
		rest = rest[i+utf8.RuneLen(r):]
	}
	return types.True
}

func decimalOfInt(v ref.Val) ref.Val {
	d, err := decimal.New(int64(v.(types.Int)), 0)
	if err != nil {
		return types.WrapErr(err)
	}
	return newExact(d)
}

func decimalOfString(v ref.Val) ref.Val {
	d, err := decimal.Parse(string(v.(types.String)))
	if err != nil {
		return types.WrapErr(err)
	}
	return newExact(d)
}

func decimalsOfInts(v ref.Val) ref.Val {
	var out []ref.Val
	unknown := eachElement(v, func(e ref.Val) ref.Val {
		d := decimalOfInt(e)
		out = append(out, d)
		return d
	})
	if unknown != nil {
		return unknown
	}
	return newList(out)
}

// eachElement calls f with each element of a list. It returns the first error or
// the unknowns of all elements and results together, or nil.
func eachElement(v ref.Val, f func(ref.Val) ref.Val) ref.Val {
	list, ok := v.(traits.Lister)
	if !ok {
		return types.MaybeNoSuchOverloadErr(v)
	}
	var unknown *types.Unknown
	for it := list.Iterator(); it.HasNext() == types.True; {
		e := it.Next()
		if !types.IsUnknownOrError(e) {
			e = f(e)
		}
		switch x := e.(type) {
		case *types.Unknown:
			unknown = types.MergeUnknowns(unknown, x)
		case *types.Err:
			return x
		}
	}
	if unknown != nil {
		return unknown
	}
	return nil
}

// sum adds up cells or decimals. A cell without a value makes the sum unknown.
func sum(v ref.Val) ref.Val {
	var total ref.Val = newExact(decimal.Zero)
	stop := eachElement(v, func(e ref.Val) ref.Val {
		if cell, ok := e.(*object); ok {
			e = cell.bound.value(cell.index)
		}
		if _, ok := e.(*exact); !ok {
			return e
		}
		total = total.(*exact).Add(e)
		return total
	})
	if stop != nil {
		return stop
	}
	return total
}

// maxJoined bounds the bytes of a text that is joined: far more than any report holds.
const maxJoined = 4 << 20

// join joins texts.
func join(list, separator ref.Val) ref.Val {
	var b strings.Builder
	between := ""
	stop := eachElement(list, func(e ref.Val) ref.Val {
		s, ok := e.(types.String)
		if !ok {
			return types.MaybeNoSuchOverloadErr(e)
		}
		if b.Len()+len(between)+len(s) > maxJoined {
			return types.WrapErr(errTooLong)
		}
		b.WriteString(between)
		b.WriteString(string(s))
		between = string(separator.(types.String))
		return e
	})
	if stop != nil {
		return stop
	}
	return types.String(b.String())
}

// sumOfFilled adds up the cells that have a value and passes over the others.
func sumOfFilled(v ref.Val) ref.Val {
	total := decimal.Zero
	stop := eachElement(v, func(e ref.Val) ref.Val {
		cell, ok := e.(*object)
		if !ok {
			return types.MaybeNoSuchOverloadErr(e)
		}
		if r := cell.bound.report; r.HasValue(cell.index) {
			var err error
			if total, err = add(total, r.Fields[cell.index].Value); err != nil {
				return types.WrapErr(err)
			}
		}
		return e
	})
	if stop != nil {
		return stop
	}
	return newExact(total)
}

func sumOfInts(v ref.Val) ref.Val {
	var total ref.Val = types.Int(0)
	if stop := eachElement(v, func(e ref.Val) ref.Val {
		total = total.(traits.Adder).Add(e)
		return total
	}); stop != nil {
		return stop
	}
	return total
}

// round rounds half to even to a number of decimals.
func round(value, places ref.Val) ref.Val {
	d, n, failed := rounding(value, places)
	if failed != nil {
		return failed
	}
	return newExact(d.Round(n))
}

// fixed writes a number with a number of decimals, rounded half to even.
func fixed(value, places ref.Val) ref.Val {
	d, n, failed := rounding(value, places)
	if failed != nil {
		return failed
	}
	return types.String(d.Rescale(n).String())
}

// rounding returns the operands of round and fixed.
func rounding(value, places ref.Val) (d decimal.Decimal, n int, failed ref.Val) {
	count := places.(types.Int)
	if count < 0 || count > decimal.MaxScale {
		return d, 0, types.WrapErr(errTooManyDecimals)
	}
	if _, ok := value.(types.Int); ok {
		value = decimalOfInt(value)
	}
	number, ok := value.(*exact)
	if !ok {
		return d, 0, value
	}
	return number.Decimal, int(count), nil
}

// intOfDecimal converts a number without a fraction.
func intOfDecimal(v ref.Val) ref.Val {
	if whole, _, ok := v.(*exact).Int64(0); ok && v.(*exact).IsInt() {
		return types.Int(whole)
	}
	return types.WrapErr(errNotInteger)
}

// labelApplies reports whether the form of a year has a label.
func labelApplies(target, year ref.Val) ref.Val {
	o := target.(*object)
	for _, years := range o.bound.report.Labels[o.index].Years {
		if years.Contains(int(year.(types.Int))) {
			return types.True
		}
	}
	return types.False
}
