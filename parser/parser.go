// Package parser reads files into documents. The format is told by the content,
// not by the name.
package parser

import (
	"fmt"

	"github.com/gouji/gouji/parser/document"
	"github.com/gouji/gouji/parser/docx"
	"github.com/gouji/gouji/parser/html"
	"github.com/gouji/gouji/parser/pdf"
	"github.com/gouji/gouji/parser/text"
	"github.com/gouji/gouji/parser/xlsx"
)

// Parser reads files. The zero value is ready to use; it is safe for concurrent use.
type Parser struct {
	// Format is that of all files, or [Auto].
	Format Format
	// AllowConvert lets LibreOffice, where it is installed, convert legacy Word and
	// Excel files.
	AllowConvert bool

	pdf pdf.Engine
}

// Parse reads a file into a document. An error is a [report.InputError].
func (p *Parser) Parse(path string, data []byte) (*document.Document, error) {
	format := p.Format
	if format == Auto {
		var err error
		if format, err = Sniff(path, data); err != nil {
			return nil, err
		}
	}
	switch format {
	case HTML:
		return html.Parse(path, data)
	case Markdown:
		return html.ParseMarkdown(path, data)
	case DOCX:
		return docx.Parse(path, data)
	case XLSX:
		return xlsx.Parse(path, data)
	case PDF:
		return p.pdf.Parse(path, data)
	case Legacy:
		return p.convert(path, data)
	case Text, Auto:
	}
	return text.Parse(path, data)
}

// Close ends what reading files has started.
func (p *Parser) Close() error {
	if err := p.pdf.Close(); err != nil {
		return fmt.Errorf("parser: %w", err)
	}
	return nil
}
