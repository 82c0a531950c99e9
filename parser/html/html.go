// Package html reads web pages, and Markdown with tables in HTML, into a
// [document.Document].
//
// The tree is that of the HTML standard, as browsers build it, however wrong the
// markup is. Since it does not tell where a text stood, every text is replaced by
// a marker before the tree is built, and looked up again afterwards.
package html

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"

	"github.com/gouji/gouji/parser/charset"
	"github.com/gouji/gouji/parser/document"
	"github.com/gouji/gouji/report"
)

// Limits of a page. The largest pages of real sites have some 3 MB, most of it
// pictures in the text; the prescribed tables have some 500 cells.
const (
	// MaxSize bounds the size of a page in bytes.
	MaxSize = 32 << 20
	// MaxCells bounds the cells of all tables together, those included over which
	// others extend: a million need some 200 MB.
	MaxCells = 1_000_000
)

// Parse reads a web page. An error is a [report.InputError].
func Parse(path string, data []byte) (*document.Document, error) {
	return parse(path, data, false)
}

// ParseMarkdown reads Markdown or text whose tables are written in HTML: outside of
// the tables each line is a paragraph.
func ParseMarkdown(path string, data []byte) (*document.Document, error) {
	return parse(path, data, true)
}

func parse(path string, data []byte, lines bool) (*document.Document, error) {
	if len(data) > MaxSize {
		return nil, document.Fault(path, report.Text{
			ZH: fmt.Sprintf("网页超过 %d MiB，不予读取", MaxSize>>20),
			EN: fmt.Sprintf("the page is larger than %d MiB", MaxSize>>20),
		}, nil)
	}
	decoded, encoding, err := charset.DecodePage(path, data)
	if err != nil {
		return nil, err
	}
	marked, texts, err := mark(decoded)
	if err != nil {
		return nil, document.Fault(path, report.Text{ZH: "网页无法解析", EN: "the page cannot be parsed"}, err)
	}
	root, err := html.Parse(bytes.NewReader(marked))
	if err != nil {
		return nil, document.Fault(path, report.Text{
			ZH: "网页无法解析（元素嵌套过深？），请另存为较简单的网页或 Word 文件",
			EN: "the page cannot be parsed (elements nested too deeply?): save it as a simpler page or as a Word file",
		}, err)
	}
	w := walker{page: decoded, texts: texts, lines: lines}
	w.flow(root)
	w.flush()
	if w.overflow {
		return nil, document.Fault(path, report.Text{
			ZH: fmt.Sprintf("网页中的表格超过 %d 格，不予读取", MaxCells),
			EN: fmt.Sprintf("the tables of the page have more than %d cells", MaxCells),
		}, nil)
	}
	o := &origin{page: report.NewSource(path, decoded, encoding), segments: w.segments}
	o.page.Marked = charset.Marked(data)
	doc := w.out.Document(path, encoding, o)
	doc.Published = published(root)
	return doc, nil
}

// Markers stand for the texts of a page while its tree is built. They are made of
// characters for private use, and nothing else of the page is left in texts.
const (
	textMarker   = '\ue000' // followed by the index of a text
	anchorMarker = '\ue001' // followed by the offset at which the content of a cell begins
	endMarker    = '\ue002'
)

// mark replaces each text of a page by a marker and returns the places of the
// texts. White space stays: the standard treats it apart from other text.
func mark(page string) (marked []byte, texts []report.Span, err error) {
	var b bytes.Buffer
	b.Grow(len(page))
	z := html.NewTokenizer(strings.NewReader(page))
	offset := int32(0)
	for {
		kind := z.Next()
		raw := z.Raw()
		start := offset
		offset += int32(len(raw))
		switch kind {
		case html.ErrorToken:
			if err := z.Err(); !errors.Is(err, io.EOF) {
				return nil, nil, fmt.Errorf("byte %d: %w", start+1, err)
			}
			return b.Bytes(), texts, nil
		case html.TextToken:
			if len(bytes.TrimSpace(raw)) == 0 {
				b.Write(raw)
				continue
			}
			writeMarker(&b, textMarker, len(texts))
			texts = append(texts, report.Span{Start: start, End: offset})
		case html.StartTagToken, html.SelfClosingTagToken:
			b.Write(raw)
			switch name, _ := z.TagName(); string(name) {
			case "td", "th":
				writeMarker(&b, anchorMarker, int(offset))
			case "input":
				if value := typed(page[start:offset]); value.Len() > 0 {
					writeMarker(&b, textMarker, len(texts))
					texts = append(texts, report.Span{Start: start + value.Start, End: start + value.End})
				}
			}
		case html.EndTagToken, html.CommentToken, html.DoctypeToken:
			b.Write(raw)
		}
	}
}

// typed returns where in the tag of an input the text stands that it shows, or an
// empty span.
func typed(tag string) report.Span {
	if !textInput.MatchString(tag) && inputType.MatchString(tag) {
		return report.Span{}
	}
	m := inputValue.FindStringSubmatchIndex(tag)
	for i := 2; i < len(m); i += 2 {
		if m[i] >= 0 {
			return report.Span{Start: int32(m[i]), End: int32(m[i+1])}
		}
	}
	return report.Span{}
}

var (
	inputType  = regexp.MustCompile(`(?i)[\s"']type\s*=`)
	textInput  = regexp.MustCompile(`(?i)[\s"']type\s*=\s*["']?(?:text|number)\b`)
	inputValue = regexp.MustCompile(`(?i)[\s"']value\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))`)
)

func writeMarker(b *bytes.Buffer, kind rune, n int) {
	b.WriteRune(kind)
	b.WriteString(strconv.Itoa(n))
	b.WriteRune(endMarker)
}

// markers yields the markers of a text of the tree, and the white space between them
// as '\n' where it breaks the line and as ' ' where it does not.
func markers(text string, yield func(kind rune, n int)) {
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		i += n
		switch r {
		case textMarker, anchorMarker:
			end := strings.IndexRune(text[i:], endMarker)
			if end < 0 {
				return
			}
			if number, err := strconv.Atoi(text[i : i+end]); err == nil {
				yield(r, number)
			}
			i += end + len(string(endMarker))
		case '\n':
			yield('\n', 0)
		default:
			yield(' ', 0)
		}
	}
}
