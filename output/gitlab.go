package output

import (
	"bufio"
	"fmt"
	"io"

	"github.com/gouji/gouji/report"
)

// gitlabWriter writes a code quality report for GitLab: an array with an element for
// each finding.
type gitlabWriter struct {
	w      *bufio.Writer
	lang   report.Language
	ledger *ledger
	// addresses makes the paths of files, and repeats numbers what fingerprints are made
	// of, in the file at hand.
	addresses addresses
	repeats   repeats
	started   bool
}

type gitlabIssue struct {
	Description string         `json:"description"`
	CheckName   string         `json:"check_name"`
	Fingerprint string         `json:"fingerprint"`
	Severity    string         `json:"severity"`
	Location    gitlabLocation `json:"location"`
}

type gitlabLocation struct {
	Path  string      `json:"path"`
	Lines gitlabLines `json:"lines"`
}

// gitlabLines is where a finding begins: line 1 in a file without lines.
type gitlabLines struct {
	Begin int `json:"begin"`
}

func newGitLab(w io.Writer, o Options) Writer {
	return &gitlabWriter{w: bufio.NewWriter(w), lang: o.Language, ledger: newLedger(o), addresses: newAddresses()}
}

// Result implements [Writer].
func (g *gitlabWriter) Result(r *report.Result) error {
	g.repeats = repeats{}
	for e := range g.ledger.entries(r) {
		data, err := encode(gitlabIssue{
			Description: e.wording(g.lang), CheckName: sourceName(e), Fingerprint: g.fingerprint(e), Severity: gitlabSeverity(e),
			Location: gitlabLocation{g.addresses.slashed(e.file), gitlabLines{max(e.at.Line, 1)}},
		})
		if err != nil {
			return err
		}
		separator := ",\n"
		if !g.started {
			separator = "[\n"
		}
		g.started = true
		fmt.Fprint(g.w, separator, string(data))
	}
	return nil
}

func gitlabSeverity(e *entry) string {
	switch {
	case e.kind != findingEntry:
		return "blocker"
	case e.severity == report.Error:
		return "major"
	case e.severity == report.Warning:
		return "minor"
	}
	return "info"
}

// fingerprint identifies a finding in a file by what it is about: the rule, the place in
// the form, the organ and the year, and of several such which of them. It does not change
// when the file is laid out anew or the message is worded otherwise. That of an input that
// could not be read has the file alone.
func (g *gitlabWriter) fingerprint(e *entry) string {
	parts := []string{g.addresses.slashed(e.file), e.rule, e.key}
	if e.report != nil {
		parts = append(parts, e.report.Title.OrganNormalised, number(e.report.Title.Year))
	}
	return fingerprint(g.repeats.numbered(parts...))
}

// Close implements [Writer].
func (g *gitlabWriter) Close(*Summary) error {
	if !g.started {
		fmt.Fprint(g.w, "[")
	}
	fmt.Fprint(g.w, "\n]\n")
	return g.w.Flush()
}
