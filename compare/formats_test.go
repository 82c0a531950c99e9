package compare_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/gouji/gouji/compare"
	"github.com/gouji/gouji/linter"
	"github.com/gouji/gouji/pack"
	"github.com/gouji/gouji/report"
)

// TestFormats compares each report with itself in the other formats that testdata has it
// in: nothing changed, but for the footer that some pages have.
func TestFormats(t *testing.T) {
	t.Parallel()
	loaded, err := pack.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	l, err := linter.New(loaded, linter.Options{Jobs: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	folders, err := filepath.Glob("../testdata/formats/*-*")
	if err != nil || len(folders) < 5 {
		t.Fatalf("folders %v, error %v", folders, err)
	}
	for _, folder := range folders {
		files, err := filepath.Glob(filepath.Join(folder, "*"))
		if err != nil {
			t.Fatal(err)
		}
		var first []*report.Report
		for _, f := range files {
			if filepath.Ext(f) == ".json" {
				continue
			}
			reports, err := l.Read(linter.Input{Path: f, Named: true})
			if err != nil {
				t.Fatal(err)
			}
			if first == nil {
				first = reports
				continue
			}
			m, err := compare.Files(first, reports)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range m.Comparisons {
				got := show(c)
				if len(got) == 2 && strings.HasPrefix(got[1], "+") && filepath.Base(f) == "portal.html" {
					continue
				}
				if len(got) > 0 {
					t.Errorf("%s and %s:\n%s", first[0].Source.Path, f, strings.Join(got, "\n"))
				}
			}
		}
	}
}
