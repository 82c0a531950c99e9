package ruletest_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestMutants counts on tests of the rules of ownRules: what they leave open must be
// alive, and nothing else.
func TestMutants(t *testing.T) {
	t.Parallel()
	const (
		head = "report: builtin/gov-disclosure-2021\ntests:\n"
		at   = "  - name: 等于\n    expect: none\n"
		over = "  - name: 超过\n    set: {applications.granted.total: 66, applications.carried_out.total: 11}\n    expect:\n" +
			"      - {rule: few-granted, at: applications.granted.total}\n      - {rule: few-carried, at: applications.carried_out.total}\n"
		far = "  - name: 远远超过\n    set: {applications.granted.total: 99, applications.carried_out.total: 99}\n    expect:\n" +
			"      - {rule: few-granted, at: applications.granted.total}\n      - {rule: few-carried, at: applications.carried_out.total}\n"
		wrong = "  - name: 未通过\n    set: {applications.granted.total: 66, applications.carried_out.total: 11}\n    expect: none\n"
	)
	const (
		grantedLess, grantedMore, grantedLimit = "few-granted 6:22 < in place of <=", "few-granted 6:22 > in place of <=", "few-granted 6:31 66 in place of 65"
		carriedLess, carriedMore, carriedTen   = "few-carried 13:55 < in place of <=", "few-carried 13:55 > in place of <=", "few-carried 13:58 11 in place of 10"
	)
	for name, tc := range map[string]struct {
		tests string
		want  []string
	}{
		"both sides of the border": {at + over, nil},
		"only right":               {at, []string{grantedLimit, carriedTen}},
		"only far over":            {at + far, []string{grantedLimit, carriedTen}},
		"only wrong":               {over, []string{grantedLess, carriedLess}},
		"a case that does not pass": {
			at + wrong, []string{grantedLimit, carriedTen},
		},
		"no case":            {wrong, []string{grantedLess, grantedMore, grantedLimit, carriedLess, carriedMore, carriedTen}},
		"about another rule": {"  - name: 其他\n    rules: few-granted\n    expect: none\n", []string{grantedLimit, carriedLess, carriedMore, carriedTen}},
		"without a rule that matters": {
			"  - name: 其他\n    rules: title-missing\n    drop: title\n    expect: [{at: document}]\n", []string{grantedLess, grantedMore, grantedLimit, carriedLess, carriedMore, carriedTen},
		},
		"with a parameter": {
			"  - name: 参数\n    changes: {few-granted: {params: {limit: 64}}}\n    expect: [{rule: few-granted, at: applications.granted.total}]\n" + at, []string{carriedTen},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, s := range play(t, head+tc.tests).surveys {
				if s.Mutants != 3 {
					t.Errorf("%s has %d mutants", s.Rule, s.Mutants)
				}
				for _, m := range s.Alive {
					got = append(got, fmt.Sprintf("%s %d:%d %s", s.Rule, m.Line, m.Column, m.Change.EN))
				}
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// TestDecimalMutants changes a constant with decimals, whose digits count as they were
// typed.
func TestDecimalMutants(t *testing.T) {
	t.Parallel()
	const (
		rule = "- id: share\n  let: {total: cell(\"applications.granted.total\")}\n  check: total.value * 0.5 <= 40\n  at: total\n  message: 多\n"
		fair = "report: builtin/gov-disclosure-2021\ntests:\n  - {name: 不多, rules: share, set: {applications.granted.total: %s}, expect: none}\n"
	)
	for granted, alive := range map[string]bool{"20": true, "60": false} {
		p := playRules(t, t.TempDir(), rule, fmt.Sprintf(fair, granted))
		found := false
		for _, s := range p.surveys {
			for _, m := range s.Alive {
				found = found || m.Change.EN == "1.5 in place of 0.5"
			}
		}
		if found != alive {
			t.Errorf("%s granted: alive %v, want %v", granted, found, alive)
		}
	}
}
