package linter_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/linter"
	"github.com/gouji/gouji/pack"
	"github.com/gouji/gouji/report"
)

// stations is a report of the toy form with cells in every state: south.staff is
// blank, river.staff a placeholder, river.wages malformed, river.sum too short to
// be there.
const stations = "上游流域管理处2022年站点费用表\n\n" +
	"站点\t人员\t人工费\t维护费\t费用合计（单位：万元）\n" +
	"全部站点\t9\t61.2\t20.35\t81.55\n" +
	"北站\t4\t0.1\t0.2\t0.3000\n" +
	"南站\t\t25\t7.25\t32.25\n" +
	"河口\t无\t约6\t5.1\t0\n"

// Outcomes of an expression.
const (
	holds       = "holds"
	fails       = "fails"
	notAssessed = "not assessed"
	defect      = "defect"
)

// outcomes evaluates expressions as checks of rules on the report above.
func outcomes(t *testing.T, expressions []string) []string {
	t.Helper()
	var rules strings.Builder
	rules.WriteString("rules:\n")
	for i, e := range expressions {
		fmt.Fprintf(&rules, "  - id: r%d\n    message: m\n    at: document\n    params: {whole: 4, exact: 0.3, word: 北站, on: true, words: [北站, 南站]}\n    check: |-\n      %s\n", i, e)
	}
	results := lintText(t, rules.String(), stations)
	a := results[0].Assessments[0]
	got := make([]string, len(expressions))
	for i := range got {
		got[i] = holds
		id := fmt.Sprintf("r%d", i)
		for _, f := range a.Findings {
			if f.Rule == id {
				got[i] = fails
			}
		}
		for _, n := range a.NotAssessed {
			if n.Rule == id {
				got[i] = notAssessed
			}
		}
		for _, d := range a.Defects {
			if d.Rule == id {
				got[i] = defect
			}
		}
	}
	return got
}

// stationPack writes a pack of the toy form with other rules and returns its folder.
func stationPack(t *testing.T, rules string) string {
	t.Helper()
	dir := t.TempDir()
	form, err := os.ReadFile("../testdata/packs/stations/form.yaml")
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(dir, "form.yaml"), string(form))
	writeFile(t, filepath.Join(dir, "rules.yaml"), rules)
	return dir
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// lintText lints texts with rules for the toy form.
func lintText(t *testing.T, rules string, texts ...string) []*report.Result {
	t.Helper()
	loaded, err := pack.Load([]string{stationPack(t, rules)})
	if err != nil {
		t.Fatal(err)
	}
	l, err := linter.New(loaded, linter.Options{})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	inputs := make([]linter.Input, len(texts))
	for i, text := range texts {
		inputs[i].Path = filepath.Join(dir, fmt.Sprintf("%d.txt", i))
		writeFile(t, inputs[i].Path, text)
	}
	return run(t, l, inputs)
}

