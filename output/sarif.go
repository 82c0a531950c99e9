package output

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/gouji/gouji/report"
)

// sarifWriter writes findings as SARIF 2.1.0. A log is one document, but its results
// are written as they come: what is known at the end only, such as the files that
// were read, stands behind them.
//
// Columns are in UTF-16 code units: that is what readers assume who do not look at
// columnKind, GitHub among them. Each result names the cell it speaks of as a
// logical location, whose fully qualified name is the key of the cell.
type sarifWriter struct {
	w        *bufio.Writer
	options  Options
	rules    map[string]int
	seen     map[string]bool // paths of files
	repeats  map[string]int  // of what fingerprints are made of, in the report at hand
	hashes   lineHashes
	files    []sarifFile
	failures []*sarif.Notification
	defects  []*sarif.Notification
	log      defectLog // parallel to defects
	started  bool
	results  int
}

// sarifFile is a file that was read.
type sarifFile struct{ path, encoding string }

// Names and addresses in SARIF.
const (
	toolName       = "gouji"
	informationURI = "https://github.com/gouji/gouji"
	sourceRoot     = "%SRCROOT%"
	schemaURI      = "https://json.schemastore.org/sarif-2.1.0.json"
	columnKind     = "utf16CodeUnits"
	// fingerprintKey names the fingerprint that survives a change of layout.
	fingerprintKey = "gouji/v1"
)

// Limits of descriptions on GitHub.
const maxDescription = 1024

func newSARIF(w io.Writer, o Options) Writer {
	return &sarifWriter{w: bufio.NewWriter(w), options: o, rules: map[string]int{}, seen: map[string]bool{}}
}

// start writes what stands in front of the results.
func (s *sarifWriter) start() error {
	s.started = true
	run := sarif.NewRunWithInformationURI(toolName, informationURI)
	run.WithColumnKind(columnKind)
	run.Language = s.options.Language.Pick("zh-CN", "en-US")
	run.NewlineSequences = []string{"\r\n", "\n", "\r"}
	driver := run.Tool.Driver
	driver.WithSemanticVersion(strings.TrimPrefix(s.options.Version, "v"))
	driver.Language = run.Language
	for i, r := range s.options.Rules {
		s.rules[r.ID] = i
		driver.AddRule(s.rule(r))
	}
	fmt.Fprintf(s.w, "{\n \"$schema\": %q,\n \"version\": \"2.1.0\",\n \"runs\": [\n  {\n", schemaURI)
	for _, m := range []struct {
		name  string
		value any
	}{{"tool", run.Tool}, {"language", run.Language}, {"columnKind", run.ColumnKind}, {"newlineSequences", run.NewlineSequences}} {
		if err := s.member(m.name, m.value); err != nil {
			return err
		}
		fmt.Fprint(s.w, ",\n")
	}
	fmt.Fprint(s.w, "   \"results\": [")
	return nil
}

// member writes a member of the run.
func (s *sarifWriter) member(name string, value any) error {
	data, err := pruned(value, "   ")
	if err != nil {
		return err
	}
	fmt.Fprintf(s.w, "   %q: %s", name, data)
	return nil
}

// rule describes a rule.
func (s *sarifWriter) rule(r report.RuleInfo) *sarif.ReportingDescriptor {
	lang := s.options.Language
	name, description := r.Name.In(lang), r.Description.In(lang)
	if name == "" {
		name = r.ID
	}
	if description == "" {
		description = name
	}
	help := description
	if r.Source != "" {
		help += "\n\n" + lang.Pick("依据：", "Source: ") + r.Source
	}
	help += "\n\n" + lang.Pick("检查：", "Checks: ") + r.Formula
	d := sarif.NewRule(r.ID)
	d.WithName(friendlyName(r.ID))
	d.WithShortDescription(text(shorten(name)))
	d.WithFullDescription(text(shorten(description)))
	d.WithHelp(text(help))
	configuration := sarif.NewReportingConfiguration()
	configuration.Level = level(r.Severity)
	d.WithDefaultConfiguration(configuration)
	return d
}

