package output

import (
	"fmt"
	"io"
	"math"

	"github.com/mattn/go-runewidth"
	"github.com/xuri/excelize/v2"

	"github.com/gouji/gouji/report"
)

// xlsxWriter writes a workbook: the findings, one a row, then counts by unit and by
// rule. Rows of findings go to a temporary file as they come; what is kept is a line for
// each unit and each rule. Texts are inline strings, which no spreadsheet runs.
type xlsxWriter struct {
	w      io.Writer
	lang   report.Language
	ledger *ledger
	file   *excelize.File
	styles sheetStyles
	sheet  *sheet // of findings, the last of them
	sheets int    // of findings
	counts *tally
	// archive is what the workbook is written to in the end.
	archive *sortedZip
}

// sheetStyles are the styles of cells of a workbook.
type sheetStyles struct {
	header, text int
	// levels are those of the severities; that of Off marks what was not assessed.
	levels []int
}

// maxSheetRows bounds the rows of a sheet: a spreadsheet has 1,048,576.
const maxSheetRows = 1_000_000

// Colours of cells, as spreadsheets name them.
const (
	headerColor  = "D9E2F3"
	errorColor   = "F8CBAD"
	warningColor = "FFE699"
)

// Sizes in points.
const (
	fontSize   = 10
	lineHeight = 14
)

// paperA4 is the number of the size of paper in a workbook.
const paperA4 = 9

func newXLSX(w io.Writer, o Options) Writer {
	return &xlsxWriter{w: w, lang: o.Language, ledger: newLedger(o), counts: newTally(o.Rules)}
}

// columnSpec describes a column of a sheet. Its width is in digits.
type columnSpec struct {
	name  string
	width float64
}

func columnSpecs(names string, widths ...float64) []columnSpec {
	list := make([]columnSpec, len(widths))
	for i, name := range columns(names) {
		list[i] = columnSpec{name, widths[i]}
	}
	return list
}

// start makes the workbook with the first sheet.
func (x *xlsxWriter) start() error {
	if x.file != nil {
		return nil
	}
	x.file = excelize.NewFile()
	if err := x.file.SetDocProps(&excelize.DocProperties{Creator: toolName, LastModifiedBy: toolName, Title: x.ledgerName()}); err != nil {
		return fmt.Errorf("XLSX: %w", err)
	}
	if err := x.makeStyles(); err != nil {
		return err
	}
	return x.nextSheet()
}

func (x *xlsxWriter) ledgerName() string { return x.lang.Pick("问题台账", "Findings") }

func (x *xlsxWriter) makeStyles() error {
	border := make([]excelize.Border, 0, 4) //nolint:mnd // sides
	for _, side := range []string{"left", "right", "top", "bottom"} {
		border = append(border, excelize.Border{Type: side, Color: "BFBFBF", Style: 1})
	}
	style := func(color, horizontal string, bold bool) (int, error) {
		s := &excelize.Style{
			Border: border, Font: &excelize.Font{Bold: bold, Size: fontSize},
			Alignment: &excelize.Alignment{Horizontal: horizontal, Vertical: "top", WrapText: true},
		}
		if color != "" {
			s.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
		}
		id, err := x.file.NewStyle(s)
		if err != nil {
			return 0, fmt.Errorf("XLSX: %w", err)
		}
		return id, nil
	}
	var err error
	if x.styles.header, err = style(headerColor, "center", true); err != nil {
		return err
	}
	if x.styles.text, err = style("", "", false); err != nil {
		return err
	}
	colors := [...]string{report.Off: errorColor, report.Note: "", report.Warning: warningColor, report.Error: errorColor}
	x.styles.levels = make([]int, len(colors))
	for severity, color := range colors {
		if x.styles.levels[severity], err = style(color, "center", false); err != nil {
			return err
		}
	}
	return nil
}

// nextSheet begins a sheet of findings.
func (x *xlsxWriter) nextSheet() error {
	name := x.ledgerName()
	if x.sheets++; x.sheets > 1 {
		name = fmt.Sprintf("%s %d", name, x.sheets)
	}
	names := x.lang.Pick("单位|年度|位置|问题|填报值|应为|依据|级别|文件", "Unit|Year|Place|Problem|Found|Expected|Source|Level|File")
	var err error
	x.sheet, err = x.newSheet(name, columnSpecs(names, 20, 7, 32, 48, 12, 12, 24, 10, 28)) //nolint:mnd // widths
	return err
}

