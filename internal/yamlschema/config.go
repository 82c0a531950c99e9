package yamlschema

// configFile describes .gouji.yaml.
func configFile() *schema {
	const (
		packsZH = "所用的规则包：相对本文件的文件夹或文件，或内置的 `builtin/…`；后面的优先"
		packsEN = "The packs in use: folders or files relative to this file, or built-in ones, `builtin/…`; later ones win"
		formZH  = "指定格式；不写则自动选择"
		formEN  = "The form to use; the one that fits best if left out"
	)
	s := object(
		key("packs", oneOrSome(text).or([]string{"builtin/gov-disclosure"}).example([]string{"rules", "builtin/gov-disclosure"}), packsZH, packsEN),
		key("form", identifier(), formZH, formEN),
		changes(),
		key("files", list(ref("files")), "某些文件另用的设置；后面的优先", "Other settings for some files; later entries win"),
	)
	s.Definitions = members{
		{key: "files", schema: object(
			needed("match", oneOrMore(text).example("2019/**", []string{"*.docx", "*.doc"}),
				"文件：相对配置文件的通配式，`*` 不含 `/`，`**` 含；没有 `/` 的与任何一级的文件名相比",
				"Which files: patterns relative to the configuration, `*` without `/`, `**` with; one without `/` matches names at any depth"),
			key("packs", oneOrSome(text), packsZH, packsEN),
			key("form", identifier(), formZH, formEN),
			changes(),
		)},
		{key: "change", schema: change()},
		{key: "severity", schema: severityCase()},
	}
	return s
}
