package yamlschema_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/gouji/gouji/internal/yamlschema"
	"github.com/gouji/gouji/report"
)

// document reads the schema of a kind.
func document(t *testing.T, kind yamlschema.Kind) map[string]any {
	t.Helper()
	data, err := kind.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

// TestGenerated checks that the files in the repository are those of the program.
func TestGenerated(t *testing.T) {
	t.Parallel()
	for _, k := range yamlschema.Kinds() {
		want, err := k.JSON()
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(root, "docs/schema", k.FileName()))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is out of date: run go generate ./... (error %v)", k.FileName(), err)
		}
	}
}

// TestDescriptions checks that an editor has something to show for every key, in
// Chinese and then in English, without marks where it shows none.
func TestDescriptions(t *testing.T) {
	t.Parallel()
	for _, k := range yamlschema.Kinds() {
		doc := document(t, k)
		if doc["$schema"] != "http://json-schema.org/draft-07/schema#" {
			t.Errorf("%s is of %v", k.Name, doc["$schema"])
		}
		described := 0
		var visit func(v any, path string)
		visit = func(v any, path string) {
			switch v := v.(type) {
			case []any:
				for i, item := range v {
					visit(item, fmt.Sprint(path, "/", i))
				}
			case map[string]any:
				members, _ := v["properties"].(map[string]any)
				if members != nil && forbidden(members) {
					return
				}
				for key, member := range members {
					described++
					checkDescription(t, doc, member, k.Name+path+"/"+key)
				}
				for _, key := range slices.Sorted(maps.Keys(v)) {
					if !isCondition(key) {
						visit(v[key], path+"/"+key)
					}
				}
			}
		}
		visit(doc, "")
		if described < 5 {
			t.Errorf("%s has %d keys", k.Name, described)
		}
	}
}

func checkDescription(t *testing.T, doc map[string]any, member any, path string) {
	t.Helper()
	m, _ := member.(map[string]any)
	if name, ok := m["$ref"].(string); ok {
		definitions, _ := doc["definitions"].(map[string]any)
		m, _ = definitions[strings.TrimPrefix(name, "#/definitions/")].(map[string]any)
	}
	plain, _ := m["description"].(string)
	zh, en, _ := strings.Cut(plain, "\n\n")
	han := func(r rune) bool { return unicode.Is(unicode.Han, r) }
	if !strings.ContainsFunc(zh, han) || en == "" || strings.ContainsFunc(en, han) || strings.Contains(plain, "`") {
		t.Errorf("%s is described as %q", path, plain)
	}
	if marked, ok := m["markdownDescription"].(string); ok && strings.ReplaceAll(marked, "`", "") != plain {
		t.Errorf("%s is described as %q and %q", path, plain, marked)
	}
}

// TestWords checks that the words of a choice are those that the program knows, and
// that each is explained.
func TestWords(t *testing.T) {
	t.Parallel()
	known := map[string][]string{"rule": report.SeverityNames(), "pack": report.SeverityNames(), "config": report.SeverityNames(), "form": report.CellTypeNames()}
	for _, k := range yamlschema.Kinds() {
		all := choices(t, document(t, k))
		words := slices.Sorted(slices.Values(known[k.Name]))
		if len(words) > 0 && !slices.ContainsFunc(all, func(c []string) bool { return slices.Equal(slices.Sorted(slices.Values(c)), words) }) {
			t.Errorf("a %s has no choice of %v", k.Name, words)
		}
	}
}

// choices lists the words of every choice in a schema.
func choices(t *testing.T, v any) [][]string {
	t.Helper()
	var all [][]string
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			all = append(all, choices(t, item)...)
		}
	case map[string]any:
		if words, ok := v["enum"].([]any); ok {
			choice := make([]string, len(words))
			for i, w := range words {
				choice[i] = fmt.Sprint(w)
			}
			if texts, ok := v["enumDescriptions"].([]any); len(choice) > 1 && (!ok || len(texts) != len(choice)) {
				t.Errorf("%v are explained by %v", choice, texts)
			}
			all = append(all, choice)
		}
		for _, k := range slices.Sorted(maps.Keys(v)) {
			all = append(all, choices(t, v[k])...)
		}
	}
	return all
}
