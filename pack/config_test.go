package pack_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/gouji/gouji/engine"
	"github.com/gouji/gouji/pack"
	"github.com/gouji/gouji/report"
)

// write writes a file in a folder and returns its path.
func write(t *testing.T, folder, name, text string) string {
	t.Helper()
	path := filepath.Join(folder, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func ruleOf(t *testing.T, p *pack.Pack, id string) *engine.Rule {
	t.Helper()
	for _, r := range p.Rules {
		if r.ID == id {
			return r
		}
	}
	t.Fatalf("there is no rule %s", id)
	return nil
}

// TestPatterns checks which files the entries of a configuration are for.
func TestPatterns(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		match   string
		files   []string
		nothing []string
	}{
		"a name":             {"a.txt", []string{"a.txt", "x/a.txt", "x/y/a.txt"}, []string{"a.txt.bak", "b.txt"}},
		"a kind of name":     {"'*.docx'", []string{"a.docx", "x/y/a.docx"}, []string{"a.doc"}},
		"a folder":           {"x", []string{"x/a.txt", "x/y/a.txt", "y/x/a.txt"}, []string{"a.txt", "xx/a.txt"}},
		"a folder, slash":    {"x/", []string{"x/a.txt", "y/x/a.txt"}, []string{"xy/a.txt"}},
		"a path":             {"x/y", []string{"x/y/a.txt"}, []string{"z/x/y/a.txt", "x/a.txt"}},
		"one level":          {"x/*", []string{"x/a.txt", "x/y/a.txt"}, []string{"a.txt"}},
		"names in a folder":  {"x/*.txt", []string{"x/a.txt"}, []string{"x/y/a.txt", "a.txt"}},
		"all levels":         {"'**/2020/**'", []string{"2020/a.txt", "x/2020/y/a.txt"}, []string{"a2020/a.txt"}},
		"several":            {"[a.txt, x/*]", []string{"y/a.txt", "x/b.txt"}, []string{"b.txt"}},
		"from here":          {"./x/a.txt", []string{"x/a.txt"}, []string{"y/x/a.txt"}},
		"choices":            {"'{a,b}.txt'", []string{"a.txt", "x/b.txt"}, []string{"c.txt"}},
		"Chinese characters": {"草稿/**", []string{"草稿/甲.docx"}, []string{"定稿/甲.docx"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			c, err := pack.LoadConfig(write(t, folder, pack.ConfigName, "files: [{match: "+tc.match+", rules: {title-missing: note}}]\n"))
			if err != nil {
				t.Fatal(err)
			}
			severity := func(file string) report.Severity {
				s, err := c.For(filepath.Join(folder, filepath.FromSlash(file)))
				if err != nil {
					t.Fatal(err)
				}
				return ruleOf(t, s.Pack, "title-missing").Severity()
			}
			for _, f := range tc.files {
				if severity(f) != report.Note {
					t.Errorf("%s is not matched", f)
				}
			}
			for _, f := range tc.nothing {
				if severity(f) != report.Error {
					t.Errorf("%s is matched", f)
				}
			}
		})
	}
}

// TestPrecedence checks which of several settings counts, and that each knows where it
// was written.
func TestPrecedence(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	write(t, folder, "base/pack.yaml", "pack: base\nextends: [builtin/gov-disclosure]\nrules:\n  title-*: note\n  section-order: note\n  title-year: {params: {year: 2001}}\n")
	write(t, folder, "over/pack.yaml", "pack: over\nextends: [../base]\nrules:\n  section-order: error\n")
	write(t, folder, "over/rules.yaml", "- {id: title-wording, message: 标题}\n")
	config := write(t, folder, pack.ConfigName, `packs: [over]
rules:
  title-missing: warning
  title-*: error
  title-year: {params: {year: 2002}}
files:
  - {match: x, rules: {title-year: {params: {year: 2003}}}}
  - {match: x/y, rules: {title-year: off, section-order: warning}, form: gov-disclosure-2019}
`)
	c, err := pack.LoadConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		file, rule, key string
		value           string
		from            string
		line            int
	}{
		"built in":                         {"a", "section-missing", "severity", "error", "builtin/gov-disclosure/rules/document.yaml", 0},
		"a pack over the built-in one":     {"a", "section-order", "severity", "error", "over/pack.yaml", 4},
		"a name goes before a pattern":     {"a", "title-missing", "severity", "warning", pack.ConfigName, 3},
		"a pattern of the configuration":   {"a", "title-wording", "severity", "error", pack.ConfigName, 4},
		"a parameter of the configuration": {"a", "title-year", "params.year", "2002", pack.ConfigName, 5},
		"an entry for files":               {"x/a", "title-year", "params.year", "2003", pack.ConfigName, 7},
		"the last entry for files":         {"x/y/a", "section-order", "severity", "warning", pack.ConfigName, 8},
		"switched off":                     {"x/y/a", "title-year", "severity", "off", pack.ConfigName, 8},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := pack.LoadConfig(config) // one configuration serves one goroutine
			if err != nil {
				t.Fatal(err)
			}
			s, err := c.For(filepath.Join(folder, filepath.FromSlash(tc.file)))
			if err != nil {
				t.Fatal(err)
			}
			r := ruleOf(t, s.Pack, tc.rule)
			value := r.Severity().String()
			if p, ok := r.Params["year"]; ok && tc.key == "params.year" {
				value = p.String()
			}
			file, line := r.Origin(tc.key)
			if rel, err := filepath.Rel(folder, file); err == nil {
				file = filepath.ToSlash(rel)
			}
			if value != tc.value || file != tc.from || tc.line != 0 && line != tc.line {
				t.Errorf("%s from %s:%d", value, file, line)
			}
		})
	}
	s, err := c.For(filepath.Join(folder, "x", "y", "a"))
	if err != nil || s.Form != "gov-disclosure-2019" || s.FormSetting.Line != 8 {
		t.Errorf("form %q from line %d, error %v", s.Form, s.FormSetting.Line, err)
	}
	if same, err := c.For(filepath.Join(folder, "x", "y", "b")); err != nil || same != s {
		t.Error("files with the same settings do not share them")
	}
}

