package engine_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/engine"
)

// TestSpans checks where the parts of an expression begin and end.
func TestSpans(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		want       []string // operands first
	}{
		{"number", "40", []string{"40"}},
		{"negative number", "- 5 < x", []string{"- 5", "x", "- 5 < x"}},
		{"name", " x ", []string{"x"}},
		{"selection", "it.total . value", []string{"it", "it.total", "it.total . value"}},
		{"cell", `cell( "a.b" ).value`, []string{`cell( "a.b" )`, `cell( "a.b" ).value`}},
		{"section", `section('overview').found`, []string{`section('overview')`, `section('overview').found`}},
		{"parameter", "n > params.limit", []string{"n", "params.limit", "n > params.limit"}},
		{"operators", "a + b*c", []string{"a", "b", "c", "b*c", "a + b*c"}},
		{"brackets belong to the whole", "(a + b) * (c)", []string{"a", "b", "a + b", "c", "(a + b) * (c)"}},
		{"many brackets", "((a)) + b", []string{"a", "b", "((a)) + b"}},
		{"brackets around all", "(a)", []string{"a"}},
		{"not", "!(a && b)", []string{"a", "b", "a && b", "!(a && b)"}},
		{"minus", "-(a)", []string{"a", "-(a)"}},
		{"logic is balanced", "a && b && c", []string{"a", "b", "a && b", "c", "a && b && c"}},
		{"call", "abs( a - 1 )", []string{"a", "1", "a - 1", "abs( a - 1 )"}},
		{"call without arguments", "now ()", []string{"now ()"}},
		{"member call", `x.text.contains("(")`, []string{"x", "x.text", `"("`, `x.text.contains("(")`}},
		{"chain of calls", "x.trim().size() > 0", []string{"x", "x.trim()", "x.trim().size()", "0", "x.trim().size() > 0"}},
		{"index", "rows[i + 1].total", []string{"rows", "i", "1", "i + 1", "rows[i + 1]", "rows[i + 1].total"}},
		{"list", "x in [1, (2)]", []string{"x", "1", "2", "[1, (2)]", "x in [1, (2)]"}},
		{"empty list", "[]", []string{"[]"}},
		{"map", `{"a": 1}["a"]`, []string{`"a"`, "1", `{"a": 1}`, `"a"`, `{"a": 1}["a"]`}},
		{"conditional", "a ? b : (c ? d : e)", []string{"a", "b", "c", "d", "e", "c ? d : e", "a ? b : (c ? d : e)"}},
		{"macro", "rows.all(r, r.n > 0)", []string{"rows", "r", "r", "r.n", "0", "r.n > 0", "rows.all(r, r.n > 0)"}},
		{"macro with two arguments", "a.map(r, r.ok, r.n)", []string{"a", "r", "r", "r.ok", "r", "r.n", "a.map(r, r.ok, r.n)"}},
		{"macros in macros", "a.all(r, r.b.exists(c, c))", []string{"a", "r", "r", "r.b", "c", "c", "r.b.exists(c, c)", "a.all(r, r.b.exists(c, c))"}},
		{"macro that sorts", "a.sortBy(r, r.n)", []string{"a", "r", "r", "r.n", "a.sortBy(r, r.n)"}},
		{"has", "has(a.b.c) || d", []string{"a", "a.b", "has(a.b.c)", "d", "has(a.b.c) || d"}},
		{"quotes in quotes", `f('")', "')")`, []string{`'")'`, `"')"`, `f('")', "')")`}},
		{"escaped quotes", `f("\")") == 1`, []string{`"\")"`, `f("\")")`, "1", `f("\")") == 1`}},
		{"raw text", `f(r"\") == 1`, []string{`r"\"`, `f(r"\")`, "1", `f(r"\") == 1`}},
		{"three quotes", `f("""(")"""")`, nil},
		{"Chinese", `label == "（一）予以公开" && x`, []string{"label", `"（一）予以公开"`, `label == "（一）予以公开"`, "x", `label == "（一）予以公开" && x`}},
		{"several lines", "a &&\n  // (why\n  f(b,\n    c)\n", []string{"a", "b", "c", "f(b,\n    c)", "a &&\n  // (why\n  f(b,\n    c)"}},
		{"no expression", "a &&", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := engine.Spans(tt.text)
			if (err != nil) != (tt.want == nil) {
				t.Fatalf("error %v", err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}
