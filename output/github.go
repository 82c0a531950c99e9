package output

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/gouji/gouji/report"
)

// githubWriter writes workflow commands, by which GitHub Actions shows findings at the
// lines of a change. It shows ten of each kind, so that no more are written: the first
// ones of each severity.
type githubWriter struct {
	w         *bufio.Writer
	lang      report.Language
	ledger    *ledger
	addresses addresses
	names     map[string]string // of rules
	kinds     [githubKinds]githubCommands
}

// The kinds of commands, the worst first. What was not assessed comes before all.
const (
	githubFailures = iota
	githubErrors
	githubWarnings
	githubNotices
	githubKinds
)

// githubCommands are the first commands of a kind, and the number of all.
type githubCommands struct {
	first []string
	all   int
}

// maxAnnotations is how many annotations of a kind GitHub shows for a step.
const maxAnnotations = 10

func newGitHub(w io.Writer, o Options) Writer {
	g := &githubWriter{w: bufio.NewWriter(w), lang: o.Language, ledger: newLedger(o), addresses: newAddresses(), names: make(map[string]string, len(o.Rules))}
	g.ledger.utf16 = true
	for _, r := range o.Rules {
		g.names[r.ID] = r.Name.In(o.Language)
	}
	return g
}

// Result implements [Writer].
func (g *githubWriter) Result(r *report.Result) error {
	for e := range g.ledger.entries(r) {
		kind := githubNotices
		switch {
		case e.kind != findingEntry:
			kind = githubFailures
		case e.severity == report.Error:
			kind = githubErrors
		case e.severity == report.Warning:
			kind = githubWarnings
		}
		list := &g.kinds[kind]
		if list.all++; list.all <= maxAnnotations {
			list.first = append(list.first, g.command(githubCommand(kind), e))
		}
	}
	return nil
}

func githubCommand(kind int) string {
	return [...]string{githubFailures: "error", githubErrors: "error", githubWarnings: "warning", githubNotices: "notice"}[kind]
}

// command words an entry.
func (g *githubWriter) command(name string, e *entry) string {
	properties := []string{"file=" + githubProperty(g.addresses.slashed(e.file))}
	if e.at.Line > 0 {
		properties = append(properties, "line="+strconv.Itoa(e.at.Line), "col="+strconv.Itoa(e.at.Column))
	}
	title := e.level(g.lang)
	if e.rule != "" {
		title = e.rule
		if name := g.names[e.rule]; name != "" {
			title = name + " (" + e.rule + ")"
		}
	}
	properties = append(properties, "title="+githubProperty(title))
	message := e.wording(g.lang)
	if e.expected != "" {
		message += "\n" + g.lang.Pick("应为：", "should be: ") + e.expected
	}
	return fmt.Sprintf("::%s %s::%s\n", name, strings.Join(properties, ","), githubMessage(message))
}

// githubMessage escapes what would end a command, or take hold of a terminal.
func githubMessage(s string) string {
	return Printable(strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s))
}

// githubProperty escapes what would end a property, too.
func githubProperty(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(githubMessage(s))
}

// Close implements [Writer].
func (g *githubWriter) Close(*Summary) error {
	shown := [githubKinds]int{}
	for kind := range g.kinds {
		shown[kind] = len(g.kinds[kind].first)
	}
	shown[githubErrors] = min(shown[githubErrors], maxAnnotations-shown[githubFailures])
	rest := g.rest(shown)
	if rest != "" && shown[githubNotices] == maxAnnotations {
		shown[githubNotices]-- // its place is that of the notice of the rest
		rest = g.rest(shown)
	}
	for kind := range g.kinds {
		if kind == githubNotices && rest != "" {
			fmt.Fprintf(g.w, "::notice title=gouji::%s\n", githubMessage(rest))
		}
		for _, command := range g.kinds[kind].first[:shown[kind]] {
			fmt.Fprint(g.w, command)
		}
	}
	return g.w.Flush()
}

// rest words how many entries are not shown, or is empty.
func (g *githubWriter) rest(shown [githubKinds]int) string {
	more := func(kind int) int { return g.kinds[kind].all - shown[kind] }
	var parts []string
	for _, p := range []struct {
		n      int
		zh, en string
	}{
		{more(githubFailures) + more(githubErrors), "错误 %d 处", "errors: %d"},
		{more(githubWarnings), "警告 %d 处", "warnings: %d"},
		{more(githubNotices), "提示 %d 处", "notes: %d"},
	} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf(g.lang.Pick(p.zh, p.en), p.n))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return g.lang.Pick("另有未标出的：", "not shown here: ") + strings.Join(parts, g.lang.Pick("，", ", "))
}
