package parser

import (
	"archive/zip"
	"bytes"
	"fmt"
	"regexp"

	"github.com/gouji/gouji/report"
)

// Format is a file format.
type Format string

// The formats that are read. Markdown is text whose tables may be written in HTML.
const (
	Auto     Format = ""
	Text     Format = "text"
	Markdown Format = "markdown"
	HTML     Format = "html"
	DOCX     Format = "docx"
	XLSX     Format = "xlsx"
	PDF      Format = "pdf"
	// Legacy is a Word, Excel or WPS file of the time before DOCX and XLSX.
	Legacy Format = "legacy"
)

// Formats lists the names of the formats.
func Formats() []string {
	return []string{string(Text), string(Markdown), string(HTML), string(DOCX), string(XLSX), string(PDF)}
}

// sniffed is how many bytes at the beginning of a file are looked at for a signature.
const sniffed = 1024

// Sniff tells the format of a file by its content. An error is a [report.InputError]
// for a format that is recognised and not read.
func Sniff(path string, data []byte) (Format, error) {
	head := data[:min(len(data), sniffed)]
	trimmed := bytes.TrimLeft(head, "\xef\xbb\xbf \t\r\n")
	refuse := func(zh, en string) (Format, error) {
		return Auto, &report.InputError{Path: path, Message: report.Text{ZH: zh, EN: en}}
	}
	switch {
	case bytes.HasPrefix(trimmed, []byte("%PDF-")), bytes.Contains(head, []byte("\n%PDF-")):
		return PDF, nil
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return sniffPackage(path, data)
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")):
		return Legacy, nil
	case bytes.HasPrefix(trimmed, []byte("{\\rtf")):
		return refuse("这是 RTF 文件，不能直接读取，请另存为 DOCX", "this is an RTF file, which cannot be read: save it as DOCX")
	case mailHeader.Match(head) && bytes.Contains(head, []byte("multipart/related")):
		return refuse("这是 MHTML 单个网页文件，不能直接读取，请在浏览器中另存为“网页，仅 HTML”", "this is a page saved as MHTML, which cannot be read: save it as HTML only")
	case bytes.HasPrefix(head, []byte("Rar!")), bytes.HasPrefix(head, []byte("7z\xbc\xaf")):
		return refuse("这是 RAR 或 7z 压缩文件，请解压后再检查，或改用 ZIP", "this is a RAR or 7z archive: unpack it, or use ZIP")
	}
	return sniffText(data), nil
}

// sniffPackage tells the formats that are zip archives of parts.
func sniffPackage(path string, data []byte) (Format, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return Auto, &report.InputError{Path: path, Message: report.Text{
			ZH: "文件已损坏（ZIP 结构不完整），请重新保存", EN: "the file is damaged (no complete zip archive): save it again",
		}, Err: err}
	}
	for _, f := range archive.File {
		switch f.Name {
		case "word/document.xml", "word\\document.xml", "word/document2.xml":
			return DOCX, nil
		case "xl/workbook.xml", "xl\\workbook.xml":
			return XLSX, nil
		case "content.xml":
			return Auto, &report.InputError{Path: path, Message: report.Text{
				ZH: "这是 OpenDocument 文件，不能直接读取，请另存为 DOCX 或 XLSX", EN: "this is an OpenDocument file, which cannot be read: save it as DOCX or XLSX",
			}}
		}
	}
	return Auto, &report.InputError{Path: path, Message: report.Text{
		ZH: fmt.Sprintf("这是含 %d 个文件的压缩文件，不是报告；文件名以 .zip 结尾的会逐个检查其中的文件", len(archive.File)),
		EN: fmt.Sprintf("this is an archive of %d files and no report; the files in one whose name ends in .zip are read", len(archive.File)),
	}}
}

// sniffText tells web pages from other text by their markup. Programs that recognise
// characters write whole pages about each table into their Markdown, and may begin
// with one; the headings tell.
func sniffText(data []byte) Format {
	if isUTF16(data) {
		// Markup is ASCII: every other byte of it is NUL.
		data = bytes.ReplaceAll(data[2:], []byte{0}, nil)
	}
	if bytes.IndexByte(data, '<') < 0 {
		return Text
	}
	begins := bytes.HasPrefix(bytes.TrimLeft(data, "\xef\xbb\xbf \t\r\n"), []byte("<"))
	cells := cellTags.Match(data)
	switch {
	case begins && headTags.Match(data[:min(len(data), sniffed)]):
		return HTML
	case cells && markdownHeading.Match(data):
		return Markdown
	case headTags.Match(data), (begins || !cells) && pageTags.Match(data), begins && cells:
		return HTML
	case cells:
		return Markdown
	}
	return Text
}

func isUTF16(data []byte) bool {
	return bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff"))
}

var (
	mailHeader      = regexp.MustCompile(`(?mi)^MIME-Version:`)
	headTags        = regexp.MustCompile(`(?i)<(?:!doctype\s+html|head)[\s>]`)
	pageTags        = regexp.MustCompile(`(?i)<(?:html|body)[\s>]`)
	cellTags        = regexp.MustCompile(`(?i)<t[dh][\s>]`)
	markdownHeading = regexp.MustCompile(`(?m)^#{1,6}[ \t]+[^\s#]`)
)
