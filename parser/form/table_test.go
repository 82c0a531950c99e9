package form_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/report"
)

// applications writes a report whose section of applications holds the lines.
func applications(lines ...string) string {
	return sectionText(
		"一、总体情况\n有。", "二、主动公开政府信息情况", "第二十条第（一）项\n信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n规章\t0\t0\t0\n行政规范性文件\t1\t0\t4",
		"三、收到和处理政府信息公开申请情况", strings.Join(lines, "\n"), "四、政府信息公开行政复议、行政诉讼情况\n无。",
		"五、存在的主要问题及改进情况\n有。", "六、其他需要报告的事项\n无。",
	)
}

// cells shows the cells of a row: figures as printed, what else as its state.
func cells(r *report.Report, row string) string {
	var shown []string
	for i, c := range r.Schema.Cells {
		if r.Schema.RowKey(c.Row) != row {
			continue
		}
		f := r.Fields[i]
		switch f.State {
		case report.Filled:
			shown = append(shown, f.Text)
		case report.Malformed:
			shown = append(shown, "!"+f.Text)
		default:
			shown = append(shown, f.State.String())
		}
	}
	return strings.Join(shown, " ")
}

func TestRows(t *testing.T) {
	t.Parallel()
	set := loadForms(t, disclosureForms...)
	const (
		header = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）\t自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t总计"
		first  = "一、本年新收政府信息公开申请数量\t1\t2\t3\t4\t5\t6\t21"
		spaced = "一、本年新收政府信息公开申请数量 1 2 3 4 5 6 21"
		secret = "1.属于国家秘密\t7\t0\t0\t0\t0\t0\t7"
		full   = "1 2 3 4 5 6 21"
	)
	blank := "blank blank blank blank blank blank blank"
	absent := strings.ReplaceAll(blank, "blank", "absent")
	for name, tc := range map[string]struct {
		lines []string
		want  map[string]string
	}{
		"as prescribed": {[]string{header, first}, map[string]string{"new": full}},
		"columns in another order": {
			[]string{"\t总计\t其他\t自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构", "一、本年新收政府信息公开申请数量\t21\t6\t1\t2\t3\t4\t5"},
			map[string]string{"new": full},
		},
		"columns in another order, spaces": {
			[]string{"总计 其他 自然人 商业企业 科研机构 社会公益组织 法律服务机构", "一、本年新收政府信息公开申请数量 21 6 1 2 3 4 5"},
			map[string]string{"new": full},
		},
		"an extra column": {
			[]string{"\t序号\t自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t总计", "一、本年新收政府信息公开申请数量\t9\t1\t2\t3\t4\t5\t6\t21"},
			map[string]string{"new": full},
		},
		"an extra column between": {
			[]string{"\t自然人\t商业企业\t国有企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t总计", "一、本年新收政府信息公开申请数量\t1\t2\t9\t3\t4\t5\t6\t21"},
			map[string]string{"new": full},
		},
		"a column missing": {
			[]string{"\t自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t总计", "一、本年新收政府信息公开申请数量\t1\t2\t3\t4\t5\t21"},
			map[string]string{"new": "1 2 3 4 5 absent 21"},
		},
		"six figures, nothing known":    {[]string{"一、本年新收政府信息公开申请数量 1 2 3 4 5 21"}, map[string]string{"new": absent}},
		"one figure in its last place":  {[]string{header, first, "二、上年结转政府信息公开申请数量\t\t\t\t\t\t\t3"}, map[string]string{"carried_in": "blank blank blank blank blank blank 3"}},
		"eight figures, zeros between":  {[]string{header, first, "二、上年结转政府信息公开申请数量\t3\t0\t0\t0\t0\t0\t0\t4"}, map[string]string{"carried_in": "absent 0 0 0 0 0 absent"}},
		"eight figures, others between": {[]string{header, first, "二、上年结转政府信息公开申请数量\t3\t0\t1\t0\t0\t0\t0\t4"}, map[string]string{"carried_in": "absent absent absent 0 0 0 absent"}},
		"nothing behind the label":      {[]string{header, first, "二、上年结转政府信息公开申请数量", "四、结转下年度继续办理\t0\t0\t0\t0\t0\t0\t0"}, map[string]string{"carried_in": blank, "carried_out": "0 0 0 0 0 0 0"}},
		"empty cells behind the label":  {[]string{header, first, "二、上年结转政府信息公开申请数量\t\t\t\t\t\t\t"}, map[string]string{"carried_in": blank}},
		"slips of the pen":              {[]string{header, "一、本年新收政府信息公开申请数量\tl\t２\t3件\t1,004\t-5\t约6\t2l"}, map[string]string{"new": "!l ２ 3件 1,004 !-5 !约6 !2l"}},
		"slips of the pen, spaces":      {[]string{"一、本年新收政府信息公开申请数量 l0 2 3 4 5 6 / "}, map[string]string{"new": "!l0 2 3 4 5 6 !/"}},
		"a misspelt label":              {[]string{header, first, "二、上年结转政府信习公开申请数量\t1\t0\t0\t0\t0\t0\t1"}, map[string]string{"carried_in": "1 0 0 0 0 0 1"}},
		"a label cut off":               {[]string{header, first, "二、上年结转政府信息公开申\t1\t0\t0\t0\t0\t0\t1"}, map[string]string{"carried_in": "1 0 0 0 0 0 1"}},
		"a label without its number":    {[]string{header, first, "属于国家秘密\t7\t0\t0\t0\t0\t0\t7"}, map[string]string{"refused_state_secret": "7 0 0 0 0 0 7"}},
		"another number":                {[]string{header, first, "9.属于国家秘密\t7\t0\t0\t0\t0\t0\t7"}, map[string]string{"refused_state_secret": "7 0 0 0 0 0 7"}},
		"two totals":                    {[]string{header, "（七）总计\t1\t0\t0\t0\t0\t0\t1"}, map[string]string{"outcome_total": "1 0 0 0 0 0 1"}},
		"group in each label": {
			[]string{header, first, "（三）不予公开" + secret, "（三）不予公开7.属于行政执法案卷\t1\t0\t0\t0\t0\t0\t1", "其他处理3.其他\t2\t0\t0\t0\t0\t0\t2"},
			map[string]string{"refused_state_secret": "7 0 0 0 0 0 7", "refused_enforcement_files": "1 0 0 0 0 0 1", "other_misc": "2 0 0 0 0 0 2"},
		},
		"group and row on one line":      {[]string{header, "三、本年度办理结果\t（三）不予公开\t" + secret}, map[string]string{"refused_state_secret": "7 0 0 0 0 0 7"}},
		"the same row twice, alike":      {[]string{header, first, first}, map[string]string{"new": full}},
		"the same row twice, different":  {[]string{header, first, "一、本年新收政府信息公开申请数量\t1\t2\t3\t4\t5\t7\t22"}, map[string]string{"new": "1 2 3 4 5 absent absent"}},
		"figures in the text":            {[]string{"本年新收政府信息公开申请数量共 5 件，上年结转 2 件。", header, first}, map[string]string{"new": full, "carried_in": absent}},
		"a wrapped label":                {[]string{"一、本年新收政府信息", "公开申请数量", full}, map[string]string{"new": full}},
		"a label wrapped around figures": {[]string{"一、本年新收政府信息", full, "公开申请数量", "二、上年结转政府信息公开申请数量 0 0 0 0 0 0 0"}, map[string]string{"new": full, "carried_in": "0 0 0 0 0 0 0"}},
		"figures glued to the label":     {[]string{"一、本年新收政府信息公开申请数量1 2 3 4 5 6 21"}, map[string]string{"new": full}},
		"traditional characters":         {[]string{"一、本年新收政府資訊公開申請數量 1 2 3 4 5 6 21", "二、上年結轉政府信息公開申請數量 0 0 0 0 0 0 0"}, map[string]string{"carried_in": "0 0 0 0 0 0 0"}},
		"radicals":                       {[]string{"⼀、本年新收政府信息公开申请数量 1 2 3 4 5 6 21"}, map[string]string{"new": full}},
		"a page break within":            {[]string{header, first, "", "- 4 -", "\f", "青川县水利局2023年政府信息公开工作年度报告", "", "二、上年结转政府信息公开申请数量\t0\t0\t0\t0\t0\t0\t0"}, map[string]string{"new": full, "carried_in": "0 0 0 0 0 0 0"}},
		"short wordings":                 {[]string{header, "一、本年新收\t1\t2\t3\t4\t5\t6\t21", "二、上年结转\t0\t0\t0\t0\t0\t0\t0"}, map[string]string{"new": full, "carried_in": "0 0 0 0 0 0 0"}},
		"no header":                      {[]string{spaced}, map[string]string{"new": full}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := applications(tc.lines...)
			r := readOne(t, set, text)
			got := map[string]string{}
			for row := range tc.want {
				got[row] = cells(r, "applications."+row)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			for i, f := range r.Fields {
				if source := r.Source.Slice(f.Span); f.State == report.Filled && source != f.Text {
					t.Errorf("%s: %q stands at the place of %q", r.Schema.Cells[i].Key, source, f.Text)
				}
			}
		})
	}
}

