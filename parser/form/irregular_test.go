package form_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/gouji/gouji/report"
)

// TestIrregularLines changes some lines of a report with a different figure in every
// cell as pages, programs and people do, and reads it back: what is not lost on the
// way must be read, and nothing wrong.
func TestIrregularLines(t *testing.T) {
	t.Parallel()
	set := loadForms(t, disclosureForms...)
	var schema *report.Schema
	for _, f := range set.Forms() {
		if f.ID == "gov-disclosure-2021" {
			schema = f.Schema
		}
	}
	p := paper{
		schema: schema, title: "青川县文化和旅游局2023年政府信息公开工作年度报告", value: func(cell int) string { return figure(schema, cell) },
	}
	texts := map[string]string{}
	for _, d := range dialects {
		texts[d.name] = p.write(d)
	}
	const spaces, tabs, bars, single = "spaces", "tabs, merged cells empty", "full-width bars", "a cell a line"
	for name, tc := range map[string]struct {
		dialect   string
		old, with string // a regular expression, and what takes the place of the first match
		// lost lists the rows that may be absent.
		lost []string
	}{
		"a number and a text behind the table": {
			spaces, `\n五、存在`, "\n行政复议 6 件，行政诉讼 12 件\n\n五、存在", nil,
		},
		"a line of text before the table": {spaces, `\n二、主动`, "\n行政复议 6 件，行政诉讼 12 件。\n\n二、主动", nil},
		"a line of text above the figures": {
			spaces, `\n行政复议 行政诉讼`, "\n行政复议 6 件。\n\n行政复议 行政诉讼", nil,
		},
		"another table behind the table": {
			spaces, `\n五、存在`, "\n项目\t2022年\t2023年\n行政复议\t4\t6\n行政诉讼\t10\t12\n\n五、存在", nil,
		},
		"another table behind the rows": {
			spaces, `\n四、政府`, "\n近三年对比表\n年度\t2021\t2022\t2023\n本年新收政府信息公开申请数量\t15\t22\t28\n予以公开\t7\t9\t11\n\n四、政府", nil,
		},
		"a note with a figure": {spaces, `\n第二十条第（八）项`, "\n注：行政处罚 8 件为当场处罚。\n\n第二十条第（八）项", nil},
		"header in two lines": {
			spaces, `\n结果维持.*未经复议直接起诉.*\n\n.*\n`,
			"\n结果 结果 其他 尚未 总计    未经复议直接起诉          复议后起诉\n维持 纠正 结果 审结\n" +
				"               结果 结果 其他 尚未 总计 结果 结果 其他 尚未 总计\n               维持 纠正 结果 审结     维持 纠正 结果 审结\n", nil,
		},
		"header letter by letter": {
			spaces, `\n结果维持.*未经复议直接起诉.*\n\n.*\n`, "\n结 结 其 尚 总\n果 果 他 未 计\n维 纠 结 审\n持 正 果 结\n", nil,
		},
		"no header": {spaces, `\n行政复议 行政诉讼\n\n结果维持.*\n\n.*\n`, "\n", nil},
		"label in two lines, figures on the first": {
			spaces, `6\.属于四类过程性信息( .*)`, "6.属于四类过程$1\n性信息", nil,
		},
		"label in two lines, figures on the second": {
			spaces, `8\.属于行政查询事项( .*)`, "8.属于行政\n查询事项$1", nil,
		},
		"label in two lines, figures between": {
			spaces, `8\.属于行政查询事项( .*)`, "8.属于行政\n   $1\n查询事项", nil,
		},
		"labels that begin alike": {
			spaces, `1\.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请( .*)\n\n2\.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请( .*)`,
			"1.申请人$1\n无正当理由逾期不补正、行政机关不再\n处理其政府信息公开申请\n2.申请人$2\n逾期未按收费通知要求缴纳费用、行政\n机关不再处理其政府信息公开申请", nil,
		},
		"group beside the pieces of a label": {
			spaces, `三、本年度办理结果 （一）予以公开( .*)\n\n（二）部分公开（区分处理的，只计这一情形，不计其他情形）( .*)`,
			"三、本     （一）予以公开$1\n年度办 （二）部分公开（区分处理的，只计\n理结果      $2\n     这一情形，不计其他情形）", nil,
		},
		"group letter by letter": {
			spaces, `（四）无法提供 1\.本机关不掌握相关政府信息( .*)\n\n2\.没有现成信息需要另行制作( .*)`,
			"（四）\n   1.本机关不掌握相关政府信\n无          $1\n法               息\n提 2.没有现成信息需要另行制作$2\n供", nil,
		},
		"group run together with a piece of a label": {
			spaces, `（三）不予公开 1\.属于国家秘密( .*)`, "   （三）1.属于国家秘\n          $1\n   不予     密\n   公开", nil,
		},
		"page of pages": {spaces, `\n\n（四）无法提供 1`, "\n2/5\n\f\n（四）无法提供 1", nil},
		"page number and title of a browser": {
			spaces, `\n\n（四）无法提供 1`, "\n2024/1/9 15:20   青川县文化和旅游局2023年政府信息公开工作年度报告\n第 2 页 共 5 页\n\n（四）无法提供 1", nil,
		},
		"bare page number behind a single figure": {spaces, `(行政许可 \d+)`, "$1\n\n2\n", nil},
		"bare page number, tabs":                  {tabs, `(行政许可\t\d+\t*)\n`, "$1\n2\n", nil},
		"unit behind a space":                     {spaces, `(行政许可 \d+)`, "$1 件", nil},
		"two rows on a line, tabs":                {tabs, `(6\.属于四类过程性信息.*)\n\t*7\.属于`, "$1\t7.属于", nil},
		"two rows on a line, bars":                {bars, `(6\.属于四类过程性信息.*)\n｜*7\.属于`, "${1}7.属于", nil},
		"a tab in a row of spaces":                {spaces, `(8\.属于行政查询事项 \d+) (\d+ \d+ \d+ \d+ \d+ \d+)`, "$1\t$2", nil},
		"circled number":                          {spaces, `3\.其他`, "③其他", nil},
		"label in two cells":                      {tabs, `（七）总计`, "（七）总\n计", nil},
		"labels first, figures behind": {
			single, `(规章)\n(\d+)\n(\d+)\n(\d+)\n(行政规范性文件)\n(\d+)\n(\d+)\n(\d+)\n`, "$1\n$5\n$2\n$3\n$4\n$6\n$7\n$8\n",
			[]string{"disclosure.regulations", "disclosure.normative_documents"},
		},
		"header of columns in two lines": {
			spaces, `信息内容 本年制发件数 本年废止件数 现行有效件数\n`, "         本年制发  本年废止  现行有效\n信息内容    件数    件数    件数\n", nil,
		},
		"bracket alone on the last line of a label": {
			spaces, `（二）部分公开.*）( .*)`, "（二）部分公开（区\n分处理的，只计这一\n情形，不计其他情形\n）$1", nil,
		},
		"group and label in one cell": {tabs, `三、本年度办理结果\t（一）予以公开\t`, "三、本年度办理结果（一）予以公开\t\t", nil},
		"cells written into each place": {
			tabs, `(信息内容\t本年制发件数\t本年废止件数\t)(现行有效件数.*\n规章\t\d+\t)(\d+)(\t\d+.*\n行政规范性文件\t\d+\t)(\d+)(\t\d+)`,
			"${1}本年废止件数\t${2}${3}\t${3}${4}${5}\t${5}$6", nil,
		},
		"page number beneath the header":      {tabs, `(\n(?:\d+\t){14}\d+)`, "\n5$1", nil},
		"misspelt first row beside its group": {tabs, `1\.申请人无正当`, "l.申请人无正当", nil},
		"figures in bold":                     {tabs, `(规范性文件\t)(\d+)\t(\d+)`, "${1}**$2**\t$$$3$$", nil},
		"direction marks":                     {spaces, `(行政处罚) (\d+)`, "$1 \u202d$2\u202c", nil},
		"order of rows lost": {
			single, `3\.要求提供公开出版物\n((?:\d+\n){7})4\.无正当理由大量反复申请\n((?:\d+\n){7})`, "4.无正当理由大量反复申请\n3.要求提供公开出版物\n$2$1",
			[]string{"applications.rejected_publication", "applications.rejected_excessive"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := regexp.MustCompile(tc.old)
			match := at.FindStringSubmatchIndex(texts[tc.dialect])
			if match == nil {
				t.Fatal("the lines do not occur")
			}
			source := texts[tc.dialect]
			text := source[:match[0]] + string(at.ExpandString(nil, tc.with, source, match)) + source[match[1]:]
			r := readOne(t, set, text)
			for i, c := range schema.Cells {
				if !r.Active(c.Row) {
					continue
				}
				f, want := r.Fields[i], figure(schema, i)
				row := c.Key[:strings.LastIndexByte(c.Key, '.')]
				lost := false
				for _, l := range tc.lost {
					lost = lost || l == row
				}
				switch {
				case f.State == report.Absent && lost:
				case f.State != report.Filled || strings.TrimFunc(f.Text, isMark) != want:
					t.Errorf("%s: %v %q, want %q", c.Key, f.State, f.Text, want)
				}
			}
			for i, row := range r.Rows {
				if row.Width != row.Expected && row.Width > 0 && len(tc.lost) == 0 {
					t.Errorf("%s: %d figures, want %d", schema.Rows[i].Key, row.Width, row.Expected)
				}
			}
			if len(r.Strays) > 0 {
				t.Errorf("unknown rows %v", r.Strays)
			}
			for _, l := range r.Labels {
				if !l.Own {
					t.Errorf("%q was taken for a label of another form, %q", l.Text, l.Official)
				}
			}
		})
	}
}

// isMark reports whether a character may stand beside a figure.
func isMark(c rune) bool { return c == '\u202d' || c == '\u202c' || c == '件' || c == ' ' }
