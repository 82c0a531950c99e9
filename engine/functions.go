package engine

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/decls"
	"cel.dev/cel-go/common/operators"

	"github.com/gouji/gouji/report"
)

//go:generate go run ./gen zh ../docs/zh/rules.md en ../docs/en/rules.md

// FunctionGroup sorts the functions of the rule language by what they work on.
type FunctionGroup uint8

// The groups, in the order in which they are shown.
const (
	OperatorGroup FunctionGroup = iota
	NumberGroup
	TextGroup
	ListGroup
	ReportGroup
)

// Function is a function, an operator or a macro of the rule language.
type Function struct {
	// Name is what an author types, such as sum or <=.
	Name  string
	Group FunctionGroup
	// Signatures say how it is written and of what kind the result is.
	Signatures  []report.Text
	Description report.Text
	// Example may be empty.
	Example FunctionExample
}

// FunctionExample is an expression with its value as [Value.In] writes it. It holds for
// every report that has a title and sections.
type FunctionExample struct{ Expression, Value string }

// function describes a function of the environment.
type function struct {
	// name is that of the environment.
	name    string
	group   FunctionGroup
	zh, en  string
	example FunctionExample
	// written are the signatures of what has no types: macros, and what is replaced
	// before types are checked.
	written []report.Text
}

// functionTable describes all that an author can write, in the order in which it is
// shown. [Functions] compares it with the environment.
func functionTable() []function {
	var all []function
	for group, functions := range [][]function{
		OperatorGroup: operatorFunctions(), NumberGroup: numberFunctions(), TextGroup: textFunctions(), ListGroup: listFunctions(), ReportGroup: reportFunctions(),
	} {
		for _, f := range functions {
			f.group = FunctionGroup(group)
			all = append(all, f)
		}
	}
	return all
}

// text is a wording in both languages.
func text(zh, en string) report.Text { return report.Text{ZH: zh, EN: en} }

func operatorFunctions() []function {
	return []function{
		{name: operators.LogicalAnd, zh: "并且", en: "and", example: FunctionExample{`1 < 2 && 2 < 3`, `true`}},
		{name: operators.LogicalOr, zh: "或者", en: "or", example: FunctionExample{`1 > 2 || 2 < 3`, `true`}},
		{name: operators.LogicalNot, zh: "取反：真变假，假变真", en: "not", example: FunctionExample{`!(1 > 2)`, `true`}},
		{
			name: operators.Equals, zh: "相等；种类不同的不能比较", en: "equal; only things of one kind can be compared",
			example: FunctionExample{`0.1 + 0.2 == 0.3`, `true`},
		},
		{name: operators.NotEquals, zh: "不相等", en: "not equal", example: FunctionExample{`"甲" != "乙"`, `true`}},
		{name: operators.Less, zh: "小于", en: "less", example: FunctionExample{`1 < 1.5`, `true`}},
		{name: operators.LessEquals, zh: "不大于", en: "less or equal", example: FunctionExample{`2 <= 2`, `true`}},
		{name: operators.Greater, zh: "大于", en: "greater", example: FunctionExample{`2.5 > 2`, `true`}},
		{name: operators.GreaterEquals, zh: "不小于", en: "greater or equal", example: FunctionExample{`2 >= 2.0`, `true`}},
		{name: operators.Add, zh: "相加；文字、列表则相连", en: "sum; texts and lists are joined", example: FunctionExample{`"共 " + "3 件"`, `"共 3 件"`}},
		{name: operators.Subtract, zh: "相减", en: "difference", example: FunctionExample{`5 - 1.5`, `3.5`}},
		{name: operators.Multiply, zh: "相乘", en: "product", example: FunctionExample{`1.5 * 3`, `4.5`}},
		{
			name: operators.Divide, zh: "相除；两个整数相除取整", en: "quotient; of two integers without the fraction",
			example: FunctionExample{`[7.0 / 2, decimal(7 / 2)]`, `[3.5, 3]`},
		},
		{name: operators.Modulo, zh: "余数", en: "remainder", example: FunctionExample{`7 % 2`, `1`}},
		{name: operators.Negate, zh: "相反数", en: "the number with the other sign", example: FunctionExample{`-(1 + 2)`, `-3`}},
		{name: operators.In, zh: "列表中有", en: "whether a list has it", example: FunctionExample{`2 in [1, 2]`, `true`}},
		{
			name: operators.Conditional, zh: "条件为真取前者，为假取后者", en: "the first where the condition is true, else the second",
			example: FunctionExample{`1 > 2 ? "多" : "不多"`, `"不多"`},
		},
		{
			name: operators.Index, zh: "列表的第几个，从 0 数起", en: "an element of a list; the first has number 0",
			example: FunctionExample{`["甲", "乙"][1]`, `"乙"`},
		},
	}
}

