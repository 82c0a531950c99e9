package report

import "github.com/govalues/decimal"

// FactSpec describes a figure that a report may state in running text.
type FactSpec struct {
	Key  string
	Name Text
	// Cells lists the cells whose sum the figure should be, by index; it is empty where
	// the form does not say.
	Cells []int
}

// Fact is a figure that a report states in running text, with what it means.
type Fact struct {
	// Spec is the index in Schema.Facts.
	Spec int
	// Value is the figure, 0 where the text says in words that there is none.
	Value decimal.Decimal
	// Unit is the unit as printed, folded, or empty.
	Unit string
	// Text is what the source prints: the figure with its unit, or the words.
	Text string
	Span Span
	// Section is the index of the section, or -1.
	Section int
	// Sentence is where the sentence stands, SentenceText its normalised text, and
	// SentenceNumber tells the sentences of a report apart.
	Sentence       Span
	SentenceText   string
	SentenceNumber int
	// Approximate says that the text does not give the exact figure.
	Approximate bool
	// Complete says that every figure of the sentence is a fact.
	Complete bool
	// Beside holds the figures of the sentence with a unit that are no facts.
	Beside []decimal.Decimal
	// Parts holds the figures into which the sentence breaks this one down, with the same
	// unit; PartsOpen says that there may be others.
	Parts     []decimal.Decimal
	PartsOpen bool
	// Years holds the years that the clause names.
	Years []int
	// Share is the percentage stated right behind the figure, if HasShare.
	Share    decimal.Decimal
	HasShare bool
}

// Figure is a number with a unit in running text.
type Figure struct {
	Span, Sentence Span
	// Taken says that a pattern of the form took it, for a fact or, where Ignored is not
	// empty, as something that is none.
	Taken   bool
	Ignored Text
}

// FactName returns the key of a fact as it is called in results.
func (s *Schema) FactName(spec int) string { return "facts." + s.Facts[spec].Key }
