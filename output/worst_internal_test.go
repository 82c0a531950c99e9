package output

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/report"
)

// TestWorst checks which results are kept, and that they keep their order.
func TestWorst(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		limit   int
		results string // a letter for each
		want    string // numbers of those kept
		dropped [4]int
	}{
		"none":                  {3, "", "", [4]int{}},
		"fewer":                 {3, "nw", "0 1", [4]int{}},
		"as many":               {3, "nwe", "0 1 2", [4]int{}},
		"notes go first":        {3, "nnwe", "0 2 3", [4]int{report.Note: 1}},
		"the last note first":   {2, "nen", "0 1", [4]int{report.Note: 1}},
		"no note after that":    {2, "nnen", "0 2", [4]int{report.Note: 2}},
		"then warnings":         {2, "nwwee", "3 4", [4]int{report.Note: 1, report.Warning: 2}},
		"the last errors":       {2, "eeee", "0 1", [4]int{report.Error: 2}},
		"nothing behind errors": {2, "eewn", "0 1", [4]int{report.Note: 1, report.Warning: 1}},
		"no lower one is taken": {2, "wwwn", "0 1", [4]int{report.Note: 1, report.Warning: 1}},
		"order of the inputs":   {4, "newnewn", "1 2 4 5", [4]int{report.Note: 3}},
		"room for nothing":      {0, "new", "", [4]int{report.Note: 1, report.Warning: 1, report.Error: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorst(tc.limit, 1<<20)
			for i, c := range tc.results {
				s := map[rune]report.Severity{'n': report.Note, 'w': report.Warning, 'e': report.Error}[c]
				if !w.takes(s) {
					continue
				}
				if err := w.add(s, fmt.Append(nil, i)); err != nil {
					t.Fatal(err)
				}
			}
			var got []string
			if err := w.each(func(data []byte) error {
				got = append(got, string(data))
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, strings.Join(got, " ")); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if w.dropped != tc.dropped || w.kept != len(got) {
				t.Errorf("dropped %v, want %v; %d kept", w.dropped, tc.dropped, w.kept)
			}
		})
	}
}

// TestWorstCompressed checks the same for so many results that most are held compressed,
// with one limit and with the other.
func TestWorstCompressed(t *testing.T) {
	t.Parallel()
	severities := []report.Severity{report.Note, report.Error, report.Warning, report.Note}
	for name, tc := range map[string]struct {
		limit, size int
		// memory says that there is no place for temporary files.
		memory, complete bool
	}{
		"all":           {100_000, 1 << 30, false, true},
		"all in memory": {100_000, 1 << 30, true, true},
		"by number":     {9_000, 1 << 30, false, false},
		"errors":        {1_000, 1 << 30, false, false},
		"by size":       {100_000, 100 << 10, false, false},
		"in memory":     {100_000, 100 << 10, true, false},
		"small size":    {100_000, 20 << 10, false, false},
		"no size":       {100_000, 0, false, false},
		"both":          {9_000, 200 << 10, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorst(tc.limit, tc.size)
			w.noSpool = tc.memory
			defer w.discard()
			const count = 20_000
			for i := range count {
				s := severities[i%len(severities)]
				if w.takes(s) {
					if err := w.add(s, fmt.Appendf(nil, "%d %d %s", i, s, strings.Repeat(fmt.Sprint(i*i), 40))); err != nil {
						t.Fatal(err)
					}
				}
			}
			last, kept := -1, [4]int{}
			if err := w.each(func(data []byte) error {
				var i, s int
				if _, err := fmt.Sscanf(string(data), "%d %d", &i, &s); err != nil {
					return err
				}
				if i <= last || severities[i%len(severities)] != report.Severity(s) {
					t.Fatalf("%d of severity %d behind %d", i, s, last)
				}
				last = i
				kept[s]++
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			total := 0
			for s := range kept {
				total += kept[s] + w.dropped[s]
				if s > 0 && w.dropped[s] > 0 && kept[s-1] > 0 {
					t.Errorf("of severity %d %d are dropped, of the one below %d kept", s, w.dropped[s], kept[s-1])
				}
			}
			if total != count {
				t.Errorf("%d results in all", total)
			}
			if got := kept[1] + kept[2] + kept[3]; got > tc.limit || got != w.kept || tc.complete != (got == count) {
				t.Errorf("%v kept", kept)
			}
			if (w.spool == nil) != tc.memory {
				t.Errorf("temporary file: %v", w.spool)
			} else if w.spool != nil {
				name := w.spool.Name()
				w.discard()
				if _, err := os.Stat(name); !errors.Is(err, os.ErrNotExist) {
					t.Errorf("%s is left behind: %v", name, err)
				}
			}
			if w.size > tc.size {
				t.Errorf("%d bytes, limit %d", w.size, tc.size)
			}
		})
	}
}
