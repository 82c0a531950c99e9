package report

import (
	"strings"

	"github.com/gouji/gouji/internal/fold"
)

// Passage is a stretch of running text: a part of a paragraph, or several paragraphs of
// which the first and the last may take part with a part of theirs.
type Passage struct {
	// First and Last are indices in Report.Paragraphs. A passage without text has a Last
	// below First.
	First, Last int
	// Start is where it begins in the normalised text of the first paragraph, End where it
	// ends in that of the last, in bytes.
	Start, End int
}

// Section returns the passage of all running text of a section, or with -1 of what stands
// in front of the first one.
func (r *Report) Section(section int) Passage {
	p := Passage{First: 0, Last: -1}
	for i := range r.Paragraphs {
		if r.Paragraphs[i].Section != section {
			continue
		}
		if p.Last < p.First {
			p.First = i
		}
		p.Last, p.End = i, len(r.Paragraphs[i].Text)
	}
	return p
}

// Prose returns the passage of all running text.
func (r *Report) Prose() Passage {
	p := Passage{Last: len(r.Paragraphs) - 1}
	if p.Last >= 0 {
		p.End = len(r.Paragraphs[p.Last].Text)
	}
	return p
}

// Empty reports whether the passage has no text.
func (p Passage) Empty() bool { return p.Last < p.First || p.First == p.Last && p.Start >= p.End }

// Bounds returns which bytes of the normalised text of a paragraph belong to the passage.
func (p Passage) Bounds(r *Report, paragraph int) (start, end int) {
	end = len(r.Paragraphs[paragraph].Text)
	if paragraph == p.Last {
		end = p.End
	}
	if paragraph == p.First {
		start = p.Start
	}
	return start, max(start, end)
}

// Text returns the normalised text, with a line for each paragraph.
func (p Passage) Text(r *Report) string {
	return p.join(r, func(paragraph *Paragraph, start, end int) string { return paragraph.Text[start:end] })
}

// Raw returns the text as printed, with a line for each line of the source.
func (p Passage) Raw(r *Report) string {
	return p.join(r, func(paragraph *Paragraph, start, end int) string {
		printed := printedLines(r.Source, paragraph.Lines)
		if start > 0 || end < len(paragraph.Text) {
			start, end = fold.WordsSpan(printed, paragraph.Text, start, end)
			printed = printed[start:end]
		}
		return printed
	})
}

func (p Passage) join(r *Report, part func(paragraph *Paragraph, start, end int) string) string {
	if p.Last == p.First {
		start, end := p.Bounds(r, p.First)
		return part(&r.Paragraphs[p.First], start, end)
	}
	var b strings.Builder
	for i := p.First; i <= p.Last; i++ {
		if i > p.First {
			b.WriteByte('\n')
		}
		start, end := p.Bounds(r, i)
		b.WriteString(part(&r.Paragraphs[i], start, end))
	}
	return b.String()
}

// Span returns where the passage stands in the source, from its first to its last
// character. An empty passage has the empty span.
func (p Passage) Span(r *Report) Span {
	if p.Last < p.First {
		return Span{}
	}
	start, end := p.Bounds(r, p.First)
	span := r.Paragraphs[p.First].Span(r.Source, start, end)
	if p.Last > p.First {
		start, end = p.Bounds(r, p.Last)
		span = span.Join(r.Paragraphs[p.Last].Span(r.Source, start, end))
	}
	return span
}

// NumberStyle says how the items of a list are numbered.
type NumberStyle uint8

// The styles.
const (
	NoNumber         NumberStyle = iota
	ChineseNumber                // 一、
	BracketedChinese             // （一）
	ArabicNumber                 // 1. 1、
	BracketedArabic              // (1)
	PartNumber                   // 第一部分
	OrdinalNumber                // 一是 第一，
)

// NumberStyleNames lists the names of the styles.
func NumberStyleNames() []string {
	return []string{
		NoNumber: "none", ChineseNumber: "chinese", BracketedChinese: "chinese_brackets", ArabicNumber: "arabic",
		BracketedArabic: "arabic_brackets", PartNumber: "part", OrdinalNumber: "ordinal",
	}
}

func (s NumberStyle) String() string { return NumberStyleNames()[s] }

// Item is a numbered piece of the running text of a section, or a heading among such
// pieces that lacks its number.
type Item struct {
	Section int
	Style   NumberStyle
	// Number is the printed number, or 0; Previous is that of the item before it in the
	// same list, or 0 for the first.
	Number, Previous int
	// Inline says that it begins within a paragraph.
	Inline bool
	// Parent is the index of the item that holds it, or -1; List tells the lists of a
	// report apart.
	Parent, List int
	// Head is the number with the heading, Heading the heading alone: the text up to the
	// first colon or end of a sentence. Body is what follows up to the next item of the
	// list.
	Head, Heading, Body Passage
}

// Aspect is one of the things that a section has to speak of, as found.
type Aspect struct {
	// Section and Index say which of Schema.Sections and of its aspects it is.
	Section, Index int
	// Found says that the section speaks of it, Headed that a heading of its own does.
	Found, Headed bool
	// OnTopic says that the words of the aspect stand beneath its heading; it is true
	// where it has none.
	OnTopic bool
	// Heading is the heading, or else empty. Body is what stands beneath it; without a
	// heading the paragraph that speaks of the aspect.
	Heading, Body Passage
	// Head is the heading with its number, or the words by which it was found.
	Head Passage
}
