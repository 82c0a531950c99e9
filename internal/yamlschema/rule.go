package yamlschema

import (
	"slices"

	"github.com/gouji/gouji/report"
)

// ruleFile describes a file of rules: a list of them, or a mapping with the list
// under "rules".
func ruleFile() *schema {
	s := object(needed("rules", list(ref("rule")), "规则，逐条列出", "The rules, one after another")).also("array")
	s.Items = ref("rule")
	s.Definitions = members{
		{key: "rule", schema: rule()},
		{key: "severity", schema: severityCase()},
		{key: "balance", schema: balance()},
		{key: "diagnose", schema: diagnose()},
		{key: "resemblance", schema: resemblance()},
		{key: "repeats", schema: repeats()},
	}
	return s
}

func rule() *schema {
	s := object(
		needed("id", identifier().example("row-total"), "标识：小写字母、数字、连字符", "Identifier: lower-case letters, digits, hyphens"),
		key("name", wording(), "名称：几个字", "Name: a few words"),
		key("description", wording(), "说明：为什么要检查，怎样才符合", "What the rule is for, and what meets it"),
		key("formula", wording().example("各项之和 = 总计"),
			"用文字写出的算式或要求，用于说明和文档", "The formula or demand in words, for explanations and documents"),
		key("source", text(), "依据的文件", "The document that the rule follows from"),
		key("severity", severity(),
			"级别；或列表 `[{when: 条件, is: 级别}, {is: 级别}]`，以第一个成立的为准",
			"Severity; or a list `[{when: CONDITION, is: SEVERITY}, {is: SEVERITY}]` whose first that holds counts"),
		key("forms", oneOrMore(identifier), "适用的格式；不写为全部", "The forms that the rule is for; all if left out"),
		key("params", params().example(map[string]any{"limit": 20}),
			"参数：数、文字、true、false 或它们的列表，用 `params.名称` 取用", "Parameters: numbers, texts, true, false or lists of them, read as `params.NAME`"),
		key("lookup", text().example("names.csv"),
			"一个 CSV 文件，路径相对于本文件：每行第一格是一个名称，用 `甲 in lookup` 查有没有",
			"A CSV file, relative to this one, with a name in the first cell of each line: `x in lookup` asks whether it is there"),
		key("let", named(variablePattern, expression()),
			"给表达式起名，依次书写，后面的可以用前面的", "Names for expressions, in order; later ones may use earlier ones"),
		key("forEach", expression().example("tables.cost.rows", "sections"),
			"一个列表：逐个检查其中的元素，元素称为 `it`", "A list: each of its elements is checked, under the name `it`"),
		key("when", expression(), "前提：为真时才检查", "Checked only where this is true"),
		key("check", expression().example("it.found"),
			"应当为真的条件（CEL）。`check`、`balance`、`unique`、`diagnose`、`resemblance`、`repeats` 有且只有一个；都不写时，只更改所沿用的同名规则",
			"The condition that must be true (CEL). Exactly one of `check`, `balance`, `unique`, `diagnose`, `resemblance` and `repeats`; "+
				"with none, the entry changes the inherited rule of this id"),
		member{key: "balance", schema: ref("balance")},
		member{key: "diagnose", schema: ref("diagnose")},
		key("unique", expression().example("report.organ"),
			"一批年报中不应重复的文字；需要 `scope: corpus`", "A text that may not occur twice among the reports of a run; needs `scope: corpus`"),
		member{key: "resemblance", schema: ref("resemblance")},
		member{key: "repeats", schema: ref("repeats")},
		key("at", expression().example("it", "'[a, b]'"),
			"问题的位置：单元格、行、部分等，或它们的列表，写成 `'[a, b]'`（带引号）", "The place of the finding: a cell, row, section or the like, or a list of them, written `'[a, b]'` in quotes"),
		key("related", expression(), "其他相关位置", "Other places that matter"),
		key("message", wording().example("“{it.label}”之和为 {left}，总计填报 {right}"),
			"消息，`{}` 中可写表达式；不写时用 `name`", "The message, with expressions in `{}`; `name` if left out"),
		key("suggest", expression().example("left"), "这一格应填什么", "What the cell should hold"),
		key("collect", boolean().or(false),
			"写 true 时，`forEach` 中不符合的元素合成一个问题，`count` 为个数", "If true, all elements of `forEach` that fail make one finding; `count` is their number"),
		key("supersedes", oneOrMore(identifier),
			"取代的规则：同一位置上，这些规则的问题不再报", "Rules whose findings at the same place are dropped"),
		key("scope", choice(scopes()...).or("report"), "检查的范围", "How many reports the rule looks at"),
	)
	// A rule of a condition of its own is complete, and must make sense by itself.
	collects := &schema{Required: []string{"collect"}, Properties: members{{key: "collect", schema: &schema{Const: true}}}}
	kinds := []string{"check", "balance", "unique", "diagnose", "resemblance", "repeats"}
	single := func(kind string, needsScope bool, allowed ...string) *schema {
		others := slices.DeleteFunc(slices.Clone(kinds), func(k string) bool { return k == kind })
		known := &schema{Enum: allowed}
		if len(allowed) > 1 {
			known = choice(slices.DeleteFunc(scopes(), func(w word) bool { return !slices.Contains(allowed, w.word) })...)
		}
		out := &schema{
			Properties: append(without(others...), member{key: "scope", schema: known}),
			If:         collects, Then: has("forEach"),
		}
		if needsScope {
			out.Required = []string{"scope"}
		}
		return out
	}
	s.Dependencies = members{
		{key: "check", schema: single("check", false, "report", "series", "group")},
		{key: "balance", schema: single("balance", false, "report", "series", "group")},
		{key: "diagnose", schema: &schema{
			Properties: append(without("check", "balance", "unique", "resemblance", "repeats", "forEach", "collect", "at"),
				member{key: "scope", schema: &schema{Enum: []string{"report"}}}),
		}},
		{key: "unique", schema: single("unique", true, "corpus")},
		{key: "resemblance", schema: single("resemblance", true, "series", "group", "corpus")},
		{key: "repeats", schema: single("repeats", true, "series")},
	}
	return s.describedAs("一条规则", "A rule")
}

