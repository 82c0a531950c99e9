package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

var update = flag.Bool("update", false, "write the golden files")

// atRoot makes the root of the repository the working folder, so that paths in
// outputs are those of the README.
func atRoot(t *testing.T) {
	t.Helper()
	t.Chdir("../..")
}

// gouji runs the program and returns its exit status and streams.
func gouji(args ...string) (status int, stdout, stderr string) {
	var out, errs bytes.Buffer
	c := newCommand(strings.NewReader(""), &out, &errs, func(string) string { return "" })
	status = c.run(context.Background(), args)
	return status, out.String(), errs.String()
}

// golden compares an output with a file of testdata/golden.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s (write it again with -update): -want +got\n%s", path, diff)
	}
}

// rulePage is the page about a rule in a log, which stands in docs, too.
var rulePage = regexp.MustCompile(`"markdown": "(?:[^"\\]|\\.)*"`)

// TestGolden compares the outputs for the reports of testdata, byte by byte and
// for any number of workers.
func TestGolden(t *testing.T) {
	atRoot(t)
	for _, tc := range []struct {
		file string
		args []string
	}{
		{"lint.zh.txt", []string{"lint", "testdata/reports"}},
		{"lint.en.txt", []string{"lint", "--lang", "en", "testdata/reports"}},
		{"lint-verbose.zh.txt", []string{"lint", "--verbose", "testdata/reports"}},
		{"lint.json", []string{"lint", "--format", "json", "testdata/reports"}},
		{"lint.jsonl", []string{"lint", "--format", "jsonl", "testdata/reports"}},
		{"lint.sarif", []string{"lint", "--format", "sarif", "testdata/reports"}},
		{"lint.en.sarif", []string{"lint", "--lang", "en", "--format", "sarif", "testdata/reports/yunxi-government-2022.txt"}},
		{"lint.csv", []string{"lint", "--format", "csv", "testdata/reports"}},
		{"lint.en.csv", []string{"lint", "--lang", "en", "--format", "csv", "testdata/formats/large-2023/office.pdf", "testdata/formats/large-2023/sheet.xlsx"}},
		{"lint.junit.xml", []string{"lint", "--format", "junit", "testdata/reports"}},
		{"lint.checkstyle.xml", []string{"lint", "--format", "checkstyle", "testdata/reports"}},
		{"lint.gitlab.json", []string{"lint", "--format", "gitlab", "testdata/reports"}},
		{"lint.github.txt", []string{"lint", "--format", "github", "testdata/reports"}},
		{"lint.en.github.txt", []string{"lint", "--lang", "en", "--format", "github", "testdata/formats/large-2023/sheet.xlsx"}},
		{"lint.md", []string{"lint", "--format", "markdown", "testdata/reports"}},
		{"library.txt", []string{"lint", "--rules", "testdata/packs/library", "--lang", "en", "testdata/packs/library"}},
		{"stations.txt", []string{"lint", "--rules", "testdata/packs/stations", "testdata/packs/stations"}},
		{"website.txt", []string{"lint", "--rules", "testdata/packs/website", "testdata/packs/website"}},
		{"website.en.txt", []string{"lint", "--rules", "testdata/packs/website", "--lang", "en", "testdata/packs/website"}},
		{"website.check.txt", []string{"form", "check", "testdata/packs/website", "testdata/packs/website"}},
		{"website.fields.txt", []string{"fields", "--rules", "testdata/packs/website", "testdata/packs/website/qinglan-2023.html"}},
		{"library.fields.json", []string{"fields", "--rules", "testdata/packs/library", "--format", "json", "testdata/packs/library/elmtown-2023.txt"}},
		{"yunxi.fields.json", []string{"fields", "--format", "json", "testdata/reports/yunxi-government-2022.txt"}},
		{"songling.fields.txt", []string{"fields", "testdata/reports/songling-two-reports-2022.txt"}},
		{"versions.diff.txt", []string{"diff", "testdata/versions/published.md", "testdata/versions/revised.md"}},
		{"versions.diff.en.txt", []string{"diff", "--color", "always", "--lang", "en", "testdata/versions/published.md", "testdata/versions/revised.md"}},
		{"versions.diff.json", []string{"diff", "--format", "json", "testdata/versions/published.md", "testdata/versions/revised.md"}},
		{"editions.diff.txt", []string{
			"diff", "rules/gov-disclosure/models/gov-disclosure-2019.md", "rules/gov-disclosure/models/gov-disclosure-2021.md",
		}},
		{"rules.txt", []string{"rules", "list"}},
		{"rules.en.txt", []string{"rules", "list", "--lang", "en"}},
	} {
		t.Run(tc.file, func(t *testing.T) {
			var first string
			for _, jobs := range []string{"1", "8"} {
				args := tc.args
				if args[0] == "lint" {
					args = append([]string{"lint", "--jobs", jobs}, args[1:]...)
				}
				status, stdout, _ := gouji(args...)
				if status == statusFailure {
					t.Fatalf("exit status %d", status)
				}
				if first == "" {
					first = stdout
				}
				if stdout != first {
					t.Error("another number of workers gives another output")
				}
			}
			golden(t, tc.file, rulePage.ReplaceAllString(first, `"markdown": "…"`))
		})
	}
}

// TestGoldenWorkbook compares the cells of the workbook, and its bytes for any number of
// workers.
func TestGoldenWorkbook(t *testing.T) {
	atRoot(t)
	status, first, _ := gouji("lint", "--jobs", "1", "--format", "xlsx", "testdata/reports")
	if status != statusFindings {
		t.Fatalf("exit status %d", status)
	}
	if _, again, _ := gouji("lint", "--jobs", "8", "--format", "xlsx", "testdata/reports"); again != first {
		t.Error("another number of workers gives another output")
	}
	book, err := excelize.OpenReader(strings.NewReader(first))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close() //nolint:errcheck // nothing was written
	var b strings.Builder
	for _, sheet := range book.GetSheetList() {
		fmt.Fprintf(&b, "== %s\n", sheet)
		rows, err := book.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			fmt.Fprintln(&b, strings.Join(row, "\t"))
		}
	}
	golden(t, "lint.xlsx.txt", b.String())
}

// TestSampleFindings compares what is found in real reports, where the environment
// has them: the rule, the severity, the key and the place.
func TestSampleFindings(t *testing.T) {
	root := os.Getenv("GOUJI_SAMPLES")
	if root == "" {
		t.Skip("GOUJI_SAMPLES names no folder of real reports")
	}
	root, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	atRoot(t)
	var b strings.Builder
	for _, pattern := range []string{"seeds/*.txt", "samples/*.*"} {
		files, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil || len(files) == 0 {
			t.Fatalf("no %s in %s: %v", pattern, root, err)
		}
		for _, file := range files {
			fmt.Fprintln(&b, filepath.Base(file))
			for _, f := range lintJSON(t, file).Findings {
				place := fmt.Sprintf("%d:%d-%d:%d", f.Line, f.Column, f.EndLine, f.EndColumn)
				if f.Place.Page > 0 {
					place = fmt.Sprintf("page %d, %v", f.Place.Page, f.Place.Box)
				}
				fmt.Fprintf(&b, "  %s %s %s %s\n", f.Rule, f.Severity, f.Key, place)
			}
		}
	}
	golden(t, "samples.txt", b.String())
}