// sheet is a sheet under way.
type sheet struct {
	name   string
	file   *excelize.File
	stream *excelize.StreamWriter
	header int
	specs  []columnSpec
	rows   int
}

// newSheet begins a sheet, with its names of columns.
func (x *xlsxWriter) newSheet(name string, specs []columnSpec) (*sheet, error) {
	s := &sheet{name: name, file: x.file, header: x.styles.header, specs: specs}
	for _, step := range []func() error{s.add, s.setUp, s.open} {
		if err := step(); err != nil {
			return nil, fmt.Errorf("XLSX: %w", err)
		}
	}
	return s, nil
}

// add makes the sheet itself. A new workbook has one already.
func (s *sheet) add() error {
	if first := s.file.GetSheetName(0); s.file.SheetCount == 1 && first == "Sheet1" {
		return s.file.SetSheetName(first, s.name) //nolint:wrapcheck // by the caller
	}
	_, err := s.file.NewSheet(s.name)
	return err //nolint:wrapcheck // by the caller
}

// setUp says how the sheet is printed: in landscape, as wide as a page, with the names of
// the columns on each.
func (s *sheet) setUp() error {
	size, orientation, wide, high, fit := paperA4, "landscape", 1, 0, true
	if err := s.file.SetSheetProps(s.name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err //nolint:wrapcheck // by the caller
	}
	layout := &excelize.PageLayoutOptions{Size: &size, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &high}
	if err := s.file.SetPageLayout(s.name, layout); err != nil {
		return err //nolint:wrapcheck // by the caller
	}
	if err := s.file.SetHeaderFooter(s.name, &excelize.HeaderFooterOptions{OddHeader: "&C&A", OddFooter: "&C&P / &N"}); err != nil {
		return err //nolint:wrapcheck // by the caller
	}
	return s.file.SetDefinedName(&excelize.DefinedName{ //nolint:wrapcheck // by the caller
		Name: "_xlnm.Print_Titles", RefersTo: fmt.Sprintf("'%s'!$1:$1", s.name), Scope: s.name,
	})
}

// open begins the stream of rows.
func (s *sheet) open() error {
	var err error
	if s.stream, err = s.file.NewStreamWriter(s.name); err != nil {
		return err //nolint:wrapcheck // by the caller
	}
	for i, c := range s.specs {
		if err := s.stream.SetColWidth(i+1, i+1, c.width); err != nil {
			return err //nolint:wrapcheck // by the caller
		}
	}
	pane := &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}
	if err := s.stream.SetPanes(pane); err != nil {
		return err //nolint:wrapcheck // by the caller
	}
	cells := make([]any, len(s.specs))
	for i, c := range s.specs {
		cells[i] = excelize.Cell{StyleID: s.header, Value: c.name}
	}
	return s.row(cells)
}

// row writes a row, high enough for its texts: not every spreadsheet sees to that itself.
func (s *sheet) row(cells []any) error {
	s.rows++
	lines := 1
	for i, c := range cells {
		if cell, ok := c.(excelize.Cell); ok {
			if text, ok := cell.Value.(string); ok {
				lines = max(lines, wrappedLines(text, s.specs[i].width))
			}
		}
	}
	height := min(float64(lines)*lineHeight, excelize.MaxRowHeight)
	return s.stream.SetRow(fmt.Sprintf("A%d", s.rows), cells, excelize.RowOpts{Height: height}) //nolint:wrapcheck // by the caller
}

// wrappedLines estimates how many lines a text takes in a column. Words that are not
// broken and the margins of the cell take some room.
func wrappedLines(text string, width float64) int {
	const margin = 1.5
	columns := (&runewidth.Condition{EastAsianWidth: true}).StringWidth(text) // whatever the locale
	return max(1, int(math.Ceil(float64(columns)/(width-margin))))
}

// close ends the sheet, with a filter over all of its rows.
func (s *sheet) close() error {
	last, err := excelize.CoordinatesToCellName(len(s.specs), s.rows)
	if err != nil {
		return fmt.Errorf("XLSX: %w", err)
	}
	if err := s.file.AutoFilter(s.name, "A1:"+last, nil); err != nil {
		return fmt.Errorf("XLSX: %w", err)
	}
	if err := s.stream.Flush(); err != nil {
		return fmt.Errorf("XLSX: %w", err)
	}
	return nil
}

