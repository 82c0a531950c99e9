package compare_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/compare"
	"github.com/gouji/gouji/linter"
	"github.com/gouji/gouji/pack"
	"github.com/gouji/gouji/report"
)

const form = `form: hall
title: {patterns: ['{organ}{year}年馆情报告']}
cells: {placeholders: [无]}
sections:
  overview: {heading: 概况}
  plans: {heading: 计划}
tables:
  visits:
    section: overview
    caption: 到馆情况
    columns:
      - {key: first, label: 上半年}
      - {key: second, label: 下半年}
      - {key: fees, label: 收费（元）, type: amount}
    rows:
      - {key: adults, label: 成人}
      - {key: children, label: 儿童}
`

// later is an edition of the form with a row less and one more.
const later = `form: hall-later
family: hall
title: {patterns: ['{organ}{year}年馆情报告']}
years: {from: 2023}
sections:
  overview: {heading: 概况}
  plans: {heading: 计划}
tables:
  visits:
    section: overview
    caption: 到馆情况
    columns:
      - {key: first, label: 上半年}
      - {key: second, label: 下半年}
      - {key: fees, label: 收费（元）, type: amount}
    rows:
      - {key: adults, label: 成人}
      - {key: pupils, label: 学生}
`

const base = `甲馆2022年馆情报告

一、概况

全年开放三百天，到馆读者稳步增加。
志愿者参加服务12次。

到馆情况
	上半年	下半年	收费（元）
成人	1,200	900	5.0
儿童	30		8

二、计划

明年增加夜间开放，并举办讲座。
`

