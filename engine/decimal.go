package engine

import (
	"errors"
	"fmt"
	"reflect"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"github.com/govalues/decimal"
)

// decimalType is the CEL type of exact numbers. The traits let the operators of
// the standard library work on them; their overloads are declared in operators.go.
//
//nolint:gochecknoglobals // a constant
var decimalType = types.NewObjectType("decimal",
	traits.AdderType|traits.SubtractorType|traits.MultiplierType|traits.DividerType|traits.NegatorType|traits.ComparerType)

// exact is a decimal number as a CEL value. Sums, differences and products are
// exact or an error; quotients are rounded half to even at nineteen digits.
type exact struct {
	decimal.Decimal
}

func newExact(d decimal.Decimal) *exact { return &exact{d} }

// Type implements [ref.Val].
func (*exact) Type() ref.Type { return decimalType }

// Value implements [ref.Val].
func (d *exact) Value() any { return d }

// ConvertToNative implements [ref.Val].
func (d *exact) ConvertToNative(t reflect.Type) (any, error) {
	return nil, fmt.Errorf("a decimal cannot be converted to %v", t)
}

// ConvertToType implements [ref.Val].
func (d *exact) ConvertToType(t ref.Type) ref.Val {
	switch t {
	case decimalType:
		return d
	case types.StringType:
		return types.String(d.String())
	case types.TypeType:
		return decimalType
	}
	return types.NewErr("a decimal cannot be converted to %s", t.TypeName())
}

// Equal implements [ref.Val].
func (d *exact) Equal(other ref.Val) ref.Val {
	o, ok := other.(*exact)
	return types.Bool(ok && d.Cmp(o.Decimal) == 0)
}

// Compare implements [traits.Comparer].
func (d *exact) Compare(other ref.Val) ref.Val {
	o, ok := other.(*exact)
	if !ok {
		return types.MaybeNoSuchOverloadErr(other)
	}
	return types.Int(d.Cmp(o.Decimal))
}

// Add implements [traits.Adder].
func (d *exact) Add(other ref.Val) ref.Val {
	return d.combine(other, add)
}

// Subtract implements [traits.Subtractor].
func (d *exact) Subtract(other ref.Val) ref.Val {
	return d.combine(other, func(a, b decimal.Decimal) (decimal.Decimal, error) { return add(a, b.Neg()) })
}

// Multiply implements [traits.Multiplier].
func (d *exact) Multiply(other ref.Val) ref.Val {
	return d.combine(other, func(a, b decimal.Decimal) (decimal.Decimal, error) {
		return a.MulExact(b, min(a.Scale()+b.Scale(), decimal.MaxScale))
	})
}

// Divide implements [traits.Divider].
func (d *exact) Divide(other ref.Val) ref.Val {
	return d.combine(other, func(a, b decimal.Decimal) (decimal.Decimal, error) {
		if b.IsZero() {
			return decimal.Zero, errDivisionByZero
		}
		return a.Quo(b)
	})
}

// Negate implements [traits.Negater].
func (d *exact) Negate() ref.Val { return newExact(d.Neg()) }

func (d *exact) combine(other ref.Val, op func(a, b decimal.Decimal) (decimal.Decimal, error)) ref.Val {
	o, ok := other.(*exact)
	if !ok {
		return types.MaybeNoSuchOverloadErr(other)
	}
	result, err := op(d.Decimal, o.Decimal)
	switch {
	case errors.Is(err, errDivisionByZero):
		return types.WrapErr(err)
	case err != nil:
		// The library's message speaks of its own operations.
		return types.WrapErr(errTooManyDigits)
	}
	return newExact(result)
}

var (
	errTooManyDigits  = errors.New("the result has more than 19 digits")
	errDivisionByZero = errors.New("division by zero")

	errTooManyDecimals = errors.New("a number has 0 to 19 decimals")
	errNotInteger      = errors.New("the number is no integer")
)

// add returns the exact sum, or an error where it has more digits than fit.
func add(a, b decimal.Decimal) (decimal.Decimal, error) {
	sum, err := a.AddExact(b, max(a.Scale(), b.Scale()))
	if err != nil {
		return sum, errTooManyDigits
	}
	return sum, nil
}
