package yamlschema

// testFile describes the tests of rules.
func testFile() *schema {
	s := object(append(base(),
		key("tests", some(ref("test")), "各个测试", "The tests"),
		key("sentences", some(ref("sentence")), "正文中的句子：各说了哪些数", "Sentences, with the figures that each states"),
	)...)
	s.AnyOf = []*schema{has("tests"), has("sentences")}
	s.Definitions = members{
		{key: "test", schema: testCase()},
		{key: "sentence", schema: sentence()},
		{key: "report", schema: reportOfTest()},
		{key: "organ", schema: organ()},
		{key: "finding", schema: expected()},
		{key: "place", schema: unassessed()},
		{key: "change", schema: change()},
		{key: "severity", schema: severityCase()},
	}
	return s
}

// base lists the keys that a file of tests has for all cases, and a case for itself.
func base() []member {
	return []member{
		key("report", text().example("builtin/gov-disclosure-2021", "reports/good.md"),
			"作底本的年报：相对本文件的文件，或内置的样本 `builtin/…`", "The report that cases begin with: a file relative to this one, or a shipped model, `builtin/…`"),
		key("form", identifier(), "指定格式；不写则自动选择", "The form to use; the one that fits best if left out"),
		key("rules", oneOrMore(identifier),
			"只看这些规则的问题；不写则为本规则包自己的全部规则", "Only findings of these rules count; if left out, of all rules of the pack itself"),
	}
}

func testCase() *schema {
	name := needed("name", wording(), "这个测试说明什么；一个文件中不能重复", "What the case shows; different for each case of a file")
	s := object(append(append(append([]member{name}, base()...), material()...),
		key("earlier", oneOrMore(text), "同一批中在前的年报，用于 `scope: corpus`", "Reports that come before in the same run, for `scope: corpus`"),
		key("reports", some(ref("report")),
			"几份年报，依次逐份写出，用于比较各份年报的规则。不能与 `set`、`blank`、`drop`、`replace`、`fields`、`earlier` 同用",
			"Several reports, one after another, for rules that compare them. Excludes `set`, `blank`, `drop`, `replace`, `fields` and `earlier`"),
		organs(), groups(),
		key("changes", named(selectorPattern, ref("change")).example(map[string]any{"title-year": map[string]any{"params": map[string]any{"year": 2024}}}),
			"本例中更改规则，写法与配置的 `rules` 相同", "Changes to rules in this case, as under `rules` in a configuration"),
		needed("expect", byType("array", list(ref("finding")), none()).example("none"), "应报的问题：列表，或 `none`", "The findings that must be made: a list, or `none`"),
		key("notAssessed", byType("array", list(ref("place")), none()).example("none"),
			"应为无法判断之处：列表，或 `none`；不写则不比较", "Where rules must not be assessable: a list, or `none`; not compared if left out"),
	)...)
	s.Dependencies = members{
		{key: "fields", schema: &schema{Properties: without("set", "blank", "drop", "replace")}},
		{key: "reports", schema: &schema{Properties: without("set", "blank", "drop", "replace", "fields", "earlier")}},
	}
	return s.describedAs("一个测试", "A test")
}

func sentence() *schema {
	return object(
		needed("text", text(), "一句或几句话，可有几行", "A sentence or several, on one line or more"),
		needed("states", byType("object", named(keyPattern, oneOrMore(text)), none()).example(map[string]any{"visitors": 12}),
			"应认出的数，多一个少一个都不行：`facts` 中的键和数，几个数写成列表；没有则写 `none`",
			"The facts that must be found, no more and no fewer: keys of `facts` and figures, several as a list; or `none`"),
		key("section", reportKey(), "在哪一部分；不写则为第一部分", "The section that the text stands in; the first if left out"),
		key("form", identifier(), "按哪种格式；不写则为第一个有 `facts` 的", "The form; the first that has `facts` if left out"),
	).describedAs("一段文字和其中的数", "A text and the figures in it")
}

func expected() *schema {
	return object(
		ruleOfCase(),
		reportOfCase(),
		needed("at", text().example("cost.north.wages", "title"), "位置的键", "Key of the place"),
		key("message", wording(), "消息中应有的文字", "What the message must contain"),
		key("severity", severityOfFinding(), "级别", "Severity"),
		key("related", oneOrMore(text), "全部相关位置的键", "The keys of all related places"),
		key("suggest", text(), "建议的填法", "The suggestion"),
	).describedAs("一个应报的问题", "A finding that must be made")
}

func unassessed() *schema {
	return object(
		ruleOfCase(),
		reportOfCase(),
		needed("at", text().example("cost.north.wages", "title"), "位置的键", "Key of the place"),
	).describedAs("无法判断之处", "Where a rule is not assessable")
}

func ruleOfCase() member {
	return key("rule", identifier(), "规则的 id；只看一条规则时可以不写", "Id of the rule; may be left out where only one counts")
}

func reportOfCase() member {
	return key("report", integer(), "`reports` 中的第几份；不写则为最后一份", "The number of one of the `reports`; the last if left out")
}

// material lists the keys that say what a report is made of.
func material() []member {
	return []member{
		key("set", named(pathPattern, text()).example(map[string]any{"cost.north.wages": 19}),
			"改写：键为单元格、标题、部分等，值为填入的文字，照印出的样子写", "Changes: the key of a cell, the title, a section …, and the text as it would be printed"),
		key("blank", oneOrMore(place), "清空的单元格或部分", "Cells or sections to make blank"),
		key("drop", oneOrMore(place), "删去的标题、部分、表或行", "The title, sections, tables or rows to leave out"),
		key("replace", free(text()), "替换文字：每一处旧词换成新词，新词可有多行", "Words to replace wherever they occur; the new text may have several lines"),
		key("fields", named(pathPattern, text().also("null")),
			"代替 `report`：直接写出各个值，此外什么都没有；没有值的为空格。不能与 `set`、`blank`、`drop`、`replace` 同用",
			"Instead of `report`: the values themselves, and nothing else; one without a value is blank. Excludes `set`, `blank`, `drop` and `replace`"),
	}
}

// reportOfTest is one of several reports of a test.
func reportOfTest() *schema {
	s := object(append(append(base()[:2:2], material()...),
		key("path", text().example("city/office.md"), "所在的文件，用于按文件夹归组", "The file in which it stands, for groups by folders"),
	)...)
	s.Dependencies = members{{key: "fields", schema: &schema{Properties: without("set", "blank", "drop", "replace")}}}
	return s.describedAs("一份年报", "A report")
}
