package yamlschema_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/internal/yamlschema"
	"github.com/gouji/gouji/pack"
	"github.com/gouji/gouji/report"
	"github.com/gouji/gouji/ruletest"
)

// root is the root of the repository.
const root = "../.."

// schemas compiles the schema of each kind.
func schemas(t *testing.T) map[string]*jsonschema.Schema {
	t.Helper()
	all := map[string]*jsonschema.Schema{}
	c := jsonschema.NewCompiler()
	for _, k := range yamlschema.Kinds() {
		data, err := k.JSON()
		if err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if err := c.AddResource(k.FileName(), doc); err != nil {
			t.Fatal(err)
		}
		if all[k.Name], err = c.Compile(k.FileName()); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// loader is what reads the files of a kind.
type loader struct {
	// folder holds its source, from the root of the repository.
	folder string
	// load returns the mistakes of a file in English, without places.
	load func(t *testing.T, text string) []string
}

// loaders lists what reads each kind of file.
func loaders() map[string]loader {
	return map[string]loader{
		"rule":   {"engine", loadPack},
		"form":   {"parser/f*", loadPack},
		"pack":   {"pack", loadPack},
		"config": {"pack", loadConfig},
		"test":   {"ruletest", loadTest},
	}
}

// loadPack reads a file of a pack as the program does.
func loadPack(t *testing.T, text string) []string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := pack.Load([]string{path})
	return mistakesIn(err)
}

// loadConfig reads a configuration as the program does.
func loadConfig(t *testing.T, text string) []string {
	t.Helper()
	path := filepath.Join(t.TempDir(), pack.ConfigName)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := pack.LoadConfig(path)
	return mistakesIn(err)
}

// loadTest reads tests of rules, and runs them where they hold no mistake.
func loadTest(t *testing.T, text string) []string {
	t.Helper()
	folder := t.TempDir()
	for name, text := range map[string]string{"pack.yaml": "{pack: a, extends: [builtin/gov-disclosure]}", "a_test.yaml": text} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p, err := pack.Load([]string{folder})
	if err != nil {
		t.Fatal(err)
	}
	var diags diag.List
	suite, err := ruletest.Parse(p.Tests[0], &diags)
	if err != nil {
		t.Fatal(err)
	}
	if suite == nil || diags.Len() > 0 {
		return mistakesIn(diags.Err())
	}
	runner, err := ruletest.NewRunner(p, &diags)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = runner.Close() }()
	for _, c := range suite.Cases {
		if _, err := runner.Run(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	return mistakesIn(diags.Err())
}

func mistakesIn(err error) []string {
	var found diag.Error
	if !errors.As(err, &found) {
		if err != nil {
			return []string{err.Error()}
		}
		return nil
	}
	mistakes := make([]string, len(found))
	for i, d := range found {
		mistakes[i] = d.Message.In(report.English)
	}
	return mistakes
}

// value reads YAML as an editor does, into the values of JSON.
func value(t *testing.T, text string) any {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	v, err := plain(doc.Content[0])
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func plain(n *yaml.Node) (any, error) {
	switch n.Kind {
	case yaml.AliasNode:
		return plain(n.Alias)
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, item := range n.Content {
			var err error
			if list[i], err = plain(item); err != nil {
				return nil, err
			}
		}
		return list, nil
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i < len(n.Content); i += 2 {
			v, err := plain(n.Content[i+1])
			if err != nil {
				return nil, err
			}
			m[n.Content[i].Value] = v
		}
		return m, nil
	}
	switch n.Tag {
	case "!!null":
		var nothing any
		return nothing, nil
	case "!!bool":
		return n.Value == "true", nil
	case "!!int", "!!float":
		var number json.Number
		if err := json.Unmarshal([]byte(n.Value), &number); err != nil {
			return nil, fmt.Errorf("%s: %w", n.Value, err)
		}
		return number, nil
	}
	return n.Value, nil
}
