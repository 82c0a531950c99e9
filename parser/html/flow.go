package html

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/gouji/gouji/internal/inline"
	"github.com/gouji/gouji/parser/document"
	"github.com/gouji/gouji/report"
)

// walker turns the tree of a page into rows, in reading order.
type walker struct {
	page  string
	texts []report.Span
	// lines says that a line break in a text ends a paragraph.
	lines bool

	out       document.Builder
	segments  []segment
	paragraph content
	cell      content
	overflow  bool
}

// flow walks a node whose texts are paragraphs.
func (w *walker) flow(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		markers(n.Data, func(kind rune, i int) {
			switch {
			case kind == textMarker && i < len(w.texts):
				w.text(w.texts[i])
			case kind == '\n' && w.lines:
				w.flush()
			case kind != anchorMarker:
				w.paragraph.space = true
			}
		})
		return
	case html.ElementNode:
		if isSkipped(n) {
			return
		}
	case html.CommentNode, html.DoctypeNode, html.ErrorNode, html.RawNode:
		return
	case html.DocumentNode:
	}
	if n.DataAtom == atom.Table {
		w.flush()
		w.table(n)
		return
	}
	block := n.Type == html.ElementNode && !isInline(n)
	if block {
		w.flush()
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.flow(c)
	}
	if block {
		w.flush()
	}
}

// text adds a text of the page to the paragraph at hand.
func (w *walker) text(span report.Span) {
	raw := w.page[span.Start:span.End]
	for w.lines {
		i := strings.IndexByte(raw, '\n')
		if i < 0 {
			break
		}
		w.paragraph.add(raw[:i], span.Start)
		w.flush()
		raw, span.Start = raw[i+1:], span.Start+int32(i)+1
	}
	w.paragraph.add(raw, span.Start)
}

// flush ends the paragraph at hand.
func (w *walker) flush() {
	if w.lines {
		w.paragraph.dropMarkdown()
	}
	if len(w.paragraph.text) > 0 {
		w.put(&w.paragraph)
		w.out.Row(document.Paragraph)
	}
	w.paragraph.reset()
}

// put writes a content as a cell of the row at hand.
func (w *walker) put(c *content) {
	span := w.out.Cell(string(c.text))
	if len(c.segments) == 0 {
		w.segments = append(w.segments, segment{span, report.Span{Start: c.anchor, End: c.anchor}})
	}
	for _, s := range c.segments {
		s.text.Start += span.Start
		s.text.End += span.Start
		w.segments = append(w.segments, s)
	}
}

// dropMarkdown drops the marks of a heading and those around the text.
func (c *content) dropMarkdown() {
	rest := bytes.TrimLeft(c.text, "#")
	if marks := len(c.text) - len(rest); marks > 0 && marks <= 6 && (len(rest) == 0 || rest[0] == ' ') {
		c.drop(len(c.text)-len(bytes.TrimLeft(rest, " ")), 0)
	}
	c.dropMarks()
}

// dropMarks drops the marks around a text, and in mathematics the spaces in it.
func (c *content) dropMarks() {
	from, to, mathematics := inline.Trim(string(c.text))
	if to-from == len(c.text) {
		return
	}
	c.drop(from, len(c.text)-to)
	if mathematics && bytes.IndexByte(c.text, ' ') >= 0 {
		c.dropSpaces()
	}
}

// isSkipped reports whether an element shows no text of the page.
func isSkipped(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Head, atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Select, atom.Datalist, atom.Button,
		atom.Iframe, atom.Object, atom.Svg, atom.Audio, atom.Video, atom.Canvas, atom.Noframes, atom.Noembed:
		return true
	}
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return true
		case "style":
			if strings.Contains(strings.ToLower(strings.ReplaceAll(a.Val, " ", "")), "display:none") {
				return true
			}
		}
	}
	return false
}

// isInline reports whether an element stands within a line. An unknown one does.
func isInline(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Body, atom.Br, atom.Caption, atom.Center, atom.Dd, atom.Details, atom.Dialog,
		atom.Dir, atom.Div, atom.Dl, atom.Dt, atom.Fieldset, atom.Figcaption, atom.Figure, atom.Footer, atom.Form, atom.Frameset,
		atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Header, atom.Hgroup, atom.Hr, atom.Html, atom.Legend, atom.Li,
		atom.Main, atom.Menu, atom.Nav, atom.Ol, atom.Optgroup, atom.Option, atom.P, atom.Plaintext, atom.Pre, atom.Section,
		atom.Summary, atom.Table, atom.Tbody, atom.Td, atom.Tfoot, atom.Th, atom.Thead, atom.Tr, atom.Ul, atom.Xmp:
		return false
	}
	return true
}
