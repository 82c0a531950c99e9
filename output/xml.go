package output

import (
	"bufio"
	"encoding/xml"
	"io"
)

// xmlStream writes an XML document of one element with others in it, one after another.
type xmlStream struct {
	w       *bufio.Writer
	encoder *xml.Encoder
	root    xml.StartElement
	started bool
}

func newXMLStream(w io.Writer, root string, attributes ...xml.Attr) *xmlStream {
	buffered := bufio.NewWriter(w)
	s := &xmlStream{w: buffered, encoder: xml.NewEncoder(buffered), root: xml.StartElement{Name: xml.Name{Local: root}, Attr: attributes}}
	s.encoder.Indent("", " ")
	return s
}

// attribute makes an attribute.
func attribute(name, value string) xml.Attr {
	return xml.Attr{Name: xml.Name{Local: name}, Value: value}
}

func (s *xmlStream) start() error {
	if s.started {
		return nil
	}
	s.started = true
	if _, err := s.w.WriteString(xml.Header); err != nil {
		return err //nolint:wrapcheck // the command says that it was writing
	}
	return s.encoder.EncodeToken(s.root) //nolint:wrapcheck // the command says that it was writing
}

// element writes an element of the document.
func (s *xmlStream) element(v any) error {
	if err := s.start(); err != nil {
		return err
	}
	return s.encoder.Encode(v)
}

// close ends the document.
func (s *xmlStream) close() error {
	if err := s.start(); err != nil {
		return err
	}
	if err := s.encoder.EncodeToken(s.root.End()); err != nil {
		return err //nolint:wrapcheck // the command says that it was writing
	}
	if err := s.encoder.Flush(); err != nil {
		return err
	}
	if err := s.w.WriteByte('\n'); err != nil {
		return err //nolint:wrapcheck // the command says that it was writing
	}
	return s.w.Flush()
}
