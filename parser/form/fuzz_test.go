package form_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/parser"
	"github.com/gouji/gouji/parser/form"
	"github.com/gouji/gouji/report"
)

// addReports gives a fuzz target the reports of testdata and a page of each
// dialect.
func addReports(f *testing.F, set *form.Set) {
	f.Helper()
	files, err := filepath.Glob("../../testdata/reports/*")
	if err != nil || len(files) == 0 {
		f.Fatalf("no reports: %v", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, frm := range set.Forms() {
		for _, d := range dialects {
			p := paper{schema: frm.Schema, title: "青川县水利局2023年政府信息公开工作年度报告", value: func(cell int) string { return figure(frm.Schema, cell) }}
			f.Add([]byte(p.write(d)))
		}
	}
}

// FuzzRead reads anything as a report. What is read must stand where it is said to
// stand, and reading again must give the same.
func FuzzRead(f *testing.F) {
	set := loadForms(f, disclosureForms...)
	addReports(f, set)
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := (&parser.Parser{}).Parse("fuzz.txt", data)
		if err != nil {
			return
		}
		reader, err := set.NewReader("")
		if err != nil {
			t.Fatal(err)
		}
		diagnoses, err := set.Diagnose(doc, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range diagnoses {
			checkReport(t, d.Report)
			_ = d.Mismatches()
		}
		reports, err := reader.Read(doc)
		if err != nil {
			return
		}
		if len(diagnoses) != len(reports) {
			t.Fatalf("%d diagnoses of %d reports", len(diagnoses), len(reports))
		}
		for i, r := range reports {
			checkReport(t, r)
			if diff := cmp.Diff(r.Fields, diagnoses[i].Report.Fields); diff != "" || r.Schema != diagnoses[i].Report.Schema {
				t.Fatalf("the diagnosis reads other fields: %s", diff)
			}
		}
		again, err := reader.Read(doc)
		if err != nil {
			t.Fatal(err)
		}
		for i := range reports {
			if diff := cmp.Diff(reports[i].Fields, again[i].Fields, cmp.Comparer(func(a, b report.Field) bool { return a == b })); diff != "" {
				t.Fatalf("reading again gives another result: -first +again\n%s", diff)
			}
		}
	})
}

// checkReport checks what holds for every report.
func checkReport(t *testing.T, r *report.Report) {
	t.Helper()
	text := r.Source.Text
	place := func(what string, s report.Span) {
		if s.Start < 0 || s.End < s.Start || int(s.End) > len(text) {
			t.Fatalf("%s: span %v in a text of %d bytes", what, s, len(text))
		}
		for _, at := range []int32{s.Start, s.End} {
			if int(at) < len(text) && !utf8.RuneStart(text[at]) {
				t.Fatalf("%s: span %v begins or ends within a character", what, s)
			}
		}
		_ = r.Source.Position(s)
	}
	place("report", r.Span)
	place("title", r.Title.Span)
	for i, s := range r.Sections {
		place(r.Schema.Sections[i].Key, s.Anchor)
		place(r.Schema.Sections[i].Key, s.Body)
		if s.Found != (s.Heading >= 0) {
			t.Fatalf("section %s: found %v with heading %d", r.Schema.Sections[i].Key, s.Found, s.Heading)
		}
	}
	for _, h := range r.Headings {
		place(h.Text, h.Span)
	}
	for i, f := range r.Fields {
		key := r.Schema.Cells[i].Key
		place(key, f.Span)
		switch f.State {
		case report.Filled, report.Malformed:
			if f.Text == "" {
				t.Fatalf("%s: %v without text", key, f.State)
			}
			if !r.Rows[r.Schema.Cells[i].Row].Found {
				t.Fatalf("%s: %v in a row that was not found", key, f.State)
			}
		case report.Absent, report.Blank:
			if f.Text != "" {
				t.Fatalf("%s: %v with text %q", key, f.State, f.Text)
			}
		}
	}
	for _, l := range r.Labels {
		place(l.Key, l.Span)
	}
	for _, s := range r.Strays {
		place("stray row", s.Span)
	}
	for _, f := range r.Foreign {
		place(f.Key, f.Field.Span)
	}
}

// FuzzReadWords reads anything as a report with rows of words.
func FuzzReadWords(f *testing.F) {
	set := loadForms(f, "../../testdata/packs/website/form.yaml")
	for _, file := range []string{"linxi-2023.txt", "qinglan-2023.html"} {
		data, err := os.ReadFile(filepath.Join("../../testdata/packs/website", file))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
		f.Add(bytes.ReplaceAll(data, []byte("\t"), []byte("  ")))
		f.Add(bytes.ReplaceAll(data, []byte("\t"), []byte("\n")))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := (&parser.Parser{}).Parse("fuzz.txt", data)
		if err != nil {
			return
		}
		diagnoses, err := set.Diagnose(doc, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range diagnoses {
			checkReport(t, d.Report)
		}
	})
}

// FuzzLoad loads anything as a form and reads a report with what comes of it.
func FuzzLoad(f *testing.F) {
	for _, file := range append([]string{"../../testdata/packs/library/form.yaml", "../../testdata/packs/stations/form.yaml", "../../testdata/packs/website/form.yaml"}, disclosureForms[0]) {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data))
	}
	f.Add(sound)
	report, err := os.ReadFile("../../testdata/reports/linhe-urban-2024.txt")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		forms, mistakes := loadText(text)
		if len(forms) == 0 || len(mistakes) > 0 {
			return
		}
		set, err := form.NewSet(forms)
		if err != nil {
			return
		}
		reader, err := set.NewReader(forms[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range [][]byte{report, []byte("2022年北区收费表\n北区 1 2\n镇区 3 4\n")} {
			doc, err := (&parser.Parser{}).Parse("fuzz.txt", text)
			if err != nil {
				t.Fatal(err)
			}
			if reports, err := reader.Read(doc); err == nil {
				for _, r := range reports {
					checkReport(t, r)
				}
			}
		}
	})
}
