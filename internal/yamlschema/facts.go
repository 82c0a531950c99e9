package yamlschema

// facts describes the figures that a report states in running text.
func facts() *schema {
	return object(
		key("sections", byType("array", list(reportKey()), named(keyPattern, topic().also("null"))).example([]string{"overview"}),
			"到哪些部分去找；写成“部分: 话题”时，该部分一开头说的就是这个话题。不写则各部分都找",
			"The sections to look in; written as SECTION: TOPIC, the section begins with that topic. All of them if left out"),
		key("topics", named(keyPattern, oneOrMore(text).also("null")),
			"话题：标题中有这些词之一时，其下说的是什么", "The topics: what the text below a heading with one of the words is about"),
		key("units", named(keyPattern, list(byType("object", ref("unit"), text()))).example(map[string]any{"visits": []string{"人次"}}),
			"单位，分成组：句式中 `{n}` 为第一组的数，`{n:组}` 为另一组的", "The units, in groups: in patterns `{n}` is a figure of the first, `{n:GROUP}` of another"),
		key("approximate", object(
			key("before", oneOrMore(text), "数前表示大约的词", "Words in front of a figure that say that it is not exact"),
			key("after", oneOrMore(text), "数后表示大约的词", "Words behind it"),
		), "表示大约的词", "Words that say that a figure is not exact"),
		key("breakdown", object(
			needed("words", oneOrMore(text), "其后是分项的词，如“其中”", "Words behind which a figure is broken down"),
			key("open", oneOrMore(text), "表示没有列全的词，如“等”", "Words that say that not all parts are named"),
		), "分项怎么写", "How a figure is broken down"),
		key("negations", oneOrMore(text), "否定词：紧接在句式之前时不认", "Words of negation: right in front of a pattern they undo it"),
		key("phrases", oneOrMore(text), "像数而不是数的词", "Words that look like figures and are none"),
		key("words", named(keyPattern, oneOrMore(text)), "词表：句式中用 `{名称}` 引用，可以用前面的词表",
			"Lists of words, which patterns use as `{NAME}`; a list can use those in front of it"),
		key("share", text(), "数后面紧接着写的占比，用 `{%}`", "The percentage that may follow a figure, with `{%}`"),
		key("find", list(ref("stated")), "要认的数，靠前的优先", "What is looked for; the first that takes a figure has it"),
	)
}

func unit() *schema {
	return object(
		needed("unit", text(), "单位的词", "The unit"),
		key("last", boolean(), "只在分句末尾才算单位：别处是后面的词的一部分", "It counts only at the end of a clause: elsewhere it is part of what follows"),
	).describedAs("数的单位", "A unit of figures")
}

func topic() *schema { return reportKey() }

// stated is a fact or what is to be ignored.
func stated() *schema {
	return object(
		key("fact", reportKey().example("visitors"), "键：规则用 `facts.键` 取用；可以分几处写", "Key by which rules refer to it, as `facts.KEY`; it may come several times"),
		key("ignore", wording(), "代替 `fact`：不核对的数，写明是什么", "Instead of `fact`: figures that mean nothing here, and what they are"),
		key("name", wording(), "名称", "Name"),
		key("cells", oneOrMore(text), "应等于这些单元格之和：键，`*` 代表任意文字", "The cells whose sum it should be: keys, with `*` for anything"),
		key("topic", topic(), "认出之后，话题变为", "What the text is about from then on"),
		key("needs", oneOrMore(topic), "只在这些话题之下才认", "The topics under which alone it counts"),
		key("patterns", list(ref("pattern")), "句式，每个有一个数：`{n}`、`{n:组}` 或 `{%}`", "Patterns, each with one figure: `{n}`, `{n:GROUP}` or `{%}`"),
		key("zero", list(ref("pattern")), "说明没有（0）的句式，其中没有数", "Patterns that say that there is none, without a figure"),
	).describedAs("一种数", "A kind of figure")
}

// statement is a pattern, or one with the further facts that it states.
func statement() *schema {
	return byType("object", object(
		needed("pattern", text(), "句式", "The pattern"),
		needed("also", oneOrMore(reportKey), "同一个数也说明这些", "The further facts that the same figure states"),
	), text()).describedAs("一个句式", "A pattern")
}
