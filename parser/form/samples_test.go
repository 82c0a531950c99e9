package form_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/internal/yamldoc"
	"github.com/gouji/gouji/parser"
	"github.com/gouji/gouji/parser/document"
	"github.com/gouji/gouji/parser/form"
	"github.com/gouji/gouji/report"
)

// disclosureForms are the files of the built-in forms.
var disclosureForms = []string{
	"../../rules/gov-disclosure/forms/gov-disclosure-2019.yaml",
	"../../rules/gov-disclosure/forms/gov-disclosure-2021.yaml",
}

// loadForms loads form files, which must have no mistakes.
func loadForms(tb testing.TB, files ...string) *form.Set {
	tb.Helper()
	var diags diag.List
	forms := parseForms(tb, &diags, files...)
	if err := diags.Err(); err != nil {
		tb.Fatal(err)
	}
	set, err := form.NewSet(forms)
	if err != nil {
		tb.Fatal(err)
	}
	return set
}

func parseForms(tb testing.TB, diags *diag.List, files ...string) []*form.Form {
	tb.Helper()
	var parsed []form.File
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			tb.Fatal(err)
		}
		if root := yamldoc.Parse(f, data, diags); root != nil {
			parsed = append(parsed, form.NewFile(root))
		}
	}
	return form.Load(parsed, diags)
}

// truth is a report as a careful person reads it.
type truth struct {
	Organ    string             `json:"organ"`
	Year     int                `json:"year"`
	Sections map[string]string  `json:"sections"`
	Cells    map[string]*string `json:"cells"`
}

// TestSamples compares real reports, where the environment has them, with what a
// careful person reads: every cell, the organ, the year and the headings.
func TestSamples(t *testing.T) {
	t.Parallel()
	root := os.Getenv("GOUJI_SAMPLES")
	if root == "" {
		t.Skip("GOUJI_SAMPLES names no folder of real reports")
	}
	set := loadForms(t, disclosureForms...)
	var files []string
	for _, pattern := range []string{"seeds/*.txt", "samples/*.*"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil || len(found) == 0 {
			t.Fatalf("no %s in %s: %v", pattern, root, err)
		}
		files = append(files, found...)
	}
	p := &parser.Parser{}
	t.Cleanup(func() { _ = p.Close() })
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			doc, err := p.Parse(file, data)
			if err != nil {
				t.Fatal(err)
			}
			name := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file)) + ".json"
			want := readTruth(t, filepath.Join(root, "truth", name))
			reports := readDocument(t, set, doc)
			if len(reports) != 1 {
				t.Fatalf("%d reports", len(reports))
			}
			compare(t, reports[0], want)
		})
	}
}

func readTruth(t *testing.T, path string) truth {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var want truth
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	return want
}

func compare(t *testing.T, r *report.Report, want truth) {
	t.Helper()
	if r.Title.Organ != want.Organ || r.Title.Year != want.Year {
		t.Errorf("organ %q, year %d; want %q, %d", r.Title.Organ, r.Title.Year, want.Organ, want.Year)
	}
	for i, s := range r.Sections {
		if key := r.Schema.Sections[i].Key; !s.Found || r.Headings[s.Heading].Text != want.Sections[key] {
			t.Errorf("section %s: got %+v, want %q", key, s, want.Sections[key])
		}
	}
	for key, text := range want.Cells {
		cell, ok := r.Schema.Cell(key)
		if !ok {
			t.Errorf("form %s has no cell %s", r.Schema.Form, key)
			continue
		}
		f := r.Fields[cell]
		switch {
		case text == nil && f.State != report.Blank && f.State != report.Absent:
			t.Errorf("%s: got %v %q, want nothing", key, f.State, f.Text)
		case text != nil && (f.State != report.Filled || f.Text != *text):
			t.Errorf("%s: got %v %q, want %q", key, f.State, f.Text, *text)
		}
	}
}

// readOne reads a text that holds one report.
func readOne(tb testing.TB, set *form.Set, text string) *report.Report {
	tb.Helper()
	reports := readAll(tb, set, text)
	if len(reports) != 1 {
		tb.Fatalf("%d reports, want 1", len(reports))
	}
	return reports[0]
}

func readAll(tb testing.TB, set *form.Set, text string) []*report.Report {
	tb.Helper()
	doc, err := (&parser.Parser{}).Parse("test.txt", []byte(text))
	if err != nil {
		tb.Fatal(err)
	}
	return readDocument(tb, set, doc)
}

func readDocument(tb testing.TB, set *form.Set, doc *document.Document) []*report.Report {
	tb.Helper()
	reader, err := set.NewReader("")
	if err != nil {
		tb.Fatal(err)
	}
	reports, err := reader.Read(doc)
	if err != nil {
		tb.Fatal(err)
	}
	return reports
}