// TestUnknownRows checks that figures without a known label are told of, and
// nothing else is.
func TestUnknownRows(t *testing.T) {
	t.Parallel()
	set := loadForms(t, disclosureForms...)
	for name, tc := range map[string]struct {
		lines []string
		want  []string
	}{
		"none":          {[]string{"一、本年新收政府信息公开申请数量\t1\t0\t0\t0\t0\t0\t1"}, nil},
		"cells":         {[]string{"一、本年新收政府信息公开申请数量\t1\t0\t0\t0\t0\t0\t1", "五、撤回申请\t1\t0\t0\t0\t0\t0\t1"}, []string{"五、撤回申请"}},
		"spaces":        {[]string{"一、本年新收政府信息公开申请数量 1 0 0 0 0 0 1", "申请人主动撤回 1 0 0 0 0 0 1"}, []string{"申请人主动撤回"}},
		"text":          {[]string{"一、本年新收政府信息公开申请数量 1 0 0 0 0 0 1", "说明：以上 7 项均已办结。"}, nil},
		"numbered text": {[]string{"一、本年新收政府信息公开申请数量 1 0 0 0 0 0 1", "1. 受理 3 件，办结 2 件。"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := readOne(t, set, applications(tc.lines...))
			var got []string
			for _, s := range r.Strays {
				got = append(got, s.Text)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// contents is a table of contents.
const contents = "目录\n一、总体情况\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n" +
	"四、政府信息公开行政复议、行政诉讼情况\n五、存在的主要问题及改进情况\n六、其他需要报告的事项\n"

// TestSeveralReports checks where a file is cut into reports.
func TestSeveralReports(t *testing.T) {
	t.Parallel()
	set := loadForms(t, disclosureForms...)
	one := applications("一、本年新收政府信息公开申请数量\t1\t0\t0\t0\t0\t0\t1")
	other := strings.ReplaceAll(strings.ReplaceAll(one, "青川县水利局", "青川县民政局"), "\t1", "\t5")
	_, untitled, _ := strings.Cut(one, "\n\n")
	for name, tc := range map[string]struct {
		text string
		want []string
	}{
		"one":                     {one, []string{"青川县水利局 2023 1"}},
		"two organs":              {one + "\n" + other, []string{"青川县水利局 2023 1", "青川县民政局 2023 5"}},
		"the same twice":          {one + one, []string{"青川县水利局 2023 1", "青川县水利局 2023 1"}},
		"three":                   {one + other + one, []string{"青川县水利局 2023 1", "青川县民政局 2023 5", "青川县水利局 2023 1"}},
		"two years":               {one + strings.ReplaceAll(one, "2023年", "2022年"), []string{"青川县水利局 2023 1", "青川县水利局 2022 1"}},
		"second without a title":  {one + strings.ReplaceAll(untitled, "\t1", "\t5"), []string{"青川县水利局 2023 1", " 0 5"}},
		"title on every page":     {strings.ReplaceAll(one, "四、", "\f青川县水利局2023年政府信息公开工作年度报告\n四、"), []string{"青川县水利局 2023 1"}},
		"title at the end":        {one + "\n青川县水利局2023年政府信息公开工作年度报告\n", []string{"青川县水利局 2023 1"}},
		"contents in front":       {contents + "\n" + one, []string{"青川县水利局 2023 1"}},
		"title and contents":      {"青川县水利局2023年政府信息公开工作年度报告\n" + contents + untitled, []string{"青川县水利局 2023 1"}},
		"the first without text":  {"青川县水利局2023年政府信息公开工作年度报告\n" + contents + other, []string{"青川县水利局 2023 ", "青川县民政局 2023 5"}},
		"cover and contents":      {"青川县水利局2023年政府信息公开工作年度报告\n" + contents + "\f" + one, []string{"青川县水利局 2023 1"}},
		"contents with pages":     {strings.ReplaceAll(contents, "\n", "……………… 3\n") + one, []string{"青川县水利局 2023 1"}},
		"contents with leaders":   {strings.ReplaceAll(contents, "\n", "........3\n") + one, []string{"青川县水利局 2023 1"}},
		"links to others behind":  {one + "\n上一篇：青川县民政局2023年政府信息公开工作年度报告\n下一篇：青川县财政局2023年政府信息公开工作年度报告\n", []string{"青川县水利局 2023 1"}},
		"list of others in front": {"青川县民政局2023年政府信息公开工作年度报告\n青川县财政局2023年政府信息公开工作年度报告\n\n" + one, []string{"青川县水利局 2023 1"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for i, r := range readAll(t, set, tc.text) {
				cell, _ := r.Schema.Cell("applications.new.total")
				got = append(got, fmt.Sprintf("%s %d %s", r.Title.Organ, r.Title.Year, r.Fields[cell].Text))
				if r.Index != i+1 || r.Count != len(tc.want) {
					t.Errorf("report %d of %d, want %d of %d", r.Index, r.Count, i+1, len(tc.want))
				}
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}
