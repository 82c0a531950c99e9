package engine

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"
)

// Verdict is what came of a rule at one place.
type Verdict uint8

// The verdicts.
const (
	// Holds: the check was true, or the balance held. Where a rule has unique, the
	// key of the report was noted; [Corpus] tells whether it came before.
	Holds Verdict = iota
	// Fails: the check was false, or the balance did not hold.
	Fails
	// NotAssessed: a value that is needed is missing.
	NotAssessed
	// NotApplicable: the condition of the rule was false.
	NotApplicable
	// Defective: the rule itself failed.
	Defective
)

// Counts counts the places to which a rule was applied.
type Counts struct {
	Held, Failed, NotAssessed, NotApplicable, Defects int
}

// add counts a verdict.
func (c *Counts) add(v Verdict) {
	switch v {
	case Holds:
		c.Held++
	case Fails:
		c.Failed++
	case NotAssessed:
		c.NotAssessed++
	case NotApplicable:
		c.NotApplicable++
	case Defective:
		c.Defects++
	}
}

// Statistics counts what came of rules. The zero value is ready to use, by several
// evaluators at a time.
type Statistics struct {
	mu    sync.Mutex
	rules map[string]*Counts
}

// Counts returns the counts of a rule.
func (s *Statistics) Counts(rule string) Counts {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.rules[rule]; c != nil {
		return *c
	}
	return Counts{}
}

func (s *Statistics) count(rule string, v Verdict) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.rules[rule]
	if c == nil {
		if s.rules == nil {
			s.rules = map[string]*Counts{}
		}
		c = &Counts{}
		s.rules[rule] = c
	}
	c.add(v)
}

// Timing measures how long rules take. The zero value is ready to use, by several
// evaluators at a time; the times of all are added.
type Timing struct {
	mu    sync.Mutex
	rules map[string]*RuleTime
}

// RuleTime is how long a rule took.
type RuleTime struct {
	Rule string
	Time time.Duration
	// Evaluations is the number of elements, or of reports, that the rule was
	// applied to.
	Evaluations int
}

// Rules returns the times of all rules, the longest first.
func (t *Timing) Rules() []RuleTime {
	t.mu.Lock()
	defer t.mu.Unlock()
	all := make([]RuleTime, 0, len(t.rules))
	for _, r := range t.rules {
		all = append(all, *r)
	}
	slices.SortFunc(all, func(a, b RuleTime) int {
		return cmp.Or(cmp.Compare(b.Time, a.Time), cmp.Compare(a.Rule, b.Rule))
	})
	return all
}

func (t *Timing) add(rule string, d time.Duration, evaluations int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	r := t.rules[rule]
	if r == nil {
		if t.rules == nil {
			t.rules = map[string]*RuleTime{}
		}
		r = &RuleTime{Rule: rule}
		t.rules[rule] = r
	}
	r.Time += d
	r.Evaluations += evaluations
}

// timed applies a rule with a watch in hand. The compilation of its expressions does
// not count: a run does that once.
func (e *Evaluator) timed(ctx context.Context, r *run, c *compiledRule) {
	start, before := e.now(), r.elements
	r.rule(ctx, c)
	e.Timing.add(c.rule.ID, e.now().Sub(start), r.elements-before)
}
