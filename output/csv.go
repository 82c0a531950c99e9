package output

import (
	"encoding/csv"
	"io"
	"strings"
	"unicode"

	"github.com/gouji/gouji/report"
)

// csvWriter writes a line for each finding, for spreadsheets: with a byte order mark,
// by which they tell UTF-8, and without cells that they would run.
type csvWriter struct {
	w       io.Writer
	csv     *csv.Writer
	lang    report.Language
	ledger  *ledger
	started bool
}

// byteOrderMark is U+FEFF in UTF-8.
const byteOrderMark = "\ufeff"

func newCSV(w io.Writer, o Options) Writer {
	c := &csvWriter{w: w, csv: csv.NewWriter(w), lang: o.Language, ledger: newLedger(o)}
	c.csv.UseCRLF = true
	return c
}

// start writes the names of the columns.
func (c *csvWriter) start() error {
	if c.started {
		return nil
	}
	c.started = true
	if _, err := io.WriteString(c.w, byteOrderMark); err != nil {
		return err
	}
	return c.line(columns(c.lang.Pick(
		"单位|年度|位置|问题|填报值|应为|依据|级别|规则|文件|行|列",
		"unit|year|place|problem|found|expected|source|level|rule|file|line|column"))...)
}

func (c *csvWriter) line(cells ...string) error {
	for i, cell := range cells {
		cells[i] = inert(Printable(cell))
	}
	return c.csv.Write(cells)
}

// inert puts an apostrophe in front of a text that a spreadsheet would take for a
// formula. Some of them see through spaces and forms of double width.
func inert(s string) string {
	first := strings.TrimLeftFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) })
	if first != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(first)[0]) {
		return "'" + s
	}
	return s
}

// Result implements [Writer].
func (c *csvWriter) Result(r *report.Result) error {
	if err := c.start(); err != nil {
		return err
	}
	for e := range c.ledger.entries(r) {
		place := e.place
		if e.at.Layout != nil {
			place = e.whereabouts(c.lang)
		}
		if err := c.line(e.unit, number(e.year), place, e.message, e.found, e.expected, e.source, e.level(c.lang),
			e.rule, e.file, number(e.at.Line), number(e.at.Column)); err != nil {
			return err
		}
	}
	c.csv.Flush()
	return c.csv.Error() //nolint:wrapcheck // it says that it was writing
}

// Close implements [Writer].
func (c *csvWriter) Close(*Summary) error {
	if err := c.start(); err != nil {
		return err
	}
	c.csv.Flush()
	return c.csv.Error() //nolint:wrapcheck // it says that it was writing
}
