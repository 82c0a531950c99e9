package form_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/report"
)

// wordsForm is a form of one column without a header, with rows of words and labels
// that stand in several groups.
const wordsForm = `form: clubs
title: {patterns: ['{organ}{year}年登记表']}
cells: {placeholders: [无, /], units: [人, 场, 元], unitMarks: [单位]}
tables:
  club:
    short: 登记表
    columns: [{key: value}]
    rows:
      - {key: name, label: 社团名称, type: text}
      - {key: place, label: 活动场地, type: text}
      - {key: open, label: 是否开放, type: text}
      - {key: fee, label: 平均收费（单位：元）, type: amount}
      - group: 会员（单位：人）
        variants: [会员]
        rows:
          - {key: members, label: 总数}
          - {key: new_members, label: 新增}
      - group: 活动（单位：场）
        rows:
          - {key: events, label: 总数}
          - {key: new_events, label: 新增}
      - {key: remarks, label: 备注说明, type: text}
`

// TestRowsOfWords reads a table of one column in the ways in which texts print it. A
// cell is its text, with the state in front where it is not filled.
func TestRowsOfWords(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ text, want string }{
		"tabs": {
			"社团名称\t棋友会\n活动场地\t文化馆 二楼\n是否开放\t☑是 □否\n平均收费（单位：元）\t3.5\n会员（单位：人）\t总数\t41人\n\t新增\t6人\n活动（单位：场）\t总数\t12场\n\t新增\t2场\n备注说明\t每周三晚\n",
			"name=棋友会|place=文化馆 二楼|open=☑是 □否|fee=3.5 元|members=41 人|new_members=6 人|events=12 场|new_events=2 场|remarks=每周三晚",
		},
		"spaces": {
			"社团名称  棋友会\n活动场地  文化馆 二楼\n是否开放  ☑是 □否\n平均收费（单位：元）  3.5\n会员（单位：人）  总数  41\n新增  6\n活动（单位：场）  总数  12\n新增  2\n备注说明  每周三晚\n",
			"name=棋友会|place=文化馆 二楼|open=☑是 □否|fee=3.5 元|members=41|new_members=6|events=12|new_events=2|remarks=每周三晚",
		},
		"lines": {
			"社团名称\n棋友会\n活动场地\n文化馆 二楼\n是否开放\n☑是 □否\n平均收费（单位：元）\n3.5\n会员\n总数\n41\n新增\n6\n活动（单位：场）\n总数\n12\n新增\n2\n备注说明\n每周三晚\n",
			"name=棋友会|place=文化馆 二楼|open=☑是 □否|fee=3.5 元|members=41|new_members=6|events=12|new_events=2|remarks=每周三晚",
		},
		"side by side": {
			"社团名称\t棋友会\t活动场地\t文化馆\n是否开放\t\t备注说明\t每周三晚\n",
			"name=棋友会|place=文化馆|open=blank:|remarks=每周三晚",
		},
		"side by side, with spaces":   {"社团名称  棋友会  活动场地  文化馆\n", "name=棋友会|place=文化馆"},
		"groups the other way round":  {"活动（单位：场）\t总数\t12\n\t新增\t2\n会员（单位：人）\t总数\t41\n\t新增\t6\n", "members=41|new_members=6|events=12|new_events=2"},
		"a figure as words":           {"社团名称\t1984\n", "name=1984"},
		"words in place of a figure":  {"平均收费（单位：元）\t三元\n", "fee=malformed:三元"},
		"nothing":                     {"社团名称\t\n活动场地\t/\n备注说明\t无\n", "name=blank:|place=malformed:/|remarks=malformed:无"},
		"nothing at the end of lines": {"社团名称\n活动场地\n", "name=blank:|place=blank:"},
		"a long text": {
			"备注说明\t" + strings.Repeat("社团活动丰富多彩", 20) + "\n", "remarks=" + strings.Repeat("社团活动丰富多彩", 20),
		},
		"a text that begins like a label": {"备注说明\t平均\n", "remarks=平均"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := diagnose(t, "棋友会2023年登记表\n\n"+tc.text, wordsForm)
			var cells []string
			for c := range d.Report.Fields {
				f, spec := &d.Report.Fields[c], &d.Report.Schema.Cells[c]
				if f.State == report.Absent {
					continue
				}
				s := d.Report.Schema.Rows[spec.Row].Key + "="
				switch {
				case f.State != report.Filled:
					s += f.State.String() + ":" + f.Text
				case d.Report.HasValue(c):
					s += strings.TrimSpace(f.Value.String() + " " + f.Unit)
				default:
					s += f.Text
				}
				cells = append(cells, s)
			}
			if diff := cmp.Diff(strings.Split(tc.want, "|"), cells); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}
