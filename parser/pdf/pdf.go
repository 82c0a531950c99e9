// Package pdf reads PDF files with a text layer into a [document.Document].
//
// PDFium, compiled to WebAssembly, gives the characters of each page with their
// boxes and the lines that are drawn. Tables are rebuilt from the lines; what
// stands outside of ruled tables becomes lines of text.
package pdf

import (
	"errors"
	"fmt"
	"time"

	"github.com/klippa-app/go-pdfium"
	pdferrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/requests"

	"github.com/gouji/gouji/parser/document"
	"github.com/gouji/gouji/report"
)

// Limits of a file. Real reports have up to forty pages and 5 MB; a hostile file
// ends here.
const (
	// MaxSize bounds the size of a file in bytes.
	MaxSize = 64 << 20
	// MaxPages bounds the number of pages.
	MaxPages = 500
	// MaxCharacters bounds the characters of all pages together.
	MaxCharacters = 1_000_000
	// MaxObjects bounds the drawn objects of all pages together.
	MaxObjects = 1_000_000
	// MaxTime bounds the time that a file may take. A report takes a tenth of a
	// second.
	MaxTime = 60 * time.Second
)

// Parse reads a file. An error is a [report.InputError].
func (e *Engine) Parse(path string, data []byte) (*document.Document, error) {
	if len(data) > MaxSize {
		return nil, document.Fault(path, report.Text{
			ZH: fmt.Sprintf("文件超过 %d MiB，不予读取", MaxSize>>20), EN: fmt.Sprintf("the file is larger than %d MiB", MaxSize>>20),
		}, nil)
	}
	pages, err := e.pages(data)
	if err != nil {
		return nil, explain(path, err)
	}
	return build(path, pages)
}

// explain words why a file cannot be read.
func explain(path string, err error) error {
	limit, isLimit := errors.AsType[document.LimitError](err)
	switch {
	case isLimit:
		return document.Fault(path, limit.Text, nil)
	case errors.Is(err, pdferrors.ErrPassword):
		return document.Fault(path, report.Text{
			ZH: "PDF 设有打开密码，请去掉密码后再检查", EN: "the PDF wants a password: remove it",
		}, nil)
	case errors.Is(err, pdferrors.ErrFormat), errors.Is(err, pdferrors.ErrUnknown), errors.Is(err, pdferrors.ErrFile):
		return document.Fault(path, report.Text{
			ZH: "PDF 已损坏，无法打开，请重新导出", EN: "the PDF is damaged: export it again",
		}, nil)
	case errors.Is(err, errTime):
		return document.Fault(path, report.Text{
			ZH: fmt.Sprintf("读取 PDF 超过 %d 秒，已停止，请重新导出", MaxTime/time.Second),
			EN: fmt.Sprintf("reading the PDF took more than %d seconds and was stopped: export it again", MaxTime/time.Second),
		}, nil)
	case errors.Is(err, errAborted):
		return document.Fault(path, report.Text{
			ZH: fmt.Sprintf("PDF 无法读取：内容异常，或需要的内存超过 %d MiB，请重新导出", maxMemory),
			EN: fmt.Sprintf("the PDF cannot be read: it is not as it should be, or needs more than %d MiB of memory; export it again", maxMemory),
		}, nil)
	}
	return document.Fault(path, report.Text{ZH: "PDF 无法读取", EN: "the PDF cannot be read"}, err)
}

// page is what stands on a page. Coordinates are in points from its upper left
// corner, as the page is shown.
type page struct {
	number int
	glyphs []glyph
	// horizontal and vertical lines that are drawn.
	horizontal, vertical []ruling
	images               int
}

// glyph is a character on a page.
type glyph struct {
	text string
	box  report.Box
}

// ruling is a horizontal or vertical line: where it lies across its direction, and
// its ends.
type ruling struct {
	at, from, to float64
}

// read reads all pages of a file.
func read(instance pdfium.Pdfium, data []byte) ([]page, error) {
	doc, err := instance.OpenDocument(&requests.OpenDocument{File: &data})
	if err != nil {
		return nil, fmt.Errorf("open: %w", err)
	}
	defer func() { _, _ = instance.FPDF_CloseDocument(&requests.FPDF_CloseDocument{Document: doc.Document}) }()
	count, err := instance.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc.Document})
	if err != nil {
		return nil, fmt.Errorf("count of pages: %w", err)
	}
	if count.PageCount > MaxPages {
		return nil, document.LimitError{Text: report.Text{
			ZH: fmt.Sprintf("PDF 超过 %d 页，不予读取", MaxPages), EN: fmt.Sprintf("the PDF has more than %d pages", MaxPages),
		}}
	}
	r := reader{instance: instance}
	pages := make([]page, 0, count.PageCount)
	for i := range count.PageCount {
		p, err := r.page(requests.Page{ByIndex: &requests.PageByIndex{Document: doc.Document, Index: i}})
		if err != nil {
			return nil, fmt.Errorf("page %d: %w", i+1, err)
		}
		p.number = i + 1
		pages = append(pages, p)
	}
	return pages, nil
}
