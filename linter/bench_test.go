package linter_test

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/gouji/gouji/engine"
	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/linter"
	"github.com/gouji/gouji/output"
	"github.com/gouji/gouji/pack"
	"github.com/gouji/gouji/parser"
	"github.com/gouji/gouji/parser/form"
	"github.com/gouji/gouji/report"
)

// benchReport is a report of ordinary size: 200 cells, all filled.
const benchReport = "../testdata/reports/linhe-urban-2024.txt"

func benchInput(b *testing.B) []byte {
	b.Helper()
	data, err := os.ReadFile(benchReport)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	return data
}

func benchPack(b *testing.B) *pack.Pack {
	b.Helper()
	loaded, err := pack.Builtin()
	if err != nil {
		b.Fatal(err)
	}
	return loaded
}

// The stages of reading and linting one report, one benchmark each.

func BenchmarkLoadPack(b *testing.B) {
	for b.Loop() {
		benchPack(b)
	}
}

// The rules of the built-in pack are taken as right when it is loaded; here they are
// compiled as those of a folder are.
func BenchmarkCheckPack(b *testing.B) {
	loaded := benchPack(b)
	var schemas []*report.Schema
	for _, f := range loaded.Forms {
		schemas = append(schemas, f.Schema)
	}
	for b.Loop() {
		var diags diag.List
		if err := engine.New(loaded.Rules, report.Chinese).Check(schemas, &diags); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDocument(b *testing.B) {
	data := benchInput(b)
	for b.Loop() {
		if _, err := (&parser.Parser{}).Parse(benchReport, data); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFormats reads one report from each kind of file.
func BenchmarkFormats(b *testing.B) {
	for _, name := range []string{"page.html", "word.docx", "sheet.xlsx", "office.pdf"} {
		b.Run(name, func(b *testing.B) {
			data, err := os.ReadFile("../testdata/formats/large-2020/" + name)
			if err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			p := &parser.Parser{}
			defer func() {
				if err := p.Close(); err != nil {
					b.Error(err)
				}
			}()
			if _, err := p.Parse(name, data); err != nil { // compiles what reads PDF files
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := p.Parse(name, data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkForm(b *testing.B) {
	data := benchInput(b)
	doc, err := (&parser.Parser{}).Parse(benchReport, data)
	if err != nil {
		b.Fatal(err)
	}
	reader := benchReader(b)
	for b.Loop() {
		if _, err := reader.Read(doc); err != nil {
			b.Fatal(err)
		}
	}
}

func benchReader(b *testing.B) *form.Reader {
	b.Helper()
	set, err := form.NewSet(benchPack(b).Forms)
	if err != nil {
		b.Fatal(err)
	}
	reader, err := set.NewReader("")
	if err != nil {
		b.Fatal(err)
	}
	return reader
}

func BenchmarkRules(b *testing.B) {
	data := benchInput(b)
	doc, err := (&parser.Parser{}).Parse(benchReport, data)
	if err != nil {
		b.Fatal(err)
	}
	reports, err := benchReader(b).Read(doc)
	if err != nil {
		b.Fatal(err)
	}
	evaluator := engine.New(benchPack(b).Rules, report.Chinese).NewEvaluator()
	for b.Loop() {
		if _, err := evaluator.Evaluate(context.Background(), reports[0]); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLint lints all reports of testdata, with all processors.
func BenchmarkLint(b *testing.B) {
	files, err := filepath.Glob("../testdata/reports/*")
	if err != nil {
		b.Fatal(err)
	}
	const batch = 50
	inputs := make([]linter.Input, 0, batch*len(files))
	for range batch {
		for _, f := range files {
			inputs = append(inputs, linter.Input{Path: f})
		}
	}
	l, err := linter.New(benchPack(b), linter.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	reports := 0
	for b.Loop() {
		w, err := output.New("jsonl", io.Discard, output.Options{})
		if err != nil {
			b.Fatal(err)
		}
		if err := l.Run(context.Background(), inputs, func(r *report.Result) error {
			reports += len(r.Assessments)
			return w.Result(r)
		}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(reports)/b.Elapsed().Seconds(), "reports/s")
}
