package yamlschema_test

import (
	"strings"
	"testing"
)

// TestMistakes feeds files with a mistake to the schema and to the program: both must
// refuse them, for the reason given. Those without a mistake must pass both.
func TestMistakes(t *testing.T) {
	t.Parallel()
	all := schemas(t)
	form := func(table string) string {
		return "form: f\ntitle: {patterns: ['{organ}{year}年报']}\ntables:\n  t: {" + table + "}"
	}
	const grid = "columns: [{key: c, label: 列}], rows: [{key: r, label: 行}]"
	for kind, cases := range map[string]map[string]struct {
		file string
		// schema and loader are parts of what each must say. Without the former
		// neither may say anything.
		schema, loader string
	}{
		"rule": {
			"no mistake":                     {"[{id: a, check: true, at: title}]", "", ""},
			"no mistake, under rules":        {"rules: [{id: a-1, severity: off, forEach: sections, check: it.found, collect: true}]", "", ""},
			"no mistake, numbers for texts":  {"[{id: 1, name: 2021, source: 2021, check: true, at: title, params: {a: 1, b: [x, 0.5]}}]", "", ""},
			"no mistake, several severities": {"[{id: a, check: true, at: title, severity: [{when: true, is: note}, {is: error}]}]", "", ""},
			"no mistake, unique":             {"[{id: a, scope: corpus, unique: report.organ, at: title}]", "", ""},
			"not a list":                     {"rules: {a: 1}", "want array", `"rules" must be a list`},
			"nothing":                        {"{}", "missing property 'rules'", "holds neither rules"},
			"a text for a rule":              {"[a]", "want object", "a rule must be a mapping"},
			"key beside rules":               {"rules: []\nfoo: 1", "'foo' not allowed", `unknown key "foo"`},
			"typo in a key":                  {"[{id: a, chekc: true, check: true, at: title}]", "'chekc' not allowed", `unknown key "chekc"`},
			"key in another case":            {"[{id: a, foreach: sections, check: true, at: title}]", "'foreach' not allowed", `unknown key "foreach"`},
			"no id":                          {"[{check: true, at: title}]", "missing property 'id'", `"id" is missing`},
			"capital in the id":              {"[{id: Row, check: true, at: title}]", "does not match pattern", "an id consists of"},
			"underscore in the id":           {"[{id: row_total, check: true, at: title}]", "does not match pattern", "an id consists of"},
			"list for the id":                {"[{id: [a], check: true, at: title}]", "got array", `"id" must be text`},
			"key without value":              {"[{id: a, check: true, at: title, name: }]", "got null", `"name" has no value`},
			"third language":                 {"[{id: a, check: true, at: title, name: {fr: nom}}]", "'fr' not allowed", `unknown key "fr"`},
			"list for the name":              {"[{id: a, check: true, at: title, name: [a]}]", "got array", `"name" must be a mapping`},
			"list for the message":           {"[{id: a, check: true, at: title, message: [a]}]", "got array", `"message" must be a mapping`},
			"unknown severity":               {"[{id: a, check: true, at: title, severity: fatal}]", "must be one of 'error', 'warning', 'note', 'off'", `unknown severity "fatal"`},
			"number for the severity":        {"[{id: a, check: true, at: title, severity: 1}]", "got number", `unknown severity "1"`},
			"severity case without is":       {"[{id: a, check: true, at: title, severity: [{when: true}]}]", "missing property 'is'", `"is" is missing`},
			"typo in a severity case":        {"[{id: a, check: true, at: title, severity: [{if: true, is: note}]}]", "'if' not allowed", `unknown key "if"`},
			"unknown severity in a case":     {"[{id: a, check: true, at: title, severity: [{is: warn}]}]", "must be one of", `unknown severity "warn"`},
			"check and balance":              {"[{id: a, check: true, balance: {left: '[title]', right: '[title]'}}]", "false schema", "exactly one of"},
			"check and unique":               {"[{id: a, scope: corpus, check: true, unique: report.organ}]", "false schema", "exactly one of"},
			"balance and unique":             {"[{id: a, scope: corpus, unique: report.organ, balance: {left: '[title]', right: '[title]'}}]", "false schema", "exactly one of"},
			"balance with one side":          {"[{id: a, balance: {left: '[title]'}}]", "missing property 'right'", `"right" is missing`},
			"balance of three sides":         {"[{id: a, balance: {left: a, right: b, middle: c}}]", "'middle' not allowed", `unknown key "middle"`},
			"text for a balance":             {"[{id: a, balance: x}]", "want object", `"balance" must be a mapping`},
			"list for a side":                {"[{id: a, balance: {left: [a], right: b}}]", "got array", `"left" must be text`},
			"list for a place":               {"[{id: a, check: true, at: [title, title]}]", "got array", `"at" must be an expression`},
			"mapping for a condition":        {"[{id: a, check: {title.found: true}, at: title}]", "got object", `"check" must be text`},
			"list for a precondition":        {"[{id: a, when: [true], check: true, at: title}]", "got array", `"when" must be text`},
			"collect without forEach":        {"[{id: a, check: true, at: title, collect: true}]", "missing property 'forEach'", "collect needs forEach"},
			"text for collect":               {"[{id: a, forEach: sections, check: true, collect: 'yes'}]", "want boolean", `"collect" must be true or false`},
			"unknown scope":                  {"[{id: a, check: true, at: title, scope: all}]", "must be one of 'report', 'series', 'group', 'corpus'", `unknown scope "all"`},
			"corpus without unique":          {"[{id: a, check: true, at: title, scope: corpus}]", "must be one of 'report', 'series', 'group'", "scope: corpus is for unique and resemblance only"},
			"no mistake, resemblance":        {"[{id: a, scope: corpus, resemblance: {of: problems, above: 0.9, least: 10, mask: organ}}]", "", ""},
			"no mistake, repeats":            {"[{id: a, scope: series, repeats: {of: [overview, problems], figures: 10, units: [件]}}]", "", ""},
			"resemblance of one report":      {"[{id: a, resemblance: {of: problems, above: 0.9}}]", "missing property 'scope'", "resemblance needs scope"},
			"repeats of all":                 {"[{id: a, scope: corpus, repeats: {of: problems}}]", "must be 'series'", "repeats needs scope: series"},
			"resemblance and check":          {"[{id: a, scope: series, check: true, resemblance: {of: problems, above: 0.9}}]", "false schema", "exactly one of"},
			"unknown mask":                   {"[{id: a, scope: series, resemblance: {of: problems, above: 0.9, mask: [year]}}]", "must be one of 'years', 'numbers', 'organ'", `unknown "year"`},
			"resemblance without a bound":    {"[{id: a, scope: series, resemblance: {of: problems}}]", "missing property 'above'", `"above" is missing`},
			"unique without corpus":          {"[{id: a, unique: report.organ}]", "missing property 'scope'", "unique needs scope: corpus"},
			"unique of a report":             {"[{id: a, scope: report, unique: report.organ}]", "must be 'corpus'", "unique needs scope: corpus"},
			"list for params":                {"[{id: a, check: true, at: title, params: [1]}]", "want object", `"params" must be a mapping`},
			"name of a parameter":            {"[{id: a, check: true, at: title, params: {Max: 1}}]", "'Max' not allowed", `"Max" is no name`},
			"mapping for a parameter":        {"[{id: a, check: true, at: title, params: {max: {a: 1}}}]", "got object", "a parameter is"},
			"parameter without value":        {"[{id: a, check: true, at: title, params: {max: }}]", "got null", "is no number or text"},
			"name of a let":                  {"[{id: a, let: {my-cell: title}, check: true, at: title}]", "'my-cell' not allowed", `"my-cell" is no name`},
			"mapping for forms":              {"[{id: a, forms: {a: 1}, check: true, at: title}]", "got object", `"forms" must be a list`},
		},
		"form": {
			"no mistake":                   {form(grid), "", ""},
			"no mistake, alone":            {"form: f-1", "", ""},
			"no mistake, numbers":          {form("name: 2021, stub: 1, columns: [{key: c, label: 列, en: 1}], rows: [{key: r, label: 行, variants: 某行}]"), "", ""},
			"no mistake, blocks and roles": {form("blocks: [{key: b, caption: {label: 块, variants: [方块]}, " + grid + ", roles: {rows: {all: [r]}, columns: {}}}]"), "", ""},
			"no mistake, nested rows":      {form("columns: [{key: c, label: 列}], rows: [{group: 组, rows: [{oneOf: o, choices: {a: [{key: r, label: 行}], b: [{key: s, label: 另}]}}]}]"), "", ""},
			"capital in the name":          {"form: F", "does not match pattern", "the name of a form consists of"},
			"list for the name":            {"form: [f]", "got array", `"form" must be text`},
			"typo in a key":                {"form: f\ntabels: {}", "'tabels' not allowed", `unknown key "tabels"`},
			"threshold above all":          {"form: f\nthreshold: 101", "maximum", "threshold is a percentage"},
			"fraction for the threshold":   {"form: f\nthreshold: 0.25", "want integer", `"threshold" must be an integer`},
			"text for a year":              {"form: f\nyears: {from: all}", "want integer", `"from" must be an integer`},
			"typo in years":                {"form: f\nyears: {until: 2020}", "'until' not allowed", `unknown key "until"`},
			"title without patterns":       {"form: f\ntitle: {hints: [a]}", "missing property 'patterns'", `"patterns" is missing`},
			"text for patterns":            {"form: f\ntitle: {patterns: a}", "want array", `"patterns" must be a list`},
			"section without heading":      {"form: f\nsections: {a: {variants: [b]}}", "missing property 'heading'", `"heading" is missing`},
			"key of a section":             {"form: f\nsections: {A-1: {heading: b}}", "'A-1' not allowed", `key "A-1" must consist of`},
			"typo in a section":            {"form: f\nsections: {a: {headings: b, heading: b}}", "'headings' not allowed", `unknown key "headings"`},
			"typo in cells":                {"form: f\ncells: {unit: [a]}", "'unit' not allowed", `unknown key "unit"`},
			"list of tables":               {"form: f\ntables: [a]", "want object", `"tables" must be a mapping`},
			"key of a table":               {"form: f\ntables: {T: {" + grid + "}}", "'T' not allowed", `key "T" must consist of`},
			"table without columns":        {form("rows: [{key: r, label: 行}]"), "missing property 'columns'", `"columns" is missing`},
			"table without rows":           {form("columns: [{key: c, label: 列}]"), "missing property 'rows'", `"rows" is missing`},
			"no columns":                   {form("columns: [], rows: [{key: r, label: 行}]"), "minItems", "must hold at least one item"},
			"no blocks":                    {form("blocks: []"), "minItems", "must hold at least one item"},
			"columns beside blocks":        {form("blocks: [{key: b, " + grid + "}], columns: [{key: d, label: 列}]"), "false schema", `unknown key "columns"`},
			"block without key":            {form("blocks: [{" + grid + "}]"), "missing property 'key'", `"key" is missing`},
			"unknown layout":               {form("layout: left, " + grid), "must be one of 'down', 'across'", `unknown layout "left"`},
			"unknown cell type":            {form("columns: [{key: c, label: 列, type: money}], rows: [{key: r, label: 行}]"), "must be one of 'count', 'change', 'amount'", `unknown cell type "money"`},
			"column without key":           {form("columns: [{label: 列}], rows: [{key: r, label: 行}]"), "missing property 'key'", `"key" is missing`},
			"row without key":              {form("columns: [{key: c, label: 列}], rows: [{label: 行}]"), "missing property 'key'", `"key" is missing`},
			"key of a row":                 {form("columns: [{key: c, label: 列}], rows: [{key: R1, label: 行}]"), "does not match pattern", `key "R1" must consist of`},
			"typo in a row":                {form("columns: [{key: c, label: 列}], rows: [{key: r, lable: 行, label: 行}]"), "'lable' not allowed", `unknown key "lable"`},
			"type of a group":              {form("columns: [{key: c, label: 列}], rows: [{group: 组, type: count, rows: [{key: r, label: 行}]}]"), "'type' not allowed", `unknown key "type"`},
			"text for a row":               {form("columns: [{key: c, label: 列}], rows: [r]"), "want object", "must be a mapping"},
			"group without rows":           {form("columns: [{key: c, label: 列}], rows: [{key: r, label: 行}, {group: 组}]"), "missing property 'rows'", `"rows" is missing`},
			"group with a key":             {form("columns: [{key: c, label: 列}], rows: [{key: g, group: 组, rows: [{key: r, label: 行}]}]"), "'key' not allowed", `unknown key "key"`},
			"oneOf without choices":        {form("columns: [{key: c, label: 列}], rows: [{key: r, label: 行}, {oneOf: o}]"), "missing property 'choices'", `"choices" is missing`},
			"caption without label":        {form("caption: {variants: [a]}, " + grid), "missing property 'label'", `"label" is missing`},
			"typo in roles":                {form(grid + ", roles: {row: {a: [r]}}"), "'row' not allowed", `unknown key "row"`},
			"name of a role":               {form(grid + ", roles: {rows: {All: [r]}}"), "'All' not allowed", `key "All" must consist of`},
			"text for a role":              {form(grid + ", roles: {rows: {all: r}}"), "want array", `"all" must be a list`},
		},
		"pack": {
			"no mistake":             {"pack: office\nname: {zh: 本办规则}\nextends: [builtin/gov-disclosure]", "", ""},
			"typo in a key":          {"pack: office\nextend: [builtin/gov-disclosure]", "'extend' not allowed", `unknown key "extend"`},
			"text for extends":       {"pack: office\nextends: builtin/gov-disclosure", "want array", `"extends" must be a list`},
			"list for the name":      {"pack: [office]\nextends: [builtin/gov-disclosure]", "got array", `"pack" must be text`},
			"unknown language":       {"pack: office\nextends: [builtin/gov-disclosure]\nname: {de: Regeln}", "'de' not allowed", `unknown key "de"`},
			"no mistake, changes":    {"pack: office\nextends: [builtin/gov-disclosure]\nrules: {title-wording: off, 'applications-*': {severity: [{when: title.found, is: note}, {is: error}]}}", "", ""},
			"no mistake, parameters": {"pack: office\nextends: [builtin/gov-disclosure]\nrules: {disclosure-fee-decimals: {params: {always: true}}}", "", ""},
			"unknown severity":       {"pack: office\nextends: [builtin/gov-disclosure]\nrules: {title-wording: of}", "must be one of", `unknown severity "of"`},
			"typo in a change":       {"pack: office\nextends: [builtin/gov-disclosure]\nrules: {title-wording: {severty: off}}", "'severty' not allowed", `unknown key "severty"`},
			"key of a change":        {"pack: office\nextends: [builtin/gov-disclosure]\nrules: {Title: off}", "'Title' not allowed", `there is no rule "Title"`},
			"name of a parameter":    {"pack: office\nextends: [builtin/gov-disclosure]\nrules: {'title-*': {params: {A: 1}}}", "'A' not allowed", `"A" is no name`},
			"change without value":   {"pack: office\nextends: [builtin/gov-disclosure]\nrules: {title-wording: }", "got null", `"title-wording" has no value`},
			"list for a change":      {"pack: office\nextends: [builtin/gov-disclosure]\nrules: {title-wording: [off]}", "got array", `"title-wording" must be a severity`},
			"list of changes":        {"pack: office\nextends: [builtin/gov-disclosure]\nrules: [title-wording]", "want object", `"rules" must be a mapping`},
		},
		"config": {
			"no mistake":            {"packs: [builtin/gov-disclosure]\nform: gov-disclosure-2021\nrules: {title-wording: off, 'title-*': {severity: error}}", "", ""},
			"no mistake, files":     {"files: [{match: '2019/**', form: gov-disclosure-2019}, {match: ['*.docx'], packs: builtin/gov-disclosure, rules: {'*': note}}]", "", ""},
			"typo in a key":         {"pack: [rules]", "'pack' not allowed", `unknown key "pack"`},
			"a list":                {"[rules]", "want object", "must be a mapping"},
			"mapping for packs":     {"packs: {a: b}", "got object", `"packs" must be a list`},
			"no packs":              {"packs: []", "minItems", "there is no pack"},
			"list for the form":     {"form: [gov-disclosure-2021]", "got array", `"form" must be text`},
			"files without match":   {"files: [{form: gov-disclosure-2021}]", "missing property 'match'", `"match" is missing`},
			"one entry of files":    {"files: {match: a}", "want array", `"files" must be a list`},
			"typo in files":         {"files: [{match: a, forms: f}]", "'forms' not allowed", `unknown key "forms"`},
			"files within files":    {"files: [{match: a, files: [{match: b}]}]", "'files' not allowed", `unknown key "files"`},
			"switch for a severity": {"rules: {title-wording: false}", "got boolean", `unknown severity "false"`},
			"typo in a change":      {"rules: {title-wording: {parms: {a: 1}}}", "'parms' not allowed", `unknown key "parms"`},
			"rules of a pack":       {"rules: [{id: a, check: true}]", "want object", `"rules" must be a mapping`},
		},
		"test": {
			"no mistake": {
				"report: builtin/gov-disclosure-2021\nrules: [applications-row-total, title-missing]\ntests:\n- {name: 1, set: {applications.new.total: 19, title: 甲局2023年政府信息公开工作年度报告, document.tracked_changes: 2}, " +
					"blank: applications.new.other, drop: [sections.other, disputes], expect: none}\n- {name: 2, replace: {公开: \"公布\\n公布\"}, expect: none}", "", "",
			},
			"no mistake, in full": {
				"tests: [{name: {zh: 甲}, form: gov-disclosure-2021, fields: {applications.new.total: 19, applications.new.other: }, changes: {disclosure-fee-decimals: {params: {always: true}}}, rules: title-missing, " +
					"earlier: [builtin/gov-disclosure-2021], expect: [{rule: title-missing, at: document, message: {zh: 标题}, severity: error, related: [title], suggest: 20}], notAssessed: [{at: title}]}]", "", "",
			},
			"nothing":                 {"{}", "missing property 'tests'", `"tests" is missing`},
			"a list":                  {"[{name: a}]", "want object", "must be a mapping"},
			"test without a name":     {"report: r\ntests: [{expect: none}]", "missing property 'name'", `"name" is missing`},
			"test without a result":   {"report: r\ntests: [{name: a}]", "missing property 'expect'", `"expect" is missing`},
			"typo in a key":           {"report: r\ntests: [{name: a, expects: none, expect: none}]", "'expects' not allowed", `unknown key "expects"`},
			"typo in the file":        {"reports: r\ntests: [{name: a, expect: none}]", "'reports' not allowed", `unknown key "reports"`},
			"unknown word":            {"report: r\ntests: [{name: a, expect: nothing}]", "must be 'none'", "must be a list, or none"},
			"expected off":            {"report: r\ntests: [{name: a, expect: [{rule: b, at: c, severity: off}]}]", "must be one of 'error', 'warning', 'note'", `unknown severity "off"`},
			"typo in a finding":       {"report: r\ntests: [{name: a, expect: [{rule: b, at: c, key: a.b}]}]", "'key' not allowed", `unknown key "key"`},
			"finding without a place": {"report: r\ntests: [{name: a, expect: [{rule: b}]}]", "missing property 'at'", `"at" is missing`},
			"key of a cell":           {"report: builtin/gov-disclosure-2021\ntests: [{name: a, set: {Title: 1}, expect: none}]", "'Title' not allowed", `has no "Title"`},
			"list for a cell":         {"report: builtin/gov-disclosure-2021\ntests: [{name: a, set: {title: [1]}, expect: none}]", "got array", `say what "title" shall hold`},
			"nothing set":             {"report: builtin/gov-disclosure-2021\ntests: [{name: a, set: {title: }, expect: none}]", "got null", `say what "title" shall hold`},
			"fields and changes":      {"tests: [{name: a, fields: {title: 1}, blank: title, expect: none}]", "false schema", "fields gives the figures itself"},
			"change to no severity":   {"report: builtin/gov-disclosure-2021\ntests: [{name: a, changes: {title-missing: bad}, expect: none}]", "must be one of", `unknown severity "bad"`},
			"message of notAssessed":  {"report: r\ntests: [{name: a, expect: none, notAssessed: [{rule: b, at: c, message: x}]}]", "'message' not allowed", `unknown key "message"`},
		},
	} {
		for name, tc := range cases {
			t.Run(kind+"/"+name, func(t *testing.T) {
				t.Parallel()
				got := ""
				if err := all[kind].Validate(value(t, tc.file)); err != nil {
					got = err.Error()
				}
				if !strings.Contains(got, tc.schema) || (tc.schema == "") != (got == "") {
					t.Errorf("the schema says %q, want %q", got, tc.schema)
				}
				mistakes := loaders()[kind].load(t, tc.file)
				if (len(mistakes) > 0) != (got != "") || !strings.Contains(strings.Join(mistakes, "\n"), tc.loader) {
					t.Errorf("the program says %q, want %q", mistakes, tc.loader)
				}
			})
		}
	}
}
