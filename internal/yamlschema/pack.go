package yamlschema

// packFile describes pack.yaml.
func packFile() *schema {
	s := object(
		needed("pack", identifier().example("office"), "规则包的标识", "Identifier of the pack"),
		key("name", wording(), "名称", "Name"),
		key("extends", list(text()).example([]string{"builtin/gov-disclosure"}),
			"沿用的规则包：内置的 `builtin/…`，或相对本文件的文件夹、文件", "Packs that this one extends: built-in ones, `builtin/…`, or folders and files relative to this file"),
		changes(),
	)
	s.Definitions = members{{key: "change", schema: change()}, {key: "severity", schema: severityCase()}}
	return s
}

// changes is the key of changes to rules, in packs and configurations.
func changes() member {
	return key("rules", named(selectorPattern, ref("change")).example(map[string]any{"title-wording": "off"}),
		"更改规则：键为规则的 id，可用 `*` 代表任意文字；值为级别，或 `{severity: …, params: {…}}`",
		"Changes to rules: by id, in which `*` stands for any text; a severity, or `{severity: …, params: {…}}`")
}

func change() *schema {
	return byType("object", object(
		key("severity", severity(), "级别", "Severity"),
		key("params", params(), "参数的新值", "New values of parameters"),
	), severityWord()).describedAs("级别，或者级别和参数", "A severity, or a severity and parameters")
}
