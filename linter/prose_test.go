package linter_test

import (
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

// clubForm is a form with running text.
const clubForm = `form: clubs
title: {patterns: ['{organ}{year}年社团报告']}
sections:
  past:
    heading: 一年回顾
    aspects:
      - {key: games, name: {zh: 比赛, en: games}, words: [比赛]}
      - {key: money, name: {zh: 经费, en: money}, words: [会费]}
  plans: {heading: 来年打算}
  other: {heading: 其他}
`

// clubs is a report of the form, without its last section.
const clubs = "东街2023年社团报告\n本报告由社团办编写。\n一、一年回顾\n今年共办 ３ 场活动，去年 2 场。\n（一）比赛：得奖两次。\n（三）唱歌。\n二、来年打算\n⼀是再办３场；二是收会费。\n"

// clubPack writes a pack of the form and returns its folder.
func clubPack(t *testing.T, rules string) string {
	t.Helper()
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "form.yaml"), clubForm)
	writeFile(t, filepath.Join(dir, "rules.yaml"), rules)
	return dir
}

// lintClubs lints a text with rules for the form.
func lintClubs(t *testing.T, dir, text string) []*report.Result {
	t.Helper()
	loaded, err := pack.Load([]string{dir})
	if err != nil {
		t.Fatal(err)
	}
	l, err := linter.New(loaded, linter.Options{})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "clubs.txt")
	writeFile(t, path, text)
	return run(t, l, []linter.Input{{Path: path}})
}

