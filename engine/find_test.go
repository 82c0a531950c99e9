package engine_test

import (
	"regexp"
	"slices"
	"testing"

	"github.com/gouji/gouji/engine"
)

// TestNeed compares what is looked for in place of a pattern with the pattern: a text that
// matches must hold it.
func TestNeed(t *testing.T) {
	t.Parallel()
	texts := []string{
		"", "a", "公开", "不公开是意外", "不公开为例外", "截止2023年底", "截至2023年底", "２", "12条", "APP", "一是", "XX局", "××", "(此处填写)",
		"第一部分", "六部分组成", "收费0元", "今年", "去年", "近年来", "https://a.cn", "；", "(试行)", "A公开b",
	}
	for pattern, needs := range map[string]bool{
		"公开": true, "今年|去年|近年来": true, "[今去]年": true, "不公开(?:是|为)意外": true, "截[止至](?:到)?[0-9]{4}年": true, "(?i)app": true,
		"[A-Z]{2,}": true, "x*": false, "": false, ".": false, "公?": false, "(?:公开|)": false, "[^公]": false, `\p{Han}`: false, `\b[Xx]{2,}\b|×{2,}`: true,
		"[六6]个?部分(?:组成|构成)": true, "^公": true, "公开$|^A": true, "(?:公开){0,2}": false, "(?:公开){1,2}": true, "[a-z]?公开": true, "[(（]试行": true,
		"a|[0-9]|；": true, "(?P<here>一)是": true,
	} {
		re := regexp.MustCompile(pattern)
		if got := engine.Needs(pattern); got != needs {
			t.Errorf("%q needs something: %v, want %v", pattern, got, needs)
		}
		for _, text := range texts {
			if re.MatchString(text) && !engine.MayMatch(pattern, text) {
				t.Errorf("%q matches %q, which does not hold what it needs", pattern, text)
			}
		}
		if needs && !slices.ContainsFunc(texts, func(s string) bool { return !engine.MayMatch(pattern, s) }) {
			t.Errorf("%q: nothing is left out", pattern)
		}
	}
}
