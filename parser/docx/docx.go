// Package docx reads Word files (WordprocessingML, ECMA-376 part 1, section 17) into a
// [document.Document], as Word shows them with all changes accepted: hidden and
// deleted text, headers, footers and notes are left out, automatic numbers are put in.
package docx

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/gouji/gouji/parser/document"
	"github.com/gouji/gouji/report"
)

// Limits of a file. Real reports have 50 KB, with pictures 20 MB; their text has some
// 2 MB of markup.
const (
	// MaxSize bounds the size of a file in bytes.
	MaxSize = 64 << 20
	// MaxPart bounds the size of a part in bytes once it is unpacked.
	MaxPart = 64 << 20
	// MaxDepth bounds how deep elements are nested.
	MaxDepth = 500
	// MaxCells bounds the cells of all tables together.
	MaxCells = 1_000_000
)

// Parse reads a file. An error is a [report.InputError].
func Parse(path string, data []byte) (*document.Document, error) {
	if len(data) > MaxSize {
		return nil, document.Fault(path, report.Text{
			ZH: fmt.Sprintf("文件超过 %d MiB，不予读取", MaxSize>>20), EN: fmt.Sprintf("the file is larger than %d MiB", MaxSize>>20),
		}, nil)
	}
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, damaged(path, err)
	}
	var r reader
	err = r.read(archive)
	limit, isLimit := errors.AsType[document.LimitError](err)
	switch {
	case isLimit:
		return nil, document.Fault(path, limit.Text, nil)
	case err != nil:
		return nil, damaged(path, err)
	}
	doc := r.write(path)
	doc.TrackedChanges = r.changes
	return doc, nil
}

func damaged(path string, err error) error {
	return document.Fault(path, report.Text{ZH: "Word 文件已损坏，请重新保存", EN: "the Word file is damaged: save it again"}, err)
}

// reader reads the parts of a file.
type reader struct {
	styles    map[string]style
	numbering *numbering
	// paragraphs and tables count those of the body.
	paragraphs, tables int
	cells              int
	// changes counts the changes that are neither accepted nor rejected.
	changes int
	body    []block
}

// read reads the styles, the numbers and the text.
func (r *reader) read(archive *zip.Reader) error {
	parts := map[string]*zip.File{}
	for _, f := range archive.File {
		parts[strings.ReplaceAll(f.Name, "\\", "/")] = f
	}
	main := parts["word/document.xml"]
	if main == nil {
		main = parts["word/document2.xml"]
	}
	if main == nil {
		return errors.New("there is no word/document.xml")
	}
	r.styles, r.numbering = map[string]style{}, newNumbering()
	if f := parts["word/styles.xml"]; f != nil {
		if err := r.part(f, r.readStyles); err != nil {
			return err
		}
	}
	if f := parts["word/numbering.xml"]; f != nil {
		if err := r.part(f, r.numbering.read); err != nil {
			return err
		}
	}
	return r.part(main, r.readBody)
}

// part parses a part of the file.
func (*reader) part(f *zip.File, use func(*element) error) error {
	in, err := f.Open()
	if err != nil {
		return fmt.Errorf("%s: %w", f.Name, err)
	}
	defer func() { _ = in.Close() }()
	root, err := parseXML(&limitedReader{in: in, left: MaxPart})
	if err != nil {
		return fmt.Errorf("%s: %w", f.Name, err)
	}
	return use(root)
}

// limitedReader ends with an error where more is unpacked than there should be.
type limitedReader struct {
	in   io.Reader
	left int64
}

func (l *limitedReader) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, document.LimitError{Text: report.Text{
			ZH: fmt.Sprintf("文件解压后超过 %d MiB，不予读取", MaxPart>>20), EN: fmt.Sprintf("the file holds more than %d MiB once it is unpacked", MaxPart>>20),
		}}
	}
	n, err := l.in.Read(p[:min(int64(len(p)), l.left)])
	l.left -= int64(n)
	return n, err //nolint:wrapcheck // io.EOF must stay itself
}
