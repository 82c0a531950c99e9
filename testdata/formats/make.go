// Command formats makes web pages, Word and Excel files, PDFs and texts of reports, to
// test that each format gives the same field map. It needs LibreOffice (soffice),
// Chromium and poppler-utils (pdftotext):
//
//	go run ./testdata/formats
//
// What it makes stands beside it, a folder a report: fields.json is what must be read.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/gouji/gouji/linter"
	"github.com/gouji/gouji/pack"
	"github.com/gouji/gouji/report"
)

func main() {
	log.SetFlags(0)
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

const folder = "testdata/formats"

// kinds lists, for each report, which files are kept. Every format comes several times,
// and no more than is needed.
func kinds() map[string][]string {
	return map[string][]string{
		"baishi-urban-2020":         {"page.html", "word.docx", "plain.txt"},
		"fuyuan-transport-2022":     {"editor.html", "sheet.xlsx", "office.pdf", "layout.txt"},
		"heping-town-2022":          {"portal.html", "word.docx", "chromium.pdf", "recognised.md"},
		"jinsha-civil-2020":         {"editor.html", "sheet.xlsx", "office.pdf", "pipes.md"},
		"lanting-health-2023":       {"page.html", "word.docx", "layout.txt"},
		"linhe-urban-2024":          {"portal.html", "sheet.xlsx", "office.pdf", "plain.txt"},
		"nanping-resettlement-2021": {"editor.html", "word.docx", "recognised.md"},
		"qinghe-culture-2021":       {"page.html", "sheet.xlsx", "office.pdf", "pipes.md"},
		"shishan-market-2023":       {"portal.html", "word.docx", "layout.txt"},
		"xinfeng-education-2022":    {"editor.html", "sheet.xlsx", "office.pdf", "plain.txt"},
		"large-2020":                {"page.html", "editor.html", "portal.html", "word.docx", "sheet.xlsx", "chromium.pdf", "office.pdf", "layout.txt", "pipes.md", "recognised.md"},
		"large-2023":                {"page.html", "editor.html", "portal.html", "word.docx", "sheet.xlsx", "chromium.pdf", "office.pdf", "layout.txt", "pipes.md", "recognised.md"},
	}
}

func run() error {
	loaded, err := pack.Builtin()
	if err != nil {
		return err
	}
	l, err := linter.New(loaded, linter.Options{})
	if err != nil {
		return err
	}
	defer l.Close()
	for name, files := range kinds() {
		r, err := original(l, name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := make1(r, filepath.Join(folder, name), files); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// specimen is what is written in each format.
type specimen struct {
	title    string
	sections []section
	cells    map[string]string
	year     int
	trial    bool // the form of 2019
}

type section struct {
	key, heading string
	text         []string
}

// original reads a report of testdata, or makes one with a different figure of up to
// eight digits in every cell.
func original(l *linter.Linter, name string) (*specimen, error) {
	path := "testdata/reports/" + name + ".txt"
	if _, err := os.Stat(path); err != nil {
		path = "testdata/reports/" + name + ".md"
	}
	year := 0
	if _, err := fmt.Sscanf(name, "large-%d", &year); err == nil {
		path = map[int]string{2020: "testdata/reports/baishi-urban-2020.txt", 2023: "testdata/reports/linhe-urban-2024.txt"}[year]
	}
	reports, err := l.Read(linter.Input{Path: path, Named: true})
	if err != nil {
		return nil, err
	}
	r := reports[0]
	s := &specimen{title: r.Title.Text, cells: map[string]string{}, year: r.Title.Year, trial: r.Schema.Form == "gov-disclosure-2019"}
	if year != 0 {
		s.title, s.year = fmt.Sprintf("青川县文化和旅游局%d年政府信息公开工作年度报告", year), year
	}
	for i, sec := range r.Sections {
		x := section{key: r.Schema.Sections[i].Key, heading: r.Headings[sec.Heading].Text}
		if !slices.ContainsFunc(r.Schema.Tables, func(t report.TableSpec) bool { return t.Section == i }) {
			for _, line := range strings.Split(r.Source.Slice(sec.Body), "\n") {
				if line = strings.Join(strings.Fields(line), " "); line != "" {
					x.text = append(x.text, line)
				}
			}
		}
		s.sections = append(s.sections, x)
	}
	for i, c := range r.Schema.Cells {
		if !r.Active(c.Row) {
			continue
		}
		f := r.Fields[i]
		s.cells[c.Key] = f.Text
		if year != 0 {
			s.cells[c.Key] = figure(i, c.Type)
		}
		if f.State == report.Absent {
			return nil, errors.New(c.Key + " is absent: the report is of no use here")
		}
	}
	return s, nil
}

// figure returns a figure of one to eight digits, another for each cell.
func figure(i int, kind report.CellType) string {
	n := (i*i*7919 + i*104729 + 7) % []int{10, 1000, 100000, 100000000}[i%4]
	switch kind {
	case report.Amount:
		return fmt.Sprintf("%d.%04d", n, i)
	case report.Change:
		if i%2 == 0 {
			return fmt.Sprintf("-%d", n+1)
		}
		return fmt.Sprintf("+%d", n+1)
	}
	return fmt.Sprint(n)
}

// make1 writes the files of a report.
func make1(s *specimen, dir string, files []string) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "formats")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	expected, err := json.MarshalIndent(map[string]any{"title": s.title, "year": s.year, "cells": s.cells}, "", " ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "fields.json"), append(expected, '\n'), 0o644); err != nil {
		return err
	}
	page := []byte(s.page(plainCell, ""))
	source := filepath.Join(work, "report.html")
	if err := os.WriteFile(source, page, 0o644); err != nil {
		return err
	}
	for _, f := range files {
		if err := s.file(f, dir, work, source, page); err != nil {
			return fmt.Errorf("%s: %w", f, err)
		}
	}
	return nil
}

func (s *specimen) file(name, dir, work, source string, page []byte) error {
	target := filepath.Join(dir, name)
	switch name {
	case "page.html":
		return os.WriteFile(target, page, 0o644)
	case "editor.html":
		return os.WriteFile(target, []byte(s.page(editorCell, "")), 0o644)
	case "portal.html":
		encoded, err := simplifiedchinese.GBK.NewEncoder().String(s.portal())
		if err != nil {
			return err
		}
		return os.WriteFile(target, []byte(encoded), 0o644)
	case "recognised.md":
		return os.WriteFile(target, []byte(s.markdown(true)), 0o644)
	case "pipes.md":
		return os.WriteFile(target, []byte(s.markdown(false)), 0o644)
	case "word.docx":
		return convert(work, source, "docx:MS Word 2007 XML", "HTML (StarWriter)", target)
	case "sheet.xlsx":
		return convert(work, source, "xlsx:Calc MS Excel 2007 XML", "HTML (StarCalc)", target)
	case "office.pdf":
		return convert(work, source, "pdf:writer_pdf_Export", "HTML (StarWriter)", target)
	case "chromium.pdf", "layout.txt", "plain.txt":
		made := filepath.Join(work, "chromium.pdf")
		if _, err := os.Stat(made); err != nil {
			if err := command("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
				"--user-data-dir="+filepath.Join(work, "profile"), "--print-to-pdf="+made, "file://"+source); err != nil {
				return err
			}
		}
		switch name {
		case "layout.txt":
			return command("pdftotext", "-layout", made, target)
		case "plain.txt":
			return command("pdftotext", "-raw", made, target)
		}
		return move(made, target)
	}
	return errors.New("unknown kind of file")
}

func convert(work, source, to, filter, target string) error {
	if err := command("soffice", "-env:UserInstallation=file://"+filepath.Join(work, "office"), "--headless",
		"--infilter="+filter, "--convert-to", to, "--outdir", filepath.Join(work, "out"), source); err != nil {
		return err
	}
	return move(filepath.Join(work, "out", "report"+filepath.Ext(target)), target)
}

func move(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o644)
}

func command(name string, args ...string) error {
	var out bytes.Buffer
	c := exec.CommandContext(context.Background(), name, args...)
	c.Stdout, c.Stderr = &out, &out
	if err := c.Run(); err != nil {
		return fmt.Errorf("%s: %w\n%s", name, err, out.String())
	}
	return nil
}

// cell is a cell of a table.
type cell struct {
	text         string
	wide, deep   int
	head, figure bool
}

func head(text string, wide, deep int) cell {
	return cell{text: text, wide: wide, deep: deep, head: true}
}

// tables returns the tables of a section, each a list of rows of cells.
func (s *specimen) tables(section string) [][][]cell {
	v := func(key string) cell { return cell{text: s.cells[key], wide: 1, deep: 1, figure: true} }
	switch section {
	case "disclosure":
		return [][][]cell{s.disclosure(v)}
	case "applications":
		return [][][]cell{s.applications(v)}
	case "disputes":
		return [][][]cell{s.disputes(v)}
	}
	return nil
}

func (s *specimen) disclosure(v func(string) cell) [][]cell {
	var rows [][]cell
	part := func(title string, headers []string, columns []string, labels [][2]string) {
		const width = 4
		last := width - len(columns)
		rows = append(rows, []cell{head(title, width, 1)})
		top := []cell{head("信息内容", 1, 1)}
		for i, h := range headers {
			wide := 1
			if i == len(headers)-1 {
				wide = last
			}
			top = append(top, head(h, wide, 1))
		}
		rows = append(rows, top)
		for _, l := range labels {
			row := []cell{head(l[1], 1, 1)}
			for i, c := range columns {
				x := v("disclosure." + l[0] + "." + c)
				if i == len(columns)-1 {
					x.wide = last
				}
				row = append(row, x)
			}
			rows = append(rows, row)
		}
	}
	if s.trial {
		items, itemColumns := []string{"上一年项目数量", "本年增/减", "处理决定数量"}, []string{"previous_items", "change", "decisions"}
		part("第二十条第（一）项", []string{"本年新制作数量", "本年新公开数量", "对外公开总数量"}, []string{"made", "newly_disclosed", "total_disclosed"},
			[][2]string{{"regulations", "规章"}, {"normative_documents", "规范性文件"}})
		part("第二十条第（五）项", items, itemColumns, [][2]string{{"licences", "行政许可"}, {"other_services", "其他对外管理服务事项"}})
		part("第二十条第（六）项", items, itemColumns, [][2]string{{"penalties", "行政处罚"}, {"coercion", "行政强制"}})
		part("第二十条第（八）项", items[:2], itemColumns[:2], [][2]string{{"fees", "行政事业性收费"}})
		part("第二十条第（九）项", []string{"采购项目数量", "采购总金额"}, []string{"items", "amount"}, [][2]string{{"procurement", "政府集中采购"}})
		return rows
	}
	part("第二十条第（一）项", []string{"本年制发件数", "本年废止件数", "现行有效件数"}, []string{"issued", "repealed", "in_force"},
		[][2]string{{"regulations", "规章"}, {"normative_documents", "行政规范性文件"}})
	part("第二十条第（五）项", []string{"本年处理决定数量"}, []string{"decisions"}, [][2]string{{"licences", "行政许可"}})
	part("第二十条第（六）项", []string{"本年处理决定数量"}, []string{"decisions"}, [][2]string{{"penalties", "行政处罚"}, {"coercion", "行政强制"}})
	part("第二十条第（八）项", []string{"本年收费金额（单位：万元）"}, []string{"amount"}, [][2]string{{"fees", "行政事业性收费"}})
	return rows
}

func (s *specimen) applications(v func(string) cell) [][]cell {
	rows := [][]cell{
		{head("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3), head("申请人情况", 7, 1)},
		{head("自然人", 1, 2), head("法人或其他组织", 5, 1), head("总计", 1, 2)},
		{head("商业企业", 1, 1), head("科研机构", 1, 1), head("社会公益组织", 1, 1), head("法律服务机构", 1, 1), head("其他", 1, 1)},
	}
	figures := func(key string, labels ...cell) {
		for _, c := range []string{"natural_person", "business", "research", "public_welfare", "legal_service", "other", "total"} {
			labels = append(labels, v("applications."+key+"."+c))
		}
		rows = append(rows, labels)
	}
	figures("new", head("一、本年新收政府信息公开申请数量", 3, 1))
	figures("carried_in", head("二、上年结转政府信息公开申请数量", 3, 1))
	type group struct {
		label string
		rows  [][2]string
	}
	groups := []group{
		{"（三）不予公开", [][2]string{
			{"refused_state_secret", "1.属于国家秘密"}, {"refused_law_prohibited", "2.其他法律行政法规禁止公开"}, {"refused_three_securities", "3.危及“三安全一稳定”"},
			{"refused_third_party", "4.保护第三方合法权益"}, {"refused_internal_affairs", "5.属于三类内部事务信息"}, {"refused_process_information", "6.属于四类过程性信息"},
			{"refused_enforcement_files", "7.属于行政执法案卷"}, {"refused_administrative_inquiry", "8.属于行政查询事项"},
		}},
		{"（四）无法提供", [][2]string{
			{"unavailable_not_held", "1.本机关不掌握相关政府信息"}, {"unavailable_needs_creation", "2.没有现成信息需要另行制作"}, {"unavailable_unclear", "3.补正后申请内容仍不明确"},
		}},
		{"（五）不予处理", [][2]string{
			{"rejected_petition", "1.信访举报投诉类申请"}, {"rejected_repeated", "2.重复申请"}, {"rejected_publication", "3.要求提供公开出版物"},
			{"rejected_excessive", "4.无正当理由大量反复申请"}, {"rejected_reconfirmation", "5.要求行政机关确认或重新出具已获取信息"},
		}},
	}
	depth := 19
	if _, ok := s.cells["applications.other_misc.total"]; ok {
		groups = append(groups, group{"（六）其他处理", [][2]string{
			{"other_not_corrected", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"},
			{"other_fee_unpaid", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"}, {"other_misc", "3.其他"},
		}})
		depth += 2
	}
	figures("granted", head("三、本年度办理结果", 1, depth+1), head("（一）予以公开", 2, 1))
	figures("partly_granted", head("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", 2, 1))
	for _, g := range groups {
		for i, r := range g.rows {
			if i == 0 {
				figures(r[0], head(g.label, 1, len(g.rows)), head(r[1], 1, 1))
			} else {
				figures(r[0], head(r[1], 1, 1))
			}
		}
	}
	if _, ok := s.cells["applications.other_processing.total"]; ok {
		figures("other_processing", head("（六）其他处理", 2, 1))
	}
	figures("outcome_total", head("（七）总计", 2, 1))
	figures("carried_out", head("四、结转下年度继续办理", 3, 1))
	return rows
}

func (s *specimen) disputes(v func(string) cell) [][]cell {
	rows := [][]cell{{head("行政复议", 5, 1), head("行政诉讼", 10, 1)}}
	results := []string{"结果维持", "结果纠正", "其他结果", "尚未审结", "总计"}
	var first, second, figures []cell
	for _, r := range results {
		first = append(first, head(r, 1, 2))
	}
	first = append(first, head("未经复议直接起诉", 5, 1), head("复议后起诉", 5, 1))
	for range 2 {
		for _, r := range results {
			second = append(second, head(r, 1, 1))
		}
	}
	for _, row := range []string{"reconsideration", "litigation_direct", "litigation_after_reconsideration"} {
		for _, c := range []string{"upheld", "corrected", "other", "pending", "total"} {
			figures = append(figures, v("disputes."+row+"."+c))
		}
	}
	return append(rows, first, second, figures)
}

// plainCell and editorCell write the content of a cell: as it is, and as editors of
// content management systems leave it.
func plainCell(text string) string { return html.EscapeString(text) }

func editorCell(text string) string {
	if text == "" {
		return `<p class="MsoNormal" align="center"><span style="font-size:12px">&nbsp;</span></p>`
	}
	runes := []rune(text)
	half := len(runes) / 2
	return `<p class="MsoNormal" style="text-align:center"><span style="font-family:宋体">` + html.EscapeString(string(runes[:half])) +
		`</span><font face="仿宋"><span>` + html.EscapeString(string(runes[half:])) + `</span></font><o:p></o:p></p>`
}

func table(rows [][]cell, content func(string) string) string {
	var b strings.Builder
	b.WriteString(`<table border="1" cellspacing="0">` + "\n")
	for _, row := range rows {
		b.WriteString("<tr>")
		for _, c := range row {
			b.WriteString("<td")
			if c.wide > 1 {
				fmt.Fprintf(&b, ` colspan="%d"`, c.wide)
			}
			if c.deep > 1 {
				fmt.Fprintf(&b, ` rowspan="%d"`, c.deep)
			}
			b.WriteString(">" + content(c.text) + "</td>")
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</table>\n")
	return b.String()
}

// article writes the report without the page around it.
func (s *specimen) article(content func(string) string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<h1>%s</h1>\n", html.EscapeString(s.title))
	for _, sec := range s.sections {
		fmt.Fprintf(&b, "<p><strong>%s</strong></p>\n", html.EscapeString(sec.heading))
		for _, line := range sec.text {
			fmt.Fprintf(&b, "<p>%s</p>\n", html.EscapeString(line))
		}
		for _, t := range s.tables(sec.key) {
			b.WriteString(table(t, content))
		}
	}
	return b.String()
}

const style = `@page{size:29.7cm 21cm;margin:1.5cm} body{font-family:"Noto Serif CJK SC",serif;font-size:11pt} table{border-collapse:collapse;width:100%;font-size:8pt} td{border:1px solid black;text-align:center;padding:1px}`

func (s *specimen) page(content func(string) string, extra string) string {
	return "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head><meta charset=\"utf-8\"><title>" + html.EscapeString(s.title) + "</title><style>" + style +
		"</style></head>\n<body>" + extra + "\n" + s.article(content) + "</body>\n</html>\n"
}

// portal writes the page as sites of an older kind do: tables lay it out, the report
// stands among navigation, a table of its metadata and a footer, and its second table
// is cut in two.
func (s *specimen) portal() string {
	article := s.article(plainCell)
	article = strings.Replace(article, "<tr><td>5.要求行政机关确认", "</table>\n<p>&nbsp;</p>\n<table border=1>\n<tr><td>5.要求行政机关确认", 1)
	return `<HTML><HEAD><META http-equiv="Content-Type" content="text/html; charset=gb2312"><TITLE>` + html.EscapeString(s.title) + `-政府信息公开</TITLE>
<SCRIPT>var menu = "<table><tr><td>一、总体情况</td></tr></table>";</SCRIPT></HEAD>
<BODY><TABLE width="1000"><TR><TD colspan="2"><A href="/">首页</A> | <A href="/zwgk">政务公开</A> | <A href="/hd">互动交流</A></TD></TR>
<TR><TD width="200"><UL><LI>政府信息公开指南<LI>政府信息公开制度<LI>法定主动公开内容<LI>政府信息公开年报</UL></TD><TD>
<TABLE class="xxgk"><TR><TD>索引号：</TD><TD>000014349/2024-00012</TD><TD>发布日期：</TD><TD>2024-01-20</TD></TR>
<TR><TD>名称：</TD><TD colspan="3">` + html.EscapeString(s.title) + `</TD></TR></TABLE>
<DIV id="zoom" style="font-size:16px">` + article + `</DIV>
<DIV style="display:none">一、总体情况 二、主动公开政府信息情况</DIV>
</TD></TR><TR><TD colspan="2">主办单位：办公室　网站标识码：0000000001　<NOSCRIPT>请启用脚本</NOSCRIPT></TD></TR></TABLE></BODY></HTML>
`
}

// markdown writes the report as Markdown, with tables in HTML as programs write them
// that recognise scanned pages, or with pipes.
func (s *specimen) markdown(inHTML bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n", s.title)
	for _, sec := range s.sections {
		fmt.Fprintf(&b, "## %s\n\n", sec.heading)
		for _, line := range sec.text {
			b.WriteString(line + "\n\n")
		}
		for _, rows := range s.tables(sec.key) {
			if inHTML {
				b.WriteString(strings.ReplaceAll(table(rows, plainCell), "\n", "") + "\n\n")
			} else {
				b.WriteString(pipes(rows) + "\n")
			}
		}
	}
	return b.String()
}

// pipes writes a table with vertical bars; the places over which a cell extends are
// empty.
func pipes(rows [][]cell) string {
	var b strings.Builder
	var covered []int
	for i, row := range rows {
		var line []string
		cover := func() {
			for len(line) < len(covered) && covered[len(line)] > 0 {
				covered[len(line)]--
				line = append(line, "")
			}
		}
		for _, c := range row {
			cover()
			for k := range c.wide {
				if len(line) == len(covered) {
					covered = append(covered, 0)
				}
				covered[len(line)] = c.deep - 1
				if k == 0 {
					line = append(line, c.text)
				} else {
					line = append(line, "")
				}
			}
		}
		cover()
		b.WriteString("| " + strings.Join(line, " | ") + " |\n")
		if i == 0 {
			b.WriteString("|" + strings.Repeat(" --- |", len(line)) + "\n")
		}
	}
	return b.String()
}