func numberFunctions() []function {
	return []function{
		{
			name: "sum", zh: "和；有一个单元格没有数值，和即未知", en: "the sum; it is not known where a cell has no value",
			example: FunctionExample{`sum([1, 2.5])`, `3.5`},
		},
		{name: "sum_of_filled", zh: "已填的单元格之和，没有数值的不计", en: "the sum of the cells that have a value"},
		{name: "abs", zh: "绝对值", en: "the number without its sign", example: FunctionExample{`abs(-3)`, `3`}},
		{
			name: "round", zh: "舍入到几位小数，四舍六入五成双", en: "rounded to a number of decimals, half to even",
			example: FunctionExample{`round(2.345, 2)`, `2.34`},
		},
		{
			name: "fixed", zh: "按几位小数写成文字", en: "written with a number of decimals",
			example: FunctionExample{`fixed(3, 2)`, `"3.00"`},
		},
		{name: toDecimal, zh: "转换为数值", en: "as a number", example: FunctionExample{`decimal("1.50") == 1.5`, `true`}},
		{
			name: "int", zh: "转换为整数；有小数的数值出错", en: "as an integer; a number with a fraction is a mistake",
			example: FunctionExample{`int("3") + 1`, `4`},
		},
		{name: "string", zh: "转换为文字", en: "as text", example: FunctionExample{`"共 " + string(3) + " 件"`, `"共 3 件"`}},
		{name: "bool", zh: "转换为真假值", en: "as a truth value", example: FunctionExample{`bool("true")`, `true`}},
	}
}

func textFunctions() []function {
	return []function{
		{name: "contains", zh: "含有", en: "whether it holds a text", example: FunctionExample{`"年度报告".contains("报告")`, `true`}},
		{name: "startsWith", zh: "以此开头", en: "whether it begins so", example: FunctionExample{`"年度报告".startsWith("年度")`, `true`}},
		{name: "endsWith", zh: "以此结尾", en: "whether it ends so", example: FunctionExample{`"年度报告".endsWith("年度")`, `false`}},
		{
			name: "matches", zh: "有一处符合正则表达式（RE2）；要求全文符合请加 `^`、`$`", en: "whether a part of it matches a regular expression (RE2); with `^` and `$` all of it",
			example: FunctionExample{`"2023年".matches("^[0-9]{4}年$")`, `true`},
		},
		{
			name: "indexOf", zh: "首次出现在第几字（从 0 数起，可指定从第几字找起），没有为 -1", en: "where it first holds a text, from a character on, counted from 0; else -1",
			example: FunctionExample{`"年度报告".indexOf("报告")`, `2`},
		},
		{
			name: "lastIndexOf", zh: "最后出现在第几字，没有为 -1", en: "where it last holds a text, or -1",
			example: FunctionExample{`"一一二".lastIndexOf("一")`, `1`},
		},
		{
			name: "substring", zh: "从第几字起（到第几字之前）的文字", en: "the text from one character on, up to another",
			example: FunctionExample{`"年度报告".substring(0, 2)`, `"年度"`},
		},
		{name: "charAt", zh: "第几字，从 0 数起", en: "a character, counted from 0", example: FunctionExample{`"年度".charAt(1)`, `"度"`}},
		{
			name: "split", zh: "按分隔文字分成列表，可指定最多几段", en: "the parts between separators, at most so many",
			example: FunctionExample{`"甲、乙".split("、")`, `["甲", "乙"]`},
		},
		{name: "trim", zh: "去掉首尾空白", en: "without the spaces around it", example: FunctionExample{`" 甲 ".trim()`, `"甲"`}},
		{
			name: "lowerAscii", zh: "英文字母转为小写", en: "with ASCII letters in lower case",
			example: FunctionExample{`"A1".lowerAscii()`, `"a1"`},
		},
		{
			name: "upperAscii", zh: "英文字母转为大写", en: "with ASCII letters in upper case",
			example: FunctionExample{`"a1".upperAscii()`, `"A1"`},
		},
		{
			name: "abbreviates", zh: "每个字都依次出现在另一文字中，如简称之于全称",
			en:      "whether its characters stand in another text in their order, as those of a short name do in the full one",
			example: FunctionExample{`"发改局".abbreviates("发展和改革局")`, `true`},
		},
		{name: "strings.quote", zh: "加上英文引号", en: "in double quotes", example: FunctionExample{`strings.quote("甲").size()`, `3`}},
	}
}

