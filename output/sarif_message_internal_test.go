package output

import (
	"strconv"
	"strings"
	"testing"

	"github.com/gouji/gouji/report"
)

// TestLinked checks where messages lead to related places.
func TestLinked(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		message, place string
		related        []string
		want           string
	}{
		"nothing related":              {"甲少于乙", "甲项", nil, "甲少于乙"},
		"named by its label":           {"正文与“表一 › 合计”不符", "正文", []string{"表一 › 合计"}, "正文与“[表一 › 合计](1)”不符"},
		"named by the last part":       {"本年数量 3 少于上年数量 5", "表一 › 本年数量", []string{"表一 › 上年数量"}, "本年数量 3 少于[上年数量](1) 5"},
		"not named":                    {"各项之和不符", "表一 › 合计", []string{"表一 › 甲项", "表一 › 乙项"}, "各项之和不符\n相关位置：[表一 › 甲项](1)、[表一 › 乙项](2)"},
		"some named":                   {"“甲项数量”不符", "合计", []string{"甲项数量", "乙项数量"}, "“[甲项数量](1)”不符\n相关位置：[乙项数量](2)"},
		"named twice":                  {"甲项数量、甲项数量", "合计", []string{"甲项数量"}, "[甲项数量](1)、甲项数量"},
		"its own name":                 {"“甲项数量”不符", "甲项数量", []string{"甲项数量"}, "“甲项数量”不符\n相关位置：[甲项数量](1)"},
		"part of its own name":         {"“甲项数量合计”不符", "甲项数量合计", []string{"甲项数量"}, "“甲项数量合计”不符\n相关位置：[甲项数量](1)"},
		"part of another name":         {"“甲项数量合计”不符", "乙", []string{"甲项数量", "甲项数量合计"}, "“[甲项数量合计](2)”不符\n相关位置：[甲项数量](1)"},
		"part of a quotation":          {"“2.其他数量禁止公开”不符", "乙", []string{"表一 › 其他数量"}, "“2.其他数量禁止公开”不符\n相关位置：[表一 › 其他数量](1)"},
		"part of an English quotation": {`row "all items missing": 3`, "x", []string{"Table 1 › items"}, "row \"all items missing\": 3\n相关位置：[Table 1 › items](1)"},
		"short last part":              {"总计填报 3", "乙", []string{"表一 › 总计"}, "总计填报 3\n相关位置：[表一 › 总计](1)"},
		"one character":                {"标点,不符", "乙", []string{","}, "标点,不符\n相关位置：[,](1)"},
		"last part of several":         {"上年数量不符", "乙", []string{"甲 › 上年数量", "丙 › 上年数量"}, "上年数量不符\n相关位置：[甲 › 上年数量](1)、[丙 › 上年数量](2)"},
		"called the same":              {"不符", "乙", []string{"今年", "今年"}, "不符\n相关位置：[今年（1:1）](1)、[今年（1:1）](2)"},
		"no label":                     {"不符", "乙", []string{""}, "不符"},
		"too many":                     {"不符", "乙", strings.Split("一a 二a 三a 四a 五a 六a 七a", " "), "不符\n相关位置：[一a](1)、[二a](2)、[三a](3)、[四a](4)、[五a](5)、[六a](6)等"},
		"just enough":                  {"不符", "乙", strings.Split("一a 二a 三a 四a 五a 六a", " "), "不符\n相关位置：[一a](1)、[二a](2)、[三a](3)、[四a](4)、[五a](5)、[六a](6)"},
		"brackets in a label":          {"不符", "乙", []string{`[1]\`}, "不符\n相关位置：[\\[1\\]\\\\](1)"},
		"what looks like a link":       {"见[附件](3)", "乙", []string{"丙项数量"}, "见\\[附件\\](3)\n相关位置：[丙项数量](1)"},
		"a link of another kind":       {"见[附件](a.html)", "乙", nil, "见[附件](a.html)"},
		"braces and percent signs":     {"{0} 100%d", "乙", nil, "{0} 100%d"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var related []report.Place
			for _, label := range tc.related {
				related = append(related, report.Place{Label: label})
			}
			position := func(report.Place) string { return "1:1" }
			if got := linked(tc.message, report.Place{Label: tc.place}, related, position, report.Chinese); got != tc.want {
				t.Errorf("got  %s\nwant %s", strconv.Quote(got), strconv.Quote(tc.want))
			}
		})
	}
}

// TestLinkedElsewhere checks that a place in another file is named with it.
func TestLinkedElsewhere(t *testing.T) {
	t.Parallel()
	related := []report.Place{{Label: "total", Elsewhere: &report.Elsewhere{Path: "old/2022.md"}}}
	got := linked("differs", report.Place{Label: "total"}, related, func(report.Place) string { return "2022.md:7" }, report.English)
	if want := "differs\nRelated: [total (2022.md:7)](1)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
