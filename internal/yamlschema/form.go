package yamlschema

import "github.com/gouji/gouji/report"

// formFile describes a form.
func formFile() *schema {
	s := object(
		needed("form", identifier().example("station-cost"), "标识", "Identifier"),
		key("family", identifier(),
			"同一族的格式是同一种报告的不同版本，共用行名和列名", "Forms of one family are editions of one kind of report and share their labels"),
		key("extends", identifier(),
			"沿用另一种格式：这里没有写的，照那一种；表逐张沿用", "The form that this one extends: what is not written here is taken from there, tables one by one"),
		key("name", wording(), "名称", "Name"),
		key("source", text(), "依据的文件", "The document that prescribes the form"),
		key("years", object(
			key("from", integer(), "最早的年度", "First year"),
			key("to", integer(), "最后的年度", "Last year"),
		).example(map[string]any{"from": 2020}), "使用年度", "Years of reports that the form is for"),
		key("threshold", percentage().or(25), "最低匹配度（百分数）", "Lowest fit, in per cent"),
		key("organs", object(
			key("governments", oneOrMore(text), "汇总报告本行政区域的机关：全名的正则表达式（RE2），级别高的在前",
				"Organs that report for a region: patterns of whole names (RE2), those of the highest level first"),
			key("apart", oneOrMore(text), "数据不计入别的机关的机关：全名的正则表达式", "Organs whose figures are part of no other's: patterns of whole names"),
		), "按文件夹归组时，哪些机关汇总、哪些不计入", "Which organs report for others, where reports are grouped by folders"),
		key("title", title(), "标题怎么写", "How titles look"),
		key("sections", named(keyPattern, ref("section")), "各部分，按先后以键书写", "The sections, by key, in order"),
		key("cells", cells(), "数怎么写", "How figures are written"),
		key("furniture", list(text()), "页码、日期等不算正文的行：整行的正则表达式", "Lines that are no content, such as page numbers: patterns of whole lines"),
		key("uses", free(text()), "用哪一种写法：`oneOf` 的名称，其下 `choices` 之一", "Which ways are in use: the name of a `oneOf` and one of its `choices`"),
		key("tables", named(keyPattern, ref("table")), "各表，按先后以键书写", "The tables, by key, in order"),
		key("facts", facts(), "正文中所说的数：怎样的句子说的是哪个数", "The figures in running text: which sentences state which"),
	)
	s.Definitions = members{
		{key: "section", schema: section()},
		{key: "table", schema: table()},
		{key: "block", schema: object(append([]member{
			needed("key", reportKey(), "键：规则用它取数", "Key by which rules refer to the block"),
		}, blockKeys(true)...)...).describedAs("表的一块", "A block of a table")},
		{key: "column", schema: column()},
		{key: "entry", schema: either(ref("row"), ref("group"), ref("alternatives"))},
		{key: "row", schema: row()},
		{key: "group", schema: group()},
		{key: "aspect", schema: aspect()},
		{key: "alternatives", schema: alternatives()},
		{key: "stated", schema: stated()},
		{key: "pattern", schema: statement()},
		{key: "unit", schema: unit()},
	}
	return s
}

func title() *schema {
	return object(
		needed("patterns", list(text()).example([]string{"{organ}{year}年站点费用表"}),
			"整个标题的正则表达式（RE2），`{organ}` 为机关，`{year}` 为年度，`{organ:…}` 可以限定写法；以第一个匹配的为准",
			"Patterns of whole titles (RE2), with `{organ}` and `{year}`, narrowed by `{organ:…}`; the first that matches counts"),
		key("hints", oneOrMore(text), "标题必含的词之一", "Words of which a title holds one"),
		key("fragments", oneOrMore(text),
			"不能单独作机关名称的词：标题在机关名称中间换行时据以合并", "Words that are no name of an organ by themselves: titles that break within it are joined by them"),
	)
}

func section() *schema {
	return object(
		needed("heading", wording(), "规定的标题", "The official heading"),
		key("accepted", oneOrMore(text), "同样规范的写法", "Headings that are just as good"),
		key("variants", oneOrMore(text), "认得出但不规范的写法", "Headings that are recognised and not official"),
		key("patterns", list(text()), "认得出但不规范的写法：整行的正则表达式", "The same, as patterns of whole lines"),
		key("aspects", list(ref("aspect")), "本部分应当写到的要素", "What the section has to speak of"),
	).describedAs("一个部分", "A section")
}

func aspect() *schema {
	return object(
		needed("key", reportKey(), "键：规则用它称呼这一要素", "Key by which rules call it"),
		needed("name", wording(), "名称", "Name"),
		key("headings", oneOrMore(text), "小标题含有其中一个词（或名称），就是这一要素的", "A heading that holds the name, or one of these words, is that of the aspect"),
		needed("words", oneOrMore(text),
			"没有小标题时，正文含有其中一个词（或 headings 的词），就算写到了",
			"Without a heading, running text that holds one of these words, or of headings, speaks of it"),
	).describedAs("应当写到的一个要素", "Something that a section has to speak of")
}

