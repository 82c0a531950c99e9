package form_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/parser/form"
	"github.com/gouji/gouji/parser/text"
	"github.com/gouji/gouji/report"
)

// feesForm has what there is to diagnose: a title, sections, a table and rows that may
// be printed in two ways.
const feesForm = `form: fees
name: 收费表
title:
  hints: [收费]
  patterns: ['{organ}{year}年收费表']
sections:
  summary: {heading: 收费概况, variants: [总体概况], patterns: ['今年.*概况']}
  remarks: {heading: 其他说明事项}
cells: {placeholders: [无]}
tables:
  fees:
    section: summary
    stub: 区域
    columns:
      - {key: paid, label: 已收金额, type: amount}
      - {key: due, label: 应收金额, type: amount}
    rows:
      - {key: north, label: 北部片区}
      - {key: port, label: 港口站, variants: [港口]}
      - oneOf: towns
        choices:
          one: [{key: towns, label: 各镇合计}]
          two: [{key: upper, label: 上游镇}, {key: lower, label: 下游镇}]
`

const feesReport = `青川水务局2023年收费表
一、收费概况
区域	已收金额	应收金额
北部片区	3	4
港口站	5	6
各镇合计	7	8
二、其他说明事项
没有。
`

func diagnose(t *testing.T, content string, forms ...string) *report.Diagnosis {
	t.Helper()
	loaded, mistakes := loadText(forms...)
	if len(mistakes) > 0 {
		t.Fatal(mistakes)
	}
	set, err := form.NewSet(loaded)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := text.Parse("sample.txt", []byte(content))
	if err != nil {
		t.Fatal(err)
	}
	all, err := set.Diagnose(doc, "")
	if err != nil || len(all) != 1 {
		t.Fatalf("%d diagnoses, error %v", len(all), err)
	}
	return all[0]
}

// mismatch describes a mismatch with the nearest text.
func mismatch(d *report.Diagnosis, m report.Mismatch) string {
	s, r := d.Report.Schema, d.Report
	near := func(key string, match report.Match) string {
		if match.Nearest == nil {
			return key
		}
		return fmt.Sprintf("%s ~ %s %.2f", key, match.Nearest.Text, match.Nearest.Similarity)
	}
	name := ""
	switch m.Kind {
	case report.NoTitle:
		for _, n := range d.Titles {
			name += fmt.Sprintf("%s[%s %s]", n.Text, n.Fault, n.Part)
		}
	case report.NoSection:
		name = near(s.Sections[m.Index].Key, d.Sections[m.Index])
	case report.NoTable:
		name = s.Tables[m.Index].Key
	case report.NoRowLabel:
		name = near(s.RowKey(m.Index), d.Rows[m.Index])
	case report.NoColumnLabel:
		name = near(s.ColumnKey(m.Index), d.Columns[m.Index])
	case report.MalformedCell, report.UnclearCell:
		name = s.Cells[m.Index].Key + " " + r.Fields[m.Index].Text
	case report.WrongRowWidth:
		name = fmt.Sprintf("%s %d/%d", s.RowKey(m.Index), r.Rows[m.Index].Width, r.Rows[m.Index].Expected)
	case report.RepeatedRow:
		name = s.RowKey(m.Index)
	case report.StrayRow:
		name = r.Strays[m.Index].Text
	case report.UnreadTable:
		name = fmt.Sprintf("%s %d", d.Unread[m.Index].Text, d.Unread[m.Index].Rows)
	case report.ForeignLabel:
		name = r.Labels[m.Index].Text
	case report.NotRecognised:
	}
	return strings.TrimSpace(m.Kind.String() + " " + name)
}

