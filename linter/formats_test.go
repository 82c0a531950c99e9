package linter_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gouji/gouji/linter"
	"github.com/gouji/gouji/report"
)

// TestFormats reads the files of testdata/formats, which other programs have made of
// reports: each must give the field map of its report.
func TestFormats(t *testing.T) {
	t.Parallel()
	l := newLinter(t, builtin(t), linter.Options{})
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	folders, err := filepath.Glob("../testdata/formats/*/fields.json")
	if err != nil || len(folders) < 12 {
		t.Fatal(folders, err)
	}
	for _, expected := range folders {
		data, err := os.ReadFile(expected)
		if err != nil {
			t.Fatal(err)
		}
		var want fieldMap
		if err := json.Unmarshal(data, &want); err != nil {
			t.Fatal(err)
		}
		files, err := filepath.Glob(filepath.Join(filepath.Dir(expected), "*.*"))
		if err != nil || len(files) < 4 {
			t.Fatal(files, err)
		}
		for _, f := range files {
			if f == expected {
				continue
			}
			t.Run(filepath.Base(filepath.Dir(f))+"/"+filepath.Base(f), func(t *testing.T) {
				t.Parallel()
				reports, err := l.Read(linter.Input{Path: f, Named: true})
				if err != nil {
					t.Fatal(err)
				}
				if len(reports) != 1 {
					t.Fatalf("%d reports", len(reports))
				}
				want.compare(t, reports[0])
			})
		}
	}
}

// TestDamagedFormats cuts files of every format off and flips bits in them: each is
// refused with an error that names it, or read.
func TestDamagedFormats(t *testing.T) {
	t.Parallel()
	l := newLinter(t, builtin(t), linter.Options{})
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	files, err := filepath.Glob("../testdata/formats/large-*/*.*")
	if err != nil || len(files) < 12 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		t.Run(filepath.Base(filepath.Dir(f))+"/"+filepath.Base(f), func(t *testing.T) {
			t.Parallel()
			sound, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			const steps = 12
			for i := range steps {
				at := len(sound) * i / steps
				flipped := bytes.Clone(sound)
				for k := at; k < len(sound); k += 997 {
					flipped[k] ^= 1 << (k % 8)
				}
				for what, data := range map[string][]byte{"cut off": sound[:at], "flipped": flipped} {
					damaged := filepath.Join(t.TempDir(), filepath.Base(f))
					if err := os.WriteFile(damaged, data, 0o600); err != nil {
						t.Fatal(err)
					}
					reports, err := l.Read(linter.Input{Path: damaged, Named: true})
					if _, ok := errors.AsType[*report.InputError](err); err != nil && !ok || err == nil && len(reports) == 0 {
						t.Errorf("%s at %d: %d reports, error %v", what, at, len(reports), err)
					}
				}
			}
		})
	}
}

// fieldMap is what a file must give.
type fieldMap struct {
	Title string
	Year  int
	Cells map[string]string
}

func (m *fieldMap) compare(t *testing.T, r *report.Report) {
	t.Helper()
	compact := func(s string) string { return strings.Join(strings.Fields(s), "") }
	if compact(r.Title.Text) != compact(m.Title) || r.Title.Year != m.Year {
		t.Errorf("title %q, year %d", r.Title.Text, r.Title.Year)
	}
	for i, s := range r.Sections {
		if !s.Found {
			t.Errorf("section %s was not found", r.Schema.Sections[i].Key)
		}
	}
	for i, c := range r.Schema.Cells {
		want, ok := m.Cells[c.Key]
		if ok != r.Active(c.Row) {
			t.Errorf("%s: read %v, expected %v", c.Key, r.Active(c.Row), ok)
		}
		if !ok {
			continue
		}
		f := r.Fields[i]
		if compact(f.Text) == want || f.State == report.Filled && f.Value.String() == plainNumber(want) {
			continue
		}
		t.Errorf("%s: %v %q, want %q", c.Key, f.State, f.Text, want)
	}
	if len(r.Foreign) > 0 || len(r.Strays) > 0 {
		t.Errorf("foreign %v, unknown rows %v", r.Foreign, r.Strays)
	}
}

// plainNumber writes a number as spreadsheets do, which keep its value and not the way
// in which it was written.
func plainNumber(s string) string {
	s = strings.TrimPrefix(strings.ReplaceAll(s, ",", ""), "+")
	if strings.Contains(s, ".") {
		s = strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
	}
	return s
}
