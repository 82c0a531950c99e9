package docx

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"

	"golang.org/x/net/html/charset"

	"github.com/gouji/gouji/parser/document"
	"github.com/gouji/gouji/report"
)

// element is an XML element with its attributes by local name. Namespaces are left
// out: those of the strict and the transitional variant of the format differ, the
// local names do not.
type element struct {
	name     string
	attrs    []xml.Attr
	children []*element
	text     string
}

// attr returns the value of an attribute, or the empty string.
func (e *element) attr(name string) string {
	for _, a := range e.attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// child returns the first child of a name, or nil. A nil element has none.
func (e *element) child(names ...string) *element {
	for _, name := range names {
		if e == nil {
			return nil
		}
		var found *element
		for _, c := range e.children {
			if c.name == name {
				found = c
				break
			}
		}
		e = found
	}
	return e
}

// val returns the attribute val of a child, or the empty string.
func (e *element) val(names ...string) string {
	if c := e.child(names...); c != nil {
		return c.attr("val")
	}
	return ""
}

// isOn reports whether a child of a name says yes, which it does by being there.
func (e *element) isOn(names ...string) bool {
	c := e.child(names...)
	if c == nil {
		return false
	}
	switch c.attr("val") {
	case "0", "false", "off", "none":
		return false
	}
	return true
}

// maxElements bounds the elements of a part. Each takes some 200 bytes.
const maxElements = 5_000_000

// parseXML reads the elements of a part. Entities that a part declares are not known
// to the decoder, so that none can grow.
func parseXML(in io.Reader) (*element, error) {
	d := xml.NewDecoder(in)
	d.CharsetReader = charset.NewReaderLabel
	root := &element{}
	stack := []*element{root}
	for n := 0; ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("XML: %w", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if n++; n > maxElements || len(stack) > MaxDepth {
				return nil, document.LimitError{Text: report.Text{
					ZH: "文件内容过多或嵌套过深，不予读取", EN: "the file holds too much, or is nested too deeply",
				}}
			}
			e := &element{name: t.Name.Local, attrs: t.Copy().Attr}
			top := stack[len(stack)-1]
			top.children = append(top.children, e)
			stack = append(stack, e)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			if top := stack[len(stack)-1]; top.name == "t" {
				top.text += string(t)
			}
		}
	}
	if len(root.children) == 0 {
		return nil, errors.New("the part is empty")
	}
	return root.children[0], nil
}
