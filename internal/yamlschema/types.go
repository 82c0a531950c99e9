package yamlschema

// The patterns of names, as the loaders check them.
const (
	identifierPattern = `^[a-z0-9]+(-[a-z0-9]+)*$`
	variablePattern   = `^[a-z][A-Za-z0-9_]*$`
	keyPattern        = `^[a-z][a-z0-9_]*$`
	// pathPattern is that of the key of a place in a report.
	pathPattern = `^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$`
	// selectorPattern is that of an identifier that may hold *.
	selectorPattern = `^[a-z0-9*]+(-[a-z0-9*]+)*$`
)

// never is the schema of what may not stand at a place.
func never() *schema { return &schema{nothing: true} }

// object is a mapping of these keys and no others.
func object(keys ...member) *schema {
	s := &schema{Type: types{"object"}, Properties: keys, AdditionalProperties: never()}
	for _, k := range keys {
		if k.required {
			s.Required = append(s.Required, k.key)
		}
	}
	return s
}

// has is the condition that a mapping has all of the keys.
func has(keys ...string) *schema { return &schema{Required: keys} }

// without forbids keys beside others.
func without(keys ...string) members {
	m := make(members, len(keys))
	for i, k := range keys {
		m[i] = member{key: k, schema: never()}
	}
	return m
}

// named is a mapping whose keys are names of an author's own.
func named(pattern string, value *schema) *schema {
	return &schema{
		Type: types{"object"}, PatternProperties: map[string]*schema{pattern: value}, AdditionalProperties: never(),
	}
}

// free is a mapping with any keys.
func free(value *schema) *schema { return &schema{Type: types{"object"}, AdditionalProperties: value} }

// list is a list of items of one kind.
func list(item *schema) *schema { return &schema{Type: types{"array"}, Items: item} }

// some is a list that may not be empty.
func some(item *schema) *schema {
	s := list(item)
	s.MinItems = 1
	return s
}

// oneOrMore is a value or a list of such values.
func oneOrMore(value func() *schema) *schema {
	s := value().also("array")
	s.Items = value()
	return s
}

// oneOrSome is a value or a list of such values that may not be empty.
func oneOrSome(value func() *schema) *schema {
	s := oneOrMore(value)
	s.MinItems = 1
	return s
}

// either is a value of one of several kinds that types alone do not tell apart.
func either(alternatives ...*schema) *schema { return &schema{AnyOf: alternatives} }

// byType is a value that is of one kind if it is of the type, and else of another.
// Mistakes in it are told better than in one of several, but editors complete no
// words of it: give them as examples.
func byType(name string, then, other *schema) *schema {
	return &schema{If: &schema{Type: types{name}}, Then: then, Else: other}
}

// ref is what stands in the definitions under a name.
func ref(name string) *schema { return &schema{Ref: "#/definitions/" + name} }

// text is any single value: YAML takes 2021, 0.5 and true for something other than
// text, which they are all the same.
func text() *schema { return &schema{Type: types{"string", "number", "boolean"}} }

// expression is a CEL expression; a bare true or 3 is one too.
func expression() *schema { return text() }

// wording is a text in one language or in two.
func wording() *schema {
	s := text().also("object")
	s.Properties = members{
		key("zh", text(), "中文", "Chinese"),
		key("en", text(), "英文", "English"),
	}
	s.AdditionalProperties = never()
	return s
}

// constant is the value of a parameter, or a list of them.
func constant() *schema { return oneOrMore(text) }

func boolean() *schema { return &schema{Type: types{"boolean"}} }

func integer() *schema { return &schema{Type: types{"integer"}} }

func percentage() *schema {
	least, most := 0, 100
	return &schema{Type: types{"integer"}, Minimum: &least, Maximum: &most}
}

// identifier names a rule, a form or a pack.
func identifier() *schema {
	return &schema{
		Type: types{"string", "integer"}, Pattern: identifierPattern,
		PatternErrorMessage: "只能由小写字母、数字和连字符组成，如 row-total / lower-case letters, digits and hyphens, such as row-total",
	}
}

// reportKey names a table, row, column, section or role of a form.
func reportKey() *schema {
	return &schema{
		Type: types{"string"}, Pattern: keyPattern,
		PatternErrorMessage: "只能由小写字母、数字和下划线组成，以字母开头 / lower-case letters, digits and underscores, a letter first",
	}
}

// place names a place in a report.
func place() *schema {
	return &schema{
		Type: types{"string"}, Pattern: pathPattern,
		PatternErrorMessage: "应为单元格、行、部分等的键，如 cost.north.wages / the key of a cell, row or section, such as cost.north.wages",
	}
}

// word is one of a few words.
type word struct{ word, zh, en string }

// choice is one of the words.
func choice(words ...word) *schema {
	s := &schema{Type: types{"string"}}
	for _, w := range words {
		s.Enum = append(s.Enum, w.word)
		s.EnumDescriptions = append(s.EnumDescriptions, w.zh+" / "+w.en)
	}
	return s
}

// none is the word that stands for an empty list.
func none() *schema { return &schema{Type: types{"string"}, Const: "none"} }
