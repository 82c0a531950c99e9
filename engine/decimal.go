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
// exact or an error; quotients are rounded half to even at nineteen digits, and so is
// what is computed from them.
type exact struct {
	decimal.Decimal

	// rounded says that the number came of a division.
	rounded bool
}

func newExact(d decimal.Decimal) *exact { return &exact{Decimal: d} }

// like returns a number that came of this one alone.
func (d *exact) like(result decimal.Decimal) *exact { return &exact{result, d.rounded} }

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
	return d.combine(other, add, decimal.Decimal.Add)
}

// Subtract implements [traits.Subtractor].
func (d *exact) Subtract(other ref.Val) ref.Val {
	return d.combine(other, func(a, b decimal.Decimal) (decimal.Decimal, error) { return add(a, b.Neg()) }, decimal.Decimal.Sub)
}

// Multiply implements [traits.Multiplier].
func (d *exact) Multiply(other ref.Val) ref.Val {
	return d.combine(other, func(a, b decimal.Decimal) (decimal.Decimal, error) {
		return a.MulExact(b, min(a.Scale()+b.Scale(), decimal.MaxScale))
	}, decimal.Decimal.Mul)
}

// Divide implements [traits.Divider].
func (d *exact) Divide(other ref.Val) ref.Val {
	result := d.combine(other, func(a, b decimal.Decimal) (decimal.Decimal, error) {
		if b.IsZero() {
			return decimal.Zero, errDivisionByZero
		}
		return a.Quo(b)
	}, nil)
	if quotient, ok := result.(*exact); ok {
		quotient.rounded = true
	}
	return result
}

// Negate implements [traits.Negater].
func (d *exact) Negate() ref.Val { return d.like(d.Neg()) }

// operation computes a number from two.
type operation func(a, b decimal.Decimal) (decimal.Decimal, error)

// combine computes exactly, or where that takes too many digits and a number was rounded
// already, rounds once more.
func (d *exact) combine(other ref.Val, exactly, rounding operation) ref.Val {
	o, ok := other.(*exact)
	if !ok {
		return types.MaybeNoSuchOverloadErr(other)
	}
	rounded := d.rounded || o.rounded
	result, err := exactly(d.Decimal, o.Decimal)
	if err != nil && rounded && rounding != nil {
		result, err = rounding(d.Decimal, o.Decimal)
	}
	switch {
	case errors.Is(err, errDivisionByZero):
		return types.WrapErr(err)
	case err != nil:
		// The library's message speaks of its own operations.
		return types.WrapErr(errTooManyDigits)
	}
	return &exact{result, rounded}
}

var (
	errTooManyDigits  = errors.New("the result has more than 19 digits")
	errDivisionByZero = errors.New("division by zero")

	errTooManyDecimals = errors.New("a number has 0 to 19 decimals")
	errNotInteger      = errors.New("the number is no integer")
	errTooLong         = errors.New("the text is too long")
)

// add returns the exact sum, or an error where it has more digits than fit.
func add(a, b decimal.Decimal) (decimal.Decimal, error) {
	sum, err := a.AddExact(b, max(a.Scale(), b.Scale()))
	if err != nil {
		return sum, errTooManyDigits
	}
	return sum, nil
}