func cells() *schema {
	return object(
		key("placeholders", oneOrMore(text), "表示没有数的文字", "What stands for no figure"),
		key("units", oneOrMore(text), "数的单位", "Units of figures"),
		key("unitMarks", oneOrMore(text), "列名中单位之前的词", "Words in front of a unit in the label of a column"),
		key("plus", oneOrMore(text), "表示正数的词", "Words that stand for a plus"),
		key("minus", oneOrMore(text), "表示负数的词", "Words that stand for a minus"),
	)
}

// blockKeys lists the keys of a block, which are those of a table with one block.
func blockKeys(complete bool) []member {
	return []member{
		key("caption", label(), "块的标题", "Caption of the block"),
		key("stub", label(), "行名那一列的列名", "Label of the column that holds the labels of rows"),
		{key: "columns", schema: some(ref("column")).describedAs("列，从左到右", "The columns, from left to right"), required: complete},
		{
			key: "rows", required: complete,
			schema: some(ref("entry")).describedAs("行，自上而下；可以有组，也可以有几种写法", "The rows, from top to bottom; there may be groups and alternatives"),
		},
		key("roles", object(
			key("rows", roles(), "行的角色", "Roles of rows"),
			key("columns", roles(), "列的角色", "Roles of columns"),
		).example(map[string]any{"columns": map[string]any{"items": []string{"wages", "upkeep"}}}),
			"角色：给一组行或列起名，供规则使用，如 `it.items`", "Roles: names for groups of rows or columns, for rules, such as `it.items`"),
	}
}

func table() *schema {
	s := object(append([]member{
		key("name", wording(), "名称", "Name"),
		key("short", wording(), "消息中的简称", "Short name, for messages"),
		key("section", reportKey(), "所在的部分", "The section that the table stands in"),
		key("layout", choice(
			word{"down", "行名在左边，自上而下", "labels of rows on the left, one below another"},
			word{"across", "各行并排，数字只有一行", "rows side by side, over a single line of figures"},
		).or("down"), "版式", "Layout"),
		key("spanners", list(label()), "横跨几列的列名", "Labels that span columns"),
		key("blocks", some(ref("block")), "各处列不相同的表分成的几块", "The blocks of a table whose columns are not the same throughout"),
	}, blockKeys(false)...)...)
	s.If, s.Else = has("blocks"), has("columns", "rows")
	s.Then = &schema{Properties: without("caption", "stub", "columns", "rows", "roles")}
	return s.describedAs("一张表", "A table")
}

// roles are lists of the keys of rows or columns, by name.
func roles() *schema { return named(keyPattern, list(reportKey())) }

// label is the label of a caption, a stub or a spanner: a text, or a mapping with
// further ways to write it.
func label() *schema {
	s := text().also("object")
	m := object(labelKeys()...)
	s.Properties, s.Required, s.AdditionalProperties = m.Properties, m.Required, m.AdditionalProperties
	return s
}

// labelKeys lists the keys of all that has a label.
func labelKeys() []member {
	return []member{
		needed("label", text(), "规定的写法", "The official label"),
		key("en", text(), "英文消息所用", "What English messages call it"),
		key("accepted", oneOrMore(text), "同样规范的写法", "Labels that are just as good"),
		key("variants", oneOrMore(text), "认得出但不规范的写法", "Labels that are recognised and not official"),
	}
}

func keyed() []member {
	return append([]member{needed("key", reportKey(), "键：规则用它取数", "Key by which rules refer to it")}, labelKeys()...)
}

// cellType is the type of the cells of a column or a row.
func cellType(zh, en string) member {
	return key("type", choice(
		word{report.Count.String(), "件数：不小于 0 的整数", "an integer, zero or more"},
		word{report.Change.String(), "增减：整数，可有正负号", "a signed integer"},
		word{report.Amount.String(), "金额：不小于 0 的数", "a number, zero or more"},
		word{report.Words.String(), "文字：任何内容，没有数值", "any words; it has no value"},
	).or(report.Count.String()), zh, en)
}

// column may go without a label where it is the only one of its rows.
func column() *schema {
	s := object(append(keyed(), cellType("单元格的类型", "Type of the cells"))...).describedAs("一列", "A column")
	s.Required = []string{"key"}
	return s
}

func row() *schema {
	return object(append(keyed(), cellType("本行单元格的类型，代替列的", "Type of the cells of the row, in place of that of the column"))...).describedAs("一行", "A row")
}

func group() *schema {
	return object(
		needed("group", text(), "组名", "Label of the group"),
		key("en", text(), "英文消息所用", "What English messages call it"),
		key("variants", oneOrMore(text), "认得出但不规范的写法", "Labels that are recognised and not official"),
		needed("rows", list(ref("entry")), "组内的行", "The rows of the group"),
	).describedAs("一组行", "A group of rows")
}

func alternatives() *schema {
	return object(
		needed("oneOf", text(), "有几种写法的行：名称", "Rows that are printed in one of several ways: a name"),
		needed("choices", free(list(ref("entry"))), "各种写法；用第一种，或 `uses` 指明的一种", "The ways; the first is in use, or the one that `uses` names"),
	).describedAs("有几种写法的行", "Rows that are printed in one of several ways")
}
