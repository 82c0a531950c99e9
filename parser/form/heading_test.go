package form_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/report"
)

// sectionText writes the sections of a report, each as a heading and its text.
func sectionText(sections ...string) string {
	return "青川县水利局2023年政府信息公开工作年度报告\n\n" + strings.Join(sections, "\n") + "\n"
}

// shownHeadings describes the headings of a report: the section, how its heading
// is used and what is amiss.
func shownHeadings(r *report.Report) []string {
	var shown []string
	for i, h := range r.Headings {
		s := fmt.Sprintf("%s: %s", r.Schema.Sections[h.Section].Key, h.Text)
		for _, mark := range []struct {
			on   bool
			text string
		}{
			{!h.Used, "unused"},
			{!h.Official, "variant"},
			{!h.InOrder, "out of order"},
			{h.Repeats, "repeats"},
			{r.Sections[h.Section].Heading == i && r.Sections[h.Section].Empty, "empty"},
		} {
			if mark.on {
				s += ", " + mark.text
			}
		}
		shown = append(shown, s)
	}
	return shown
}

func TestHeadings(t *testing.T) {
	t.Parallel()
	set := loadForms(t, disclosureForms...)
	const (
		one   = "一、总体情况\n全年公开信息一批。"
		two   = "二、主动公开政府信息情况\n见表。"
		three = "三、收到和处理政府信息公开申请情况\n见表。"
		four  = "四、政府信息公开行政复议、行政诉讼情况\n见表。"
		five  = "五、存在的主要问题及改进情况\n改进工作。"
		six   = "六、其他需要报告的事项\n无。"
	)
	all := []string{
		"overview: 一、总体情况", "disclosure: 二、主动公开政府信息情况", "applications: 三、收到和处理政府信息公开申请情况",
		"disputes: 四、政府信息公开行政复议、行政诉讼情况", "problems: 五、存在的主要问题及改进情况", "other: 六、其他需要报告的事项",
	}
	with := func(i int, s ...string) []string {
		return append(append(append([]string{}, all[:i]...), s...), all[i+1:]...)
	}
	for name, tc := range map[string]struct {
		sections []string
		want     []string
	}{
		"as prescribed": {[]string{one, two, three, four, five, six}, all},
		"without numbers": {
			[]string{strings.NewReplacer("一、", "", "二、", "", "三、", "", "四、", "", "五、", "", "六、", "").Replace(strings.Join([]string{one, two, three, four, five, six}, "\n"))},
			[]string{
				"overview: 总体情况", "disclosure: 主动公开政府信息情况", "applications: 收到和处理政府信息公开申请情况",
				"disputes: 政府信息公开行政复议、行政诉讼情况", "problems: 存在的主要问题及改进情况", "other: 其他需要报告的事项",
			},
		},
		"wordings of the notice": {
			[]string{
				"一、政府信息公开工作总体情况\n有。", "二、行政机关主动公开政府信息情况\n表。", "三、行政机关收到和处理政府信息公开申请情况\n表。",
				"四、因政府信息公开工作被申请行政复议、提起行政诉讼情况\n表。", "五、政府信息公开工作存在的主要问题及改进情况\n有。", six,
			},
			[]string{
				"overview: 一、政府信息公开工作总体情况", "disclosure: 二、行政机关主动公开政府信息情况", "applications: 三、行政机关收到和处理政府信息公开申请情况",
				"disputes: 四、因政府信息公开工作被申请行政复议、提起行政诉讼情况", "problems: 五、政府信息公开工作存在的主要问题及改进情况", "other: 六、其他需要报告的事项",
			},
		},
		"other numbering": {
			[]string{"第一部分 总体情况\n有。", "第二部分　主动公开政府信息情况\n表。", "第三部分：收到和处理政府信息公开申请情况\n表。", "第四部分 政府信息公开行政复议、行政诉讼情况\n表。", "第五部分 存在的主要问题及改进情况\n有。", "第六部分 其他需要报告的事项\n无。"},
			[]string{
				"overview: 第一部分 总体情况", "disclosure: 第二部分　主动公开政府信息情况", "applications: 第三部分：收到和处理政府信息公开申请情况",
				"disputes: 第四部分 政府信息公开行政复议、行政诉讼情况", "problems: 第五部分 存在的主要问题及改进情况", "other: 第六部分 其他需要报告的事项",
			},
		},
		"Markdown":        {[]string{"## " + one, "## " + two, "## " + three, "## " + four, "## " + five, "## **六、其他需要报告的事项**\n无。"}, all},
		"one misspelt":    {[]string{one, "二、主动公开政府信习情况\n见表。", three, four, five, six}, with(1, "disclosure: 二、主动公开政府信习情况, variant")},
		"free wording":    {[]string{one, two, three, four, "五、存在的困难和不足及下一步打算\n改进。", six}, with(4, "problems: 五、存在的困难和不足及下一步打算, variant")},
		"text behind":     {[]string{one, two, three, four, five, "六、其他需要报告的事项：本机关无其他事项。"}, with(5, "other: 六、其他需要报告的事项")},
		"sections in one": {[]string{one, two, three, four, five, "六、其他需要报告的事项"}, with(5, "other: 六、其他需要报告的事项, empty")},
		"page number only": {
			[]string{one, two, three, four, "五、存在的主要问题及改进情况\n- 7 -\n\f", six}, with(4, "problems: 五、存在的主要问题及改进情况, empty"),
		},
		"measures numbered like sections": {
			[]string{one, two, three, four, "五、存在的主要问题及改进情况\n一、强化学习。\n二、加强公开。\n三、存在的主要问题仍有不足。\n四、接受监督。", six}, all,
		},
		"sub-headings of the same words": {
			[]string{"一、总体情况\n（一）主动公开情况\n公开信息。\n（二）依申请公开情况\n无申请。", two, three, four, five, six}, all,
		},
		"numbered sub-headings": {
			[]string{"一、总体情况\n1.主动公开情况\n公开信息。\n2.依申请公开情况\n无申请。\n3.监督保障情况\n有。", two, three, four, five, six}, all,
		},
		"wrong numbers": {
			[]string{one, two, three, "三、政府信息公开行政复议、行政诉讼情况\n表。", "四、存在的主要问题及改进情况\n改。", "五、其他需要报告的事项\n无。"},
			append(append([]string{}, all[:3]...), "disputes: 三、政府信息公开行政复议、行政诉讼情况", "problems: 四、存在的主要问题及改进情况", "other: 五、其他需要报告的事项"),
		},
		"exchanged": {
			[]string{one, two, three, "四、存在的主要问题及改进情况\n改。", "五、政府信息公开行政复议、行政诉讼情况\n表。", six},
			append(append([]string{}, all[:3]...), "problems: 四、存在的主要问题及改进情况", "disputes: 五、政府信息公开行政复议、行政诉讼情况, out of order", all[5]),
		},
		"repeated at once": {
			[]string{one, two, three, four, "五、存在的主要问题及改进情况\n政府信息公开工作存在的主要问题及改进情况\n改。", six},
			append(append(append([]string{}, all[:5]...), "problems: 政府信息公开工作存在的主要问题及改进情况, unused, repeats"), all[5]),
		},
		"in a sentence": {
			[]string{one, two, "三、收到和处理政府信息公开申请情况\n本机关总体情况良好。\n主动公开政府信息情况见上。", four, five, six}, all,
		},
		"one missing": {[]string{one, two, three, five, six}, append(append([]string{}, all[:3]...), all[4:]...)},
		"quoted in the overview": {
			[]string{"一、总体情况\n本报告包括总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况等六个部分。", two, three, four, five, six}, all,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := readOne(t, set, sectionText(tc.sections...))
			if diff := cmp.Diff(tc.want, shownHeadings(r)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}
