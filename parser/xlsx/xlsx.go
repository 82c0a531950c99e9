// Package xlsx reads spreadsheets into a [document.Document].
package xlsx

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/gouji/gouji/parser/document"
	"github.com/gouji/gouji/report"
)

// Limits of a spreadsheet. The prescribed tables have some 500 cells; a ledger of a
// whole county some 100,000.
const (
	// MaxSize bounds the size of a file in bytes.
	MaxSize = 32 << 20
	// MaxContent bounds what the parts of a file hold in bytes once they are unpacked.
	MaxContent = 256 << 20
	// MaxCells bounds the cells of all sheets together.
	MaxCells = 1_000_000
	// MaxMerged bounds the merged cells of all sheets together: the time to read them
	// grows with the square of their number, to two seconds here. Those of a whole
	// county are some 16,000.
	MaxMerged = 20_000
	// maxBlankRows bounds how many empty rows are read one after another: behind
	// them a sheet is over, whatever it says its size is.
	maxBlankRows = 1_000
)

// Parse reads a spreadsheet: its visible sheets one after another, the texts of cells
// as they are shown. An error is a [report.InputError].
func Parse(path string, data []byte) (doc *document.Document, err error) {
	if len(data) > MaxSize {
		return nil, document.Fault(path, report.Text{
			ZH: fmt.Sprintf("文件超过 %d MiB，不予读取", MaxSize>>20), EN: fmt.Sprintf("the file is larger than %d MiB", MaxSize>>20),
		}, nil)
	}
	defer func() {
		// The library trusts what a damaged file says of itself.
		if r := recover(); r != nil {
			doc, err = nil, damaged(path, fmt.Errorf("%v", r))
		}
	}()
	if countMerged(data) > MaxMerged {
		return nil, document.Fault(path, report.Text{
			ZH: fmt.Sprintf("表格中的合并单元格超过 %d 个，不予读取", MaxMerged), EN: fmt.Sprintf("the sheets have more than %d merged cells", MaxMerged),
		}, nil)
	}
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: MaxContent, UnzipXMLSizeLimit: MaxContent})
	switch {
	case errors.Is(err, excelize.ErrWorkbookPassword), errors.Is(err, excelize.ErrWorkbookFileFormat) && bytes.HasPrefix(data, []byte("\xd0\xcf")):
		return nil, document.Fault(path, report.Text{
			ZH: "Excel 文件设有打开密码，请去掉密码后再检查", EN: "the spreadsheet wants a password: remove it",
		}, nil)
	case err != nil:
		return nil, damaged(path, err)
	}
	defer func() { _ = f.Close() }()
	r := reader{file: f, layouts: document.Layouts{Start: report.Layout{Cell: "A1"}}}
	for _, sheet := range f.GetSheetList() {
		if visible, err := f.GetSheetVisible(sheet); err != nil || !visible {
			continue
		}
		if err := r.sheet(sheet); err != nil {
			if limit, ok := errors.AsType[document.LimitError](err); ok {
				return nil, document.Fault(path, limit.Text, nil)
			}
			return nil, damaged(path, err)
		}
	}
	return r.out.Document(path, "", &r.layouts), nil
}

func damaged(path string, err error) error {
	return document.Fault(path, report.Text{
		ZH: "Excel 文件已损坏，请重新保存", EN: "the spreadsheet is damaged: save it again",
	}, err)
}

// reader writes sheets as rows.
type reader struct {
	file    *excelize.File
	out     document.Builder
	layouts document.Layouts
	read    int // cells
}

// sheetRow is a row that holds something.
type sheetRow struct {
	number int
	cells  []string
}

