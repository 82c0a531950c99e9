package form_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/report"
)

// aspectForm is a form with a section that has to speak of two things.
const aspectForm = `form: clubs
title: {patterns: ['{organ}{year}年社团报告']}
sections:
  past:
    heading: 一年回顾
    aspects:
      - {key: games, name: 比赛, headings: [赛事], words: [比赛, 夺得]}
      - {key: money, name: 经费, words: [会费, 支出]}
  figures: {heading: 社团名单}
`

func readItems(t *testing.T, body string) *report.Report {
	t.Helper()
	return diagnose(t, "东街2023年社团报告\n一、一年回顾\n"+body+"\n二、社团名单\n无\n", aspectForm).Report
}

// TestItems reads the numbered items of texts: level, style, number, the one before,
// heading and text.
func TestItems(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ text, want string }{
		"paragraphs":               {"1.下棋\n三场。\n2.唱歌\n四场。", "1 arabic 1<0 下棋/三场。|1 arabic 2<1 唱歌/四场。"},
		"a heading with its text":  {"（一）下棋：三场。\n（二）唱歌。四场。", "1 chinese_brackets 1<0 下棋/三场。|1 chinese_brackets 2<1 唱歌/四场。"},
		"nothing but the heading":  {"（一）下棋三场\n（二）唱歌四场", "1 chinese_brackets 1<0 下棋三场/下棋三场|1 chinese_brackets 2<1 唱歌四场/唱歌四场"},
		"in words":                 {"全年：一是下棋，二是唱歌；三是读书。", "1 ordinal 1<0 下棋/下棋|1 ordinal 2<1 唱歌/唱歌|1 ordinal 3<2 读书/读书"},
		"first and second":         {"第一，下棋。第二，唱歌。", "1 ordinal 1<0 下棋/下棋|1 ordinal 2<1 唱歌/唱歌"},
		"lists within lists":       {"（一）下棋。一是春季，二是秋季。\n（二）唱歌", "1 chinese_brackets 1<0 下棋/一是春季,二是秋季。|2 ordinal 1<0 春季/春季|2 ordinal 2<1 秋季/秋季|1 chinese_brackets 2<1 唱歌/唱歌"},
		"a new list":               {"1.下棋\n2.唱歌\n打算\n1.读书", "1 arabic 1<0 下棋/下棋|1 arabic 2<1 唱歌/打算|1 arabic 1<0 读书/读书"},
		"a number is left out":     {"1.下棋\n3.唱歌", "1 arabic 1<0 下棋/下棋|1 arabic 3<1 唱歌/唱歌"},
		"another style goes on":    {"1.下棋\n（2）唱歌", "1 arabic 1<0 下棋/下棋|1 arabic_brackets 2<1 唱歌/唱歌"},
		"numbers within sentences": {"全年：1.下棋三场；2.唱歌四场；3.读书。", "1 arabic 1<0 下棋三场/下棋三场|1 arabic 2<1 唱歌四场/唱歌四场|1 arabic 3<2 读书/读书"},
		"words end where a paragraph has a number": {
			"一是下棋。二是唱歌。\n1.读书", "1 ordinal 1<0 下棋/下棋|1 ordinal 2<1 唱歌/唱歌|1 arabic 1<0 读书/读书",
		},
		"a heading without its number": {
			"（一）赛事情况\n三场。\n经费情况\n五百元。", "1 chinese_brackets 1<0 赛事情况/三场。|1 none 0<1 经费情况/五百元。",
		},
		"a short line that is no heading": {"（一）赛事情况\n三场。\n来客不少", "1 chinese_brackets 1<0 赛事情况/三场。\n来客不少"},
		"no headings beside sentences":    {"（一）赛事情况：三场。\n经费情况\n五百元。", "1 chinese_brackets 1<0 赛事情况/三场。\n经费情况\n五百元。"},
		"decimals":                        {"3.5万人来过。", ""},
		"a telephone number":              {"12345热线受理200件。", ""},
		"thousands":                       {"全年：1,052人。共计1:30。", ""},
		"a date":                          {"2023年，下棋。\n10月1日，唱歌。", ""},
		"this one is":                     {"这一是好事，第一名二是。", ""},
		"a second without a first":        {"全年下棋，二是唱歌。", ""},
		"full-width numbers":              {"１．下棋\n２．唱歌", "1 arabic 1<0 下棋/下棋|1 arabic 2<1 唱歌/唱歌"},
		"a number alone":                  {"1.\n下棋", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := readItems(t, tc.text)
			var got []string
			for i := range r.Items {
				item := &r.Items[i]
				level := 1
				for p := item.Parent; p >= 0; p = r.Items[p].Parent {
					level++
				}
				got = append(got, fmt.Sprintf("%d %v %d<%d %s/%s", level, item.Style, item.Number, item.Previous, item.Heading.Text(r), item.Body.Text(r)))
			}
			if diff := cmp.Diff(tc.want, strings.Join(got, "|")); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestManyItems bounds what a hostile text makes of lists.
func TestManyItems(t *testing.T) {
	t.Parallel()
	r := readItems(t, strings.Repeat("1.下棋。\n", 20_000))
	if n := len(r.Items); n < 1000 || n > 3000 {
		t.Errorf("%d items", n)
	}
}

// TestAspects finds what a section speaks of: found, headed, on topic, heading and text.
func TestAspects(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ text, games, money string }{
		"headings with numbers": {
			"（一）赛事情况\n比赛三场。\n（二）经费情况\n会费五百元。", "found headed 赛事情况/比赛三场。", "found headed 经费情况/会费五百元。",
		},
		"a colon behind a few words": {"赛事：比赛三场。\n- 经费：会费五百元。", "found headed 赛事/比赛三场。", "found headed 经费/会费五百元。"},
		"lines of their own":         {"赛事情况\n比赛三场。\n无\n经费情况\n会费五百元。", "found headed 赛事情况/比赛三场。", "found headed 经费情况/会费五百元。"},
		"running text":               {"全年比赛三场，会费五百元。", "found /全年比赛三场,会费五百元。", "found /全年比赛三场,会费五百元。"},
		"in words":                   {"一是组织赛事。比赛三场。二是用好经费。支出五百元。", "found headed 组织赛事/比赛三场。", "found headed 用好经费/支出五百元。"},
		"beside the point":           {"（一）赛事情况：会费五百元。", "found headed off 赛事情况/会费五百元。", "found /(一)赛事情况:会费五百元。"},
		"nothing of it":              {"来客不少。", "", ""},
		"one of them":                {"夺得第一名。", "found /夺得第一名。", ""},
		"traditional characters":     {"全年比賽三場。", "found /全年比赛三场。", ""},
		"a sentence is no heading":   {"2023年，我们的赛事和经费都好。", "found /2023年,我们的赛事和经费都好。", "found /2023年,我们的赛事和经费都好。"},
		"the outermost heading":      {"（一）工作\n1.赛事细节：比赛两场。\n（二）赛事：比赛三场。", "found headed 赛事/比赛三场。", ""},
		"in a table":                 {"项目\t内容\n比赛\t三场\n会费\t五百", "found /", "found /"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := readItems(t, tc.text)
			for i, want := range []string{tc.games, tc.money} {
				a := &r.Aspects[i]
				got := ""
				if a.Found {
					got = "found "
				}
				if a.Headed {
					got += "headed "
				}
				if !a.OnTopic {
					got += "off "
				}
				if a.Found {
					got += a.Heading.Text(r) + "/" + a.Body.Text(r)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s (-want +got)\n%s", r.Schema.Sections[0].Aspects[i].Key, diff)
				}
			}
		})
	}
}
