package engine

import (
	"hash/maphash"
	"strings"
	"sync"

	"cel.dev/cel-go/common/types"

	"github.com/gouji/gouji/report"
)

// UniqueKey is what a rule with unique says must not come twice.
type UniqueKey struct {
	rule     string
	key      string
	severity report.Severity
	message  string
	lang     report.Language
	place    report.Place
}

// firstMark stands in a message for the place of the first report, until that is
// known.
const firstMark = "\x00first\x00"

// uniqueKey records the key of the report.
func (r *run) uniqueKey() bool {
	v := r.eval(r.current.unique)
	if r.stops(v) {
		return true
	}
	key, ok := v.(types.String)
	if !ok {
		return true
	}
	severity, ok := r.severity()
	if !ok || severity == report.Off {
		return ok
	}
	place := r.here()
	if r.current.at != nil {
		if places, ok := r.places(r.current.at); ok && len(places) > 0 {
			place = places[0]
		}
	}
	r.recorder.verdict(r, Holds)
	r.out.Keys = append(r.out.Keys, UniqueKey{
		rule: r.current.rule.ID, key: string(key), severity: severity, message: r.message(), lang: r.evaluator.engine.lang(), place: place,
	})
	return true
}

// Corpus remembers the unique keys of all reports of a run: for each no more than
// a hash and a place. It is safe for concurrent use, but the first report with a
// key is the one that was added first.
type Corpus struct {
	// Statistics counts the keys that came before, or is nil.
	Statistics *Statistics

	mu    sync.Mutex
	seed  maphash.Seed
	first map[uint64]report.Place
}

// NewCorpus returns an empty corpus.
func NewCorpus() *Corpus {
	return &Corpus{seed: maphash.MakeSeed(), first: map[uint64]report.Place{}}
}

// Add adds a report and appends to its outcome a finding for every key that came
// before.
func (c *Corpus) Add(out *Outcome) {
	if len(out.Keys) == 0 {
		return
	}
	r := out.Report
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, k := range out.Keys {
		hash := maphash.String(c.seed, k.rule+"\x00"+k.key)
		first, ok := c.first[hash]
		if !ok {
			first = report.Place{Key: k.place.Key, Label: k.place.Label} // its span means nothing to others
			first.Elsewhere = &report.Elsewhere{Path: r.Source.Path, Position: r.Source.Position(k.place.Span), UTF16: r.Source.PositionUTF16(k.place.Span)}
			c.first[hash] = first
			continue
		}
		if c.Statistics != nil {
			c.Statistics.count(k.rule, Fails)
		}
		where := first.Elsewhere.Path + ":" + first.Elsewhere.Position.LineText(k.lang)
		out.Findings = append(out.Findings, report.Finding{
			Rule: k.rule, Severity: k.severity, Message: strings.ReplaceAll(k.message, firstMark, where),
			Place: k.place, Related: []report.Place{first},
		})
	}
	report.SortFindings(out.Findings)
}
