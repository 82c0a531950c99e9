package linter_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/gouji/gouji/linter"
	"github.com/gouji/gouji/report"
)

// entry is a file of an archive.
type entry struct {
	name, content string
	gbk           bool
}

func writeArchive(t *testing.T, path string, entries ...entry) {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, e := range entries {
		header := &zip.FileHeader{Name: e.name, Method: zip.Deflate}
		if e.gbk {
			name, err := simplifiedchinese.GBK.NewEncoder().String(e.name)
			if err != nil {
				t.Fatal(err)
			}
			header.Name, header.NonUTF8 = name, true
		}
		f, err := w.CreateHeader(header)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(e.content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	writeFile(t, path, b.String())
}

// TestArchives checks that a zip archive is read like a folder.
func TestArchives(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../testdata/reports/linhe-urban-2024.txt")
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	word, err := os.ReadFile("../testdata/formats/large-2023/word.docx")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "单位.zip")
	writeArchive(t, path,
		entry{"乙/年报.txt", text, true}, entry{"甲.docx", string(word), false}, entry{"乙/", "", false}, entry{"__MACOSX/甲.txt", text, false},
		entry{".隐藏.txt", text, false}, entry{"rules.yaml", "a: b", false}, entry{"../../丙.txt", text, false}, entry{`丁\戊.txt`, text, false},
		entry{"说明.txt", "请查收。", false}, entry{"旧.doc", "\xd0\xcf\x11\xe0", false},
	)
	loaded := builtin(t)
	l := newLinter(t, loaded, linter.Options{})
	var got []string
	for _, in := range linter.Expand([]string{path}) {
		state := "read"
		if reports, err := l.Read(in); err != nil {
			state = "refused"
			if in.Skippable(err) {
				state = "skipped"
			}
		} else if len(reports) != 1 || reports[0].Source.Path != in.Path {
			state = "wrong"
		}
		got = append(got, state+" "+filepath.ToSlash(strings.TrimPrefix(in.Path, dir)))
	}
	want := []string{
		"read /单位.zip/丁/戊.txt", "read /单位.zip/丙.txt", "read /单位.zip/乙/年报.txt", "refused /单位.zip/旧.doc",
		"read /单位.zip/甲.docx", "skipped /单位.zip/说明.txt",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	// In a folder, and named beside it, the files are read once.
	if n := len(linter.Expand([]string{dir, path})); n != len(want) {
		t.Errorf("%d files, want %d", n, len(want))
	}
	// A document is no archive, whatever its name.
	named := filepath.Join(dir, "word.zip")
	writeFile(t, named, string(word))
	if inputs := linter.Expand([]string{named}); len(inputs) != 1 || inputs[0].Path != named {
		t.Errorf("%v", inputs)
	}
}

// TestBadArchives checks that an archive that cannot be read is said to be so.
func TestBadArchives(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	damaged, inner, odd := filepath.Join(dir, "damaged.zip"), filepath.Join(dir, "inner.zip"), filepath.Join(dir, "odd.bin")
	writeFile(t, damaged, "PK\x03\x04 and no more")
	writeArchive(t, inner, entry{"a.zip", "PK\x03\x04 and no more", false})
	writeArchive(t, odd, entry{"a.txt", "甲", false})
	l := newLinter(t, builtin(t), linter.Options{})
	for path, want := range map[string]string{
		damaged: "the archive is damaged", inner: "the file is damaged", odd: "no report of a known form",
	} {
		inputs := linter.Expand([]string{path})
		if len(inputs) != 1 {
			t.Fatalf("%s: %v", path, inputs)
		}
		_, err := l.Read(inputs[0])
		in, ok := errors.AsType[*report.InputError](err)
		if !ok || !strings.Contains(in.Message.EN, want) {
			t.Errorf("%s: %v", path, err)
		}
	}
}