func listFunctions() []function {
	return []function{
		{
			name: operators.All, zh: "每一个都符合", en: "whether all are so",
			example: FunctionExample{`[1, 2].all(x, x > 0)`, `true`},
			written: []report.Text{
				text("列表.all(x, 条件) → 真假值", "list.all(x, condition) → truth value"),
			},
		},
		{
			name: operators.Exists, zh: "有一个符合", en: "whether one or more are so",
			example: FunctionExample{`[1, 2].exists(x, x > 1)`, `true`},
			written: []report.Text{
				text("列表.exists(x, 条件) → 真假值", "list.exists(x, condition) → truth value"),
			},
		},
		{
			name: operators.ExistsOne, zh: "恰有一个符合", en: "whether exactly one is so",
			example: FunctionExample{`[1, 2].exists_one(x, x > 0)`, `false`},
			written: []report.Text{
				text("列表.exists_one(x, 条件) → 真假值", "list.exists_one(x, condition) → truth value"),
			},
		},
		{
			name: operators.Filter, zh: "只留下符合的", en: "those that are so",
			example: FunctionExample{`[1, 2, 3].filter(x, x > 1)`, `[2, 3]`},
			written: []report.Text{
				text("列表.filter(x, 条件) → 列表", "list.filter(x, condition) → list"),
			},
		},
		{
			name: operators.Map, zh: "逐个换成另一个值；有条件的，只取符合的", en: "something of each, or of each that is so",
			example: FunctionExample{`[1, 2].map(x, x * 10)`, `[10, 20]`},
			written: []report.Text{
				text("列表.map(x, 表达式) → 列表", "list.map(x, expression) → list"), text("列表.map(x, 条件, 表达式) → 列表", "list.map(x, condition, expression) → list"),
			},
		},
		{
			name: "sortBy", zh: "按某个值从小到大排列", en: "in the order of something of each",
			example: FunctionExample{`[1, 2, 3].sortBy(x, -x)`, `[3, 2, 1]`},
			written: []report.Text{
				text("列表.sortBy(x, 表达式) → 列表", "list.sortBy(x, expression) → list"),
			},
		},
		{
			name: "size", zh: "几个；文字为几个字", en: "how many; of a text, how many characters",
			example: FunctionExample{`"年度报告".size()`, `4`},
		},
		{name: "sort", zh: "从小到大排列", en: "in order, the least first", example: FunctionExample{`[3, 1, 2].sort()`, `[1, 2, 3]`}},
		{name: "distinct", zh: "去掉重复的", en: "each once", example: FunctionExample{`[1, 2, 1].distinct()`, `[1, 2]`}},
		{name: "reverse", zh: "顺序倒过来", en: "the other way round", example: FunctionExample{`[1, 2].reverse()`, `[2, 1]`}},
		{
			name: "slice", zh: "从第几个起、到第几个之前", en: "the elements from one number on, up to another",
			example: FunctionExample{`[1, 2, 3].slice(0, 2)`, `[1, 2]`},
		},
		{
			name: "join", zh: "连成一段文字，可写明中间的文字", en: "all of them as one text, with something between",
			example: FunctionExample{`["甲", "乙"].join("、")`, `"甲、乙"`},
		},
	}
}