// TestFindConfig checks that the nearest configuration counts.
func TestFindConfig(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	outer := write(t, folder, "a/"+pack.ConfigName, "rules: {title-missing: note}\n")
	inner := write(t, folder, "a/b/"+pack.ConfigName, "rules: {title-missing: off}\n")
	write(t, folder, "a/b/c/d/x.txt", "")
	write(t, folder, "a/e/"+pack.ConfigName+"/x.txt", "") // a folder of the name
	for at, want := range map[string]string{"a": outer, "a/b": inner, "a/b/c/d": inner, "a/e": filepath.Join(folder, "a", "e", pack.ConfigName), "a/nowhere": outer, "": ""} {
		got := pack.FindConfig(filepath.Join(folder, filepath.FromSlash(at)))
		if got != "" {
			abs, err := filepath.Abs(got)
			if err != nil {
				t.Fatal(err)
			}
			got = abs
		}
		if got != want {
			t.Errorf("%s: %q, want %q", at, got, want)
		}
	}
}

// TestFamilies checks that the rules of a pack are for the kinds of reports that it
// knows, and not for those that another pack adds.
func TestFamilies(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	write(t, folder, "pack.yaml", "pack: both\nextends: [builtin/gov-disclosure]\n")
	write(t, folder, "form.yaml", "form: fees\ntitle: {patterns: ['{organ}{year}年收费表']}\n"+
		"tables: {fees: {columns: [{key: sum, label: 金额}], rows: [{key: all, label: 合计}]}}\n")
	write(t, folder, "rules.yaml", "- {id: own, forms: [fees], check: 'tables.fees.all.sum.value > 0'}\n")
	p, err := pack.Load([]string{folder})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range p.Forms {
		if got, want := ruleOf(t, p, "own").Runs(f.Schema), f.ID == "fees"; got != want {
			t.Errorf("the rule of the pack runs for %s: %v", f.ID, got)
		}
		if got, want := ruleOf(t, p, "title-missing").Runs(f.Schema), f.ID != "fees"; got != want {
			t.Errorf("the built-in rule runs for %s: %v", f.ID, got)
		}
	}
}