// TestProseRules shows what rules see of running text, and where their findings stand.
func TestProseRules(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		rule string
		want []string
	}{
		"the very words": {
			"forEach: report.find(\"[0-9]场\")\n    check: 'false'\n    message: '{it.raw}'",
			[]string{"warning r 4:6 sections.past: ３ 场", "warning r 4:15 sections.past: 2 场", "warning r 8:5 sections.plans: ３场"},
		},
		"in one section": {
			"forEach: section(\"plans\").find(\"[0-9]场\")\n    check: 'false'\n    message: '{it.section} {it.before}|{it.text}|{it.after}|{it.sentence}'",
			[]string{"warning r 8:5 sections.plans: plans 一是再办|3场|;二是收会费。|一是再办3场"},
		},
		"the group named here": {
			"forEach: report.find(\"共办(?<here>[0-9]+)场\")\n    check: 'false'\n    message: '{it.raw}'",
			[]string{"warning r 4:6 sections.past: ３"},
		},
		"a list of patterns": {
			"params: {words: ['办(?<here>活|[0-9])', '收(?<here>.费)']}\n    forEach: section(\"plans\").find(params.words)\n    check: 'false'\n    message: '{it}'",
			[]string{"warning r 8:5 sections.plans: ３", "warning r 8:11 sections.plans: 会费"},
		},
		"a pattern with full-width marks": {
			"forEach: report.find(\"：得奖|；\")\n    check: 'false'\n    message: '{it.raw}'",
			[]string{"warning r 5:6 sections.past: ：得奖", "warning r 8:7 sections.plans: ；"},
		},
		"in front of the first section": {
			"forEach: paragraphs\n    check: it.section != \"\"\n    message: '{it.raw}'",
			[]string{"warning r 2:1 preface: 本报告由社团办编写。"},
		},
		"a missing section": {
			"check: section(\"other\").find(\"a\").size() == 0\n    at: document\n    message: m",
			[]string{"? r 1:1 document for want of sections.other"},
		},
		"mentions of a missing section": {
			"check: section(\"other\").mentions(\"a\") || section(\"plans\").mentions(\"会费\")\n    at: document\n    message: m",
			nil,
		},
		"items": {
			"forEach: section(\"past\").items\n    check: it.number == it.previous + 1\n    message: '{it.style} {it.number} {it.heading} {it}'",
			[]string{"warning r 6:1 sections.past: chinese_brackets 3 唱歌 （三）唱歌"},
		},
		"items of all sections": {
			"check: numbered_items.map(i, i.level * 10 + i.number) == [11, 13, 11, 12]\n    at: document\n    message: '{numbered_items.map(i, i.number)}'",
			nil,
		},
		"aspects": {
			"forEach: section(\"past\").aspects\n    check: it.found && it.mentions(\"[0-9]\")\n    message: '{it.label} {it.found} {it.text}'",
			[]string{"warning r 3:1 sections.past: 经费 否", "warning r 5:1 sections.past: 比赛 是 得奖两次。"},
		},
		"two that are equal": {
			"check: report.find(\"活动\")[0] == section(\"past\").find(\"活动\")[0].paragraph.find(\"活动\")[0] || report.find(\"活动\")[0] == report.find(\"活动\")[0]\n    at: document\n    message: m",
			nil,
		},
		"which of two comes first": {
			"check: report.find(\"得奖\")[0].offset < report.find(\"会费\")[0].offset && report.find(\"今年\")[0].offset < report.find(\"去年\")[0].offset\n    at: document\n    message: m",
			nil,
		},
		"what matches nothing is nothing": {"check: report.find(\"x*\").size() == 0\n    at: document\n    message: m", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := shownFindings(lintClubs(t, clubPack(t, "rules:\n  - id: r\n    "+tc.rule+"\n"), clubs))
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestManyHits bounds what find gives for a hostile text.
func TestManyHits(t *testing.T) {
	t.Parallel()
	text := strings.Replace(clubs, "得奖两次。", strings.Repeat("得奖，", 100_000), 1)
	got := shownFindings(lintClubs(t, clubPack(t, "rules:\n  - id: r\n    check: report.find(\"得奖\").size() == 100\n    at: document\n    message: m\n"), text))
	if len(got) > 0 {
		t.Error(got)
	}
}

// TestProseMistakes checks what an author is told of patterns.
func TestProseMistakes(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ rule, want string }{
		"a pattern that does not compile": {`check: 'report.find("a(").size() == 0'`, "missing closing )"},
		"a parameter that does not":       {`params: {p: 'a('}` + "\n    check: report.mentions(params.p)", "missing closing )"},
		"one of a list that does not":     {`params: {p: ['a', 'b[']}` + "\n    check: report.mentions(params.p)", "missing closing ]"},
		"a pattern of a report":           {`check: report.mentions(title.text)`, "the pattern of mentions(…) must be written out"},
		"find on a text":                  {`check: title.text.find("a").size() == 0`, `"find" cannot be used with text and text`},
		"a number for a pattern":          {`check: report.mentions(3)`, `"mentions" cannot be used with report and an integer`},
		"matches on a paragraph":          {`check: paragraphs[0].matches("a")`, `"matches" cannot be used with a paragraph and text`},
		"a misspelt field":                {`check: report.find("a").all(h, h.befor == "")`, `a hit has no field "befor"`},
		"lookup without a table":          {`check: '"a" in lookup'`, `there is no "lookup" here`},
		"a table that is not there":       {"lookup: none.csv\n    check: '\"a\" in lookup'", `the table "none.csv" cannot be read`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			loaded, err := pack.Load([]string{clubPack(t, "rules:\n  - id: r\n    "+tc.rule+"\n    at: document\n    message: m\n")})
			if err == nil {
				err = loaded.Check()
			}
			list, ok := err.(diag.Error) //nolint:errorlint // the type is part of the contract
			if !ok || len(list) != 1 || !strings.Contains(list[0].Message.EN, tc.want) {
				t.Errorf("got %v, want %s", err, tc.want)
			}
		})
	}
}

// TestLookup asks a table whether it has a name.
func TestLookup(t *testing.T) {
	t.Parallel()
	dir := clubPack(t, "rules:\n  - id: r\n    lookup: tables/names.csv\n    check: report.organ in lookup\n    message: '{lookup.size()}'\n")
	if err := os.Mkdir(filepath.Join(dir, "tables"), 0o700); err != nil {
		t.Fatal(err)
	}
	for content, want := range map[string][]string{
		"# 社团\n东街,1\n西街,2\n":   nil,
		"\ufeff東街\n":           nil,
		"\"东街\"\n\n":           nil,
		"西街\n东街口\n西街\n":        {"warning r 1:1 title: 2"},
		"西街,东街\n":              {"warning r 1:1 title: 1"},
		"# 东街\n":               {"warning r 1:1 title: 0"},
		"\xb6\xab\xbd\xd6\r\n": nil, // GB 18030
	} {
		writeFile(t, filepath.Join(dir, "tables", "names.csv"), content)
		if diff := cmp.Diff(want, shownFindings(lintClubs(t, dir, clubs))); diff != "" {
			t.Errorf("%q (-want +got)\n%s", content, diff)
		}
	}
}
