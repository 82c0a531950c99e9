package output_test

import (
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/output"
	"github.com/gouji/gouji/report"
)

// TestMarkdown checks the table of files, the worst first, and the findings.
func TestMarkdown(t *testing.T) {
	t.Parallel()
	results := append(mixed(), result("z.txt", "丙局", finding(report.Error, "a", "一"), finding(report.Error, "a", "二"), finding(report.Error, "a", "三")))
	got := string(write(t, "markdown", output.Options{}, results...))
	want := `# gouji

检查报告 5 份，错误 5 处，警告 1 处，提示 1 处，跳过其他文件 1 个，无法读取 1 个，规则出错 2 处

| 文件 | 错误 | 警告 | 提示 |
| :--- | ---: | ---: | ---: |
| c.txt | 无法读取 |  |  |
| z.txt | 3 |  |  |
| a.txt | 2 | 1 | 1 |
| d.txt |  |  |  |

## a.txt: 甲局 2023 年度

| 级别 | 行 | 位置 | 问题 | 填报值 | 应为 | 规则 |
| :--- | :--- | :--- | :--- | :--- | :--- | :--- |
| 错误 | 2 | 合计 | 合计不符 |  |  | total |
| 错误 | 2 | 合计 | 合计又不符 |  |  | total |
| 提示 | 2 | 合计 | 空话 |  |  | words |

## c.txt

| 级别 | 行 | 位置 | 问题 | 填报值 | 应为 | 规则 |
| :--- | :--- | :--- | :--- | :--- | :--- | :--- |
| 无法读取 |  |  | broken |  |  |  |

## d.txt: 甲局 2023 年度

| 级别 | 行 | 位置 | 问题 | 填报值 | 应为 | 规则 |
| :--- | :--- | :--- | :--- | :--- | :--- | :--- |
| 规则出错 | 2 | 标题 | 规则有误 (rules.yaml:3:5) |  |  | broken |

## a.txt: 甲局 2023 年度

| 级别 | 行 | 位置 | 问题 | 填报值 | 应为 | 规则 |
| :--- | :--- | :--- | :--- | :--- | :--- | :--- |
| 警告 | 2 | 合计 | 与上年不同 |  |  | other |

## z.txt: 丙局 2023 年度

| 级别 | 行 | 位置 | 问题 | 填报值 | 应为 | 规则 |
| :--- | :--- | :--- | :--- | :--- | :--- | :--- |
| 错误 | 2 | 合计 | 一 |  |  | a |
| 错误 | 2 | 合计 | 二 |  |  | a |
| 错误 | 2 | 合计 | 三 |  |  | a |
`
	if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if got := string(write(t, "markdown", output.Options{Language: report.English})); got != "# gouji\n\n0 reports, 0 errors, 0 warnings, 0 notes\n" {
		t.Errorf("%q", got)
	}
}

// TestMarkdownEscapes checks that texts of a report stand for themselves.
func TestMarkdownEscapes(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ message, want string }{
		"bar":             {"a|b", `a\|b`},
		"backslash, bar":  {`a\|b`, `a\\\|b`},
		"markup":          {"<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"},
		"comment":         {"<!-- x -->", "&lt;!-- x --&gt;"},
		"entity":          {"&lt;", "&amp;lt;"},
		"line break":      {"a\n## b", `a \#\# b`},
		"emphasis":        {"*a* _b_ ~c~", `\*a\* \_b\_ \~c\~`},
		"link":            {"[a](javascript:b)", `\[a\](javascript:b)`},
		"image":           {"![a](b)", `!\[a\](b)`},
		"code":            {"`a`", "\\`a\\`"},
		"formula":         {"$x$", `\$x\$`},
		"control":         {"a\x1b\x00b\u202ec", "a  b c"},
		"words alone":     {"合计 3，应为 4。", "合计 3，应为 4。"},
		"digits and dots": {"1.5-2", "1.5-2"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := string(write(t, "markdown", output.Options{}, result("a.txt", tc.message, finding(report.Error, "r", tc.message))))
			if !strings.Contains(got, "| 合计 | "+tc.want+" |") || !strings.Contains(got, "## a.txt: "+tc.want+" 2023") {
				t.Errorf("no %q in\n%s", tc.want, got)
			}
		})
	}
}

// TestMarkdownLimit checks that no more is written than there is room for, and that what
// is left out is counted.
func TestMarkdownLimit(t *testing.T) {
	t.Parallel()
	const files = 2000
	results := make([]*report.Result, files)
	for i := range results {
		results[i] = result(fmt.Sprintf("%04d.txt", i), "甲局", finding(report.Error, "r", strings.Repeat("长", i%50)))
	}
	for _, limit := range []int{1, 4 << 10, 5000, 64 << 10, 1 << 20} {
		got := string(write(t, "markdown", output.Options{Language: report.English, Limit: limit}, results...))
		if len(got) > limit {
			t.Errorf("%d bytes of %d", len(got), limit)
		}
		if limit < 4<<10 {
			if got != "" {
				t.Errorf("%q", got)
			}
			continue
		}
		rows, listed := strings.Count(got, ".txt |"), strings.Count(got, "| error |")
		_, tail, _ := strings.Cut(got, "\nFor want of room, ")
		var omitted, more int
		if listed < files {
			if _, err := fmt.Sscanf(tail, "%d more", &omitted); err != nil {
				t.Error(err)
			}
		}
		if _, tail, ok := strings.Cut(got, "\nFiles that are not listed: "); ok {
			if _, err := fmt.Sscanf(tail, "%d.", &more); err != nil {
				t.Error(err)
			}
		}
		if listed+omitted != files || rows+more != files {
			t.Errorf("limit %d: %d findings and %d more, %d files and %d more", limit, listed, omitted, rows, more)
		}
		if strings.Count(got, "\n## ") != listed {
			t.Errorf("limit %d: %d headings for %d findings", limit, strings.Count(got, "\n## "), listed)
		}
	}
}

// TestMarkdownSpool checks that findings do not wait in memory, and that nothing of them
// is lost or left lying.
func TestMarkdownSpool(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	t.Setenv("TMP", folder)
	left := func() int {
		entries, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		return len(entries)
	}
	long := finding(report.Error, "r", strings.Repeat("长", 10_000))
	const n = 100
	results := make([]*report.Result, n)
	for i := range results {
		results[i] = result(fmt.Sprintf("%d.txt", i), "甲局", long)
	}
	got := string(write(t, "markdown", output.Options{}, results...))
	for i := range n {
		if !strings.Contains(got, fmt.Sprintf("\n## %d.txt: ", i)) {
			t.Errorf("%d.txt is not there", i)
		}
	}
	if k := left(); k != 0 {
		t.Errorf("%d files are left", k)
	}
	w, err := output.New("markdown", io.Discard, output.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if err := w.Result(r); err != nil {
			t.Fatal(err)
		}
	}
	if left() == 0 {
		t.Error("the findings are kept in memory")
	}
	output.Release(w)
	output.Release(w)
	if k := left(); k != 0 {
		t.Errorf("%d files are left", k)
	}
}
