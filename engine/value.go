package engine

import (
	"fmt"
	"strconv"
	"strings"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"

	"github.com/gouji/gouji/report"
)

// ValueKind is a kind of values.
type ValueKind uint8

// The kinds of values.
const (
	// ValueOther is anything else; its text is all that is known.
	ValueOther ValueKind = iota
	ValueBool
	ValueNumber
	ValueText
	ValueList
	// ValuePlace is a part of the report: a cell, a row, a section.
	ValuePlace
	// ValueUnknown needs something that the report does not have.
	ValueUnknown
	// ValueError is what came of a mistake.
	ValueError
)

// Value is the value of an expression, for people.
type Value struct {
	Kind ValueKind
	// Text is the value as it would be written; of a cell, its figure, and of other
	// parts of a report, their label.
	Text string
	// Missing lists the keys of what an unknown value needs, or of a cell that has
	// no figure the key of that.
	Missing []string
	// Place is the place of a part of the report, or nil.
	Place *report.Place
	// Elements are those of a list.
	Elements []Value
	// Error words an error.
	Error report.Text
}

// newValue describes a value of CEL.
func newValue(v ref.Val) Value {
	switch v := v.(type) {
	case types.Bool:
		return Value{Kind: ValueBool, Text: strconv.FormatBool(bool(v))}
	case types.Int:
		return Value{Kind: ValueNumber, Text: strconv.FormatInt(int64(v), 10)}
	case *exact:
		return Value{Kind: ValueNumber, Text: v.String()}
	case types.String:
		return Value{Kind: ValueText, Text: string(v)}
	case *types.Unknown:
		return Value{Kind: ValueUnknown, Missing: missing(v)}
	case *types.Err:
		return Value{Kind: ValueError, Error: wordError(v)}
	case *object:
		return placeValue(v)
	case traits.Lister:
		list := Value{Kind: ValueList}
		for it := v.Iterator(); it.HasNext() == types.True; {
			list.Elements = append(list.Elements, newValue(it.Next()))
		}
		return list
	}
	return Value{Text: stringOf(v)}
}

// placeValue describes a part of a report.
func placeValue(o *object) Value {
	v := Value{Kind: ValuePlace, Text: o.class.name}
	if o.class.place != nil {
		place := o.class.place(o)
		v.Place, v.Text = &place, place.Label
	}
	if o.class != o.bound.model.cell {
		return v
	}
	v.Text = ""
	figure := newValue(o.bound.value(o.index))
	v.Text, v.Missing = figure.Text, figure.Missing
	return v
}

// How many elements of a list, and characters of a text, are shown on a line.
const (
	mostElements = 6
	mostRunes    = 60
)

// In writes the value on one line.
func (v Value) In(lang report.Language) string {
	switch v.Kind {
	case ValueText:
		if runes := []rune(v.Text); len(runes) > mostRunes {
			return strconv.Quote(string(runes[:mostRunes])) + fmt.Sprintf(lang.Pick("…共 %d 字", "… %d characters"), len(runes))
		}
		return strconv.Quote(v.Text)
	case ValueUnknown:
		return lang.Pick("无法判断，没有数值：", "unknown, no value in ") + strings.Join(v.Missing, lang.Pick("、", ", "))
	case ValueError:
		return lang.Pick("出错：", "failed: ") + v.Error.In(lang)
	case ValuePlace:
		return v.place(lang)
	case ValueList:
		parts := make([]string, 0, mostElements+1)
		for i, e := range v.Elements {
			if i == mostElements {
				parts = append(parts, fmt.Sprintf(lang.Pick("…共 %d 项", "… %d in all"), len(v.Elements)))
				break
			}
			parts = append(parts, e.In(lang))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case ValueOther, ValueBool, ValueNumber:
	}
	return v.Text
}

// place writes a part of the report.
func (v Value) place(lang report.Language) string {
	if v.Place == nil {
		return v.Text
	}
	if v.Place.Label == v.Text {
		return v.Text + " [" + v.Place.Key + "]"
	}
	figure := v.Text
	if len(v.Missing) > 0 {
		figure = lang.Pick("没有数值", "no value")
	}
	return v.Place.Label + " [" + v.Place.Key + "] " + figure
}
