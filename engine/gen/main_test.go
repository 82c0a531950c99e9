package main

import (
	"os"
	"strings"
	"testing"

	"github.com/gouji/gouji/report"
)

// TestDocuments checks that the documents list the functions that there are.
func TestDocuments(t *testing.T) {
	t.Parallel()
	for file, lang := range map[string]report.Language{"../../docs/zh/rules.md": report.Chinese, "../../docs/en/rules.md": report.English} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		want, err := update(string(text), lang)
		if err != nil {
			t.Fatal(err)
		}
		if want != string(text) {
			t.Errorf("%s is not up to date: go generate ./engine", file)
		}
	}
}

func TestMistakes(t *testing.T) {
	t.Parallel()
	document := func(text string) string {
		file := t.TempDir() + "/a.md"
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	for name, tc := range map[string]struct {
		args []string
		want string
	}{
		"language": {[]string{"fr", document(begin + end)}, "fr"},
		"no file":  {[]string{"zh", "none.md"}, "none.md"},
		"no marks": {[]string{"zh", document("text")}, "there is no"},
		"no end":   {[]string{"zh", document(begin)}, "there is no"},
		"reversed": {[]string{"zh", document(end + begin)}, "there is no"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := run(tc.args); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v", err)
			}
		})
	}
}
