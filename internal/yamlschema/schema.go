// Package yamlschema describes the YAML files that people write, as JSON Schema, so
// that editors can complete keys, show what they mean and underline mistakes.
//
// One file describes one kind of YAML file. The schemas are of draft 7, which is
// what the YAML extension of VS Code and other users of yaml-language-server
// understand in full. They hold what can be said without reading other files; what
// an expression means, or whether a rule of a name exists, only `gouji check` knows.
//
// Alternatives are told apart by their type wherever that is possible, rather than by
// anyOf: editors then know which of them was meant, and say what is wrong with it.
package yamlschema

//go:generate go run ./gen -out ../../docs/schema

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/gouji/gouji/report"
)

// Modeline begins the first line of a YAML file that tells editors where its schema
// is; a path relative to the file, or a URL, follows.
const Modeline = "# yaml-language-server: $schema="

// Kind is a kind of YAML file.
type Kind struct {
	// Name is what the kind is called on the command line.
	Name string
	// Title says what such a file holds.
	Title    report.Text
	describe func() *schema
}

// Kinds lists the kinds of files.
func Kinds() []Kind {
	return []Kind{
		{"rule", report.Text{ZH: "规则文件", EN: "rules"}, ruleFile},
		{"form", report.Text{ZH: "格式文件", EN: "a form"}, formFile},
		{"config", report.Text{ZH: "配置文件 .gouji.yaml", EN: "a configuration, .gouji.yaml"}, configFile},
		{"test", report.Text{ZH: "规则的测试 *_test.yaml", EN: "tests of rules, *_test.yaml"}, testFile},
		{"pack", report.Text{ZH: "规则包说明 pack.yaml", EN: "the description of a pack, pack.yaml"}, packFile},
	}
}

// FileName is the name of the file that holds the schema.
func (k Kind) FileName() string { return k.Name + ".schema.json" }

// JSON returns the schema, indented, with a line break at the end.
func (k Kind) JSON() ([]byte, error) {
	s := k.describe()
	s.Dialect = "http://json-schema.org/draft-07/schema#"
	s.Title = "gouji: " + k.Title.ZH + " / " + k.Title.EN
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(s)
	return b.Bytes(), err
}

// schema is a JSON Schema of draft 7, with what editors add to it.
type schema struct {
	Dialect string `json:"$schema,omitempty"`
	Ref     string `json:"$ref,omitempty"`
	Title   string `json:"title,omitempty"`
	// Description is plain; MarkdownDescription is the same with marks, where it has
	// some.
	Description         string `json:"description,omitempty"`
	MarkdownDescription string `json:"markdownDescription,omitempty"`

	Type             types    `json:"type,omitempty"`
	Enum             []string `json:"enum,omitempty"`
	EnumDescriptions []string `json:"enumDescriptions,omitempty"`
	Const            any      `json:"const,omitempty"`
	Default          any      `json:"default,omitempty"`
	Examples         []any    `json:"examples,omitempty"`
	Pattern          string   `json:"pattern,omitempty"`
	// PatternErrorMessage is what an editor says instead of the pattern.
	PatternErrorMessage string `json:"patternErrorMessage,omitempty"`
	Minimum             *int   `json:"minimum,omitempty"`
	Maximum             *int   `json:"maximum,omitempty"`

	Items    *schema `json:"items,omitempty"`
	MinItems int     `json:"minItems,omitempty"`

	Required             []string           `json:"required,omitempty"`
	Properties           members            `json:"properties,omitempty"`
	PatternProperties    map[string]*schema `json:"patternProperties,omitempty"`
	AdditionalProperties *schema            `json:"additionalProperties,omitempty"`
	Dependencies         members            `json:"dependencies,omitempty"`

	AnyOf []*schema `json:"anyOf,omitempty"`
	If    *schema   `json:"if,omitempty"`
	Then  *schema   `json:"then,omitempty"`
	Else  *schema   `json:"else,omitempty"`

	Definitions members `json:"definitions,omitempty"`

	// nothing makes it the schema that no value meets.
	nothing bool
}

// MarshalJSON writes the schema that no value meets as editors know it best.
func (s *schema) MarshalJSON() ([]byte, error) {
	if s.nothing {
		return []byte("false"), nil
	}
	type plain schema
	return marshal((*plain)(s))
}

// types are the types that a value may have, one of them or several.
type types []string

// MarshalJSON writes a single type without a list.
func (t types) MarshalJSON() ([]byte, error) {
	if len(t) == 1 {
		return marshal(t[0])
	}
	return marshal([]string(t))
}

// members are the keys of a mapping with their schemas, in the order in which they
// are written and suggested.
type members []member

type member struct {
	key    string
	schema *schema
	// required says that the key may not be missing.
	required bool
}

// MarshalJSON writes the members as an object.
func (m members) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, e := range m {
		if i > 0 {
			b.WriteByte(',')
		}
		key, err := marshal(e.key)
		if err != nil {
			return nil, err
		}
		value, err := marshal(e.schema)
		if err != nil {
			return nil, err
		}
		b.Write(key)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// marshal writes JSON that keeps < and > as they are.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// key is a key that may be missing.
func key(name string, s *schema, zh, en string) member {
	return member{key: name, schema: s.describedAs(zh, en)}
}

// needed is a key that may not be missing.
func needed(name string, s *schema, zh, en string) member {
	return member{key: name, schema: s.describedAs(zh, en), required: true}
}

// describedAs sets what an editor shows: Chinese, then English.
func (s *schema) describedAs(zh, en string) *schema {
	marked := zh + "\n\n" + en
	s.Description = strings.ReplaceAll(marked, "`", "")
	s.MarkdownDescription = ""
	if s.Description != marked {
		s.MarkdownDescription = marked
	}
	return s
}

// example adds values that show an author how to write one.
func (s *schema) example(values ...any) *schema {
	s.Examples = append(s.Examples, values...)
	return s
}

// or says what counts where the key is missing.
func (s *schema) or(value any) *schema {
	s.Default = value
	return s
}

// also lets a value be of a further type.
func (s *schema) also(more string) *schema {
	s.Type = append(slices.Clone(s.Type), more)
	return s
}