// sheet reads a sheet.
func (r *reader) sheet(name string) error {
	covered, err := r.covered(name)
	if err != nil {
		return err
	}
	rows, err := r.file.Rows(name)
	if err != nil {
		return fmt.Errorf("sheet %s: %w", name, err)
	}
	defer func() { _ = rows.Close() }()
	var block []sheetRow // rows without an empty one between them
	blank := 0
	for number := 1; rows.Next() && blank < maxBlankRows; number++ {
		cells, err := rows.Columns()
		if err != nil {
			return fmt.Errorf("sheet %s, row %d: %w", name, number, err)
		}
		if rows.GetRowOpts().Hidden {
			continue
		}
		if r.read += len(cells) + 1; r.read > MaxCells {
			return document.LimitError{Text: report.Text{
				ZH: fmt.Sprintf("表格超过 %d 格，不予读取", MaxCells), EN: fmt.Sprintf("the sheets have more than %d cells", MaxCells),
			}}
		}
		for i := range cells {
			cells[i] = oneLine(cells[i])
		}
		if !slices.ContainsFunc(cells, func(c string) bool { return c != "" }) {
			blank++
			if err := r.block(name, block, covered); err != nil {
				return err
			}
			block = block[:0]
			continue
		}
		blank = 0
		block = append(block, sheetRow{number, cells})
	}
	return r.block(name, block, covered)
}

// longestCell bounds the code points of a cell of a table: a longer one alone in its
// row is running text.
const longestCell = 120

// block writes rows that follow each other. All have as many cells as the widest: the
// file leaves out the empty ones at the end.
func (r *reader) block(sheet string, rows []sheetRow, covered map[[2]int]bool) error {
	width := 0
	for i := range rows {
		width = max(width, len(rows[i].cells))
	}
	for _, row := range rows {
		only, filled := 0, 0
		for i, c := range row.cells {
			if c != "" {
				only, filled = i, filled+1
			}
		}
		kind, columns := document.Cells, width
		if filled == 1 && (width == 1 || utf8.RuneCountInString(row.cells[only]) > longestCell) {
			kind, columns = document.Paragraph, only+1
		}
		for c := range columns {
			switch {
			case kind == document.Paragraph && c < only:
				continue
			case covered[[2]int{c + 1, row.number}]:
				r.out.Covered()
				continue
			}
			name, err := excelize.CoordinatesToCellName(c+1, row.number)
			if err != nil {
				return fmt.Errorf("sheet %s: %w", sheet, err)
			}
			text := ""
			if c < len(row.cells) {
				text = row.cells[c]
			}
			r.layouts.Add(r.out.Cell(text), report.Layout{Sheet: sheet, Cell: name})
		}
		r.out.Row(kind)
	}
	return nil
}

// countMerged counts the merged cells of a file, up to some more than MaxMerged. What
// cannot be read has none.
func countMerged(data []byte) int {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return 0
	}
	tag := []byte("mergeCell ")
	n, left := 0, int64(MaxContent)
	const piece = 64 << 10
	buf := make([]byte, piece)
	for _, f := range archive.File {
		part, err := f.Open()
		if err != nil {
			continue
		}
		kept := 0 // bytes in front that may begin a tag
		for n <= MaxMerged && left > 0 {
			read, err := part.Read(buf[kept:])
			left -= int64(read)
			text := buf[:kept+read]
			n += bytes.Count(text, tag)
			kept = copy(buf, text[max(0, len(text)-len(tag)+1):])
			if err != nil {
				break
			}
		}
		_ = part.Close()
	}
	return n
}

// covered lists the places over which merged cells extend, by column and row.
func (r *reader) covered(sheet string) (map[[2]int]bool, error) {
	merged, err := r.file.GetMergeCells(sheet)
	if err != nil {
		return nil, fmt.Errorf("sheet %s: %w", sheet, err)
	}
	covered := map[[2]int]bool{}
	for _, m := range merged {
		left, top, err := excelize.CellNameToCoordinates(m.GetStartAxis())
		if err != nil {
			continue
		}
		right, bottom, err := excelize.CellNameToCoordinates(m.GetEndAxis())
		if err != nil {
			continue
		}
		if r.read += (right - left + 1) * (bottom - top + 1); r.read > MaxCells {
			// A whole column that is merged says nothing of a table.
			r.read -= (right - left + 1) * (bottom - top + 1)
			continue
		}
		for row := top; row <= bottom; row++ {
			for column := left; column <= right; column++ {
				covered[[2]int{column, row}] = column != left || row != top
			}
		}
	}
	return covered, nil
}

// oneLine joins the lines of a text.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '\u200b' }), " ")
}