// friendlyName makes row-total into RowTotal: SARIF wants a name in Pascal case that
// differs from the identifier (section 3.49.7).
func friendlyName(id string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(id, "-") {
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return b.String()
}

func text(s string) *sarif.MultiformatMessageString {
	return sarif.NewMultiformatMessageString().WithText(s)
}

func shorten(s string) string {
	runes := []rune(s)
	if len(runes) <= maxDescription {
		return s
	}
	return string(runes[:maxDescription-1]) + "…"
}

func level(s report.Severity) string {
	switch s {
	case report.Error:
		return sarif.LevelError
	case report.Warning:
		return sarif.LevelWarning
	case report.Note:
		return sarif.LevelNote
	case report.Off:
	}
	return sarif.LevelNone
}

// Result implements [Writer].
func (s *sarifWriter) Result(r *report.Result) error {
	if r.Err != nil {
		if !r.Skipped {
			s.failures = append(s.failures, s.failure(r))
		}
		return nil
	}
	for i := range r.Assessments {
		a := &r.Assessments[i]
		s.file(a.Report.Source)
		s.repeats = map[string]int{}
		for k := range a.Findings {
			if err := s.write(s.result(a.Report, &a.Findings[k])); err != nil {
				return err
			}
		}
		for k := range a.Defects {
			d := &a.Defects[k]
			if !s.log.first(d) {
				continue
			}
			message := d.Rule + ": " + d.Message.In(s.options.Language)
			if at := excerptPlace(d.At); at != "" {
				message += " (" + at + ")"
			}
			n := notification(sarif.LevelError, message)
			n.Locations = append(n.Locations, s.location(a.Report.Source, d.Place))
			s.defects = append(s.defects, n)
		}
	}
	return nil
}

// write writes a result.
func (s *sarifWriter) write(result *sarif.Result) error {
	if !s.started {
		if err := s.start(); err != nil {
			return err
		}
	}
	if i, ok := s.rules[*result.RuleID]; ok {
		result.WithRuleIndex(i)
	}
	data, err := pruned(result, "    ")
	if err != nil {
		return err
	}
	if s.results > 0 {
		fmt.Fprint(s.w, ",")
	}
	s.results++
	fmt.Fprintf(s.w, "\n    %s", data)
	return nil
}

// file notes a file that was read.
func (s *sarifWriter) file(source *report.Source) {
	if !s.seen[source.Path] {
		s.seen[source.Path] = true
		s.files = append(s.files, sarifFile{source.Path, source.Encoding})
	}
}

// writeFiles lists the files that were read.
func (s *sarifWriter) writeFiles() error {
	for i, f := range s.files {
		a := sarif.NewArtifact()
		a.WithLocation(artifactLocation(f.path))
		a.WithEncoding(f.encoding)
		a.Length, a.ParentIndex = -1, -1
		data, err := pruned(a, "    ")
		if err != nil {
			return err
		}
		if i > 0 {
			fmt.Fprint(s.w, ",")
		}
		fmt.Fprintf(s.w, "\n    %s", data)
	}
	return nil
}

// artifactLocation makes the address of a file: relative to the root of the sources,
// which is the working directory, for a file below it, and absolute otherwise.
func artifactLocation(path string) *sarif.ArtifactLocation {
	if root, err := os.Getwd(); err == nil && filepath.IsAbs(path) {
		if below, err := filepath.Rel(root, path); err == nil && filepath.IsLocal(below) {
			path = below
		}
	}
	slashed := filepath.ToSlash(path)
	if filepath.IsAbs(path) {
		if !strings.HasPrefix(slashed, "/") {
			slashed = "/" + slashed // C:/…
		}
		return sarif.NewSimpleArtifactLocation((&url.URL{Scheme: "file", Path: slashed}).String())
	}
	relative := (&url.URL{Path: strings.TrimPrefix(slashed, "./")}).EscapedPath()
	return sarif.NewSimpleArtifactLocation(relative).WithURIBaseID(sourceRoot)
}

func (s *sarifWriter) result(r *report.Report, f *report.Finding) *sarif.Result {
	result := sarif.NewRuleResult(f.Rule)
	result.Level = level(f.Severity)
	message := f.Message
	if at := r.Source.Position(f.Place.Span); at.Layout != nil {
		// Readers of SARIF show lines only, and this file has none.
		message += s.options.Language.Pick("（", " (") + at.Text(s.options.Language) + s.options.Language.Pick("）", ")")
	}
	result.WithMessage(sarif.NewTextMessage(message))
	result.AddLocation(s.location(r.Source, f.Place))
	for i, p := range f.Related {
		l := s.location(r.Source, p)
		l.ID = i + 1
		l.WithMessage(sarif.NewTextMessage(p.Label))
		result.AddRelatedLocation(l)
	}
	fingerprints := map[string]string{fingerprintKey: s.fingerprint(r, f)}
	if at := r.Source.PositionUTF16(f.Place.Span); at.Layout == nil && f.Place.Elsewhere == nil {
		if hash := s.hashes.of(r.Source, at.Line); hash != "" {
			fingerprints[lineHashKey] = hash
		}
	}
	result.WithPartialFingerprints(fingerprints)
	return result
}

// fingerprint identifies a finding by what it is about: the rule, the cell, the
// organ and the year, and of several such in one report which of them. It does not
// change when the file is laid out anew.
func (s *sarifWriter) fingerprint(r *report.Report, f *report.Finding) string {
	key := fmt.Sprintf("%s\x00%s\x00%s\x00%d", f.Rule, f.Place.Key, r.Title.OrganNormalised, r.Title.Year)
	if n := s.repeats[key]; n > 0 {
		s.repeats[key]++
		key += fmt.Sprintf("\x00%d", n+1)
	} else {
		s.repeats[key] = 1
	}
	if r.Title.OrganNormalised == "" {
		key += "\x00" + filepath.ToSlash(r.Source.Path)
	}
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:16])
}

