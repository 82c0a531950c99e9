package form_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestMisspeltHeaders checks which words above figures are taken for misspelt labels. The
// figures are not read by them.
func TestMisspeltHeaders(t *testing.T) {
	t.Parallel()
	set := loadForms(t, disclosureForms...)
	data, err := os.ReadFile(modelReports[1])
	if err != nil {
		t.Fatal(err)
	}
	model := string(data)
	before := readFile(t, set, "a.md", model)
	for name, tc := range map[string]struct {
		old, with string
		want      string // the official wording, or ""
	}{
		"a column":                     {"| 社会公益组织 |", "| 社会公益组识 |", "社会公益组织"},
		"a column of the other layout": {"| 结果维持 |", "| 结果唯持 |", "结果维持"},
		"an upper header":              {"| 未经复议直接起诉 |", "| 未经复议直接启诉 |", "未经复议直接起诉"},
		"a short upper header":         {"| 行政复议 |", "| 行政复仪 |", "行政复议"},
		"a spanner":                    {"| 法人或其他组织 |", "| 法人或其它组识 |", ""},
		"a spanner, one slip":          {"| 法人或其他组织 |", "| 法人或其他组识 |", "法人或其他组织"},
		"a caption":                    {"| 第二十条第（五）项 |", "| 第二十条第（五）顶 |", "第二十条第（五）项"},
		"a stub":                       {"| 信息内容 |", "| 信息内溶 |", "信息内容"},
		"a group":                      {"| （三）不予公开 |", "| （三）不子公开 |", "（三）不予公开"},
		"a character missing":          {"| 法律服务机构 |", "| 法律服机构 |", "法律服务机构"},
		"a character too many":         {"| 法律服务机构 |", "| 法律服务务机构 |", "法律服务机构"},
		"a column of two blocks":       {"| 本年处理决定数量 |", "| 本年处理决定数最 |", "本年处理决定数量"},
		"cut off":                      {"| 法律服务机构 |", "| 法律服务机 |", ""},
		"two slips":                    {"| 社会公益组织 |", "| 社惠公益组识 |", ""},
		"too short":                    {"| 自然人 |", "| 自燃人 |", ""},
		"between two labels":           {"| 结果维持 |", "| 结果维正 |", ""},
		"between two numbers":          {"| 第二十条第（五）项 |", "| 第二十条第（七）项 |", ""},
		"another word":                 {"| 科研机构 |", "| 国有企业 |", ""},
		"a note in the text":           {"（五）监督保障", "社会公益组识踊跃参与。\n\n（五）监督保障", ""},
		"the word in the text":         {"（五）监督保障", "社会公益组识\n\n（五）监督保障", ""},
		"a figure that cannot be read": {"| 94 |", "| 结果唯持 |", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if !strings.Contains(model, tc.old) {
				t.Fatal("the words do not occur")
			}
			got := readFile(t, set, "a.md", strings.Replace(model, tc.old, tc.with, 1))
			official := ""
			for _, l := range got.Labels {
				if l.Misspelt {
					official += l.Official
				}
			}
			if official != tc.want {
				t.Errorf("taken for %q, want %q", official, tc.want)
			}
			if tc.want == "" {
				return
			}
			for i := range before.Fields {
				if diff := cmp.Diff(before.Fields[i].Text, got.Fields[i].Text); diff != "" {
					t.Errorf("%s: -want +got\n%s", before.Schema.Cells[i].Key, diff)
				}
			}
		})
	}
}
