package yamlschema_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gouji/gouji/internal/yamlschema"
)

// place is a mapping in a kind of file: the pointer to its schema, and a file in
// which further keys can stand there, at KEYS.
type place struct{ kind, pointer, file string }

func places() []place {
	form := func(table string) string { return "{form: f, tables: {t: {" + table + "}}}" }
	const (
		columns = "columns: [{key: c, label: 列}]"
		rows    = "rows: [{key: r, label: 行}]"
	)
	facts := func(entry, more string) string {
		return "{form: f, facts: {units: {u: [a]}, find: [{" + entry + "}]" + more + "}}"
	}
	return []place{
		{"rule", "", "{rules: [], KEYS}"},
		{"rule", "definitions/rule", "[{id: a, KEYS}]"},
		{"rule", "definitions/rule/properties/name", "[{id: a, check: true, name: {KEYS}}]"},
		{"rule", "definitions/rule/properties/message", "[{id: a, check: true, message: {KEYS}}]"},
		{"rule", "definitions/severity", "[{id: a, check: true, severity: [{is: note, KEYS}]}]"},
		{"rule", "definitions/diagnose", "[{id: a, diagnose: {balances: [b], KEYS}}]"},
		{"rule", "definitions/diagnose/properties/messages", "[{id: a, diagnose: {balances: [b], messages: {KEYS}}}]"},
		{"rule", "definitions/diagnose/properties/messages/properties/wrong", "[{id: a, diagnose: {balances: [b], messages: {wrong: {KEYS}}}}]"},
		{"rule", "definitions/balance", "[{id: a, balance: {left: a, KEYS}}]"},
		{"rule", "definitions/resemblance", "[{id: a, scope: series, resemblance: {of: a, above: 0.9, KEYS}}]"},
		{"rule", "definitions/repeats", "[{id: a, scope: series, repeats: {of: a, KEYS}}]"},
		{"form", "", "{form: f, KEYS}"},
		{"form", "properties/organs", "{form: f, organs: {KEYS}}"},
		{"form", "properties/name", "{form: f, name: {KEYS}}"},
		{"form", "properties/years", "{form: f, years: {KEYS}}"},
		{"form", "properties/title", "{form: f, title: {patterns: [], KEYS}}"},
		{"form", "properties/cells", "{form: f, cells: {KEYS}}"},
		{"form", "definitions/section", "{form: f, sections: {s: {heading: h, KEYS}}}"},
		{"form", "definitions/aspect", "{form: f, sections: {s: {heading: h, aspects: [{key: a, name: n, words: w, KEYS}]}}}"},
		{"form", "definitions/table", form(columns + ", " + rows + ", KEYS")},
		{"form", "definitions/table/properties/caption", form(columns + ", " + rows + ", caption: {label: a, KEYS}")},
		{"form", "definitions/table/properties/stub", form(columns + ", " + rows + ", stub: {label: a, KEYS}")},
		{"form", "definitions/table/properties/spanners/items", form(columns + ", " + rows + ", spanners: [{label: a, KEYS}]")},
		{"form", "definitions/table/properties/roles", form(columns + ", " + rows + ", roles: {KEYS}")},
		{"form", "definitions/block", form("blocks: [{key: b, " + columns + ", " + rows + ", KEYS}]")},
		{"form", "definitions/column", form("columns: [{key: c, label: 列, KEYS}], " + rows)},
		{"form", "definitions/row", form(columns + ", rows: [{key: r, label: 行, KEYS}]")},
		{"form", "definitions/group", form(columns + ", rows: [{group: g, " + rows + ", KEYS}]")},
		{"form", "definitions/alternatives", form(columns + ", rows: [{oneOf: o, choices: {}, KEYS}]")},
		{"form", "properties/facts", facts("fact: a, patterns: ['{n}']", ", KEYS")},
		{"form", "properties/facts/properties/approximate", facts("fact: a, patterns: ['{n}']", ", approximate: {KEYS}")},
		{"form", "definitions/unit", "{form: f, facts: {units: {u: [{unit: a, KEYS}]}, find: []}}"},
		{"form", "properties/facts/properties/breakdown", facts("fact: a, patterns: ['{n}']", ", breakdown: {words: a, KEYS}")},
		{"form", "definitions/stated", facts("fact: a, patterns: ['{n}'], KEYS", "")},
		{"form", "definitions/pattern/then", facts("fact: a, patterns: [{pattern: '{n}', KEYS}]", "")},
		{"pack", "", "{pack: a, extends: [builtin/gov-disclosure], KEYS}"},
		{"pack", "properties/name", "{pack: a, extends: [builtin/gov-disclosure], name: {KEYS}}"},
		{"pack", "definitions/change/then", "{pack: a, extends: [builtin/gov-disclosure], rules: {title-wording: {KEYS}}}"},
		{"pack", "definitions/severity", "{pack: a, extends: [builtin/gov-disclosure], rules: {title-wording: {severity: [{is: note, KEYS}]}}}"},
		{"config", "", "{KEYS}"},
		{"config", "definitions/organ", "{organs: [{name: a, KEYS}]}"},
		{"config", "definitions/files", "{files: [{match: a, KEYS}]}"},
		{"config", "definitions/change/then", "{rules: {title-wording: {KEYS}}}"},
		{"config", "definitions/severity", "{rules: {title-wording: {severity: [{is: note, KEYS}]}}}"},
		{"test", "", "{tests: [], KEYS}"},
		{"test", "definitions/test", "{report: a, tests: [{name: a, expect: none, KEYS}]}"},
		{"test", "definitions/sentence", "{sentences: [{text: a, states: none, KEYS}]}"},
		{"test", "definitions/test/properties/name", "{report: a, tests: [{expect: none, name: {KEYS}}]}"},
		{"test", "definitions/organ", "{report: a, tests: [{name: a, expect: none, organs: [{name: a, KEYS}]}]}"},
		{"test", "definitions/report", "{tests: [{name: a, expect: none, reports: [{report: a, KEYS}]}]}"},
		{"test", "definitions/finding", "{report: a, tests: [{name: a, expect: [{at: a, KEYS}]}]}"},
		{"test", "definitions/change/then", "{report: a, tests: [{name: a, expect: none, changes: {title-wording: {KEYS}}}]}"},
		{"test", "definitions/severity", "{report: a, tests: [{name: a, expect: none, changes: {title-wording: {severity: [{is: note, KEYS}]}}}]}"},
		{"test", "definitions/place", "{report: a, tests: [{name: a, expect: none, notAssessed: [{at: a, KEYS}]}]}"},
	}
}

