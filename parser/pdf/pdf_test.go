package pdf_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/parser/document"
	"github.com/gouji/gouji/parser/pdf"
	"github.com/gouji/gouji/report"
)

// newEngine returns an engine that ends with the test.
func newEngine(tb testing.TB) *pdf.Engine {
	tb.Helper()
	e := &pdf.Engine{}
	tb.Cleanup(func() {
		if err := e.Close(); err != nil {
			tb.Error(err)
		}
	})
	return e
}

// file makes a PDF of the drawing commands of its pages. Each page is 300 by 200
// points, with further entries in its dictionary.
func file(entries string, pages ...string) []byte {
	var b bytes.Buffer
	var offsets []int
	object := func(text string) {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(offsets), text)
	}
	b.WriteString("%PDF-1.4\n")
	object("<< /Type /Catalog /Pages 2 0 R >>")
	kids := make([]string, len(pages))
	const first = 5 // the object of the first page
	for i := range pages {
		kids[i] = fmt.Sprintf("%d 0 R", first+2*i)
	}
	object(fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", strings.Join(kids, " "), len(pages)))
	object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
	object("<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\nstream\n0\nendstream")
	for i, p := range pages {
		object(fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Resources << /Font << /F 3 0 R >> /XObject << /I 4 0 R >> >> /Contents %d 0 R %s >>", first+2*i+1, entries))
		object(fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(p), p))
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, start)
	return b.Bytes()
}

// text writes a text at a place from the lower left corner.
func text(x, y int, s string) string {
	return fmt.Sprintf("BT /F 10 Tf %d %d Td (%s) Tj ET\n", x, y, s)
}

// stroke draws a line.
func stroke(x1, y1, x2, y2 int) string { return fmt.Sprintf("%d %d m %d %d l S\n", x1, y1, x2, y2) }

// shown writes the rows of a document, a line each: p or c, then each cell, and _ for
// a place over which another cell extends.
func shown(doc *document.Document) []string {
	var out []string
	for _, row := range doc.Rows {
		parts := make([]string, len(row.Cells))
		for i, c := range row.Cells {
			if parts[i] = c.Text; c.Covered {
				parts[i] = "_"
			}
		}
		kind := "c "
		if row.Kind == document.Paragraph {
			kind = "p "
		}
		out = append(out, kind+strings.Join(parts, " | "))
	}
	return out
}

const filler = "a line of text that is long enough"