func (s *sarifWriter) location(source *report.Source, p report.Place) *sarif.Location {
	path, at := source.Path, source.PositionUTF16(p.Span)
	if p.Elsewhere != nil {
		path, at = p.Elsewhere.Path, p.Elsewhere.UTF16
	}
	l := sarif.NewLocation()
	l.ID = -1
	if at.Layout != nil {
		// A file without lines: GitHub wants a region all the same, and shows the
		// result at the file.
		l.WithProperties(layoutProperties(at.Layout))
		at.Line, at.Column, at.EndLine, at.EndColumn = 1, 1, 1, 1
	}
	region := sarif.NewRegion()
	region.WithStartLine(at.Line).WithStartColumn(at.Column).WithEndLine(at.EndLine).WithEndColumn(at.EndColumn)
	l.WithPhysicalLocation(sarif.NewPhysicalLocation().WithArtifactLocation(artifactLocation(path)).WithRegion(region))
	if p.Key != "" {
		logical := sarif.NewLogicalLocation()
		logical.WithFullyQualifiedName(p.Key).WithName(p.Label)
		l.AddLogicalLocation(logical)
	}
	return l
}

func notification(level, message string) *sarif.Notification {
	n := sarif.NewNotification()
	n.Level = level
	return n.WithMessage(sarif.NewTextMessage(message))
}

// failure describes an input that could not be read.
func (s *sarifWriter) failure(r *report.Result) *sarif.Notification {
	message := r.Err.Error()
	if in, ok := errors.AsType[*report.InputError](r.Err); ok {
		message = in.Format(s.options.Language)
	}
	n := notification(sarif.LevelError, message)
	l := sarif.NewLocation()
	l.ID = -1
	l.WithPhysicalLocation(sarif.NewPhysicalLocation().WithArtifactLocation(artifactLocation(r.Path)))
	n.Locations = append(n.Locations, l)
	return n
}

// Close implements [Writer].
func (s *sarifWriter) Close(*Summary) error {
	if !s.started {
		if err := s.start(); err != nil {
			return err
		}
	}
	fmt.Fprint(s.w, "\n   ],\n   \"artifacts\": [")
	if err := s.writeFiles(); err != nil {
		return err
	}
	fmt.Fprint(s.w, "\n   ],\n")
	if err := s.member("originalUriBaseIds", map[string]any{sourceRoot: map[string]any{
		"description": map[string]any{"text": s.options.Language.Pick("运行程序的文件夹", "The folder in which the program was run.")},
	}}); err != nil {
		return err
	}
	fmt.Fprint(s.w, ",\n")
	invocation := sarif.NewInvocation()
	invocation.WithExecutionSuccessful(len(s.failures) == 0 && len(s.defects) == 0)
	for i, n := range s.defects {
		if more := s.log.seen[i].repeated(s.options.Language); more != "" {
			n.WithMessage(sarif.NewTextMessage(*n.Message.Text + s.options.Language.Pick("。", ". ") + more))
		}
	}
	invocation.ToolExecutionNotifications = slices.Concat(s.failures, s.defects)
	if err := s.member("invocations", []*sarif.Invocation{invocation}); err != nil {
		return err
	}
	fmt.Fprint(s.w, "\n  }\n ]\n}\n")
	return s.w.Flush()
}

// pruned encodes a value without the members that hold nothing; the lines behind
// the first are indented.
func pruned(value any, indent string) ([]byte, error) {
	data, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("SARIF: %w", err)
	}
	var tree any
	if err := json.Unmarshal(data, &tree); err != nil {
		return nil, fmt.Errorf("SARIF: %w", err)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent(indent, " ")
	if err := e.Encode(prune(tree)); err != nil {
		return nil, fmt.Errorf("SARIF: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// required names the members that GitHub wants to see even where they are empty.
func required(name string) bool { return name == "rules" }

// prune drops the members that hold nothing: the library writes every list of the
// format, empty or not, and -1 for indices that are not known. A result would be
// four times as long.
func prune(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, member := range v {
			member = prune(member)
			empty := false
			switch m := member.(type) {
			case nil:
				empty = true
			case []any:
				empty = len(m) == 0 && !required(k)
			case map[string]any:
				empty = len(m) == 0
			case float64:
				empty = m == -1
			}
			if empty {
				delete(v, k)
			} else {
				v[k] = member
			}
		}
	case []any:
		for i := range v {
			v[i] = prune(v[i])
		}
	}
	return v
}
