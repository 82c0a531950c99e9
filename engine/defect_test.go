package engine_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/report"
)

// TestDefects checks that a rule that fails is reported once, with what failed in it,
// and that the rule behind it goes on.
func TestDefects(t *testing.T) {
	t.Parallel()
	r := stations(t, "北站\t4\t", "北站\t4000000000\t")
	big := stations(t, "北站\t4\t30.1\t8\t", "北站\t4\t999999999999999999.1\t0.0000000000000000001\t")
	for _, tt := range []struct {
		name, rule string
		of         *report.Report
		want       string // message, place, what failed
	}{
		{"division", `{id: r, check: 1 / cell("cost.river.staff").value > 1}`, r, `除数为零|1:18|1 / cell("cost.river.staff").value`},
		{"integer division", `{id: r, check: "1 / size([]) > 1"}`, r, "除数为零|1:19|1 / size([])"},
		{"remainder", `{id: r, check: "1 % size([]) > 1"}`, r, "除数为零|1:19|1 % size([])"},
		{"each element", `{id: r, forEach: tables.cost.rows, check: 1.0 / 0.0 > 1}`, r, "除数为零|1:45|1.0 / 0.0"},
		{"in a loop", `{id: r, check: "tables.cost.rows.all(r, r.wages.value / 0 > 1)"}`, r, "除数为零|1:43|r.wages.value / 0"},
		{"in a condition", `{id: r, when: 1 / 0 == 1, check: "true"}`, r, "除数为零|1:17|1 / 0"},
		{"in a named expression", `{id: r, let: {a: 1 / 0, b: a + 1}, check: b > 1}`, r, "除数为零|1:20|1 / 0"},
		{"in the list of elements", `{id: r, forEach: "tables.cost.rows.filter(r, 1 / 0 > 1)", check: "true"}`, r, "除数为零|1:48|1 / 0"},
		{
			"text without end", `{id: r, let: {t: "'` + strings.Repeat("甲", 1500) + `'"}, check: "t.split('').map(a, t).join() == ''"}`,
			r, "文字过长|1:1535|t.split('').map(a, t).join()",
		},
		{"no integer", `{id: r, check: "int(title.text) == 1"}`, r, "该文字不是整数|1:19|int(title.text)"},
		{"no number", `{id: r, check: "decimal('x') == 1"}`, r, "该文字不是数值|1:19|decimal('x')"},
		{"behind a text", `{id: r, check: "'abc'.substring(5) == ''"}`, r, "文字没有下标为 5 的字（从 0 数起）|1:19|'abc'.substring(5)"},
		{"slice of a list", `{id: r, check: "[1].slice(0, 9).size() == 1"}`, r, "列表没有从 0 到 9 的各项|1:19|[1].slice(0, 9)"},
		{"in the place", `{id: r, check: "false", at: "[cell('cost.all.sum')][1]"}`, r, "没有下标为 1 的元素（从 0 数起）|1:32|[cell('cost.all.sum')][1]"},
		{"in the severity", `{id: r, severity: [{when: 1 / 0 == 1, is: error}], check: "false"}`, r, "除数为零|1:29|1 / 0"},
		{"in every message", `{id: r, forEach: tables.cost.rows, check: "false", message: "一：{1 / 0}"}`, r, "除数为零|1:67|1 / 0"},
		{"in the message and in what is suggested", `{id: r, check: "false", message: "{1 / 0}", suggest: 2 / 0}`, r, "除数为零|1:38|1 / 0"},
		{"too many digits", `{id: r, check: cell("cost.north.wages").value * 1000.5 > 1}`, big, `结果超过 19 位数字|1:18|cell("cost.north.wages").value * 1000.5`},
		{
			"too many digits in a balance", `{id: r, balance: {left: "[cell('cost.north.wages'), cell('cost.north.upkeep')]", right: tables.cost.north.items}}`, big,
			"结果超过 19 位数字|1:28|[cell('cost.north.wages'), cell('cost.north.upkeep')]",
		},
		{"too many decimals", `{id: r, check: 'fixed(1.5, 30) == "1"'}`, r, "小数位数须在 0 到 19 之间|1:19|fixed(1.5, 30)"},
		{"large integers", `{id: r, check: "9223372036854775807 + size([1]) > 1"}`, r, "整数超出范围|1:19|9223372036854775807 + size([1])"},
		{
			"a pattern of the report", `{id: r, check: '"a".matches(title.text.substring(0, 0) + "(")'}`, r,
			`正则表达式有误：缺少右括号|1:19|"a".matches(title.text.substring(0, 0) + "(")`,
		},
		{"several lines", "\n    id: r\n    check: |\n      true &&\n      1 / 0 > 1\n", r, "除数为零|5:7|1 / 0"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			rules := "- " + tt.rule + "\n- {id: next, message: m, check: 'false'}\n"
			if strings.HasPrefix(tt.rule, "\n") {
				rules = "-" + tt.rule + "- {id: next, message: m, check: 'false'}\n"
			}
			e, mistakes := load(tt.of, rules)
			if len(mistakes) > 0 {
				t.Fatal(mistakes)
			}
			out, err := e.NewEvaluator().Evaluate(context.Background(), tt.of)
			if err != nil {
				t.Fatal(err)
			}
			if len(out.Defects) != 1 {
				t.Fatalf("defects %v", out.Defects)
			}
			if n := len(out.Findings); n == 0 || out.Findings[n-1].Rule != "next" && out.Findings[0].Rule != "next" {
				t.Errorf("findings %v", out.Findings)
			}
			d := out.Defects[0]
			failed := string([]rune(d.At.Source)[d.At.Column-1 : d.At.Column-1+d.At.Width])
			got := strings.Join([]string{d.Message.ZH, fmt.Sprintf("%d:%d", d.At.Line, d.At.Column), failed}, "|")
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if d.Message.EN == "" || d.Rule != "r" {
				t.Errorf("defect %+v", d)
			}
		})
	}
}
