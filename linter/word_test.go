package linter_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/gouji/gouji/linter"
	"github.com/gouji/gouji/report"
)

const wordReport = "../testdata/formats/heping-town-2022/word.docx"

// inserted returns the Word report with a text in front that is marked as inserted.
func inserted(t *testing.T) []byte {
	t.Helper()
	archive, err := zip.OpenReader(wordReport)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range archive.File {
		part, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(part)
		if err != nil {
			t.Fatal(err)
		}
		text := string(content)
		if f.Name == "word/document.xml" {
			text = strings.Replace(text, "<w:body>", `<w:body><w:p><w:ins w:id="1" w:author="a"><w:r><w:t>甲</w:t></w:r></w:ins></w:p>`, 1)
		}
		out, err := w.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(out, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), archive.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// rulesOf lints a file and returns the rules of its findings.
func rulesOf(t *testing.T, l *linter.Linter, path string) map[string]bool {
	t.Helper()
	rules := map[string]bool{}
	err := l.Run(context.Background(), []linter.Input{{Path: path, Named: true}}, func(r *report.Result) error {
		for _, assessed := range r.Assessments {
			for _, f := range assessed.Findings {
				rules[f.Rule] = true
			}
		}
		return r.Err
	})
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

// TestTrackedChanges checks that changes nobody has settled are a finding, and that a
// file without them has none.
func TestTrackedChanges(t *testing.T) {
	t.Parallel()
	const rule = "document-tracked-changes"
	l := newLinter(t, builtin(t), linter.Options{})
	if rulesOf(t, l, wordReport)[rule] {
		t.Error("a finding without changes")
	}
	changed := filepath.Join(t.TempDir(), "a.docx")
	if err := os.WriteFile(changed, inserted(t), 0o600); err != nil {
		t.Fatal(err)
	}
	if !rulesOf(t, l, changed)[rule] {
		t.Error("no finding")
	}
}

// TestConversion checks that a legacy file is what LibreOffice makes of it, in place of
// which a script stands that always makes the same.
func TestConversion(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the script needs a shell")
	}
	converted, err := filepath.Abs(wordReport)
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	script := "#!/bin/sh\nwhile [ \"$1\" != --outdir ]; do shift; done\n/bin/mkdir -p \"$2\" && /bin/cp '" + converted + "' \"$2/report.docx\"\n"
	if err := os.WriteFile(filepath.Join(bin, "soffice"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	legacy := filepath.Join(t.TempDir(), "a.doc")
	if err := os.WriteFile(legacy, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), 0o600); err != nil {
		t.Fatal(err)
	}
	in := linter.Input{Path: legacy, Named: true}
	l := newLinter(t, builtin(t), linter.Options{AllowConvert: true})

	t.Setenv("PATH", bin)
	reports, err := l.Read(in)
	if err != nil || len(reports) != 1 {
		t.Fatalf("%d reports, error %v", len(reports), err)
	}
	want, err := l.Read(linter.Input{Path: wordReport, Named: true})
	if err != nil {
		t.Fatal(err)
	}
	if reports[0].Title.Text != want[0].Title.Text || reports[0].Source.Path != legacy {
		t.Errorf("title %q of %s", reports[0].Title.Text, reports[0].Source.Path)
	}

	t.Setenv("PATH", t.TempDir())
	_, err = l.Read(in)
	if e, ok := errors.AsType[*report.InputError](err); !ok || !strings.Contains(e.Message.EN, "was not found") {
		t.Errorf("without LibreOffice: %v", err)
	}
}
