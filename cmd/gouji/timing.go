package main

import (
	"fmt"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/gouji/gouji/engine"
)

// times writes how long each rule took, the longest first, to the standard error. The
// times of all workers are added.
func (c *command) times(timing *engine.Timing) {
	if timing == nil {
		return
	}
	rules := timing.Rules()
	var total time.Duration
	evaluations := 0
	for _, r := range rules {
		total += r.Time
		evaluations += r.Evaluations
	}
	t := c.lang.Pick
	// The table is aligned by code points, so that wide characters stand in its last
	// column only.
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	row := func(time, share, evaluations, each, rule string) {
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\t  %s\n", time, share, evaluations, each, rule)
	}
	for _, r := range rules {
		row(milliseconds(r.Time), share(r.Time, total), strconv.Itoa(r.Evaluations), microseconds(r.Time, r.Evaluations), r.Rule)
	}
	row(milliseconds(total), share(total, total), strconv.Itoa(evaluations), microseconds(total, evaluations), t("（合计）", "(all)"))
	_ = w.Flush()
	_, _ = fmt.Fprintln(c.stderr, t("各规则用时（各线程合计）：用时、占比、求值次数、平均每次、规则", "time by rule (sum of all workers): time, share, evaluations, each, rule"))
	_, _ = fmt.Fprint(c.stderr, b.String())
}

func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%.3f ms", float64(d)/float64(time.Millisecond))
}

func microseconds(d time.Duration, n int) string {
	if n == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f µs", float64(d)/float64(time.Microsecond)/float64(n))
}

func share(part, whole time.Duration) string {
	if whole == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f%%", 100*float64(part)/float64(whole))
}