func TestParse(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	// Three columns from 20 to 220, three rows from 160 down to 100.
	grid := stroke(20, 160, 220, 160) + stroke(20, 140, 220, 140) + stroke(20, 120, 220, 120) + stroke(20, 100, 220, 100) +
		stroke(20, 160, 20, 100) + stroke(100, 160, 100, 100) + stroke(160, 160, 160, 100) + stroke(220, 160, 220, 100)
	cells := text(25, 145, "books") + text(105, 145, "12") + text(165, 145, "3") + text(25, 125, "maps") + text(165, 125, "40") + text(105, 105, "567")
	head, foot := text(20, 180, filler), text(20, 20, filler)
	for name, tc := range map[string]struct {
		pages   []string
		entries string
		want    []string
	}{
		"lines of text":        {[]string{foot + head}, "", []string{"p " + filler, "p " + filler}},
		"words far apart":      {[]string{text(20, 100, "one") + text(60, 100, "two") + text(200, 100, "three") + head}, "", []string{"p " + filler, "p one two three"}},
		"a ruled table":        {[]string{grid + cells + head + foot}, "", []string{"p " + filler, "c books | 12 | 3", "c maps |  | 40", "c  | 567 | ", "p " + filler}},
		"one character a line": {[]string{text(20, 112, "a") + text(20, 106, "-") + text(20, 100, "b") + head}, "", []string{"p " + filler, "p a", "p -", "p b"}},
		"a watermark":          {[]string{text(20, 100, "one") + "BT /F 40 Tf 0.87 0.5 -0.5 0.87 20 60 Tm (draft) Tj ET\n" + head}, "", []string{"p " + filler, "p one"}},
		"a table that touches the frame of the page": {
			[]string{
				grid + cells + stroke(20, 780, 20, 100) + stroke(220, 780, 220, 100) + stroke(20, 780, 220, 780) +
					text(25, 300, filler) + text(25, 280, filler),
			},
			"",
			[]string{"p " + filler, "p " + filler, "c books | 12 | 3", "c maps |  | 40", "c  | 567 | "},
		},
		"a table of thin rectangles": {
			[]string{"20 159 200 1 re f 20 139 200 1 re f 20 119 200 1 re f 19 119 1 41 re f 99 119 1 41 re f 219 119 1 41 re f\n" + text(25, 145, "books") + text(105, 145, "12") + text(25, 125, "maps") + text(105, 125, "7") + head},
			"",
			[]string{"p " + filler, "c books | 12", "c maps | 7"},
		},
		"a table of cells with borders": {
			[]string{"20 140 80 20 re S 100 140 120 20 re S 20 120 80 20 re S 100 120 120 20 re S\n" + text(25, 145, "books") + text(105, 145, "12") + text(25, 125, "maps") + text(105, 125, "7") + head},
			"",
			[]string{"p " + filler, "c books | 12", "c maps | 7"},
		},
		"merged cells": {
			[]string{stroke(20, 160, 220, 160) + stroke(100, 140, 220, 140) + stroke(20, 120, 220, 120) + stroke(20, 160, 20, 120) + stroke(100, 160, 100, 120) + stroke(160, 140, 160, 120) + stroke(220, 160, 220, 120) +
				text(25, 135, "group") + text(105, 145, "both") + text(105, 125, "1") + text(165, 125, "2") + head},
			"",
			[]string{"p " + filler, "c group | both | _", "c _ | 1 | 2"},
		},
		"a table without a frame": {
			[]string{stroke(20, 140, 220, 140) + stroke(20, 120, 220, 120) + stroke(20, 100, 220, 100) + stroke(100, 140, 100, 100) + text(25, 125, "books") + text(105, 125, "12") + text(25, 105, "maps") + text(105, 105, "7") + head},
			"",
			[]string{"p " + filler, "c books | 12", "c maps | 7"},
		},
		"a frame around text": {[]string{"10 10 280 180 re S\n" + head + foot}, "", []string{"p " + filler, "p " + filler}},
		"a figure in two lines": {
			[]string{stroke(20, 160, 80, 160) + stroke(20, 120, 80, 120) + stroke(20, 160, 20, 120) + stroke(60, 160, 60, 120) + stroke(80, 160, 80, 120) + text(22, 145, "books") + text(61, 145, "123") + text(61, 130, "45") + head},
			"",
			[]string{"p " + filler, "c books | 12345"},
		},
		"two figures in two lines": {
			[]string{stroke(20, 160, 280, 160) + stroke(20, 120, 280, 120) + stroke(20, 160, 20, 120) + stroke(60, 160, 60, 120) + stroke(280, 160, 280, 120) + text(22, 145, "books") + text(61, 145, "123") + text(61, 130, "45") + head},
			"",
			[]string{"p " + filler, "c books | 123 45"},
		},
		"bold by drawing twice": {[]string{text(20, 100, "11 books") + "1 0 0 1 0.3 0 cm\n" + text(20, 100, "11 books") + "1 0 0 1 -0.3 0 cm\n" + head}, "", []string{"p " + filler, "p 11 books"}},
		"several pages":         {[]string{head + grid + cells, grid + cells + foot}, "", []string{"p " + filler, "c books | 12 | 3", "c maps |  | 40", "c  | 567 | ", "c books | 12 | 3", "c maps |  | 40", "c  | 567 | ", "p " + filler}},
		"an empty page":         {[]string{head, "", foot}, "", []string{"p " + filler, "p " + filler}},
		"text beside a picture": {[]string{"100 0 0 100 0 0 cm /I Do\n", head + foot}, "", []string{"p " + filler, "p " + filler}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doc, err := e.Parse("a.pdf", file(tc.entries, tc.pages...))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, shown(doc)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// TestTurnedPages checks that a page is read as it is shown, however it is stored.
func TestTurnedPages(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	// In the coordinates of the page as shown, 300 wide and 200 high.
	upright := text(20, 180, filler) + stroke(20, 160, 220, 160) + stroke(20, 140, 220, 140) + stroke(20, 120, 220, 120) + stroke(20, 160, 20, 120) + stroke(100, 160, 100, 120) + stroke(220, 160, 220, 120) +
		text(25, 145, "books") + text(105, 145, "12") + text(25, 125, "maps") + text(105, 125, "7")
	want := []string{"p " + filler, "c books | 12", "c maps | 7"}
	for turn, c := range map[int]struct{ matrix, box string }{
		0:   {"1 0 0 1 0 0 cm\n", "[0 0 300 200]"},
		90:  {"0 1 -1 0 200 0 cm\n", "[0 0 200 300]"},
		180: {"-1 0 0 -1 300 200 cm\n", "[0 0 300 200]"},
		270: {"0 -1 1 0 0 300 cm\n", "[0 0 200 300]"},
	} {
		t.Run(fmt.Sprint(turn), func(t *testing.T) {
			t.Parallel()
			doc, err := e.Parse("a.pdf", bytes.Replace(file(fmt.Sprintf("/Rotate %3d", turn), c.matrix+upright), []byte("[0 0 300 200]"), []byte(c.box), 1))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, shown(doc)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			at := doc.Source.Position(doc.Rows[1].Cells[1].Span)
			if l := at.Layout; l.Page != 1 || l.Box.Left < 104 || l.Box.Right > 118 || l.Box.Top < 44 || l.Box.Bottom > 56 {
				t.Errorf("12 stands at %+v", l)
			}
		})
	}
}

// TestPlaces checks where things are said to stand.
func TestPlaces(t *testing.T) {
	t.Parallel()
	page := stroke(20, 160, 220, 160) + stroke(20, 140, 220, 140) + stroke(20, 160, 20, 140) + stroke(100, 160, 100, 140) + stroke(220, 160, 220, 140) + text(25, 145, "books")
	doc, err := newEngine(t).Parse("a.pdf", file("", text(20, 100, filler), page))
	if err != nil {
		t.Fatal(err)
	}
	if at := doc.Source.Position(doc.Rows[0].Cells[0].Span).Layout; at.Page != 1 || at.Box.Left < 19 || at.Box.Left > 22 || at.Box.Top < 90 || at.Box.Bottom > 104 {
		t.Errorf("the text stands at %+v", at)
	}
	word := doc.Rows[0].Cells[0].Span
	word.Start, word.End = word.Start+2, word.Start+6
	if at := doc.Source.Position(word).Layout; at.Box.Left < 26 || at.Box.Right > 48 {
		t.Errorf("“line” stands at %+v", at)
	}
	empty := doc.Source.Position(doc.Rows[1].Cells[1].Span).Layout
	if want := (report.Layout{Page: 2, Box: report.Box{Left: 100, Top: 40, Right: 220, Bottom: 60}}); *empty != want {
		t.Errorf("the empty cell is at %+v, want %+v", *empty, want)
	}
}

// TestRefused checks that what cannot be read is said to be so, and what to do.
func TestRefused(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	encrypted := bytes.Replace(file("", text(20, 100, filler)), []byte("/Root 1 0 R"),
		[]byte("/Root 1 0 R /ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O ("+strings.Repeat("a", 32)+") /U ("+strings.Repeat("b", 32)+") >>"), 1)
	for name, tc := range map[string]struct {
		data []byte
		want string
	}{
		"a scan":         {file("", "300 0 0 200 0 0 cm /I Do\n"+text(20, 20, "- 1 -")), "holds no text"},
		"empty pages":    {file("", "", ""), "holds no text"},
		"a password":     {encrypted, "wants a password"},
		"no PDF":         {[]byte("%PDF-1.4\nnothing"), "damaged"},
		"empty":          {nil, "damaged"},
		"too many pages": {file("", make([]string, pdf.MaxPages+1)...), "more than 500 pages"},
		"too many marks": {file("", strings.Repeat(stroke(1, 1, 9, 9), 40)+strings.Repeat("0 0 m "+strings.Repeat("1 1 l ", 30_000)+"S\n", 40)), "more than 1000000 drawn objects"},
		"too large":      {make([]byte, pdf.MaxSize+1), "larger than 64 MiB"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := e.Parse("a.pdf", tc.data)
			in, ok := errors.AsType[*report.InputError](err)
			if !ok || !strings.Contains(in.Message.EN, tc.want) || in.Message.ZH == "" {
				t.Errorf("error %v", err)
			}
		})
	}
}

// TestDamaged cuts a real file off and flips bits in it: it is refused, or read.
func TestDamaged(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	files, err := filepath.Glob("../../testdata/formats/*/office.pdf")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	sound, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	try := func(what string, data []byte) {
		doc, err := e.Parse("a.pdf", data)
		if _, ok := errors.AsType[*report.InputError](err); err != nil && !ok || err == nil && doc == nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	const steps = 24
	for i := range steps {
		at := len(sound) * i / steps
		try(fmt.Sprintf("cut off at %d", at), sound[:at])
		data := bytes.Clone(sound)
		for k := at; k < len(data); k += 4999 {
			data[k] ^= 1 << (k % 8)
		}
		try(fmt.Sprintf("flipped from %d on", at), data)
	}
}

// TestMemory reads a page that draws itself twice as often at each of many levels: the
// memory ends first.
func TestMemory(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	const enough = 64 // MiB, for everything else
	e.LimitMemory(enough)
	var b strings.Builder
	b.WriteString("%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj\n" +
		"3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 240 240] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >> endobj\n" +
		"4 0 obj << /Length 5 >> stream\n/X Do\nendstream endobj\n")
	const levels = 24
	for i := range levels {
		fmt.Fprintf(&b, "%d 0 obj << /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >> /Length 11 >> stream\n/X Do /X Do\nendstream endobj\n", 5+i, 6+i)
	}
	b.WriteString("trailer << /Root 1 0 R >>\n")
	_, err := e.Parse("a.pdf", []byte(b.String()))
	in, ok := errors.AsType[*report.InputError](err)
	if !ok || !strings.Contains(in.Message.EN, "MiB of memory") || in.Message.ZH == "" {
		t.Errorf("error %v", err)
	}
	if _, err := e.Parse("a.pdf", file("", text(20, 100, filler))); err != nil {
		t.Errorf("the next file: %v", err)
	}
}

// FuzzParse takes anything for the commands of a page.
func FuzzParse(f *testing.F) {
	f.Add(text(20, 100, filler) + stroke(20, 160, 220, 160) + "20 20 100 50 re S")
	f.Add("q 1e30 0 0 1e30 0 0 cm 0 0 m 1e30 1e30 l S Q " + text(20, 100, filler))
	e := newEngine(f)
	f.Fuzz(func(t *testing.T, page string) {
		doc, err := e.Parse("a.pdf", file("", page))
		if err != nil {
			return
		}
		at := int32(0)
		for _, row := range doc.Rows {
			for _, c := range row.Cells {
				if c.Span.Start < at || doc.Source.Slice(c.Span) != c.Text || doc.Source.Position(c.Span).Layout == nil {
					t.Fatalf("cell %q at %v", c.Text, c.Span)
				}
				at = c.Span.End
			}
		}
	})
}