func reportFunctions() []function {
	return []function{
		{name: "cell", zh: "单元格；键写在引号里", en: "a cell; the key stands in quotes", written: []report.Text{
			text(`cell("键") → 单元格`, `cell("KEY") → cell`),
		}},
		{name: "section", zh: "部分；键写在引号里", en: "a section; the key stands in quotes", written: []report.Text{
			text(`section("键") → 部分`, `section("KEY") → section`),
		}},
		{
			name: findName,
			zh:   "正文中符合正则表达式（RE2）的各处，至多 100 处；正则表达式写在引号里，或是 `params` 的参数，或是它们的列表（符合其一即可）",
			en: "where the running text matches a regular expression (RE2), at most 100 places; " +
				"the pattern stands in quotes, or is a parameter, or a list of them of which any may match",
			example: FunctionExample{`report.find("[0-9]{9}年").size()`, `0`},
		},
		{
			name:    mentionsName,
			zh:      "正文有没有符合正则表达式的地方；只问有无时，比 `find` 快",
			en:      "whether the running text matches a regular expression anywhere; faster than `find`, where that is all there is to know",
			example: FunctionExample{`report.mentions("[0-9]{9}年")`, `false`},
		},
		{
			name: operators.Has, zh: "有没有值，如 `has(it.value)`", en: "whether there is a value, such as `has(it.value)`",
			example: FunctionExample{`has(title.text)`, `true`},
			written: []report.Text{
				text("has(x.字段) → 真假值", "has(x.field) → truth value"),
			},
		},
		{
			name: "previous", zh: "上年年报中的同一单元格，或上年的年报；没有则未知。只用于 `scope: series`",
			en: "the same cell in the report of the year before, or that report; not known where there is none. For `scope: series` only",
		},
		{
			name: "parent", zh: "上级机关年报中的同一单元格，或上级的年报；没有则未知。只用于 `scope: group`",
			en: "the same cell in the report of the organ above, or that report; not known where there is none. For `scope: group` only",
		},
		{
			name: "units", zh: "各下级单位年报中的同一单元格，或它们的年报。只用于 `scope: group`",
			en: "the same cell in the reports of the units, or those reports. For `scope: group` only",
		},
		{
			name: "applies", zh: "该年度的格式有这个标签", en: "whether the form for a year has the label",
			example: FunctionExample{`labels.exists(l, l.applies(2023))`, `true`},
		},
	}
}

// hidden lists the functions of the environment that nobody writes: what macros become.
func hidden() []string {
	return []string{operators.NotStrictlyFalse, sortByKeys}
}

// Functions lists all functions, operators and macros of the rule language. The error
// tells of one without a description, and of descriptions without a function.
func Functions() ([]Function, error) { return described(functionTable()) }

// described compares descriptions with the environment.
func described(table []function) ([]Function, error) {
	env, err := newEnv(newModel(&report.Schema{}, report.Chinese))
	if err != nil {
		return nil, err
	}
	known := maps.Clone(env.Functions())
	maps.DeleteFunc(known, func(name string, f *decls.FunctionDecl) bool {
		return f.IsDeclarationDisabled() || slices.Contains(leftOut(), name) || slices.Contains(hidden(), name)
	})
	macros := map[string][]cel.Macro{}
	for _, m := range env.Macros() {
		macros[m.Function()] = append(macros[m.Function()], m)
	}
	var all []Function
	for _, d := range table {
		f := Function{
			Name: symbol(d.name), Group: d.group, Description: report.Text{ZH: d.zh, EN: d.en}, Example: d.example, Signatures: d.written,
		}
		switch declared := known[d.name]; {
		case declared != nil:
			f.Signatures = signatures(declared)
		case d.name == "cell", d.name == "section":
		case len(macros[d.name]) != len(d.written) || len(d.written) == 0:
			return nil, fmt.Errorf("there is no function %q with %d signatures", d.name, len(d.written))
		}
		delete(known, d.name)
		delete(macros, d.name)
		all = append(all, f)
	}
	without := slices.Collect(maps.Keys(known))
	if without = slices.AppendSeq(without, maps.Keys(macros)); len(without) > 0 {
		slices.Sort(without)
		return nil, fmt.Errorf("functions without a description: %s", strings.Join(without, ", "))
	}
	return all, nil
}
