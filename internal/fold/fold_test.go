package fold_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/internal/fold"
)

func TestString(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ in, want string }{
		"empty":                  {"", ""},
		"plain ascii":            {"a b", "a b"},
		"plain simplified":       {"政府信息公开", "政府信息公开"},
		"kangxi radicals":        {"⼀、总体情况", "一、总体情况"},
		"supplementary radicals": {"⼈⺠区⻓部⻔", "人民区长部门"},
		"traditional":            {"復議後起訴，屬於", "复议后起诉,属于"},
		"full-width":             {"（１２）：％", "(12):%"},
		"one to many":            {"㈠…⑩", "(一)...(10)"},
		"combining mark":         {"Café", "Café"},
		"compatibility":          {"\uf9d1", "六"},
		"no-break space":         {"a\u00a0b", "a b"},
		"plane two":              {"𠮷\U0002f800", "𠮷丽"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := fold.String(tc.in); got != tc.want {
				t.Errorf("String(%q) = %q, want %q", tc.in, got, tc.want)
			}
		})
	}
}

func TestCompact(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"3.危及“三安全一稳定”": "3危及三安全一稳定",
		"本年增/减":        "本年增减",
		"结果 维持":        "结果维持",
		"第(一項)":        "第一项",
		"Books Lent":   "bookslent",
		"（⑩）…":         "10",
		" \t\u3000？！":  "",
		"⾏政许可（Ａ）":      "行政许可a",
		"社会公益\u00a0组织": "社会公益组织",
	} {
		if got := fold.Compact(in); got != want {
			t.Errorf("Compact(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"区 2024 年报告":             "区2024年报告",
		" City  Library\tReport": "City Library Report",
		"局 2 0 2 3 年报告":          "局2023年报告",
		"12 34":                  "12 34",
		"Annual 2023 年":          "Annual 2023年",
		"二 〇 二四":                 "二〇二四",
	} {
		if got := fold.Words(in); got != want {
			t.Errorf("Words(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestName(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"乾县人民政府":       "乾县人民政府",
		"乾縣人民政府":       "干县人民政府",
		"於潜镇 人民政府":     "於潜镇人民政府",
		"西⼯区城市改造办公室":   "西工区城市改造办公室",
		"根河市城市管理綜合執法局": "根河市城市管理综合执法局",
	} {
		if got := fold.Name(in); got != want {
			t.Errorf("Name(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestInspect(t *testing.T) {
	t.Parallel()
	got := fold.Inspect("⼀乾縣\ue000A")
	want := fold.Condition{Radicals: 1, Traditional: 1, PrivateUse: 1}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSpan(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		in         string
		start, end int // in the folded text
		want       string
	}{
		"identity":         {"政府", 3, 6, "府"},
		"shrinking":        {"（一）予以", 1, 4, "一"},
		"inside expansion": {"a㈠b", 2, 3, "㈠"},
		"to the end":       {"⼈⺠", 3, 6, "⺠"},
		"empty":            {"（a）", 1, 1, ""},
		"past the end":     {"ab", 9, 9, ""},
		"combining":        {"xe\u0301y", 1, 3, "e\u0301"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			start, end := fold.Span(tc.in, tc.start, tc.end)
			if got := tc.in[start:end]; got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestWordsSpan(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		in, part string // part of the settled text
		want     string
	}{
		"nothing to settle":        {"共18件", "18", "18"},
		"space beside a digit":     {"2024 年 收到 18 件", "收到18", "收到 18"},
		"behind dropped spaces":    {"邮 编 ： 2 2 3", "223", "2 2 3"},
		"a run of spaces kept":     {"an  old\n note", "old note", "old\n note"},
		"a space alone":            {"an  old", " ", "  "},
		"broken line":              {"共收\n　　到申请", "收到", "收\n　　到"},
		"expansion behind spaces":  {"一 ㈠ 二", "(一)", "㈠"},
		"space in front":           {"  共一件 ", "共一件", "共一件"},
		"invisible characters":     {"共\u200b收\u200b到 一件", "收到一件", "收\u200b到 一件"},
		"joining space at the end": {"an old ㈠ note", "old (一) note", "old ㈠ note"},
		"radicals":                 {"⼯ 作⼈员", "作人", "作⼈"},
		"ideographic space":        {"公　开", "公开", "公　开"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := strings.Index(fold.Words(tc.in), tc.part)
			if at < 0 {
				t.Fatalf("%q is no part of %q", tc.part, fold.Words(tc.in))
			}
			start, end := fold.WordsSpan(tc.in, fold.Words(tc.in), at, at+len(tc.part))
			if got := tc.in[start:end]; got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"⼀、总體情况", "e\u0301", "㈠\u3099", "\xff\xfe", "ﷺ", "가\u11a8"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		folded := fold.String(s)
		if utf8.ValidString(s) && fold.String(folded) != folded {
			t.Errorf("String is not idempotent: %q, %q, %q", s, folded, fold.String(folded))
		}
		for i := 0; i <= len(folded) && len(s) < 64; i++ {
			start, end := fold.Span(s, i, len(folded))
			if start < 0 || end < start || end > len(s) {
				t.Fatalf("Span(%q, %d, %d) = %d, %d", s, i, len(folded), start, end)
			}
		}
		fold.Compact(s)
		words := fold.Words(s)
		for i := 0; i <= len(words) && len(s) < 64; i++ {
			start, end := fold.WordsSpan(s, words, i, len(words))
			if start < 0 || end < start || end > len(s) {
				t.Fatalf("WordsSpan(%q, %d, %d) = %d, %d", s, i, len(words), start, end)
			}
		}
	})
}

func BenchmarkCompact(b *testing.B) {
	const label = "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"
	buf := make([]byte, 0, 256)
	b.SetBytes(int64(len(label)))
	b.ReportAllocs()
	for b.Loop() {
		buf = fold.AppendCompact(buf[:0], label)
	}
}
