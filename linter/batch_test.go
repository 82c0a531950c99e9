package linter_test

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gouji/gouji/linter"
	"github.com/gouji/gouji/pack"
	"github.com/gouji/gouji/report"
	"github.com/gouji/gouji/testdata/batch"
)

// modelReport is the report that those of a batch are made from.
const modelReport = "../rules/gov-disclosure/models/gov-disclosure-2021.md"

// batchSize is the number of reports of the batch: GOUJI_BATCH makes it larger, such as
// 20000.
func batchSize(t *testing.T) int {
	t.Helper()
	const size = 600
	text := os.Getenv("GOUJI_BATCH")
	if text == "" {
		return size
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestBatch lints a batch of reports with known defects: all of them must be found, and
// the rules that compare reports must find nothing else.
func TestBatch(t *testing.T) {
	t.Parallel()
	template, err := os.ReadFile(modelReport)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	defects, err := batch.Make(folder, string(template), batchSize(t), 1)
	if err != nil {
		t.Fatal(err)
	}
	configs, err := pack.NewConfigs("")
	if err != nil {
		t.Fatal(err)
	}
	inputs := linter.Expand([]string{folder})
	l, err := linter.NewConfigured(inputs, configs.For, linter.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	type found struct{ path, rule, key, severity string }
	var all []found
	reports := 0
	err = l.Run(t.Context(), inputs, func(r *report.Result) error {
		if r.Err != nil {
			t.Errorf("%s: %v", r.Path, r.Err)
		}
		if !r.Further {
			reports += len(r.Assessments)
		}
		for _, a := range r.Assessments {
			for _, d := range a.Defects {
				t.Errorf("%s: %s: %v", r.Path, d.Rule, d.Err)
			}
			for _, f := range a.Findings {
				rel, err := filepath.Rel(folder, r.Path)
				if err != nil {
					return err
				}
				all = append(all, found{rel, f.Rule, f.Place.Key, f.Severity.String()})
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	expected := make([]bool, len(all))
	kinds := map[string]int{}
	for _, d := range defects {
		kinds[d.Rule]++
		hit := false
		for i, f := range all {
			if f.rule == d.Rule && f.key == d.Key && slices.Contains(strings.Split(d.Path, "|"), f.path) && (d.Severity == "" || f.severity == d.Severity) {
				hit, expected[i] = true, true
			}
		}
		if !hit {
			t.Errorf("not found: %+v", d)
		}
	}
	compares := map[string]bool{}
	for _, r := range l.Engine(inputs[0]).Rules() {
		compares[r.ID] = r.Compares()
	}
	other := map[string]int{}
	for i, f := range all {
		switch {
		case expected[i]:
		case f.severity == report.Error.String() || compares[f.rule]:
			t.Errorf("not expected: %+v", f)
		default:
			other[f.rule]++
		}
	}
	t.Logf("%d reports, %d defects of %d kinds: %v; other findings: %v", reports, len(defects), len(kinds), kinds, other)
}
