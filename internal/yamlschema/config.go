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
		organs(), groups(),
		key("files", list(ref("files")), "某些文件另用的设置；后面的优先", "Other settings for some files; later entries win"),
	)
	s.Definitions = members{
		{key: "organ", schema: organ()},
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

func organs() member {
	return key("organs", list(ref("organ")), "机关：别名和下级单位，用于比较各份年报", "Organs: their other names and their units, for rules that compare reports")
}

func organ() *schema {
	return object(
		needed("name", text(), "机关名称", "The name of the organ"),
		key("aliases", oneOrMore(text), "别名：改名前的名称、简称等", "Other names, such as an old or a short one"),
		key("units", oneOrMore(text), "数据汇总到其年报的下级单位，应列全", "The units whose figures are part of its report; all of them"),
	).describedAs("一个机关", "An organ")
}

func groups() member {
	return key("groups", choice(
		word{"folders", "同一文件夹及其下的年报，属于其中的政府", "the reports of a folder and below are those of units of the government whose report is there"},
		word{"none", "只按 `organs`", "by `organs` only"},
	).or("none"), "上下级的另一种来源", "Another way to know which organs belong together")
}