// turning lists the keys that make something else of the mapping in which they
// stand, so that the others are unknown: they have a place of their own.
func turning(p place) []string {
	return map[string][]string{
		"rule/":                         {"pack"},
		"form/":                         {"pack", "rules"},
		"form/definitions/table":        {"blocks"},
		"form/definitions/row":          {"group", "oneOf"},
		"form/definitions/alternatives": {"group"},
	}[p.kind+"/"+p.pointer]
}

// TestKeys compares the keys that the schemas know with those that the program
// knows, in every mapping of every kind of file. Candidates are the keys of all
// schemas and whatever looks like a key in the source of the program: a key without
// a value is a mistake everywhere, but another one than an unknown key.
func TestKeys(t *testing.T) {
	t.Parallel()
	documents := map[string]any{}
	var all []string
	for _, k := range yamlschema.Kinds() {
		data, err := k.JSON()
		if err != nil {
			t.Fatal(err)
		}
		var doc any
		if err := json.Unmarshal(data, &doc); err != nil {
			t.Fatal(err)
		}
		documents[k.Name] = doc
		for _, keys := range mappings(doc) {
			all = append(all, keys...)
		}
	}
	covered := map[string]bool{}
	for _, p := range places() {
		known := keysAt(documents[p.kind], p.pointer)
		if len(known) == 0 {
			t.Fatalf("%s has no keys at %q", p.kind, p.pointer)
		}
		covered[p.kind+fmt.Sprint(known)] = true
		t.Run(p.kind+"/"+p.pointer, func(t *testing.T) {
			t.Parallel()
			candidates := append(literals(t, loaders()[p.kind].folder), all...)
			slices.Sort(candidates)
			candidates = slices.Compact(candidates)
			out := append(turning(p), standing(value(t, p.file))...)
			candidates = slices.DeleteFunc(candidates, func(k string) bool { return slices.Contains(out, k) })
			mistakes := loaders()[p.kind].load(t, strings.Replace(p.file, "KEYS", strings.Join(candidates, ": , ")+": ", 1))
			for _, k := range candidates {
				loads := !slices.Contains(mistakes, fmt.Sprintf("unknown key %q", k))
				switch describes := slices.Contains(known, k); {
				case loads && !describes:
					t.Errorf("the program reads %q, the schema has no such key", k)
				case !loads && describes:
					t.Errorf("the schema has %q, the program knows no such key", k)
				}
			}
		})
	}
	for kind, doc := range documents {
		for _, keys := range mappings(doc) {
			if !covered[kind+fmt.Sprint(keys)] {
				t.Errorf("no place in a %s has the keys %v", kind, keys)
			}
		}
	}
}

// isCondition tells the parts of a schema that say when something counts, and hold
// some keys again; examples are no schemas.
func isCondition(keyword string) bool {
	return slices.Contains([]string{"if", "dependencies", "examples"}, keyword)
}

// forbidden tells keys that may not stand beside others.
func forbidden(properties map[string]any) bool {
	for _, p := range properties {
		if p != false {
			return false
		}
	}
	return true
}

// mappings lists the keys of every mapping that a schema describes.
func mappings(v any) [][]string {
	var found [][]string
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			found = append(found, mappings(item)...)
		}
	case map[string]any:
		if p, ok := v["properties"].(map[string]any); ok && !forbidden(p) {
			found = append(found, slices.Sorted(maps.Keys(p)))
		}
		for _, k := range slices.Sorted(maps.Keys(v)) {
			if !isCondition(k) {
				found = append(found, mappings(v[k])...)
			}
		}
	}
	return found
}

// keysAt lists the keys of the mapping at a pointer into a schema.
func keysAt(v any, pointer string) []string {
	for part := range strings.SplitSeq(pointer, "/") {
		if m, ok := v.(map[string]any); ok && part != "" {
			v = m[part]
		}
	}
	m, ok := v.(map[string]any)
	if !ok {
		return nil
	}
	p, _ := m["properties"].(map[string]any)
	return slices.Sorted(maps.Keys(p))
}

// standing lists the keys that stand beside KEYS already.
func standing(v any) []string {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			if found := standing(item); found != nil {
				return found
			}
		}
	case map[string]any:
		if _, ok := v["KEYS"]; ok {
			return slices.Collect(maps.Keys(v))
		}
		for _, member := range v {
			if found := standing(member); found != nil {
				return found
			}
		}
	}
	return nil
}

// keyLike is what a key looks like in the source of the program.
var keyLike = regexp.MustCompile(`^[a-z][A-Za-z]*$`)

// literals lists the texts in the source of a package that look like keys.
func literals(t *testing.T, folder string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, folder, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no source in %s, error %v", folder, err)
	}
	var found []string
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
				if s, err := strconv.Unquote(l.Value); err == nil && keyLike.MatchString(s) && s != "true" && s != "false" && s != "null" {
					found = append(found, s)
				}
			}
			return true
		})
	}
	return found
}
