package output

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/gouji/gouji/report"
)

// markdownWriter writes a table that counts by file, and behind it the findings, report
// by report. The findings wait in a spool for the table; of files, those without
// findings are not kept.
type markdownWriter struct {
	w       *bufio.Writer
	options Options
	ledger  *ledger
	spool   spool
	// omitted counts what is not in the spool for want of room.
	omitted int
	files   []*fileCount
	index   map[string]int
}

// fileCount counts the findings in a file.
type fileCount struct {
	counts

	path   string
	failed bool
}

// marginSize is the room that is left for the lines around the tables, in bytes.
const marginSize = 1 << 10

func newMarkdown(w io.Writer, o Options) Writer {
	return &markdownWriter{w: bufio.NewWriter(w), options: o, ledger: newLedger(o), index: map[string]int{}}
}

// release implements what [Release] asks for.
func (m *markdownWriter) release() { m.spool.release() }

func (m *markdownWriter) file(path string) *fileCount {
	i, ok := m.index[path]
	if !ok {
		i = len(m.files)
		m.index[path] = i
		m.files = append(m.files, &fileCount{path: path})
	}
	return m.files[i]
}

// Result implements [Writer].
func (m *markdownWriter) Result(r *report.Result) error {
	switch {
	case r.Skipped:
		return nil
	case r.Err != nil:
		m.file(r.Path).failed = true
		return m.section(r.Path, []*entry{m.ledger.failure(r)})
	}
	for i := range r.Assessments {
		a := &r.Assessments[i]
		entries := slices.Collect(m.ledger.reportEntries(a))
		if len(entries) == 0 {
			continue
		}
		file := m.file(r.Path)
		for k := range a.Findings {
			file.add(a.Findings[k].Severity)
		}
		if err := m.section(name(a.Report, m.options.Language), entries); err != nil {
			return err
		}
	}
	return nil
}

// section spools a heading and a table of entries, as far as there is room.
func (m *markdownWriter) section(title string, entries []*entry) error {
	lang := m.options.Language
	names := columns(lang.Pick("级别|行|位置|问题|填报值|应为|规则", "Level|Line|Place|Problem|Found|Expected|Rule"))
	text := "\n## " + markdown(title) + "\n\n" + tableHead(names, ":---")
	for _, e := range entries {
		line := ""
		if e.at.Layout != nil || e.at.Line > 0 {
			line = e.at.LineText(lang)
		}
		text += tableRow(e.level(lang), line, e.place, e.message, e.found, e.expected, e.rule)
		if m.omitted > 0 || m.options.Limit > 0 && int(m.spool.len())+len(text) > m.options.Limit/2-marginSize {
			m.omitted++ // and all that follow
			continue
		}
		if _, err := io.WriteString(&m.spool, text); err != nil {
			return err
		}
		text = ""
	}
	return nil
}

// Close implements [Writer].
func (m *markdownWriter) Close(s *Summary) error {
	lang := m.options.Language
	if m.options.Limit > 0 && m.options.Limit < 4*marginSize {
		return nil // there is no room for anything
	}
	fmt.Fprintf(m.w, "# gouji\n\n%s\n", markdown(s.Text(lang)))
	if len(m.files) > 0 {
		m.table()
	}
	if err := m.spool.copyTo(m.w); err != nil {
		return err
	}
	if m.omitted > 0 {
		fmt.Fprintf(m.w, lang.Pick("\n篇幅所限，另有 %d 处未列出。\n", "\nFor want of room, %d more are not listed.\n"), m.omitted)
	}
	return m.w.Flush()
}

// table writes the counts by file, the worst first, as far as there is room.
func (m *markdownWriter) table() {
	lang := m.options.Language
	slices.SortStableFunc(m.files, func(a, b *fileCount) int {
		if a.failed != b.failed {
			if a.failed {
				return -1
			}
			return 1
		}
		return worst(&a.counts, &b.counts)
	})
	names := columns(lang.Pick("文件|错误|警告|提示", "File|Errors|Warnings|Notes"))
	fmt.Fprint(m.w, "\n", tableHead(names, "---:"))
	size := 0
	for i, f := range m.files {
		row := tableRow(f.path, number(f.errors), number(f.warnings), number(f.notes))
		if f.failed {
			row = tableRow(f.path, lang.Pick("无法读取", "not read"), "", "")
		}
		if size += len(row); m.options.Limit > 0 && size > m.options.Limit/2-marginSize {
			fmt.Fprintf(m.w, lang.Pick("\n另有 %d 个文件未列出。\n", "\nFiles that are not listed: %d.\n"), len(m.files)-i)
			return
		}
		fmt.Fprint(m.w, row)
	}
}

// tableHead writes the names of columns; those behind the first are aligned as said.
func tableHead(names []string, alignment string) string {
	return tableRow(names...) + "| :--- |" + strings.Repeat(" "+alignment+" |", len(names)-1) + "\n"
}

// tableRow writes a row of texts.
func tableRow(cells ...string) string {
	escaped := make([]string, len(cells))
	for i, c := range cells {
		escaped[i] = markdown(c)
	}
	return "| " + strings.Join(escaped, " | ") + " |\n"
}

// markdown writes a text so that it stands for itself, on one line and in a table.
func markdown(s string) string {
	var b strings.Builder
	for _, r := range Printable(s) {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case strings.ContainsRune("\\`*_[]~|#$", r):
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
