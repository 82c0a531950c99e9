package engine_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/engine"
	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/report"
)

const (
	stationsForm   = "../testdata/packs/stations/form.yaml"
	stationsReport = "../testdata/packs/stations/upper-2022.txt"
)

// stations reads the report of the stations after a change of its text.
func stations(t *testing.T, old, changed string) *report.Report {
	t.Helper()
	data, err := os.ReadFile(stationsReport)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(data), old) {
		t.Fatalf("no %q", old)
	}
	file := filepath.Join(t.TempDir(), "stations.txt")
	if err := os.WriteFile(file, []byte(strings.Replace(string(data), old, changed, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	return readReport(t, stationsForm, file)
}

// shownTrace writes a trace, a part a line.
func shownTrace(t *engine.Trace) []string {
	var out []string
	for _, p := range t.Parts {
		value := "not evaluated"
		if p.Evaluated {
			value = p.Value.In(report.English)
		}
		out = append(out, fmt.Sprintf("%s = %s", string([]rune(t.Text)[p.Start:p.End]), value))
	}
	return out
}

// TestTrace evaluates expressions. The wages of the last station are missing.
func TestTrace(t *testing.T) {
	t.Parallel()
	r := stations(t, "河口\t0\t6.1\t", "河口\t0\t\t")
	e := engine.New(nil, report.English)
	const missing = "unknown, no value in cost.river.wages"
	for _, tt := range []struct {
		name, text string
		want       []string
		mistake    string
	}{
		{"what decides makes the rest superfluous", `cell("cost.north.wages").value > 40 && report.year >= 2021`, []string{
			`cell("cost.north.wages").value = 30.1`, `cell("cost.north.wages").value > 40 = false`, `report.year >= 2021 = not evaluated`,
			`cell("cost.north.wages").value > 40 && report.year >= 2021 = false`,
		}, ""},
		{"integers among exact numbers", `cell("cost.north.staff").value + 1 == 5`, []string{
			`cell("cost.north.staff").value = 4`, `cell("cost.north.staff").value + 1 = 5`, `cell("cost.north.staff").value + 1 == 5 = true`,
		}, ""},
		{"a missing cell is named", `cell("cost.river.wages").value * 2 > 3`, []string{
			`cell("cost.river.wages").value = ` + missing, `cell("cost.river.wages").value * 2 = ` + missing,
			`cell("cost.river.wages").value * 2 > 3 = ` + missing,
		}, ""},
		{"a cell as such", `cell("cost.north.wages")`, []string{`cell("cost.north.wages") = Costs › 北站 › 人工费 [cost.north.wages] 30.1`}, ""},
		{"a cell without a figure", `cell("cost.river.wages")`, []string{`cell("cost.river.wages") = Costs › 河口站 › 人工费 [cost.river.wages] no value`}, ""},
		{"a loop shows the round that decided", `tables.cost.rows.all(r, r.staff.value > 4)`, []string{
			"tables.cost.rows = [全部站点 [cost.all], 北站 [cost.north], 南站 [cost.south], 河口站 [cost.river]]",
			"r = 北站 [cost.north]", "r.staff.value = 4", "r.staff.value > 4 = false", "tables.cost.rows.all(r, r.staff.value > 4) = false",
		}, ""},
		{"or the one that could not be told", `[cell("cost.river.wages"), cell("cost.all.wages")].all(c, c.value > 4)`, []string{
			`[cell("cost.river.wages"), cell("cost.all.wages")] = [Costs › 河口站 › 人工费 [cost.river.wages] no value, ` +
				`Costs › 全部站点 › 人工费 [cost.all.wages] 61.2]`,
			"c = Costs › 河口站 › 人工费 [cost.river.wages] no value", "c.value = " + missing, "c.value > 4 = " + missing,
			`[cell("cost.river.wages"), cell("cost.all.wages")].all(c, c.value > 4) = ` + missing,
		}, ""},
		{"nothing is left of earlier rounds", `[1, 2].exists(n, n == 1 ? n > 5 : n == 2)`, []string{
			"[1, 2] = [1, 2]", "n = 2", "n == 1 = false", "n > 5 = not evaluated", "n == 2 = true", "n == 1 ? n > 5 : n == 2 = true",
			"[1, 2].exists(n, n == 1 ? n > 5 : n == 2) = true",
		}, ""},
		{"a branch that is a name", `[7].map(n, n > 5 ? n : 0)[0]`, []string{
			"[7] = [7]", "n = 7", "n > 5 = true", "n > 5 ? n : 0 = 7", "[7].map(n, n > 5 ? n : 0) = [7]", "[7].map(n, n > 5 ? n : 0)[0] = 7",
		}, ""},
		{"an empty list", `[1].filter(n, n > 1).all(n, n > 3)`, []string{
			"[1] = [1]", "n = 1", "n > 1 = false", "[1].filter(n, n > 1) = []", "n > 3 = not evaluated", "[1].filter(n, n > 1).all(n, n > 3) = true",
		}, ""},
		{"loops in loops", `[1, 2].all(a, [3, 4].exists(b, a + b == 6))`, []string{
			"[1, 2] = [1, 2]", "a = 1", "[3, 4] = [3, 4]", "b = 4", "a + b = 5", "a + b == 6 = false", "[3, 4].exists(b, a + b == 6) = false",
			"[1, 2].all(a, [3, 4].exists(b, a + b == 6)) = false",
		}, ""},
		{"sorting", `[2, 1].sortBy(n, -n)`, []string{"[2, 1] = [2, 1]", "n = 1", "-n = -1", "[2, 1].sortBy(n, -n) = [2, 1]"}, ""},
		{"presence", `has(cell("cost.river.wages").value)`, []string{`has(cell("cost.river.wages").value) = false`}, ""},
		{"quotes and Chinese", `title.text.contains("费用") || false`, []string{
			`title.text = "上游流域管理处2022年站点费用表"`, `title.text.contains("费用") = true`, `title.text.contains("费用") || false = true`,
		}, ""},
		{"a division by zero", `1 < 2 && cell("cost.all.sum").value / cell("cost.river.staff").value > 1`, []string{
			"1 < 2 = true", `cell("cost.all.sum").value = 81.55`, `cell("cost.river.staff").value = 0`,
			`cell("cost.all.sum").value / cell("cost.river.staff").value = failed: division by zero`,
			`cell("cost.all.sum").value / cell("cost.river.staff").value > 1 = failed: division by zero`,
			`1 < 2 && cell("cost.all.sum").value / cell("cost.river.staff").value > 1 = failed: division by zero`,
		}, `<expression>:1:10: 除数为零
    1 | 1 < 2 && cell("cost.all.sum").value / cell("cost.river.staff").value > 1
      |          ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~`},
		{
			"on the second line", "true &&\n  [1][3] == 2",
			[]string{"[1] = [1]", "[1][3] = failed: there is no element 3, counted from 0", "[1][3] == 2 = failed: there is no element 3, counted from 0", "true &&\n  [1][3] == 2 = failed: there is no element 3, counted from 0"},
			"<expression>:2:3: 没有下标为 3 的元素（从 0 数起）\n    2 |   [1][3] == 2\n      |   ^~~~~~",
		},
		{"an unknown cell", `cell("cost.north.wage").value`, nil, `<expression>:1:6: 格式 station-cost 没有单元格“cost.north.wage”。是否应为“cost.north.wages”？
    1 | cell("cost.north.wage").value
      |      ^~~~~~~~~~~~~~~~~`},
		{"an unknown field", "title\n.txt", nil, "<expression>:2:2: “title”没有字段“txt”。是否应为“text”？\n    2 | .txt\n      |  ^~~"},
		{"nothing", "", nil, "<expression>:1:1: 表达式是空的"},
		{"no element", "it.value > 1", nil, "<expression>:1:1: 此处没有“it”。it 是 forEach 的元素，本规则没有 forEach\n    1 | it.value > 1\n      | ^~"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := e.Eval(context.Background(), r, tt.text)
			mistake := ""
			if found, ok := errors.AsType[diag.Error](err); ok {
				mistake = found.Format(report.Chinese)
			} else if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.mistake, mistake); diff != "" {
				t.Errorf("mistakes: -want +got\n%s", diff)
			}
			if (got != nil) != (tt.want != nil) {
				t.Fatalf("got %v", got)
			}
			if got == nil {
				return
			}
			if diff := cmp.Diff(tt.want, shownTrace(got.Trace)); diff != "" {
				t.Errorf("trace: -want +got\n%s", diff)
			}
		})
	}
}
