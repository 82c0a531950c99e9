package engine

import (
	"context"
	"time"
)

// deadlines gives one rule after another its time. A context with a deadline of its own
// for each of some hundred rules would cost more than most of the rules.
type deadlines struct {
	parent, ctx context.Context //nolint:containedctx // handed out for one rule at a time
	timer       *time.Timer
}

// begin returns a context that ends when a rule has taken too long, with the cause
// [context.DeadlineExceeded]. It holds until end is called.
func (d *deadlines) begin(parent context.Context) context.Context {
	if d.ctx == nil || d.parent != parent || d.ctx.Err() != nil {
		d.stop()
		ctx, cancel := context.WithCancelCause(parent)
		d.parent, d.ctx = parent, ctx
		d.timer = time.AfterFunc(maxRuleTime, func() { cancel(context.DeadlineExceeded) })
		return ctx
	}
	d.timer.Reset(maxRuleTime)
	return d.ctx
}

// end ends the time of the rule.
func (d *deadlines) end() {
	if !d.timer.Stop() {
		d.ctx = nil // it runs out, or will in a moment
	}
}

// stop forgets the context at hand.
func (d *deadlines) stop() {
	if d.timer != nil {
		d.timer.Stop()
	}
	d.ctx = nil
}