func run(t *testing.T, l *linter.Linter, inputs []linter.Input) []*report.Result {
	t.Helper()
	var results []*report.Result
	if err := l.Run(context.Background(), inputs, func(r *report.Result) error {
		if r.Err != nil {
			t.Errorf("%s: %v", r.Path, r.Err)
		}
		results = append(results, r)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return results
}

func TestExpressions(t *testing.T) {
	t.Parallel()
	const (
		four    = `cell("cost.north.staff").value`   // 4
		third   = `cell("cost.north.sum").value`     // 0.3000
		blank   = `cell("cost.south.staff").value`   // blank
		noValue = `cell("cost.river.wages").value`   // malformed
		upkeep  = `tables.cost.north.upkeep.value`   // 0.2
		parts   = `tables.cost.south.items`          // 25 + 7.25
		broken  = `tables.cost.river.items`          // malformed + 5.1
		cells   = `tables.cost.cells`                // all sixteen
		staff   = `tables.cost.columns[0]`           // 9, 4, blank, 无
		empty   = `tables.cost.cells.filter(c, 0>1)` // an empty list
	)
	type test struct{ expression, want string }
	var tests []test
	add := func(want string, expressions ...string) {
		for _, e := range expressions {
			tests = append(tests, test{e, want})
		}
	}
	// Exact numbers, alone and with integers, in both orders.
	add(holds,
		"0.1 + 0.2 == 0.3", "0.3 == 0.1 + 0.2", "1.5 - 0.5 == 1", "1 == 1.5 - 0.5", "2 * 0.25 == 0.5", "0.25 * 2 == 0.5",
		"1.0 / 4 == 0.25", "1 / 4.0 == 0.25", "1.0 / 3 * 100 < 33.34", "100 * (2.0 / 3) > 66.66", "2.0 / 3 + 1 > 1.66", "1 - 1.0 / 3 > 0.66", "-(1.0 / 3) * 100 < -33.3",
		"fixed(10.0 / 295 * 100, 1) == \"3.4\"", "round(1.0 / 3 * 1000, 2) == 333.33", "sum([1.0 / 3, 100.0]) > 100.33", "abs(0 - 1.0 / 3) * 100 > 33.3",
		"title.text.contains(\"上游流域管理处\") && \"(\" == \"(\"", "title.text != \"（\"",
		"[\"\", \"a\", \"\", \"b\"].join(\"、\") == \"、a、、b\"", "[\"a\", \"b\"].join() == \"ab\"", "[\"a\"].filter(x, false).join(\",\") == \"\"",
		"cell(\"cost.north.sum\").header.contains(\"（单位：万元）\")", "cell(\"cost.north.sum\").header.matches(\"（单位：万元）$\")",
		"cell(\"cost.north.sum\").header.matches(\"[（【]单位[：:]\")", "cell(\"cost.north.sum\").header.endsWith(\"万元）\")",
		"\"费用合计（单位：万元）\" == cell(\"cost.north.sum\").header", "cell(\"cost.north.sum\").header in [\"费用合计（单位：万元）\"]", "-0.5 < 0", "0 > -0.5", "7 / 2 == 3",
		four+" == 4", "4 == "+four, four+" != 5", "5 != "+four, "3 < "+four, four+" < 5", "4 <= "+four, four+" <= 4",
		"5 > "+four, four+" > 3", "4 >= "+four, four+" >= 4", four+" + 1 == 5", "1 + "+four+" == 5", four+" - 1 == 3",
		"5 - "+four+" == 1", four+" * 2 == 8", "2 * "+four+" == 8", four+" / 8 == 0.5", "8 / "+four+" == 2", "-"+four+" == -4",
		four+" in [3, 4]", four+" in [4.0]", four+" in [0.5, 4]", four+" in [4, 0.5]", "4 in [0.5, 4, "+third+"]", "[1, 0.5] == [1.0, 0.50]", "4 in ["+four+"]", "!("+four+" in [3])", third+" == 0.3", third+" == 0.30", "0.3 == "+third,
		third+" == "+four+" - 3.7", upkeep+" + 0.1 == "+third, "cell(\"cost.north.sum\").decimals == 4", "round("+third+" / 7, 4) == 0.0429",
		"abs(0 - "+four+") == 4", "abs(-3) == 3", "decimal(4) == "+four, "decimal(\"4\") == "+four, "string("+third+") == \"0.3000\"",
		"decimal("+four+") == 4", "int("+four+") == 4", "round(7, 0) == 7", "fixed("+four+", 2) == \"4.00\"", "fixed(3, 1) == \"3.0\"", "fixed("+third+", 1) == \"0.3\"",
		"[1.5, 0.5].sort() == [0.5, 1.5]", "[3, 1].sort() == [1, 3]", "tables.cost.rows.filter(r, r.staff.filled).sortBy(r, 0 - r.staff.value)[0].key != \"\"",
		"1234567890123456.78 != 1234567890123456.75", "9007199254740993.0 != 9007199254740992.0", "1e2 == 100", "1.50 == 1.5", "title.text != \"http://a\" // a comment",
		cells+".filter(c, !c.filled || sum([c]) < 1).size() == "+cells+".filter(c, !c.filled || c.value < 1).size()",
		"true ? "+four+" == 4 : false", "(true ? "+four+" : 0.0) == 4", "["+four+", "+third+"].size() == 2", "1e3 == 1000",
	)
	add(fails, "0.1 + 0.2 == 0.4", four+" == 5", "5 == "+four, "4 < "+four, four+" in [3.9, 5.0]", third+" == 0.30001")
	// Parameters are constants of their type.
	add(holds, four+" == params.whole", "params.exact == "+third, "params.word.startsWith(\"北\")", "params.on", "params.word in params.words", "params.whole + 1 == 5")
	// What has no value makes an expression not assessable, unless the rest decides.
	add(notAssessed,
		blank+" == 0", "0 == "+blank, blank+" > 0 || false", blank+" + 1 == 1", "sum("+broken+") == 5.1", noValue+" == 6", "!("+blank+" == 0)",
		"true && "+blank+" == 0", "[1.0, "+blank+"].all(x, x > 0)", staff+".cells.map(c, c.value).size() == 4", blank+" in [1]",
		"cell(\"cost.south.staff\").decimals == 0", "sum(["+blank+"]) == 0", "string("+blank+") == \"\"", blank+" == "+blank, "abs("+blank+") == 0",
	)
	add(holds, "true || "+blank+" == 0", blank+" == 0 || true", staff+".cells.exists(c, c.value == 4)", "!(false && "+blank+" == 0)", "!("+blank+" == 0 && false)")
	add(fails, "false && "+blank+" == 0", staff+".cells.all(c, c.value == 5)", "[4.0].all(x, x == 5)", blank+" == 0 && false")
	// States of cells.
	add(holds,
		"cell(\"cost.south.staff\").blank", "!cell(\"cost.south.staff\").filled", "cell(\"cost.south.staff\").state == \"blank\"",
		"cell(\"cost.river.staff\").malformed && cell(\"cost.river.staff\").placeholder", "!cell(\"cost.river.wages\").placeholder",
		"cell(\"cost.river.wages\").raw == \"约6\"", "has(cell(\"cost.north.staff\").value)", "!has(cell(\"cost.south.staff\").value)",
		"cell(\"cost.north.sum\").unit == \"万元\"", "cell(\"cost.north.sum\").header.contains(\"合计\")", "cell(\"cost.north.staff\").type == \"count\"",
		"cell(\"cost.north.staff\").row.label == \"北站\"", "tables.cost.river == tables.cost.rows[3]", "tables.cost.north != tables.cost.river", "tables.cost.north.found",
	)
	// Sums and lists.
	add(holds,
		"sum("+parts+") == 32.25", "sum_of_filled("+broken+") == 5.1", "sum("+empty+") == 0", "sum([1, 2]) == 3", "sum([0.1, 0.2]) == 0.3",
		cells+".size() == 16", cells+".filter(c, c.filled).size() == 13", "tables.cost.rows.size() == 4", "tables.cost.rows[3].key == \"river\"",
		staff+".all.value == 9", staff+".single.size() == 3", cells+".exists_one(c, c.blank)", "title.years == [2022]", "report.year == 2022",
		"report.organ.endsWith(\"管理处\")", "title.text.matches(\"^.+年站点费用表$\")", "document.reports == 1",
	)
	// Failures of a rule are not findings.
	add(defect, "1 / 0 == 1", four+" / 0 == 1", "tables.cost.rows[9].found", "decimal(\"x\") == 1", "round(1.5, 99) == 1", "int("+third+") == 1", "fixed("+third+", 20) == \"\"", "9223372036854775807 + 1 > 0")

	expressions := make([]string, len(tests))
	want := make([]string, len(tests))
	for i, tc := range tests {
		expressions[i], want[i] = tc.expression, tc.want
	}
	for i, got := range outcomes(t, expressions) {
		if got != want[i] {
			t.Errorf("%s: %s, want %s", expressions[i], got, want[i])
		}
	}
}

// TestAuthorErrors checks the message, place and advice for each mistake that an
// author can make.
func TestAuthorErrors(t *testing.T) {
	t.Parallel()
	const tail = "\n    at: document\n"
	for name, tc := range map[string]struct {
		rule string // the rest of a rule behind its id
		want string // FILE:LINE:COLUMN is left out: the place is marked in the rule by «»
	}{
		"unknown field":          {"check: tables.cost.north.staff.«valeu» == 3" + tail, `a cell has no field "valeu". Did you mean "value"?`},
		"unknown row":            {"check: tables.cost.«nort».found" + tail, `a table has no field "nort". Did you mean "north"?`},
		"unknown table":          {"check: tables.«costs».found" + tail, `tables has no field "costs". Did you mean "cost"?`},
		"unknown cell":           {"check: cell(«\"cost.north.staf\"»).value == 1" + tail, `form station-cost has no cell "cost.north.staf". Did you mean "cost.north.staff"?`},
		"cell not literal":       {"check: cell«(»\"cost.\" + \"north\").filled" + tail, `cell(…) takes one key, written out in quotes`},
		"unknown section":        {"check: section(«\"overview\"»).found" + tail, `form station-cost has no section "overview"`},
		"unknown variable":       {"check: «reprot».year == 2022" + tail, `unknown name "reprot". Did you mean "report"?`},
		"it without forEach":     {"check: «it».found" + tail, `there is no "it" here. it is the element of forEach, which this rule does not have`},
		"unknown function":       {"check: «summ»([1]) == 1" + tail, `unknown function "summ". Did you mean "sum"?`},
		"unknown method":         {"check: title.text.«starts»(\"a\")" + tail, `unknown function "starts". Did you mean "startsWith"?`},
		"unknown parameter":      {"params: {limit: 3}\n    check: params.«limits» == 3" + tail, `there is no parameter "limits". Did you mean "limit"?`},
		"number against text":    {"check: cell(\"cost.north.staff\").value «==» \"4\"" + tail, `"==" cannot be used with a number and text. Compare a number with a number, without quotes`},
		"cell against number":    {"check: cell(\"cost.north.staff\") «>» 4" + tail, `">" cannot be used with a cell and an integer. The number in a cell is its .value`},
		"mixed branches":         {"check: '(true «?» 0.5 : 1) > 0'" + tail, `"?:" cannot be used with true or false and a number and an integer. Both branches must be integers or decimals: write an integer as a decimal, such as 0.0`},
		"mixed list":             {"check: '[0.5, title«.»text].size() == 2'" + tail, `the elements of a list must be of one type: the first is a number, this is text`},
		"not true or false":      {"check: «»cell(\"cost.north.staff\").value" + tail, `this must be true or false, the expression gives a number`},
		"when not a bool":        {"when: «»1 + 1\n    check: true" + tail, `this must be true or false, the expression gives an integer`},
		"forEach not a list":     {"forEach: «»title\n    check: true", `this must be a list of rows, columns, cells and so on, the expression gives title`},
		"balance not cells":      {"balance: {left: '«»[1]', right: tables.cost.north.items}", `this must be a list of cells, the expression gives a list of an integer`},
		"at is no place":         {"check: true\n    at: «»1", `this must be a place in the report (a cell, row, section and so on), the expression gives an integer`},
		"syntax":                 {"check: title.found &&«&» true" + tail, `syntax error: `},
		"incomplete":             {"check: title.found &&«»" + tail, `the expression is incomplete: something is missing at its end`},
		"empty":                  {"check: '«»'" + tail, `the expression is empty`},
		"bad regular expression": {"check: title.text.matches(«\"(\"»)" + tail, `bad regular expression: missing closing )`},
		"cells compared":         {"check: cell(\"cost.north.staff\") «==» cell(\"cost.south.staff\")" + tail, `"==" cannot be used with a cell and a cell. The number in a cell is its .value`},
		"cell in a list":         {"check: cell(\"cost.north.staff\") «in» [cell(\"cost.south.staff\")]" + tail, `"in" cannot be used with a cell and a list of a cell. The number in a cell is its .value`},
		"distinct cells":         {"check: tables.cost.cells.distinct«(»).size() == 1" + tail, `"distinct" cannot be used with cells. The number in a cell is its .value`},
		"null":                   {"check: cell(\"cost.north.staff\").value == «null»" + tail, `there is no null: a cell without a value is neither equal to a number nor different from it. Ask for .filled, .blank or .absent`},
		"function of a text":     {"check: «abs»(\"x\") == 1" + tail, `"abs" cannot be used with text`},
		"sorted by a section":    {"check: tables.cost.rows.«sortBy»(r, title).size() == 1" + tail, `"sortBy" cannot be used with a list of title`},
		"format":                 {"check: '\"%d\".«format»([1]) == \"1\"'" + tail, `unknown function "format"`},
		"left of no balance":     {"check: true\n    message: '{«left»}'" + tail, `there is no "left" here. left is for the message and suggest of a rule with balance`},
		"and":                    {"check: title.found «and» true" + tail, `"and" is no part of the language. Write &&`},
		"not":                    {"check: «not» title.found" + tail, `"not" is no part of the language. Write !`},
		"single =":               {"check: report.year «=» 2022" + tail, `"=" is no part of the language. Write ==`},
		"single &":               {"check: title.found «&» true" + tail, `"&" is no part of the language. Write &&`},
		"=>":                     {"check: report.year «=>» 2022" + tail, `"=>" is no part of the language. Write >=`},
		"=<":                     {"check: report.year «=<» 2022" + tail, `"=<" is no part of the language. Write <=`},
		"<>":                     {"check: report.year «<>» 2022" + tail, `"<>" is no part of the language. Write !=`},
		"arrow in a loop":        {"check: tables.cost.rows.all(r «=>» r.found)" + tail, `"=>" is no part of the language. A loop is written all(r, …), with a comma behind the name`},
		"percentage":             {"check: report.year * 30«%» < 3" + tail, `"%" is no part of the language. Write a percentage as a decimal, such as 0.3`},
		"Chinese quotes":         {"check: report.organ == «“»甲”" + tail, "\"“\" is no part of the language. Write \""},
		"Chinese or":             {"check: title.found «或者» true" + tail, `"或者" is no part of the language. Write ||`},
		"Chinese full stop":      {"check: title.found«。»" + tail, `"。" is no part of the language. Remove it`},
		"full-width digits":      {"check: report.year == «２»０２２" + tail, `"２" is no part of the language. Write 2`},
		"text without quotes":    {"check: title.text.contains(«年度报告»)" + tail, `"年度报告" is no part of the language. Quote a text`},
		"text of a cell":         {"check: cell(\"cost.north.staff\").«contains»(\"4\")" + tail, `"contains" cannot be used with a cell and text. Use its .text, which is normalised, or .raw`},
		"function before a text": {"check: «contains»(title.text, \"甲\")" + tail, `"contains" cannot be used with text and text. It is written text.contains(…)`},
		"sum without a list":     {"check: «sum»(1, 2) == 3" + tail, `"sum" cannot be used with an integer and an integer. Write a list: sum([a, b])`},
		"two comparisons":        {"check: 0 < report.year «<» 3000" + tail, `"<" cannot be used with true or false and an integer. Compare twice: a < b && b < c`},
		"True":                   {"check: «True»" + tail, `unknown name "True". Write true`},
		"len":                    {"check: «len»(title.text) > 3" + tail, `unknown function "len". Write size(…)`},
		"full-width braces":      {"check: true\n    message: 甲«｛»title｝", `full-width braces have no meaning in a message. Write { }`},
		"message in braces":      {"check: true\n    message: «»{title}", `a message must be a text, or {zh: …, en: …}. Quote a text that begins with {`},
		"all without a name":     {"check: tables.cost.rows.«all»(true)" + tail, `"all" is not written so. Going through a list is written rows.all(r, r.total.value > 0)`},
		"too long":               {"check: «»" + strings.Repeat("title.found && ", 300) + "true" + tail, `the expression has more than 4000 characters: split it with let`},
		"too deep":               {"check: '«»" + strings.Repeat("(", 80) + "true" + strings.Repeat(")", 80) + "'" + tail, `the expression is nested more than 60 deep: split it with let`},
		"at as a YAML list":      {"check: true\n    at: «»[title, document]\n    message: x", `"at" must be an expression, not a YAML list. Write several places as '[a, b]', in quotes`},
		"no place among others":  {"check: true\n    at: '[title, «3»]'\n    message: x", `this must be a place in the report, this is an integer`},
		"check without value":    {"«check»:" + tail, `"check" has no value. Write one, or remove the key`},
		"severity without value": {"«severity»:\n    check: true" + tail, `"severity" has no value. Write one, or remove the key`},
		"behind a bad forEach":   {"forEach: tables.«cots».rows\n    let: {x: it.items}\n    check: x.size() > it.width", `tables has no field "cots". Did you mean "cost"?`},
		"supersedes itself":      {"supersedes: [«test»]\n    check: true" + tail, `there is no other rule "test"`},
		"too costly":             {"check: «»tables.cost.cells.all(a, tables.cost.cells.all(b, tables.cost.cells.all(c, tables.cost.cells.all(d, a.raw == d.raw))))" + tail, `the expression may take too long (loops within loops, or long texts compared again and again)`},
		"quoted scalar":          {`check: "title.text == \"a\" && «titel».found"` + tail, `unknown name "titel". Did you mean "title"?`},
		"block scalar":           {"check: |\n      title.found &&\n        «titel».found" + tail, `unknown name "titel". Did you mean "title"?`},
		"folded with comment":    {"check: >\n      title.found «//» why\n      && false" + tail, `line breaks become spaces here, so that all lines behind // become a comment. Use | instead`},
		"plain with comment":     {"check: title.found «//» why\n      && false" + tail, `line breaks become spaces here, so that all lines behind // become a comment. Use | instead`},
		"quoted with comment":    {"check: 'title.found «//» why\n      && false'" + tail, `line breaks become spaces here, so that all lines behind // become a comment. Use | instead`},
		"list made by a range":   {"check: '«lists».range(1000000).size() > 0'" + tail, `unknown name "lists"`},
		"text that grows":        {"check: 'title.text.«replace»(\"\", title.text) == \"\"'" + tail, `unknown function "replace"`},
		"in a message":           {"check: true\n    message: '共 {1 + 1} 处，{«titel».text}'" + tail, `unknown name "titel". Did you mean "title"?`},
		"brace without partner":  {"check: true\n    message: '共 «{»1 处'" + tail, `a { without its }. Write {{ for the brace itself`},
		"closing brace alone":    {"check: true\n    message: '共 1«}» 处'" + tail, `a } without its {. Write }} for the brace itself`},
		"in a let clause":        {"let: {a: «titel».found}\n    check: a" + tail, `unknown name "titel". Did you mean "title"?`},
		"in a severity":          {"severity: [{when: «titel».found, is: error}]\n    check: true" + tail, `unknown name "titel". Did you mean "title"?`},
		"unknown severity":       {"severity: «eror»\n    check: true" + tail, `unknown severity "eror". Did you mean "error"?`},
		"unknown key":            {"«chek»: true\n    check: true" + tail, `unknown key "chek". Did you mean "check"?`},
		"duplicate key":          {"check: true\n    «check»: false" + tail, `duplicate key "check", first used on line 3`},
		"unknown form":           {"forms: [«station-costs»]\n    check: true" + tail, `there is no form "station-costs". Did you mean "station-cost"?`},
		"unknown rule":           {"supersedes: [«testt»]\n    check: true" + tail, `there is no other rule "testt"`},
		"collect alone":          {"collect: «true»\n    check: true" + tail, `collect needs forEach`},
		"reserved name":          {"let: {«report»: title}\n    check: true" + tail, `"report" is a name of the rule language itself: choose another`},
		"number too long":        {"check: «1234567890123456789012».5 > 1" + tail, `the number has more than 19 digits`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			marked := "rules:\n  - id: test\n    " + strings.TrimRight(tc.rule, "\n")
			before, rest, _ := strings.Cut(marked, "«")
			inner, after, _ := strings.Cut(rest, "»")
			line := 1 + strings.Count(before, "\n")
			column := 1 + len([]rune(before[strings.LastIndexByte(before, '\n')+1:]))
			got := mistakes(t, before+inner+after)
			if len(got) == 0 {
				t.Fatal("no mistake was found")
			}
			d := got[0]
			message := d.Message.EN
			if d.Hint.EN != "" {
				message += ". " + d.Hint.EN
			}
			if !strings.HasPrefix(message, tc.want) {
				t.Errorf("got  %s\nwant %s", message, tc.want)
			}
			if d.Line != line || d.Column != column || len([]rune(inner)) > 0 && max(d.Width, 1) != len([]rune(inner)) {
				t.Errorf("at %d:%d+%d, want %d:%d+%d\n%s", d.Line, d.Column, d.Width, line, column, len([]rune(inner)), d.Format(report.English))
			}
		})
	}
}

// mistakes loads and checks a rule file for the toy form.
func mistakes(t *testing.T, rules string) diag.Error {
	t.Helper()
	loaded, err := pack.Load([]string{stationPack(t, rules)})
	if err == nil {
		err = loaded.Check()
	}
	if err == nil {
		return nil
	}
	list, ok := err.(diag.Error) //nolint:errorlint // the type is part of the contract
	if !ok {
		t.Fatalf("%T: %v", err, err)
	}
	return list
}

// TestAllMistakesAtOnce checks that a file with several mistakes gets a message
// for each, in the order of the file and in both languages.
func TestAllMistakesAtOnce(t *testing.T) {
	t.Parallel()
	got := mistakes(t, `rules:
  - {id: one, message: m,
    severty: error,
    check: title.found}
  - {id: two, message: m,
    severity: fatal,
    check: titel.found}
  - {id: three, message: m,
    forEach: tables.cost.rows,
    check: it.valeu > 3}
  - {id: one, message: m,
    check: cell("cost.north.cash").filled}
`)
	lines := make([]string, 0, len(got))
	for _, d := range got {
		first, _, _ := strings.Cut(d.Format(report.Chinese), "\n")
		_, after, _ := strings.Cut(first, "rules.yaml:")
		lines = append(lines, after)
	}
	want := []string{
		"3:5: 未知的键“severty”。是否应为“severity”？",
		"6:15: 未知的级别“fatal”。可用的有：error（错误）、warning（警告）、note（提示）、off（关闭）",
		"7:12: 未知的名称“titel”。是否应为“title”？",
		"10:15: 行没有字段“valeu”",
		"11:10: 规则“one”重复，已在本文件第 2 行定义",
		"12:17: 格式 station-cost 没有单元格“cost.north.cash”。是否应为“cost.north.staff”？",
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Error(diff)
	}
}

// TestBrokenForm checks that a mistake in a form is not followed by others in the
// rules that are written for it.
func TestBrokenForm(t *testing.T) {
	t.Parallel()
	for name, broken := range map[string][2]string{
		"no YAML": {"name: {zh:", "name: {zh: ["}, "a mistake": {"tables:", "tabels: {}\ntables:"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := stationPack(t, "rules:\n  - {id: r, message: m, check: 'tables.cost.found'}\n  - {id: s, mesage: m, check: 'tables.cost.found'}\n")
			form := filepath.Join(dir, "form.yaml")
			data, err := os.ReadFile(form)
			if err != nil {
				t.Fatal(err)
			}
			text := strings.Replace(string(data), broken[0], broken[1], 1)
			if text == string(data) {
				t.Fatal("the piece does not occur")
			}
			writeFile(t, form, text)
			_, err = pack.Load([]string{dir})
			list, ok := err.(diag.Error) //nolint:errorlint // the type is part of the contract
			if !ok || len(list) != 2 || filepath.Base(list[0].File) != "form.yaml" || filepath.Base(list[1].File) != "rules.yaml" {
				t.Errorf("%v", err)
			}
		})
	}
}

// TestCircles checks that rules which supersede each other are refused: neither
// would ever be reported.
func TestCircles(t *testing.T) {
	t.Parallel()
	got := mistakes(t, `rules:
  - {id: a, message: m, check: title.found, supersedes: [b]}
  - {id: b, message: m, check: title.found, supersedes: [c]}
  - {id: c, message: m, check: title.found, supersedes: [a]}
  - {id: d, message: m, check: title.found, supersedes: [a]}
`)
	if len(got) != 3 || got[0].Line != 2 || got[2].Line != 4 || got[0].Message.EN != `"a" and "b" supersede each other, so that neither is ever reported` {
		t.Errorf("%v", got)
	}
}
