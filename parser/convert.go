package parser

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/gouji/gouji/parser/document"
	"github.com/gouji/gouji/parser/docx"
	"github.com/gouji/gouji/parser/xlsx"
	"github.com/gouji/gouji/report"
)

// maxConversion bounds the time that a conversion may take. LibreOffice takes some
// seconds, most of them to start.
const maxConversion = 2 * time.Minute

// ownerOnly is the mode of files that nobody else need see.
const ownerOnly = 0o600

// convert reads a legacy file by way of LibreOffice.
func (p *Parser) convert(path string, data []byte) (*document.Document, error) {
	if !p.AllowConvert {
		return nil, &report.InputError{Path: path, Message: report.Text{
			ZH: "这是旧版 Word、Excel 或 WPS 文件，请另存为 DOCX 或 XLSX；装有 LibreOffice 时也可加 --allow-convert",
			EN: "this is a legacy Word, Excel or WPS file: save it as DOCX or XLSX, or use --allow-convert where LibreOffice is installed",
		}}
	}
	program, err := exec.LookPath("soffice")
	if err != nil {
		return nil, &report.InputError{Path: path, Message: report.Text{
			ZH: "没有找到 LibreOffice（soffice），请安装，或将文件另存为 DOCX 或 XLSX",
			EN: "LibreOffice (soffice) was not found: install it, or save the file as DOCX or XLSX",
		}}
	}
	// Excel files hold a stream of this name, in UTF-16.
	const workbook = "W\x00o\x00r\x00k\x00b\x00o\x00o\x00k\x00"
	format, parse := "docx", docx.Parse
	if bytes.Contains(data, []byte(workbook)) {
		format, parse = "xlsx", xlsx.Parse
	}
	converted, err := runConversion(program, format, data)
	if err != nil {
		return nil, &report.InputError{Path: path, Message: report.Text{
			ZH: "LibreOffice 无法转换这个文件，请另存为 DOCX 或 XLSX", EN: "LibreOffice cannot convert the file: save it as DOCX or XLSX",
		}, Err: err}
	}
	return parse(path, converted)
}

// runConversion converts a file in a folder of its own, with a profile of its own, so
// that several may run at a time.
func runConversion(program, format string, data []byte) (converted []byte, err error) {
	dir, err := os.MkdirTemp("", "gouji")
	if err != nil {
		return nil, err //nolint:wrapcheck // says what it is about
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	source := filepath.Join(dir, "report.doc")
	if err := os.WriteFile(source, data, ownerOnly); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), maxConversion)
	defer cancel()
	//nolint:gosec // the program is the one that is installed
	command := exec.CommandContext(ctx, program, "-env:UserInstallation=file://"+filepath.ToSlash(filepath.Join(dir, "profile")),
		"--headless", "--norestore", "--convert-to", format, "--outdir", filepath.Join(dir, "out"), source)
	if err := command.Run(); err != nil {
		return nil, err //nolint:wrapcheck // the exit status of the program
	}
	return os.ReadFile(filepath.Join(dir, "out", "report."+format)) //nolint:wrapcheck // says what it is about
}
