package docs_test

import (
	"os"
	"strings"
	"testing"

	"github.com/gouji/gouji/docs"
)

// TestRulePage checks that every page is handed on in both languages, without what only a
// page in its folder needs.
func TestRulePage(t *testing.T) {
	t.Parallel()
	for _, language := range []string{"zh", "en"} {
		entries, err := os.ReadDir(language + "/rules")
		if err != nil || len(entries) < 2 {
			t.Fatalf("%d pages, %v", len(entries), err)
		}
		for _, e := range entries {
			rule := strings.TrimSuffix(e.Name(), ".md")
			if rule == "README" {
				continue
			}
			page, at := docs.RulePage(language, rule)
			if want := "/docs/" + language + "/rules/" + e.Name(); !strings.HasPrefix(at, "https://") || !strings.HasSuffix(at, want) {
				t.Errorf("%s: address %q", e.Name(), at)
			}
			for _, unwanted := range []string{"<!--", "- id: ", "](" + rule, "\n\n\n"} {
				if strings.Contains(page, unwanted) {
					t.Errorf("%s %s: %q in\n%s", language, e.Name(), unwanted, page)
				}
			}
			if strings.HasPrefix(page, "# ") || strings.HasPrefix(page, "`") || !strings.Contains(page, "| --- | --- |") || !strings.Contains(page, ".gouji.yaml") {
				t.Errorf("%s %s:\n%s", language, e.Name(), page)
			}
			if strings.Count(page, "```")%2 != 0 {
				t.Errorf("%s %s: a block is cut", language, e.Name())
			}
		}
	}
}

// TestRulePageMissing checks that there are no pages but those of rules.
func TestRulePageMissing(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ language, rule string }{
		"no such rule":     {"zh", "no-such-rule"},
		"no such language": {"fr", "title-missing"},
		"no language":      {"", "title-missing"},
		"no rule":          {"zh", ""},
		"outside":          {"zh", "../rules"},
		"not a page":       {"zh", "../../../go.mod"},
	} {
		if page, at := docs.RulePage(tc.language, tc.rule); page != "" || at != "" {
			t.Errorf("%s: %q at %q", name, page, at)
		}
	}
}
