package engine_test

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/engine"
	"github.com/gouji/gouji/report"
)

// TestFunctions evaluates the example of every function of the rule language.
func TestFunctions(t *testing.T) {
	t.Parallel()
	functions, err := engine.Functions()
	if err != nil {
		t.Fatal(err)
	}
	r := stations(t, "", "")
	e := engine.New(nil, report.Chinese)
	seen := map[string]bool{}
	for _, f := range functions {
		seen[f.Name] = true
		if f.Description.ZH == "" || f.Description.EN == "" || len(f.Signatures) == 0 {
			t.Errorf("%s: description %v, signatures %v", f.Name, f.Description, f.Signatures)
		}
		for _, s := range f.Signatures {
			if !strings.Contains(s.EN, " → ") || !strings.Contains(s.ZH, " → ") || strings.ContainsAny(s.ZH+s.EN, "_@<>") && !strings.Contains(s.EN, f.Name) {
				t.Errorf("%s: signature %v", f.Name, s)
			}
		}
		if f.Example.Expression == "" {
			continue
		}
		v, err := e.Eval(t.Context(), r, f.Example.Expression)
		if err != nil {
			t.Errorf("%s: %v", f.Example.Expression, err)
			continue
		}
		if got := v.Value.In(report.Chinese); got != f.Example.Value {
			t.Errorf("%s is %s, not %s", f.Example.Expression, got, f.Example.Value)
		}
		if name := strings.Fields(f.Name)[0]; !strings.Contains(f.Example.Expression, name) {
			t.Errorf("the example of %s is %s", f.Name, f.Example.Expression)
		}
	}
	for _, name := range []string{"replace", "flatten", "format", "lists.range", "double", "type", "@in", "_+_"} {
		if seen[name] {
			t.Errorf("%s is no part of the rule language", name)
		}
	}
	for _, name := range []string{"sum", "+", "in", "? :", "has", "sortBy", "cell"} {
		if !seen[name] {
			t.Errorf("%s is missing", name)
		}
	}
}

// TestFunctionsAreDescribed checks that nothing is left out of the list, and that it has
// nothing that there is not.
func TestFunctionsAreDescribed(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ gone, more, want string }{
		"function": {"sum", "", "functions without a description: sum"},
		"operator": {"_+_", "", "functions without a description: _+_"},
		"macro":    {"filter", "", "functions without a description: filter"},
		"member":   {"applies", "", "functions without a description: applies"},
		"unknown":  {"", "average", `there is no function "average"`},
		"left out": {"", "flatten", `there is no function "flatten"`},
		"twice":    {"", "sum", `there is no function "sum"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := engine.FunctionsWithout(tc.gone, tc.more); err == nil || !strings.HasPrefix(err.Error(), tc.want) {
				t.Errorf("error %v", err)
			}
		})
	}
}