func TestDiagnose(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		changes []string // pairs of old and new text
		want    []string
	}{
		"all there":             {nil, nil},
		"variants":              {[]string{"港口站", "港口", "收费概况", "总体概况"}, nil},
		"heading by pattern":    {[]string{"收费概况", "今年的收费概况"}, nil},
		"slip seen through":     {[]string{"北部片区", "北部片区域"}, nil},
		"blank and none":        {[]string{"北部片区\t3", "北部片区\t", "港口站\t5", "港口站\t无"}, nil},
		"other way of printing": {[]string{"各镇合计\t7\t8", "上游镇\t7\t8\n下游镇\t1\t1"}, nil},
		"row in other words":    {[]string{"港口站", "港口大站房"}, []string{"row fees.port ~ 港口大站房 0.60", "stray 港口大站房"}},
		"row with another name": {[]string{"港口站", "海岸线"}, []string{"row fees.port", "stray 海岸线"}},
		"row not there":         {[]string{"港口站\t5\t6\n", ""}, []string{"row fees.port"}},
		"one row of a way":      {[]string{"各镇合计\t7\t8", "上游镇\t7\t8"}, []string{"row fees.lower"}},
		"column in other words": {[]string{"已收金额", "实收金额款"}, []string{"column fees.*.paid ~ 实收金额款 0.60"}},
		"heading in other words": {
			[]string{"二、其他说明事项", "其他的说明事项"}, []string{"section remarks ~ 其他的说明事项 0.86"},
		},
		"no section": {[]string{"二、其他说明事项\n", ""}, []string{"section remarks"}},
		"no table":   {[]string{"北部片区\t3\t4\n港口站\t5\t6\n各镇合计\t7\t8\n", ""}, []string{"table fees"}},
		"no table but near rows": {
			[]string{"北部片区\t3\t4\n港口站\t5\t6\n各镇合计\t7\t8\n", "北面的片区\t3\t4\n各个乡镇合计\t7\t8\n"},
			[]string{"table fees", "row fees.north ~ 北面的片区 0.60", "row fees.towns ~ 各个乡镇合计 0.67", "stray 北面的片区", "stray 各个乡镇合计"},
		},
		"no number":        {[]string{"\t3\t4", "\t三\t4"}, []string{"malformed fees.north.paid 三"}},
		"one figure short": {[]string{"港口站\t5\t6", "港口站\t5"}, []string{"width fees.port 1/2"}},
		"one figure too many": {
			[]string{"港口站\t5\t6", "港口站\t5\t6\t7\t8\t9"}, []string{"width fees.port 5/2"},
		},
		"row twice":           {[]string{"港口站\t5\t6", "港口站\t5\t6\n港口站\t5\t7"}, []string{"repeated fees.port"}},
		"row of another form": {[]string{"港口站\t5\t6", "港口站\t5\t6\n湖心岛\t5\t7"}, []string{"stray 湖心岛"}},
		"table of another kind": {
			[]string{"各镇合计\t7\t8", "各镇合计\t7\t8\n\n人员情况\n\n岗位\t人数\n收费员\t12\n会计\t2"}, []string{"unread 收费员 2"},
		},
		"wrong year":           {[]string{"2023年", "23年"}, []string{"title 青川水务局23年收费表[year 23]"}},
		"wrong organ":          {[]string{"青川水务局", "※※"}, []string{"title ※※2023年收费表[organ ※※]"}},
		"other title":          {[]string{"年收费表", "年度收费情况表"}, []string{"title 青川水务局2023年度收费情况表[pattern ]"}},
		"no title":             {[]string{"青川水务局2023年收费表\n", ""}, []string{"title"}},
		"title without a hint": {[]string{"2023年收费表", "2023年收 费表"}, []string{"title 青川水务局2023年收 费表[hint ]"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			changed := strings.NewReplacer(tc.changes...).Replace(feesReport)
			if len(tc.changes) > 0 && changed == feesReport {
				t.Fatal("nothing was changed")
			}
			d := diagnose(t, changed, feesForm)
			var got []string
			for _, m := range d.Mismatches() {
				got = append(got, mismatch(d, m))
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// TestDiagnosisOfScore checks what a score is made of, and that of other forms.
func TestDiagnosisOfScore(t *testing.T) {
	t.Parallel()
	other := strings.Replace(sound, "form: fees", "form: other", 1)
	d := diagnose(t, "青川水务局2023年收费表\n一、总体概况\n区域\t已收金额\t应收\n北部片区\t3\t4\n", other, feesForm)
	want := []report.Share{
		{Kind: report.TitleShare, Found: 1, Total: 1, Weight: 0.15},
		{Kind: report.HeadingShare, Found: 1, Total: 2, Weight: 0.35},
		{Kind: report.RowShare, Found: 1, Total: 3, Weight: 0.35},
		{Kind: report.ColumnShare, Found: 1, Total: 2, Weight: 0.15},
		{Kind: report.YearShare, Found: 1, Total: 1, Weight: 0.01},
	}
	if diff := cmp.Diff(want, d.Shares); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	total := 0.0
	for _, s := range d.Shares {
		total += s.Weight * float64(s.Found) / float64(s.Total)
	}
	if len(d.Scores) != 2 || d.Scores[0].Form != "fees" || d.Scores[1].Form != "other" || math.Abs(d.Scores[0].Score-total) > 1e-9 {
		t.Errorf("scores %v, shares give %g", d.Scores, total)
	}
	if d.TitlePattern != "{organ}{year}年收费表" || !d.Recognised() {
		t.Errorf("pattern %q, recognised %v", d.TitlePattern, d.Recognised())
	}
}