// severityOfFinding is a severity that a finding can have, the gravest first.
func severityOfFinding() *schema { return choice(gravities()...) }

// severityWord is a severity that a rule can have.
func severityWord() *schema {
	return choice(append(gravities(), word{report.Off.String(), "关闭", "switched off"})...)
}

func gravities() []word {
	return []word{
		{report.Error.String(), "错误", "error"},
		{report.Warning.String(), "警告", "warning"},
		{report.Note.String(), "提示", "note"},
	}
}

func severity() *schema { return either(severityWord(), list(ref("severity"))).or("warning") }

func severityCase() *schema {
	return object(
		key("when", expression(), "条件；不写则总是成立", "The condition; always holds if left out"),
		needed("is", severityWord(), "级别", "The severity"),
	)
}

func params() *schema { return named(variablePattern, constant()) }

func balance() *schema {
	return object(
		needed("left", expression().example("it.parts"), "左边：一列单元格", "The left side: a list of cells"),
		needed("right", expression().example("'[it.total]'"), "右边：一列单元格", "The right side: a list of cells"),
	).describedAs("代替 `check`：左右两组单元格之和应当相等", "Instead of `check`: two lists of cells that have the same sum")
}

func diagnose() *schema {
	causes := object()
	for _, c := range []word{
		{"wrong", "一格的数不对", "one cell holds another figure than it should"},
		{"transposed", "数字的各位颠倒", "the digits of a figure stand in another order"},
		{"digit_missing", "少写一位", "a figure has a digit too few"},
		{"digit_extra", "多写一位", "a figure has a digit too many"},
		{"unit", "单位不对：应有的数乘以 `factor`", "a figure in the wrong unit: what it should be times `factor`"},
		{"misplaced", "填错了行或列", "a figure in the wrong row or column"},
		{"exchanged", "两个数互换", "two figures in each other's place"},
		{"swapped_rows", "相邻两行互换", "two neighbouring rows in each other's place"},
		{"shifted", "错开一列", "figures one place to the left or right"},
	} {
		causes.Properties = append(causes.Properties, key(c.word, wording(), c.zh, c.en))
	}
	return object(
		needed("balances", oneOrSome(identifier).example([]string{"row-total", "column-total"}),
			"所解释的规则，都是 `balance` 规则", "The rules whose failures are explained; they have `balance`"),
		key("factor", integer().example(10000), "单位写错时的倍数，如元当作万元为 10000", "What a figure in the wrong unit is multiplied by"),
		key("messages", causes, "各种差错的消息；没有写的用 `message`", "Messages for single causes; `message` for the others"),
	).describedAs(
		"代替 `check`：几条 `balance` 规则不符，能由一处差错解释时，只报这一处",
		"Instead of `check`: where one slip explains why rules with `balance` fail, it is reported in their place")
}

func resemblance() *schema {
	return object(
		needed("of", oneOrMore(reportKey).example("problems"), "比较的部分", "The sections that are compared, each by itself"),
		needed("above", expression().example(0.85, "params.above"), "相似度达到多少即为雷同，0 到 1", "From which share of common text, 0 to 1, texts are alike"),
		key("least", expression().example(120), "少于多少字不比较（不计标点和遮去的内容）", "Texts with fewer letters and digits are not compared"),
		key("mask", either(mask(), list(mask())), "比较时不计的内容", "What does not count"),
		key("without", oneOrMore(text), "比较时不计的词句，如固定用语", "Phrases that do not count, such as those of the law"),
		key("until", oneOrMore(text), "比较到其中某个词为止", "Only the text in front of the first of these words is compared"),
	).describedAs("代替 `check`：文字不应与另一份年报雷同", "Instead of `check`: the text must not be like that of another report")
}

func repeats() *schema {
	return object(
		needed("of", oneOrMore(reportKey).example("overview"), "检查的部分", "The sections that are looked at"),
		key("least", expression().example(12), "少于多少字的句子不计", "Sentences with fewer characters do not count"),
		key("figures", expression().example(100), "不小于多少的数才算", "Figures below this do not count"),
		key("units", oneOrMore(text).example([]string{"本", "页"}), "数之后的单位", "What stands behind a figure that counts"),
		key("except", oneOrMore(text), "含有这些词的句子不计", "Sentences with one of these words do not count"),
	).describedAs("代替 `check`：写有年度或数量的句子不应与上年一字不差", "Instead of `check`: a sentence with a year or a figure must not be that of the year before to the letter")
}

func mask() *schema {
	return choice(word{"years", "年度", "years"}, word{"numbers", "数字", "figures"}, word{"organ", "报告机关的名称", "the name of the organ"})
}

// scopes lists how many reports a rule can look at.
func scopes() []word {
	return []word{
		{"report", "逐份检查", "one report at a time"},
		{"series", "与同一机关上年的年报相比", "with the report of the same organ for the year before"},
		{"group", "政府的年报与其下级单位的年报相比", "a government with its units, for one year"},
		{"corpus", "一批年报一起检查，用于 unique 和 resemblance", "all reports of a run together, for unique and resemblance"},
	}
}