// read reads a text with the forms.
func read(t *testing.T, name, text string, forms ...string) []*report.Report {
	t.Helper()
	dir := t.TempDir()
	if len(forms) == 0 {
		forms = []string{form}
	}
	for i, f := range forms {
		writeFile(t, filepath.Join(dir, fmt.Sprintf("form%d.yaml", i)), f)
	}
	loaded, err := pack.Load([]string{dir})
	if err != nil {
		t.Fatal(err)
	}
	l, err := linter.New(loaded, linter.Options{Jobs: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	path := filepath.Join(t.TempDir(), name)
	writeFile(t, path, text)
	reports, err := l.Read(linter.Input{Path: path, Named: true})
	if err != nil {
		t.Fatal(err)
	}
	return reports
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// show lists what changed, a line each.
func show(c *compare.Comparison) []string {
	var lines []string
	if c.Title {
		lines = append(lines, "title")
	}
	figure := func(f *compare.Figure) string {
		switch {
		case f == nil:
			return "-"
		case f.HasValue:
			return f.Value.String()
		}
		return f.State.String() + " " + f.Text
	}
	for i := range c.Cells {
		d := &c.Cells[i]
		line := fmt.Sprintf("%v %s: %s, %s", d.Change, d.Key, figure(d.Old), figure(d.New))
		if d.Comparable {
			line += " by " + d.Difference.String()
		}
		lines = append(lines, line)
	}
	for i := range c.Sections {
		s := &c.Sections[i]
		line := fmt.Sprintf("%v section %s", s.Change, s.Key)
		if s.Heading {
			line += " with its heading"
		}
		lines = append(lines, line)
		for _, p := range s.Paragraphs {
			switch p.Change {
			case compare.Added:
				lines = append(lines, fmt.Sprintf("+%d %s", line0(c.New, p.New), p.New.Text))
			case compare.Removed:
				lines = append(lines, fmt.Sprintf("-%d %s", line0(c.Old, p.Old), p.Old.Text))
			case compare.Changed:
				lines = append(lines, fmt.Sprintf("%d-%d %s", line0(c.Old, p.Old), line0(c.New, p.New), words(p.Pieces)))
			}
		}
	}
	return lines
}

func line0(r *report.Report, p *compare.Passage) int { return r.Source.Position(p.Span).Line }

func words(pieces []compare.Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		switch p.Change {
		case compare.Added:
			b.WriteString("{+" + p.Text + "+}")
		case compare.Removed:
			b.WriteString("[-" + p.Text + "-]")
		case compare.Changed:
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

func TestReports(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		replace []string // in the base
		want    []string
	}{
		"the same":               {nil, nil},
		"a separator":            {[]string{"1,200", "1200"}, nil},
		"full-width forms":       {[]string{"900", "９００", "12次", "１２次"}, nil},
		"traditional characters": {[]string{"明年增加夜间开放", "明年增加夜間開放"}, nil},
		"a list":                 {[]string{"志愿者", "- 志愿者"}, nil},
		"a line that begins another paragraph": {[]string{"志愿者", "（一）志愿者", "稳步增加。", "稳步增加，"}, []string{
			"changed section overview", "5-5 全年开放三百天，到馆读者稳步增加[-。-]{+，+}", "6-6 {+（一）+}志愿者参加服务12次。",
		}},
		"spaces and empty lines":           {[]string{"志愿者参加服务", "\n\n　　志愿者 参加服务"}, nil},
		"a figure":                         {[]string{"900", "850"}, []string{"changed visits.adults.second: 900, 850 by -50"}},
		"decimals":                         {[]string{"5.0", "5.00"}, []string{"changed visits.adults.fees: 5.0, 5.00 by 0.00"}},
		"a blank that was filled":          {[]string{"30\t\t8", "30\t4\t8"}, []string{"changed visits.children.second: blank , 4"}},
		"a figure that is no longer there": {[]string{"30\t\t8", "\t\t8"}, []string{"changed visits.children.first: 30, blank "}},
		"no figure":                        {[]string{"30\t\t8", "30\t无\t8"}, []string{"changed visits.children.second: blank , malformed 无"}},
		"the title":                        {[]string{"甲馆2022年", "甲馆2023年"}, []string{"title"}},
		"a heading":                        {[]string{"二、计划", "三、计划"}, []string{"changed section plans with its heading"}},
		"a section gone":                   {[]string{"二、计划\n\n明年增加夜间开放，并举办讲座。\n", ""}, []string{"removed section plans", "-15 明年增加夜间开放，并举办讲座。"}},
		"a word":                           {[]string{"举办讲座", "举办展览"}, []string{"changed section plans", "15-15 明年增加夜间开放，并举办[-讲座-]{+展览+}。"}},
		"a number is one word":             {[]string{"12次", "125次"}, []string{"changed section overview", "6-6 志愿者参加服务[-12-]{+125+}次。"}},
		"a paragraph more":                 {[]string{"志愿者", "新馆建成。\n志愿者"}, []string{"changed section overview", "+6 新馆建成。"}},
		"a paragraph less":                 {[]string{"志愿者参加服务12次。\n", ""}, []string{"changed section overview", "-6 志愿者参加服务12次。"}},
		"another paragraph": {[]string{"志愿者参加服务12次。", "馆舍全部翻新，增加座位。"}, []string{
			"changed section overview", "-6 志愿者参加服务12次。", "+6 馆舍全部翻新，增加座位。",
		}},
		"paragraphs in another order": {[]string{"志愿者参加服务12次。\n", "", "全年开放", "志愿者参加服务12次。\n全年开放"}, []string{
			"changed section overview", "+5 志愿者参加服务12次。", "-6 志愿者参加服务12次。",
		}},
		"a single character in common is no word": {[]string{"并举办讲座", "又开设课座"}, []string{"changed section plans", "15-15 明年增加夜间开放，[-并举办讲-]{+又开设课+}座。"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := compare.Reports(read(t, "old.txt", base)[0], read(t, "new.txt", strings.NewReplacer(tc.replace...).Replace(base))[0])
			got := show(c)
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if c.Same() != (len(tc.want) == 0) {
				t.Errorf("%d differences", c.Differences())
			}
		})
	}
}

// TestBrokenLines compares a text with the same as a page breaks it.
func TestBrokenLines(t *testing.T) {
	t.Parallel()
	const long = "全年开放三百天，到馆读者稳步增加，并且多次获得各方面的好评与支持，其中成人读者占多数，儿童读者也比上年有所增加，少年活动深受欢迎。"
	whole := strings.Replace(base, "全年开放三百天，到馆读者稳步增加。", long, 1)
	var broken strings.Builder
	for i, r := range []rune(long) {
		if i > 0 && i%20 == 0 {
			broken.WriteByte('\n')
		}
		broken.WriteRune(r)
	}
	c := compare.Reports(read(t, "old.txt", whole)[0], read(t, "new.txt", strings.Replace(whole, long, broken.String(), 1))[0])
	if got := show(c); len(got) > 0 {
		t.Errorf("got %v", got)
	}
}

// TestOpening compares what stands in front of the first section.
func TestOpening(t *testing.T) {
	t.Parallel()
	with := func(s string) string { return strings.Replace(base, "报告\n", "报告\n\n"+s+"\n", 1) }
	c := compare.Reports(read(t, "old.txt", with("本报告由甲馆编写。"))[0], read(t, "new.txt", with("本报告由乙馆编写。"))[0])
	want := []string{"changed section ", "3-3 本报告由[-甲-]{+乙+}馆编写。"}
	if diff := cmp.Diff(want, show(c)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestEditions compares reports after two editions of a form.
func TestEditions(t *testing.T) {
	t.Parallel()
	older := read(t, "old.txt", base, form)[0]
	newer := read(t, "new.txt", strings.NewReplacer("甲馆2022年", "甲馆2023年", "儿童\t30\t\t8", "学生\t30\t4\t8", "900", "901").Replace(base), later)[0]
	// Families are those of the packs that were loaded: what counts is the name.
	if _, err := compare.Files([]*report.Report{older}, []*report.Report{newer}); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"title", "changed visits.adults.second: 900, 901 by 1",
		"added visits.pupils.first: -, 30", "added visits.pupils.second: -, 4", "added visits.pupils.fees: -, 8",
		"removed visits.children.first: 30, -", "removed visits.children.second: blank , -", "removed visits.children.fees: 8, -",
	}
	if diff := cmp.Diff(want, show(compare.Reports(older, newer))); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestFiles compares files with several reports.
func TestFiles(t *testing.T) {
	t.Parallel()
	of := func(titles ...string) []*report.Report {
		var b strings.Builder
		for _, title := range titles {
			b.WriteString(strings.Replace(base, "甲馆2022年", title, 1) + "\n")
		}
		reports := read(t, "a.txt", b.String())
		if len(reports) != len(titles) {
			t.Fatalf("%d reports, want %d", len(reports), len(titles))
		}
		return reports
	}
	other := read(t, "other.txt", base, strings.ReplaceAll(strings.Replace(form, "form: hall", "form: yard", 1), "hall", "yard"))
	for name, tc := range map[string]struct {
		older, newer []*report.Report
		want         string
	}{
		"one each":              {of("甲馆2022年"), of("乙馆2023年"), "甲馆2022=乙馆2023"},
		"by organ":              {of("甲馆2022年", "乙馆2022年"), of("乙馆2022年", "甲馆2022年"), "乙馆2022=乙馆2022 甲馆2022=甲馆2022"},
		"by organ, other years": {of("甲馆2022年", "乙馆2022年"), of("甲馆2023年", "乙馆2023年"), "甲馆2022=甲馆2023 乙馆2022=乙馆2023"},
		"by year":               {of("甲馆2021年", "甲馆2022年"), of("甲馆2022年", "甲馆2021年"), "甲馆2022=甲馆2022 甲馆2021=甲馆2021"},
		"one more":              {of("甲馆2022年"), of("甲馆2022年", "乙馆2022年"), "甲馆2022=甲馆2022 +乙馆2022"},
		"one less":              {of("甲馆2022年", "乙馆2022年"), of("乙馆2022年"), "乙馆2022=乙馆2022 -甲馆2022"},
		"which year":            {of("甲馆2021年", "甲馆2022年"), of("甲馆2023年"), `error there are several reports of "甲馆"`},
		"which of the new":      {of("甲馆2021年"), of("甲馆2022年", "甲馆2023年"), `error there are several reports of "甲馆"`},
		"of another kind":       {of("甲馆2022年"), other, "error are reports of different kinds"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, err := compare.Files(tc.older, tc.newer)
			if err != nil {
				if want, ok := strings.CutPrefix(tc.want, "error "); !ok || !strings.Contains(err.Error(), want) {
					t.Errorf("got %q, want %q", err, tc.want)
				}
				return
			}
			var got []string
			title := func(r *report.Report) string { return fmt.Sprintf("%s%d", r.Title.Organ, r.Title.Year) }
			for _, c := range m.Comparisons {
				got = append(got, title(c.Old)+"="+title(c.New))
			}
			for _, r := range m.OnlyNew {
				got = append(got, "+"+title(r))
			}
			for _, r := range m.OnlyOld {
				got = append(got, "-"+title(r))
			}
			if s := strings.Join(got, " "); s != tc.want {
				t.Errorf("got %q, want %q", s, tc.want)
			}
		})
	}
}
