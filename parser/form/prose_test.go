package form_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// proseForm is a form with two sections, the second with a table.
const proseForm = `form: clubs
title: {patterns: ['{organ}{year}年社团报告']}
furniture: ['- ?[0-9]+ ?-']
sections:
  past: {heading: 一年回顾}
  figures: {heading: 社团名单}
tables:
  list:
    section: figures
    columns: [{key: members, label: 人数}, {key: events, label: 活动场次}]
    rows: [{key: chess, label: 棋友会}, {key: song, label: 歌友会}]
`

// TestParagraphs reads the running text of reports: section, place and text of each
// paragraph.
func TestParagraphs(t *testing.T) {
	t.Parallel()
	const title = "东街2023年社团报告\n"
	for name, tc := range map[string]struct{ text, want string }{
		"paragraphs": {
			title + "一、一年回顾\n全年共办活动３ 场。\n\n  来客不少\n二、社团名单\n见下表。\n",
			"0 3:1-3:11 全年共办活动3场。|0 5:3-5:7 来客不少|1 7:1-7:5 见下表。",
		},
		"text behind the heading":       {title + "一、一年回顾：全年共办三场。\n", "0 2:8-2:15 全年共办三场。"},
		"in front of the first section": {title + "本报告由社团办编写。\n一、一年回顾\n无\n", "-1 2:1-2:11 本报告由社团办编写。|0 4:1-4:2 无"},
		"in front of the title":         {"首页 新闻 社团\n" + title + "一、一年回顾\n无\n", "0 4:1-4:2 无"},
		"no title":                      {"一、一年回顾\n一切如常。\n二、社团名单\n", "0 2:1-2:6 一切如常。"},
		"a table between sentences": {
			title + "二、社团名单\n各社团如下。\n\t人数\t活动场次\n棋友会\t12\t3\n歌友会\t30\t4\n人数以年底为准。\n",
			"1 3:1-3:7 各社团如下。|1 7:1-7:9 人数以年底为准。",
		},
		"a table with spaces": {
			title + "二、社团名单\n      人数 活动场次\n棋友会 12 3\n（含少年组）\n歌友会 30 4\n",
			"",
		},
		"a sentence within a table": {
			title + "二、社团名单\n\t人数\t活动场次\n棋友会\t12\t3\n本年新设少年组，由棋友会代管。\n歌友会\t30\t4\n",
			"1 5:1-5:16 本年新设少年组，由棋友会代管。",
		},
		"page numbers": {title + "一、一年回顾\n一切如常。\n- 1 -\n来客不少。\n", "0 3:1-3:6 一切如常。|0 5:1-5:6 来客不少。"},
		"broken lines": {
			title + "一、一年回顾\n" + wrapped("一年来社团积极开展各项活动深受街坊欢迎，并且多次获得各方面的好评与支持，其中棋友会共办活动三场，歌友会共办活动四场。") +
				"来年再接再厉。\n",
			"0 3:1-5:19 一年来社团积极开展各项活动深受街坊欢迎，并且多次获得各方面的好评与支持，其中棋友会共办活动三场，歌友会共办活动四场。|0 6:1-6:8 来年再接再厉。",
		},
		"broken lines of several paragraphs": {
			title + "一、一年回顾\n" + wrapped("1.棋友会一年来积极开展活动深受街坊欢迎共办活动三场来客一百多人次并获得各方面好评与支持") +
				wrapped("2.歌友会一年来积极开展活动深受街坊欢迎共办活动四场"),
			"0 3:1-5:5 1.棋友会一年来积极开展活动深受街坊欢迎共办活动三场来客一百多人次并获得各方面好评与支持|" +
				"0 6:1-7:7 2.歌友会一年来积极开展活动深受街坊欢迎共办活动四场",
		},
		"broken over a page": {
			title + "一、一年回顾\n" + strings.Replace(wrapped("一年来社团积极开展各项活动深受街坊欢迎，并且多次获得各方面的好评与支持，其中棋友会共办活动三场，歌友会共办活动四场。"), "\n", "\n- 2 -\n\n", 1),
			"0 3:1-7:19 一年来社团积极开展各项活动深受街坊欢迎，并且多次获得各方面的好评与支持，其中棋友会共办活动三场，歌友会共办活动四场。",
		},
		"broken lines with labels and spaced figures": {
			title + "一、一年回顾\n一年来共接待来客 57 人，其中棋友会 26 人，歌友会 9\n人；歌友会 12 人，来自外地，其余来自本地街坊，其中棋友会 9\n人，歌友会 3 人，其他来客均为附近中学的学生，并由学校组\n织前来。\n二、社团名单\n\t人数\t活动场次\n棋友会\t12\t3\n歌友会\t30\t4\n",
			"0 3:1-6:5 一年来共接待来客57人，其中棋友会26人，歌友会9人；歌友会12人，来自外地，其余来自本地街坊，其中棋友会9人，歌友会3人，其他来客均为附近中学的学生，并由学校组织前来。",
		},
		"a section on one line": {
			title + "一、一年回顾\n" + strings.Repeat(strings.Repeat("活动丰富多彩，", 100)+"来客不少。", 10) + "\n",
			func() string {
				sentence := strings.Repeat("活动丰富多彩，", 100) + "来客不少。"
				return "0 3:1-3:2821 " + strings.Repeat(sentence, 4) + "|0 3:2821-3:5641 " + strings.Repeat(sentence, 4) + "|0 3:5641-3:7051 " + strings.Repeat(sentence, 2)
			}(),
		},
		"short lines are no broken ones": {
			title + "一、一年回顾\n1、棋友会活动开展情况以及今后工作的打算\n全年三场\n2、歌友会活动开展情况以及今后工作的打算\n全年四场\n" +
				"3、书友会活动开展情况以及今后工作的打算\n" + strings.Repeat("全年五场，", 20) + "\n",
			"0 3:1-3:21 1、棋友会活动开展情况以及今后工作的打算|0 4:1-4:5 全年三场|0 5:1-5:21 2、歌友会活动开展情况以及今后工作的打算|" +
				"0 6:1-6:5 全年四场|0 7:1-7:21 3、书友会活动开展情况以及今后工作的打算|0 8:1-8:101 " + strings.Repeat("全年五场,", 20),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := diagnose(t, tc.text, proseForm).Report
			var got []string
			for i := range r.Paragraphs {
				p := &r.Paragraphs[i]
				at := r.Source.Position(p.Span(r.Source, 0, len(p.Text)))
				got = append(got, fmt.Sprintf("%d %d:%d-%d:%d %s", p.Section, at.Line, at.Column, at.EndLine, at.EndColumn, p.Text))
			}
			want := strings.NewReplacer("（", "(", "）", ")", "：", ":", "，", ",", "；", ";").Replace(tc.want)
			if diff := cmp.Diff(want, strings.Join(got, "|")); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// wrapped breaks a text into lines.
func wrapped(text string) string {
	const width = 20
	var b strings.Builder
	for i, r := range []rune(text) {
		if i > 0 && i%width == 0 {
			b.WriteByte('\n')
		}
		b.WriteRune(r)
	}
	b.WriteByte('\n')
	return b.String()
}
