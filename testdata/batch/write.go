package batch

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

func itoa(n int) string { return strconv.Itoa(n) }

// write writes the reports and the configuration.
func (m *maker) write() error {
	var config strings.Builder
	config.WriteString("organs:\n")
	for _, c := range m.counties {
		if err := os.MkdirAll(filepath.Join(m.folder, c.name), 0o755); err != nil {
			return err
		}
		names := make([]string, len(c.listed))
		for i, o := range c.listed {
			names[i] = o.name
		}
		fmt.Fprintf(&config, "  - {name: %s, units: [%s]}\n", c.government.name, strings.Join(names, ", "))
		if c.officeListed {
			fmt.Fprintf(&config, "  - {name: %s, units: [%s]}\n", c.apart[0].name, c.apart[1].name)
		}
		for _, o := range append(append([]*organ{c.government}, c.listed...), c.apart...) {
			for _, r := range o.reports {
				if r.absent {
					continue
				}
				if err := os.WriteFile(filepath.Join(m.folder, r.path), []byte(m.render(r)), 0o644); err != nil {
					return err
				}
			}
		}
	}
	return os.WriteFile(filepath.Join(m.folder, ".gouji.yaml"), []byte(config.String()), 0o644)
}

// render writes a report on the pattern of the template: its headings and labels stay,
// and texts and figures are those of the report.
func (m *maker) render(r *reported) string {
	var b strings.Builder
	section, row, data := 0, 0, 0
	written := false
	for _, line := range m.template {
		switch {
		case strings.HasPrefix(line, "# "):
			fmt.Fprintf(&b, "# %s%d年政府信息公开工作年度报告\n", r.name, r.year)
		case strings.HasPrefix(line, "## "):
			section++
			written = false
			if section == 6 && r.withoutOther {
				return b.String()
			}
			b.WriteString("\n" + line + "\n\n")
		case section == 1 || section == 5 || section == 6:
			if written {
				continue
			}
			written = true
			switch section {
			case 1:
				b.WriteString(r.text())
			case 5:
				b.WriteString(r.problemsText())
			case 6:
				fmt.Fprintf(&b, "%d年没有收取信息处理费。\n", r.year)
			}
		case !strings.HasPrefix(line, "|"):
		default:
			cells := strings.Split(strings.Trim(line, "|"), "|")
			if isFigure(cells[len(cells)-1]) || section == 2 && isFigure(cells[1]) {
				switch section {
				case 2:
					m.disclosure(cells, data, r)
					data++
				case 3:
					for c := range columns {
						cells[len(cells)-columns+c] = " " + itoa(r.applications[row][c]) + " "
					}
					row++
				case 4:
					for c := range disputes {
						cells[c] = " " + itoa(r.disputes[c]) + " "
					}
				}
			}
			b.WriteString("|" + strings.Join(cells, "|") + "|\n")
		}
	}
	return b.String()
}

// disclosure fills a row of table 2.
func (m *maker) disclosure(cells []string, row int, r *reported) {
	set := func(values ...string) {
		for i, v := range values {
			cells[i+1] = " " + v + " "
		}
	}
	switch row {
	case 0:
		set("0", "0", "0")
	case 1:
		set(itoa(r.documents[0]), itoa(r.documents[1]), itoa(r.documents[2]))
	case 2, 3, 4:
		set(itoa(r.decisions[row-2]))
	case 5:
		set(fmt.Sprintf("%d.%04d", r.fee/10_000, r.fee%10_000))
	}
}

func isFigure(cell string) bool {
	_, err := strconv.ParseFloat(strings.TrimSpace(cell), 64)
	return err == nil
}
