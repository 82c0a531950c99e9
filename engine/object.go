package engine

import (
	"fmt"
	"reflect"
	"slices"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/gouji/gouji/report"
)

// object is a part of a report as a CEL value: a cell, a row, a section and so on.
// It holds no data of its own; its fields read the report that the worker has at
// hand, so the objects of a schema are made once for each worker.
type object struct {
	class *class
	bound *binding
	// index is that of the part in its slice of the report or of the schema.
	index int
}

// class is the type of an object: its fields, and where it stands in the source.
type class struct {
	name   string
	cel    *types.Type
	fields map[string]*field
	// place returns the location of an object; nil for what has none.
	place func(*object) report.Place
	// passage returns the running text of an object, for find; nil for what has none.
	// isMissing, where there is one, reports that nothing is known of it.
	passage   func(*object) report.Passage
	isMissing func(*object) bool
	// same reports whether two objects are one and the same although they were made apart.
	same func(a, b *object) bool
}

// field is a field of a class.
type field struct {
	kind *types.Type
	get  func(*object) ref.Val
	// isSet reports whether the field has a value, for has(); nil means always.
	isSet func(*object) bool
	// code returns which of a few values the field has, below codes; it is nil for
	// a field with many. See memo.
	code  func(*object) int
	codes int
}

func newClass(name string, place func(*object) report.Place) *class {
	return &class{name: name, cel: types.NewObjectType(name), fields: map[string]*field{}, place: place}
}

// add declares a field.
func (c *class) add(name string, kind *types.Type, get func(*object) ref.Val) {
	c.fields[name] = &field{kind: kind, get: get}
}

// addOptional declares a field that has no value unless isSet says so; it is then
// unknown, and key names what is missing.
func (c *class) addOptional(name string, kind *types.Type, isSet func(*object) bool, key func(*object) string, get func(*object) ref.Val) {
	c.fields[name] = &field{kind: kind, isSet: isSet, get: func(o *object) ref.Val {
		if isSet(o) {
			return get(o)
		}
		return o.bound.unknown(key(o))
	}}
}

// addFlag declares a field that is true or false.
func (c *class) addFlag(name string, get func(*object) bool) {
	c.addChoice(name, types.BoolType, 2, func(o *object) int {
		if get(o) {
			return 1
		}
		return 0
	}, func(code int) ref.Val { return types.Bool(code == 1) })
}

// addChoice declares a field that has one of a few values.
func (c *class) addChoice(name string, kind *types.Type, codes int, code func(*object) int, value func(int) ref.Val) {
	values := make([]ref.Val, codes)
	for i := range values {
		values[i] = value(i)
	}
	c.fields[name] = &field{kind: kind, get: func(o *object) ref.Val { return values[code(o)] }, code: code, codes: codes}
}

// place returns where the object stands: in another report where it is part of one.
func (o *object) place() report.Place {
	p := o.class.place(o)
	if o.bound.abroad != nil {
		p.Elsewhere = o.bound.abroad.lend()
	}
	return p
}

// names returns the names of the fields in alphabetical order.
func (c *class) names() []string {
	names := make([]string, 0, len(c.fields))
	for name := range c.fields {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Type implements [ref.Val].
func (o *object) Type() ref.Type { return o.class.cel }

// Value implements [ref.Val].
func (o *object) Value() any { return o }

// ConvertToNative implements [ref.Val].
func (o *object) ConvertToNative(t reflect.Type) (any, error) {
	return nil, fmt.Errorf("a %s cannot be converted to %v", o.class.name, t)
}

// ConvertToType implements [ref.Val].
func (o *object) ConvertToType(t ref.Type) ref.Val {
	if t == types.TypeType {
		return o.class.cel
	}
	return types.NewErr("a %s cannot be converted to %s", o.class.name, t.TypeName())
}

// Equal implements [ref.Val].
func (o *object) Equal(other ref.Val) ref.Val {
	p, ok := other.(*object)
	return types.Bool(ok && o.class == p.class && (o.index == p.index || o.class.same != nil && o.class.same(o, p)))
}

// provider tells CEL the types of a schema. It is immutable.
type provider struct {
	types.Provider

	classes map[string]*class
	fields  map[*field]*types.FieldType
}

func newProvider(base types.Provider, classes []*class) *provider {
	p := &provider{Provider: base, classes: map[string]*class{}, fields: map[*field]*types.FieldType{}}
	for _, c := range classes {
		p.classes[c.name] = c
		for _, f := range c.fields {
			p.fields[f] = fieldType(f)
		}
	}
	return p
}

func fieldType(f *field) *types.FieldType {
	return &types.FieldType{
		Type: f.kind,
		IsSet: func(target any) bool {
			o, ok := target.(*object)
			return ok && (f.isSet == nil || f.isSet(o))
		},
		GetFrom: func(target any) (any, error) {
			switch t := target.(type) {
			case *object:
				return f.get(t), nil
			case *types.Unknown:
				return t, nil
			case error:
				return nil, t
			}
			return nil, fmt.Errorf("a field of %T", target)
		},
	}
}

// FindStructType implements [types.Provider].
func (p *provider) FindStructType(name string) (*types.Type, bool) {
	if c, ok := p.classes[name]; ok {
		return types.NewTypeTypeWithParam(c.cel), true
	}
	if name == decimalType.TypeName() {
		return types.NewTypeTypeWithParam(decimalType), true
	}
	return nil, false
}

// FindStructFieldNames implements [types.Provider].
func (p *provider) FindStructFieldNames(name string) ([]string, bool) {
	if c, ok := p.classes[name]; ok {
		return c.names(), true
	}
	return nil, false
}

// FindStructFieldType implements [types.Provider].
func (p *provider) FindStructFieldType(structType, name string) (*types.FieldType, bool) {
	c, ok := p.classes[structType]
	if !ok {
		return nil, false
	}
	f, ok := c.fields[name]
	if !ok {
		return nil, false
	}
	return p.fields[f], true
}
