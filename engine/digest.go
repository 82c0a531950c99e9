package engine

import (
	"encoding/binary"
	"slices"
	"strings"
	"unique"

	"github.com/govalues/decimal"

	"github.com/gouji/gouji/report"
)

// Digest is what is kept of a report for the rules that compare it with others: who
// reports on which year, all figures, and a few numbers for each text that is compared.
// It keeps no hold of the text.
type Digest struct {
	rules *formRules
	// input and index are the number of the input and that of the report in it, from 0.
	input, index int
	path         string
	organ, name  unique.Handle[string] // as printed, and normalised
	year         int
	// at and utf16 are the place of the title, for want of a better one.
	at, utf16 report.Position
	// cells holds the choices and the cells, encoded.
	cells []byte
	// facts holds the figures of the text that the rules ask for.
	facts []keptFact
	// sketches is parallel to the sketches of the rules.
	sketches []sketch
}

// newDigest makes the digest of a report.
func newDigest(rules *formRules, r *report.Report) *Digest {
	d := &Digest{
		rules: rules, index: r.Index - 1, path: r.Source.Path, year: r.Title.Year,
		organ: unique.Make(strings.Clone(r.Title.Organ)), name: unique.Make(strings.Clone(r.Title.OrganNormalised)),
		at: r.Source.Position(r.Title.Span), utf16: r.Source.PositionUTF16(r.Title.Span),
		cells: encodeCells(r), facts: keepFacts(r, rules.facts),
	}
	if specs := rules.sketches; len(specs) > 0 {
		d.sketches = make([]sketch, len(specs))
		for i := range specs {
			d.sketches[i] = specs[i].sketch(r)
		}
	}
	return d
}

// What a token of encoded cells is, in its low bits; the rest is a number.
const (
	zeros    = iota // so many cells with the value 0
	integer         // a cell with the value
	written         // a cell whose value follows, as text of so many bytes
	unfilled        // so many cells without a value, with their state below
)

// kindBits hold what a token is, and stateBits the state of cells without a value.
const (
	kindBits  = 2
	stateBits = 2
)

// largest bounds the integers that are encoded as such.
const largest = 1 << 60

// encodeCells encodes the alternatives in use and the figures of a report. Most cells
// hold 0, which takes next to nothing.
func encodeCells(r *report.Report) []byte {
	out := make([]byte, 0, 2*len(r.Fields)/3+len(r.Choices))
	for _, c := range r.Choices {
		out = binary.AppendUvarint(out, uint64(c))
	}
	put := func(kind int, n uint64) { out = binary.AppendUvarint(out, n<<kindBits|uint64(kind)) }
	stateOf := func(i int) (state report.State, zero bool) {
		f := &r.Fields[i]
		if !r.HasValue(i) {
			return f.State, false
		}
		return report.Filled, f.Value.IsZero() && f.Value.Scale() == 0
	}
	for i := 0; i < len(r.Fields); {
		f := &r.Fields[i]
		state, zero := stateOf(i)
		n := 1
		switch {
		case zero:
			for i+n < len(r.Fields) && r.HasValue(i+n) {
				if _, z := stateOf(i + n); !z {
					break
				}
				n++
			}
			put(zeros, uint64(n))
		case r.HasValue(i):
			if whole, _, ok := f.Value.Int64(0); ok && f.Value.Scale() == 0 && whole >= 0 && whole < largest {
				put(integer, uint64(whole))
				break
			}
			s := f.Value.String()
			put(written, uint64(len(s)))
			out = append(out, s...)
		default:
			for i+n < len(r.Fields) && !r.HasValue(i+n) && r.Fields[i+n].State == state {
				n++
			}
			put(unfilled, uint64(n)<<stateBits|uint64(state))
		}
		i += n
	}
	return slices.Clip(out)
}

