package yamlschema_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/gouji/gouji/internal/yamlschema"
)

// kindOf tells the kind of a file by its name and what it holds.
func kindOf(name string, v any) string {
	m, _ := v.(map[string]any)
	has := func(key string) bool { return m[key] != nil }
	_, list := m["rules"].([]any)
	switch base := filepath.Base(name); {
	case base == ".gouji.yaml":
		return "config"
	case strings.HasSuffix(base, "_test.yaml"), has("tests"), has("sentences"):
		return "test"
	case has("pack"):
		return "pack"
	case has("packs"), has("files"):
		return "config"
	case has("form"):
		return "form"
	case m == nil, list:
		return "rule"
	}
	return "config"
}

// templates is the folder of what init writes.
const templates = "cmd/gouji/template"

// TestShippedFiles checks every YAML file of rules, forms, packs, configurations and
// tests in the repository: it is as its schema says, and its first line tells
// editors where that is.
func TestShippedFiles(t *testing.T) {
	t.Parallel()
	all := schemas(t)
	seen := map[string]int{}
	for _, folder := range []string{"rules", "testdata", "docs", templates} {
		err := filepath.WalkDir(filepath.Join(root, folder), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(path) != ".yaml" && filepath.Ext(path) != ".yml" {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			v := value(t, string(data))
			kind := kindOf(path, v)
			seen[kind]++
			if err := all[kind].Validate(v); err != nil {
				t.Errorf("%s: %v", path, err)
			}
			first, _, _ := strings.Cut(string(data), "\n")
			target, ok := strings.CutPrefix(first, yamlschema.Modeline)
			if !ok {
				t.Errorf("%s does not begin with %s…", path, yamlschema.Modeline)
				return nil
			}
			want := filepath.Join(root, "docs/schema", kind+".schema.json")
			if folder == templates { // the schemas will lie beside the copy
				language, _, _ := strings.Cut(strings.TrimPrefix(filepath.ToSlash(path), filepath.ToSlash(filepath.Join(root, templates))+"/"), "/")
				want = filepath.Join(root, templates, language, ".gouji", kind+".schema.json")
			}
			if got := filepath.Join(filepath.Dir(path), filepath.FromSlash(target)); got != want {
				t.Errorf("%s points to %s, not %s", path, got, want)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if seen["rule"] < 7 || seen["form"] < 4 || seen["pack"] < 2 {
		t.Errorf("files of each kind: %v", seen)
	}
}

// TestDocumentedFiles checks the YAML that documents show.
func TestDocumentedFiles(t *testing.T) {
	t.Parallel()
	all := schemas(t)
	var documents []string
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/*/*.md"} {
		files, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		documents = append(documents, files...)
	}
	block := regexp.MustCompile("(?ms)^```yaml\n(.*?)^```$")
	seen := map[string]int{}
	for _, file := range documents {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range block.FindAllStringSubmatch(string(text), -1) {
			if first, _, _ := strings.Cut(m[1], "\n"); strings.Contains(first, ".github/") {
				continue // a workflow
			}
			v := value(t, m[1])
			kind := kindOf("", v)
			seen[kind]++
			if err := all[kind].Validate(v); err != nil {
				t.Errorf("%s: %v in\n%s", file, err, m[1])
			}
		}
	}
	if seen["rule"] < 4 || seen["form"] < 4 || seen["pack"] < 2 {
		t.Errorf("blocks of each kind: %v", seen)
	}
}
