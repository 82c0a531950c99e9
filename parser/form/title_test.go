package form_test

import (
	"strings"
	"testing"
)

// body is a report without its title.
func body(t *testing.T) string {
	t.Helper()
	f := loadForms(t, disclosureForms...).Forms()[1]
	p := paper{schema: f.Schema, title: "«»", value: func(int) string { return "0" }}
	_, rest, _ := strings.Cut(p.write(dialects[0]), "«»\n\n")
	return rest
}

func TestTitles(t *testing.T) {
	t.Parallel()
	set := loadForms(t, disclosureForms...)
	rest := body(t)
	for name, tc := range map[string]struct {
		head  string
		title string // as printed, lines joined
		organ string
		year  int
	}{
		"organ, year":              {"青川县水利局2023年政府信息公开工作年度报告", "", "青川县水利局", 2023},
		"year, organ":              {"2023年青川县水利局政府信息公开工作年度报告", "", "青川县水利局", 2023},
		"year of report":           {"青川县水利局2023年度政府信息公开工作报告", "", "青川县水利局", 2023},
		"year behind":              {"青川县水利局政府信息公开工作年度报告（2023年度）", "", "青川县水利局", 2023},
		"year alone behind":        {"青川县水利局政府信息公开工作年度报告（2023）", "", "青川县水利局", 2023},
		"about":                    {"青川县水利局关于2023年政府信息公开工作情况的报告", "", "青川县水利局", 2023},
		"government":               {"青川县人民政府2023年政府信息公开工作年度报告", "", "青川县人民政府", 2023},
		"government, overlap":      {"2023年青川县人民政府信息公开工作年度报告", "", "青川县人民政府", 2023},
		"office":                   {"青川县人民政府办公室2023年政府信息公开工作年度报告", "", "青川县人民政府办公室", 2023},
		"short":                    {"青川县水利局2023年信息公开年报", "", "青川县水利局", 2023},
		"summary":                  {"青川县水利局2023年政府信息公开工作总结", "", "青川县水利局", 2023},
		"branch":                   {"青川县水利局（本级）2023年政府信息公开工作年度报告", "", "青川县水利局（本级）", 2023},
		"two organs":               {"青川县水利局、河湖管理处2023年政府信息公开工作年度报告", "", "青川县水利局、河湖管理处", 2023},
		"no year":                  {"青川县水利局政府信息公开工作年度报告", "", "青川县水利局", 0},
		"no organ":                 {"2023年政府信息公开工作年度报告", "", "", 2023},
		"no organ, government":     {"2023年度政府信息公开工作年度报告", "", "", 2023},
		"zero as 〇":                {"青川县水利局二〇二三年政府信息公开工作年度报告", "", "青川县水利局", 2023},
		"zero as ○":                {"青川县水利局二○二三年政府信息公开工作年度报告", "", "青川县水利局", 2023},
		"zero as O":                {"青川县水利局二O二三年政府信息公开工作年度报告", "", "青川县水利局", 2023},
		"wide digits":              {"青川县水利局２０２３年政府信息公开工作年度报告", "", "青川县水利局", 2023},
		"spaces":                   {"青川县水利局 2023 年 政府信息公开工作 年度报告", "", "青川县水利局", 2023},
		"spaced digits":            {"青川县水利局2 0 2 3年政府信息公开工作年度报告", "", "青川县水利局", 2023},
		"traditional":              {"青川縣水利局2023年政府信息公開工作年度報告", "", "青川縣水利局", 2023},
		"radicals":                 {"⻘川县⽔利局2023年政府信息公开⼯作年度报告", "", "⻘川县⽔利局", 2023},
		"book title marks":         {"《青川县水利局2023年政府信息公开工作年度报告》", "", "青川县水利局", 2023},
		"Markdown heading":         {"# 青川县水利局2023年政府信息公开工作年度报告", "青川县水利局2023年政府信息公开工作年度报告", "青川县水利局", 2023},
		"two lines":                {"青川县水利局\n2023年政府信息公开工作年度报告", "青川县水利局2023年政府信息公开工作年度报告", "青川县水利局", 2023},
		"two lines, broken":        {"青川县水利局2023年政府信息公\n\n开工作年度报告", "青川县水利局2023年政府信息公开工作年度报告", "青川县水利局", 2023},
		"three lines":              {"青川县水利局\n2023年政府信息公开\n工作年度报告", "青川县水利局2023年政府信息公开工作年度报告", "青川县水利局", 2023},
		"broken in the organ":      {"青川县石桥街道\n办事处2023年政府信息公开工作年度报告", "青川县石桥街道办事处2023年政府信息公开工作年度报告", "青川县石桥街道办事处", 2023},
		"broken in the year":       {"青川县水利局20\n23年政府信息公开工作年度报告", "青川县水利局2023年政府信息公开工作年度报告", "青川县水利局", 2023},
		"no fragment":              {"网站首页\n青川县水利局2023年政府信息公开工作年度报告", "青川县水利局2023年政府信息公开工作年度报告", "青川县水利局", 2023},
		"fragment, nothing before": {"人民政府2023年政府信息公开工作年度报告", "", "人民政府", 2023},
		"broken in a word":         {"青川县水利局2023年政府信息公开工作年度报\n告", "青川县水利局2023年政府信息公开工作年度报告", "青川县水利局", 2023},
		"above a printed page":     {"24/1/20 上午9:30 青川县水利局2023年政府信息公开工作年度报告\n\n青川县水利局2023年政府信息公开工作年度报告", "青川县水利局2023年政府信息公开工作年度报告", "青川县水利局", 2023},
		"only above a page":        {"1/20/24, 9:30 AM 青川县水利局2023年政府信息公开工作年度报告", "-", "", 0},
		"centred":                  {"　　　　青川县水利局2023年政府信息公开工作年度报告　　", "青川县水利局2023年政府信息公开工作年度报告", "青川县水利局", 2023},
		"behind a catalogue":       {"索 引 号：QC021/2024-00031\n发布日期：2024-01-20\n\n青川县水利局2023年政府信息公开工作年度报告", "青川县水利局2023年政府信息公开工作年度报告", "青川县水利局", 2023},
		"named twice":              {"名称：青川县水利局2023年政府信息公开工作年度报告\n\n青川县水利局2023年政府信息公开工作年度报告", "", "青川县水利局", 2023},
		"with a preface":           {"青川县水利局2023年政府信息公开工作年度报告\n\n本报告根据《中华人民共和国政府信息公开条例》编制。", "青川县水利局2023年政府信息公开工作年度报告", "青川县水利局", 2023},
		"only in the preface":      {"现将2023年政府信息公开工作情况报告如下。", "-", "", 0},
		"preface names a report":   {"现公布青川县水利局2023年政府信息公开工作年度报告，欢迎监督。", "-", "", 0},
		"nothing":                  {"", "-", "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := readOne(t, set, tc.head+"\n\n"+rest)
			title := tc.title
			if title == "" {
				title = tc.head
			}
			if title == "-" {
				if r.Title.Found {
					t.Errorf("title %q, want none", r.Title.Text)
				}
				return
			}
			if !r.Title.Found || r.Title.Organ != tc.organ || r.Title.Year != tc.year {
				t.Errorf("title %q, organ %q, year %d; want %q, %d", r.Title.Text, r.Title.Organ, r.Title.Year, tc.organ, tc.year)
			}
			if got := strings.NewReplacer("《", "", "》", "", "\n", "").Replace(r.Title.Text); !strings.Contains(title, got) {
				t.Errorf("text %q, want %q", r.Title.Text, title)
			}
		})
	}
}