// decodeCells puts the alternatives and figures into a report of the same form.
func decodeCells(data []byte, choices []int, fields []report.Field) {
	next := func() uint64 {
		v, n := binary.Uvarint(data)
		data = data[n:]
		return v
	}
	for i := range choices {
		choices[i] = int(next())
	}
	for i := 0; i < len(fields); {
		token := next()
		n := token >> kindBits
		switch token & (1<<kindBits - 1) {
		case zeros:
			for range n {
				fields[i] = report.Field{State: report.Filled}
				i++
			}
		case integer:
			value, _ := decimal.New(int64(n), 0)
			fields[i] = report.Field{State: report.Filled, Value: value}
			i++
		case written:
			value, _ := decimal.Parse(string(data[:n]))
			data = data[n:]
			fields[i] = report.Field{State: report.Filled, Value: value, Decimals: uint8(value.Scale())}
			i++
		case unfilled:
			state := report.State(n & (1<<stateBits - 1))
			for range n >> stateBits {
				fields[i] = report.Field{State: state}
				i++
			}
		}
	}
}

// sparse is a report with the figures of a digest and nothing else.
type sparse struct {
	report  report.Report
	choices []int
	fields  []report.Field
}

// projection maps the cells of one form to those of another by their keys.
type projection struct {
	// cells holds, for each cell of the form, that of the other form, or -1; it is nil
	// for one form.
	cells []int32
}

// newProjection returns where the cells of a form stand in another one.
func newProjection(to, from *report.Schema) projection {
	if to == from {
		return projection{}
	}
	cells := make([]int32, len(to.Cells))
	for i := range to.Cells {
		cells[i] = -1
		if k, ok := from.Cell(to.Cells[i].Key); ok && to.Cells[i].Type == from.Cells[k].Type {
			cells[i] = int32(k)
		}
	}
	return projection{cells}
}

// load makes the report that of a digest, with the cells of a form that may be another
// one: cells that the form of the digest does not have are absent.
func (s *sparse) load(d *Digest, schema *report.Schema, p projection) *report.Report {
	own := d.rules.schema
	s.choices = append(s.choices[:0], make([]int, len(own.Alternatives))...)
	s.fields = append(s.fields[:0], make([]report.Field, len(own.Cells))...)
	decodeCells(d.cells, s.choices, s.fields)
	r := &s.report
	if r.Schema != schema {
		*r = report.Report{
			Schema: schema, Sections: make([]report.Section, len(schema.Sections)), Tables: make([]report.Table, len(schema.Tables)),
			Rows: make([]report.Row, len(schema.Rows)), Columns: make([]report.Column, len(schema.Columns)),
			Fields: make([]report.Field, len(schema.Cells)), Choices: make([]int, len(schema.Alternatives)),
		}
	}
	r.Source = d.source()
	r.Index, r.Count = d.index+1, d.index+1
	r.Title = report.Title{Found: true, Organ: d.organ.Value(), OrganNormalised: d.name.Value(), Year: d.year}
	r.Facts = r.Facts[:0]
	if p.cells == nil {
		for i := range d.facts {
			r.Facts = append(r.Facts, d.facts[i].fact())
		}
		copy(r.Fields, s.fields)
		copy(r.Choices, s.choices)
		return r
	}
	for i, k := range p.cells {
		r.Fields[i] = report.Field{}
		if k >= 0 {
			r.Fields[i] = s.fields[k]
		}
	}
	return r
}

// source is a source without text in which everything stands at the title.
func (d *Digest) source() *report.Source {
	return report.NewExtract(d.path, "", "", titleOrigin{d.at, d.utf16})
}

// titleOrigin puts everything at the title: it is all that is known of a report that
// is not at hand.
type titleOrigin struct{ at, utf16 report.Position }

// widthProbe is one code point and two UTF-16 code units.
const widthProbe = "𠀀"

// Position implements [report.Origin].
func (o titleOrigin) Position(_ report.Span, width func(string) int) report.Position {
	if width(widthProbe) == 1 {
		return o.at
	}
	return o.utf16
}
