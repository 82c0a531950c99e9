package form_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/internal/yamldoc"
	"github.com/gouji/gouji/parser/form"
	"github.com/gouji/gouji/report"
)

// sound is a form without a mistake, to which the tests add one.
const sound = `form: fees
name: 收费表
title:
  patterns: ['{organ}{year}年收费表']
sections:
  summary: {heading: 概况}
tables:
  fees:
    section: summary
    columns:
      - {key: paid, label: 已收, type: amount}
      - {key: due, label: 应收, type: amount}
    rows:
      - {key: north, label: 北区}
      - group: 南区
        rows:
          - {key: town, label: 镇区}
          - {key: village, label: 乡村}
    roles:
      columns: {all: [paid, due]}
      rows: {parts: [north, town, village]}
`

func loadText(texts ...string) ([]*form.Form, []diag.Diagnostic) {
	var diags diag.List
	files := make([]form.File, 0, len(texts))
	for i, text := range texts {
		if root := yamldoc.Parse(fmt.Sprintf("%d.yaml", i), []byte(text), &diags); root != nil {
			files = append(files, form.NewFile(root))
		}
	}
	return form.Load(files, &diags), diags.Sorted()
}

func TestLoad(t *testing.T) {
	t.Parallel()
	forms, mistakes := loadText(sound)
	if len(forms) != 1 || len(mistakes) > 0 {
		t.Fatalf("%d forms, mistakes %v", len(forms), mistakes)
	}
	var keys []string
	for _, c := range forms[0].Schema.Cells {
		keys = append(keys, c.Key+" "+c.Label.ZH)
	}
	want := []string{
		"fees.north.paid fees › 北区 › 已收", "fees.north.due fees › 北区 › 应收",
		"fees.town.paid fees › 南区 › 镇区 › 已收", "fees.town.due fees › 南区 › 镇区 › 应收",
		"fees.village.paid fees › 南区 › 乡村 › 已收", "fees.village.due fees › 南区 › 乡村 › 应收",
	}
	if diff := cmp.Diff(want, keys); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestFormMistakes replaces a piece of a sound form by a wrong one. The mistake is
// found where «» stands.
func TestFormMistakes(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ old, with, want string }{
		"no key":                 {"{key: paid, label: 已收, type: amount}", "«»{label: 已收}", `"key" is missing`},
		"no label":               {"{key: paid, label: 已收, type: amount}", "«»{key: paid}", `"label" is missing`},
		"bad key":                {"key: paid,", "key: «Paid»,", `key "Paid" must consist of lower-case letters, digits and underscores, a letter first`},
		"Chinese key":            {"key: north,", "key: «北区»,", `key "北区" must consist of lower-case letters, digits and underscores, a letter first`},
		"reserved key":           {"key: north,", "key: «rows»,", `"rows" is a reserved name`},
		"no columns":             {"      - {key: paid, label: 已收, type: amount}\n      - {key: due, label: 应收, type: amount}\n", "        «»[]\n", "must hold at least one item"},
		"no blocks":              {"    columns:\n", "    blocks: «»[]\n    columns:\n", "must hold at least one item"},
		"layout of two words":    {"    section: summary\n", "    section: summary\n    layout: «»[across]\n", `"layout" must be text`},
		"column twice":           {"key: due,", "key: «paid»,", `column "paid" stands twice`},
		"row twice":              {"key: town,", "key: «north»,", `"north" stands twice in the table, first on line 14`},
		"unknown type":           {"type: amount}\n      - {key: due", "type: «amuont»}\n      - {key: due", `unknown cell type "amuont". Did you mean "amount"?`},
		"unknown type of a row":  {"label: 北区}", "label: 北区, type: «txt»}", `unknown cell type "txt". Did you mean "text"?`},
		"unknown section":        {"section: summary", "section: «sumary»", `there is no section "sumary". Did you mean "summary"?`},
		"unknown key of a form":  {"name: 收费表", "«nmae»: 收费表", `unknown key "nmae". Did you mean "name"?`},
		"unknown key of a row":   {"label: 北区}", "label: 北区, «lable»: 北}", `unknown key "lable". Did you mean "label"?`},
		"bad pattern":            {"'{organ}{year}年收费表'", "«»'{organ}(年收费表'", "bad regular expression"},
		"no patterns":            {"patterns:", "«pattern»:", `unknown key "pattern". Did you mean "patterns"?`},
		"unknown row in role":    {"[north, town, village]", "[north, «twon», village]", `there is no "twon". Did you mean "town"?`},
		"unknown column in role": {"[paid, due]", "[«paied», due]", `there is no "paied". Did you mean "paid"?`},
		"role like a column":     {"{all: [paid, due]}", "{«paid»: [paid, due]}", `"paid" is the key of a row or column already`},
		"reserved role":          {"{parts: [", "{«cells»: [", `"cells" is a reserved name`},
		"uses without oneOf":     {"tables:\n", "uses: {fees: «short»}\ntables:\n", `there is no oneOf named "fees"`},
		"unknown base":           {"name: 收费表", "extends: «fee»", `there is no form "fee"`},
		"extends itself":         {"form: fees\n", "form: fees\nextends: «»fees\n", "extends runs in a circle"},
		"no rows":                {"      - {key: north, label: 北区}\n", "      - «»{}\n", `"key" is missing`},
		"rows no list":           {"rows: {parts: [north, town, village]}", "rows: {parts: «»{north: 1}}", `"parts" must be a list`},
		"year is text":           {"name: 收费表", "years: {from: «later»}", `"from" must be an integer`},
		"unknown macro":          {"'{organ}{year}年收费表'", "'«{»orgam}{year}年收费表'", `{orgam stands for nothing: use {organ} and {year}. Did you mean "organ"?`},
		"macro not closed":       {"'{organ}{year}年收费表'", "'«{»organ{year}年收费表'", `{organ stands for nothing: use {organ} and {year}`},
		"threshold above 100":    {"name: 收费表", "threshold: «»130", "threshold is a percentage, from 0 to 100"},
		"years the wrong way":    {"name: 收费表", "years: «»{from: 2022, to: 2020}", "from is later than to"},
		"label without letters":  {"label: 北区}", "label: «»、。}", `label "、。" holds no letters`},
		"label twice":            {"{key: village, label: 乡村}", "{key: «»village, label: 镇区}", `label "镇区" stands twice in one group: the rows cannot be told apart`},
		"name of two words":      {"form: fees", "form: «»Annual fees", "the name of a form consists of lower-case letters"},
		"form without a name":    {"form: fees", "«»form:", `"form" has no value`},
		"layout unknown":         {"    section: summary\n", "    section: summary\n    layout: «accross»\n", `unknown layout "accross". Did you mean "across"?`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			marked := strings.Replace(sound, tc.old, tc.with, 1)
			if marked == sound {
				t.Fatal("the piece does not occur")
			}
			before, _, _ := strings.Cut(marked, "«")
			line := 1 + strings.Count(before, "\n")
			column := 1 + len([]rune(before[strings.LastIndexByte(before, '\n')+1:]))
			_, mistakes := loadText(strings.NewReplacer("«", "", "»", "").Replace(marked))
			var all []string
			for _, d := range mistakes {
				message := d.Message.In(report.English)
				if hint := d.Hint.In(report.English); hint != "" {
					message += ". " + hint
				}
				if d.Line == line && d.Column == column && strings.HasPrefix(message, tc.want) {
					return
				}
				all = append(all, d.Format(report.English))
			}
			t.Errorf("want %d:%d: %s\ngot %s", line, column, tc.want, strings.Join(all, "\n"))
		})
	}
}