// Result implements [Writer].
func (x *xlsxWriter) Result(r *report.Result) error {
	if err := x.start(); err != nil {
		return err
	}
	x.counts.result(r)
	for e := range x.ledger.entries(r) {
		if err := x.entry(e); err != nil {
			return err
		}
	}
	return nil
}

// entry writes the row of an entry.
func (x *xlsxWriter) entry(e *entry) error {
	if x.sheet.rows >= maxSheetRows {
		if err := x.sheet.close(); err != nil {
			return err
		}
		if err := x.nextSheet(); err != nil {
			return err
		}
	}
	level := x.styles.levels[report.Off]
	if e.kind == findingEntry {
		level = x.styles.levels[e.severity]
	}
	cells := x.plain(e.unit, e.year, e.whereabouts(x.lang), e.message, e.found, e.expected, e.source, e.level(x.lang), e.file)
	const levelColumn = 7
	cells[levelColumn] = excelize.Cell{StyleID: level, Value: e.level(x.lang)}
	if e.year == 0 {
		cells[1] = x.plain("")[0]
	}
	if err := x.sheet.row(cells); err != nil {
		return fmt.Errorf("XLSX: %w", err)
	}
	return nil
}

// Close implements [Writer].
func (x *xlsxWriter) Close(*Summary) error {
	if err := x.start(); err != nil {
		return err
	}
	if err := x.sheet.close(); err != nil {
		return err
	}
	if err := x.byUnit(); err != nil {
		return err
	}
	if err := x.byRule(); err != nil {
		return err
	}
	// The library would keep the whole archive in memory, and writes it there alone.
	x.archive = &sortedZip{w: x.w}
	x.file.ZipWriter = func(io.Writer) excelize.ZipWriter { return x.archive }
	if err := x.file.Write(io.Discard); err != nil {
		return fmt.Errorf("XLSX: %w", err)
	}
	return nil
}

// byUnit writes the sheet of units.
func (x *xlsxWriter) byUnit() error {
	names := x.lang.Pick("单位|报告|错误|警告|提示|合计", "Unit|Reports|Errors|Warnings|Notes|Total")
	s, err := x.newSheet(x.lang.Pick("按单位", "By unit"), columnSpecs(names, 40, 10, 10, 10, 10, 10)) //nolint:mnd // widths
	if err != nil {
		return err
	}
	for _, u := range x.counts.sortedUnits() {
		name := u.name
		if name == "" {
			name = x.lang.Pick("（未写明）", "(not named)")
		}
		if err := s.row(x.plain(name, u.reports, u.errors, u.warnings, u.notes, u.total())); err != nil {
			return fmt.Errorf("XLSX: %w", err)
		}
	}
	return s.close()
}

// byRule writes the sheet of rules with findings.
func (x *xlsxWriter) byRule() error {
	names := x.lang.Pick("规则|名称|依据|涉及报告|错误|警告|提示|合计", "Rule|Name|Source|Reports|Errors|Warnings|Notes|Total")
	s, err := x.newSheet(x.lang.Pick("按规则", "By rule"), columnSpecs(names, 28, 36, 32, 10, 10, 10, 10, 10)) //nolint:mnd // widths
	if err != nil {
		return err
	}
	for _, r := range x.counts.sortedRules() {
		if err := s.row(x.plain(r.info.ID, r.info.Name.In(x.lang), r.info.Source, r.reports, r.errors, r.warnings, r.notes, r.total())); err != nil {
			return fmt.Errorf("XLSX: %w", err)
		}
	}
	return s.close()
}

// plain makes cells of texts and numbers. That of an empty text is empty.
func (x *xlsxWriter) plain(values ...any) []any {
	for i, v := range values {
		if s, ok := v.(string); ok {
			if v = Printable(s); s == "" {
				v = nil
			}
		}
		values[i] = excelize.Cell{StyleID: x.styles.text, Value: v}
	}
	return values
}

// release removes the temporary files.
func (x *xlsxWriter) release() {
	if x.file != nil {
		_ = x.file.Close()
	}
	if x.archive != nil {
		x.archive.release()
	}
}
