package linter_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/engine"
	"github.com/gouji/gouji/linter"
	"github.com/gouji/gouji/output"
	"github.com/gouji/gouji/pack"
	"github.com/gouji/gouji/report"
)

func builtin(t *testing.T) *pack.Pack {
	t.Helper()
	loaded, err := pack.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return loaded
}

func newLinter(t *testing.T, loaded *pack.Pack, o linter.Options) *linter.Linter {
	t.Helper()
	l, err := linter.New(loaded, o)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// sampleReports lists the reports of testdata.
func sampleReports(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../testdata/reports/*-*")
	if err != nil || len(files) == 0 {
		t.Fatalf("no reports: %v", err)
	}
	return files
}

// TestBuiltinPack compiles every expression of the built-in pack for every form:
// the pack is not checked again when it is used.
func TestBuiltinPack(t *testing.T) {
	t.Parallel()
	loaded := builtin(t)
	if err := loaded.Check(); err != nil {
		t.Fatal(err)
	}
	for _, r := range loaded.Rules {
		for _, lang := range []report.Language{report.Chinese, report.English} {
			if r.Name.In(lang) == "" || r.Description.In(lang) == "" || r.MessageText(lang) == "" {
				t.Errorf("%s has no name, description or message in one of the languages", r.ID)
			}
		}
	}
}

// TestEveryFigureCounts changes every figure of the tables of applications and
// disputes, one at a time, in consistent reports of several dialects. Exactly the
// identities that contain the figure must break. What explains them is switched off.
func TestEveryFigureCounts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "pack.yaml"), "pack: plain\nextends: [builtin/gov-disclosure]\nrules: {'*-slip': off}\n")
	plain, err := pack.Load([]string{dir})
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{
		"linhe-urban-2024.txt", "nanping-resettlement-2021.txt", "baishi-urban-2020.txt", "xinfeng-education-2022.txt", "qinghe-culture-2021.txt",
	} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			l := newLinter(t, plain, linter.Options{Jobs: 1})
			path := filepath.Join("../testdata/reports", file)
			reports, err := l.Read(linter.Input{Path: path})
			if err != nil {
				t.Fatal(err)
			}
			r := reports[0]
			edited := filepath.Join(t.TempDir(), file)
			tried := 0
			for cell, spec := range r.Schema.Cells {
				table := r.Schema.Tables[r.Schema.Table(spec.Row)].Key
				if table == "disclosure" || !r.Active(spec.Row) {
					continue
				}
				f := r.Fields[cell]
				if f.State != report.Filled {
					t.Fatalf("%s: %v", spec.Key, f.State)
				}
				tried++
				text := r.Source.Text[:f.Span.Start] + "7" + f.Text + r.Source.Text[f.Span.End:]
				writeFile(t, edited, text)
				got := brokenIdentities(t, l, edited)
				if diff := cmp.Diff(identities(r.Schema, cell), got); diff != "" {
					t.Errorf("%s: -want +got\n%s", spec.Key, diff)
				}
			}
			if want := 161 + 15; tried < want {
				t.Errorf("only %d figures were changed, want at least %d", tried, want)
			}
		})
	}
}

// identities lists the rules, with the row or column they speak of, whose
// identities contain a cell.
func identities(s *report.Schema, cell int) []string {
	spec := s.Cells[cell]
	table, row, column := s.Tables[s.Table(spec.Row)].Key, s.Rows[spec.Row].Key, s.Columns[spec.Column].Key
	if table == "disputes" {
		return []string{map[string]string{
			"reconsideration": "disputes-review-total", "litigation_direct": "disputes-direct-total",
			"litigation_after_reconsideration": "disputes-post-total",
		}[row]}
	}
	list := []string{"applications-row-total " + row}
	switch row {
	case "new", "carried_in", "carried_out":
		list = append(list, "applications-balance "+column)
	case "outcome_total":
		list = append(list, "applications-balance "+column, "applications-results-total "+column)
	default:
		list = append(list, "applications-results-total "+column)
	}
	slices.Sort(list)
	return list
}

// brokenIdentities lists the balance rules that a report breaks. A total that is
// left at 0 is reported by a more exact rule, in place of the sum of its row.
func brokenIdentities(t *testing.T, l *linter.Linter, path string) []string {
	t.Helper()
	var broken []string
	for _, r := range run(t, l, []linter.Input{{Path: path}}) {
		for _, f := range r.Assessments[0].Findings {
			parts := strings.Split(f.Place.Key, ".")
			switch f.Rule {
			case "applications-row-total", "applications-total-col-zero":
				broken = append(broken, "applications-row-total "+parts[1])
			case "applications-results-total", "applications-balance":
				broken = append(broken, f.Rule+" "+parts[2])
			case "disputes-review-total", "disputes-direct-total", "disputes-post-total":
				broken = append(broken, f.Rule)
			case "applications-out-too-large":
				t.Errorf("%s beside the balance that it follows from", f.Rule)
			}
		}
	}
	slices.Sort(broken)
	return broken
}

// TestBalanceIsCheck proves that the native evaluation of balances says the same
// as the same identity written in CEL, on every report of testdata, as it is and
// with cells emptied and changed.
func TestBalanceIsCheck(t *testing.T) {
	t.Parallel()
	loaded := builtin(t)
	var rules strings.Builder
	balances := 0
	for _, r := range loaded.Rules {
		left, right := r.Text("left"), r.Text("right")
		if left == "" {
			continue
		}
		balances++
		known := fmt.Sprintf("(%s).all(c, c.filled)", right)
		knownLeft := fmt.Sprintf("(%s).all(c, c.filled)", left)
		for kind, body := range map[string]string{
			"native": fmt.Sprintf("balance: {left: %q, right: %q}", left, right),
			"exact":  fmt.Sprintf("check: %q", fmt.Sprintf("sum(%s) == sum(%s)", left, right)),
			// What no value of the missing cells could mend.
			"above": fmt.Sprintf("check: %q", fmt.Sprintf("!%s || sum_of_filled(%s) <= sum_of_filled(%s)", known, left, right)),
			"below": fmt.Sprintf("check: %q", fmt.Sprintf("!%s || sum_of_filled(%s) <= sum_of_filled(%s)", knownLeft, right, left)),
		} {
			fmt.Fprintf(&rules, "- id: %s-%s\n  message: m\n  at: (%s)[0]\n", r.ID, kind, right)
			if each := r.Text("forEach"); each != "" {
				fmt.Fprintf(&rules, "  forEach: %s\n", each)
			}
			fmt.Fprintf(&rules, "  %s\n", body)
		}
	}
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "rules.yaml"), rules.String())
	twins, err := pack.Load([]string{dir})
	if err != nil {
		t.Fatal(err)
	}
	l := newLinter(t, twins, linter.Options{})
	inputs := variants(t, newLinter(t, loaded, linter.Options{}))
	compared := 0
	for _, r := range run(t, l, inputs) {
		for _, a := range r.Assessments {
			compared += compareTwins(t, loaded.Rules, r.Path, a)
		}
	}
	if balances < 6 || compared < 1000 {
		t.Errorf("%d balances, %d places where they were broken or could not be assessed", balances, compared)
	}
}

// compareTwins compares what the four rules made of each balance say.
func compareTwins(t *testing.T, rules []*engine.Rule, path string, a report.Assessment) int {
	t.Helper()
	fails, missing := map[string]bool{}, map[string]bool{}
	for _, f := range a.Findings {
		fails[f.Rule+" "+f.Place.Key] = true
	}
	for _, n := range a.NotAssessed {
		missing[n.Rule+" "+n.Place.Key] = true
	}
	if len(a.Defects) > 0 {
		t.Errorf("%s: %v", path, a.Defects)
	}
	places := map[string]bool{}
	for set := range map[*map[string]bool]bool{&fails: true, &missing: true} {
		for k := range *set {
			_, place, _ := strings.Cut(k, " ")
			places[place] = true
		}
	}
	for _, r := range rules {
		if r.Text("left") == "" {
			continue
		}
		for place := range places {
			has := func(set map[string]bool, kind string) bool { return set[r.ID+"-"+kind+" "+place] }
			want := has(fails, "exact") || has(fails, "above") || has(fails, "below")
			if got := has(fails, "native"); got != want {
				t.Errorf("%s: %s at %s: native %v, CEL %v", path, r.ID, place, got, want)
			}
		}
	}
	return len(places)
}

// variants writes changed copies of the reports of testdata: cells emptied, made
// larger and spoilt, one in so many each time.
func variants(t *testing.T, l *linter.Linter) []linter.Input {
	t.Helper()
	dir := t.TempDir()
	var inputs []linter.Input
	for _, file := range sampleReports(t) {
		inputs = append(inputs, linter.Input{Path: file})
		reports, err := l.Read(linter.Input{Path: file})
		if err != nil {
			t.Fatal(err)
		}
		r := reports[0]
		for every := 2; every < 20; every += 3 {
			for k, with := range []string{"", "9", "x"} {
				var edits []report.Span
				for i := k; i < len(r.Fields); i += every {
					if r.Fields[i].State == report.Filled {
						edits = append(edits, r.Fields[i].Span)
					}
				}
				slices.SortFunc(edits, func(a, b report.Span) int { return int(a.Start - b.Start) })
				var b strings.Builder
				at := int32(0)
				for _, e := range edits {
					b.WriteString(r.Source.Text[at:e.Start] + with)
					at = e.End
				}
				b.WriteString(r.Source.Text[at:])
				path := filepath.Join(dir, fmt.Sprintf("%d-%d-%s", every, k, filepath.Base(file)))
				writeFile(t, path, b.String())
				inputs = append(inputs, linter.Input{Path: path})
			}
		}
	}
	return inputs
}

// TestJobs checks that the number of workers changes no byte of any output.
func TestJobs(t *testing.T) {
	t.Parallel()
	loaded := builtin(t)
	inputs := linter.Expand([]string{"../testdata/reports", "../testdata/packs"})
	for range 3 {
		inputs = append(inputs, inputs...)
	}
	want := map[string]string{}
	for _, jobs := range []int{1, 2, 8} {
		for _, format := range output.Formats() {
			l := newLinter(t, loaded, linter.Options{Jobs: jobs})
			var got bytes.Buffer
			w, err := output.New(format, &got, output.Options{Rules: l.Rules(), Verbose: true})
			if err != nil {
				t.Fatal(err)
			}
			var summary output.Summary
			if err := l.Run(context.Background(), inputs, func(r *report.Result) error {
				summary.Add(r)
				return w.Result(r)
			}); err != nil {
				t.Fatal(err)
			}
			if err := w.Close(&summary); err != nil {
				t.Fatal(err)
			}
			if jobs == 1 {
				want[format] = got.String()
			} else if want[format] != got.String() {
				t.Errorf("%s: %d jobs give another output than one", format, jobs)
			}
		}
	}
}

// TestRunStops checks that a run ends with the first error of its consumer and
// with the context.
func TestRunStops(t *testing.T) {
	t.Parallel()
	l := newLinter(t, builtin(t), linter.Options{Jobs: 2})
	inputs := linter.Expand([]string{"../testdata/reports"})
	seen := 0
	if err := l.Run(context.Background(), inputs, func(*report.Result) error {
		seen++
		return os.ErrClosed
	}); err != os.ErrClosed || seen != 1 { //nolint:errorlint // the very error
		t.Errorf("error %v after %d results", err, seen)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := l.Run(ctx, inputs, func(*report.Result) error { return nil }); err == nil {
		t.Error("a cancelled run ended well")
	}
}
