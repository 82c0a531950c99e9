package output

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/gouji/gouji/report"
)

// sarifWriter writes findings as SARIF 2.1.0. A log is one document, but what is known at
// the end only, such as the files that were read, stands behind the results. Those of a
// log of everything are written as they come. Else the log is for code scanning, which
// takes so many and no more: the worst of them are kept.
//
// Columns are in UTF-16 code units: that is what readers assume who do not look at
// columnKind, GitHub among them. Each result names the cell it speaks of as a
// logical location, whose fully qualified name is the key of the cell.
type sarifWriter struct {
	w         *bufio.Writer
	options   Options
	addresses addresses
	sources   *sources
	rules     map[string]int
	worst     *worstResults   // nil for a log of everything
	seen      map[string]bool // paths of files
	repeats   repeats         // of what fingerprints are made of, in the report at hand
	hashes    lineHashes
	files     []sarifFile
	failures  []*sarif.Notification
	// moreFailures counts those that are not listed.
	moreFailures int
	defects      []*sarif.Notification
	log          defectLog // parallel to defects
	started      bool
	results      int
}

// SARIFOptions say how a SARIF log is written.
type SARIFOptions struct {
	// All writes everything, for readers other than code scanning: also where rules could
	// not be applied, and however many results there are.
	All bool
	// Category tells apart the logs of one repository that do not replace each other, or
	// is empty.
	Category string
}

// sarifFile is a file that was read.
type sarifFile struct{ path, encoding string }

// Names and addresses in SARIF.
const (
	toolName       = "gouji"
	informationURI = "https://github.com/gouji/gouji"
	schemaURI      = "https://json.schemastore.org/sarif-2.1.0.json"
	columnKind     = "utf16CodeUnits"
	// fingerprintKey names the fingerprint that survives a change of layout.
	fingerprintKey = "gouji/v1"
)

// Limits of a log for code scanning. GitHub rejects more than 25,000 results of a run and
// files of more than 10 MB, compressed; the rest of the file needs less than 2 MB of them.
// Nobody reads a thousand notifications.
const (
	maxResults       = 25_000
	maxResultsSize   = 8 << 20
	maxFiles         = 25_000
	maxNotifications = 1_000
)

// Kinds of notifications.
const (
	unreadableID = "unreadable-input"
	defectID     = "rule-failed"
	droppedID    = "results-left-out"
)

func newSARIF(w io.Writer, o Options) Writer {
	s := &sarifWriter{
		w: bufio.NewWriter(w), options: o, addresses: newAddresses(), sources: newSources(o.Rules), rules: map[string]int{}, seen: map[string]bool{},
	}
	for i, r := range o.Rules {
		s.rules[r.ID] = i
	}
	if !o.SARIF.All {
		s.worst = newWorst(maxResults, maxResultsSize)
	}
	return s
}

// start writes what stands in front of the results.
func (s *sarifWriter) start() error {
	s.started = true
	lang := s.options.Language
	run := sarif.NewRunWithInformationURI(toolName, informationURI)
	run.WithColumnKind(columnKind)
	run.Language = lang.Pick("zh-CN", "en-US")
	run.NewlineSequences = []string{"\r\n", "\n", "\r"}
	driver := run.Tool.Driver
	driver.WithSemanticVersion(strings.TrimPrefix(s.options.Version, "v"))
	driver.Language = run.Language
	for _, r := range s.options.Rules {
		driver.AddRule(s.rule(r))
	}
	driver.Notifications = notifications(lang)
	members := []member{{"tool", run.Tool}}
	if len(s.sources.taxa) > 0 {
		driver.SupportedTaxonomies = append(driver.SupportedTaxonomies, taxonomyReference())
		members = append(members, member{"taxonomies", []*sarif.ToolComponent{s.sources.taxonomy(lang)}})
	}
	if category := s.options.SARIF.Category; category != "" {
		// What stands behind the last slash would tell apart runs of one category.
		id := strings.TrimRight(category, "/") + "/"
		members = append(members, member{"automationDetails", sarif.NewRunAutomationDetails().WithID(id)})
	}
	members = append(members, member{"language", run.Language}, member{"columnKind", run.ColumnKind}, member{"newlineSequences", run.NewlineSequences})
	fmt.Fprintf(s.w, "{\n \"$schema\": %q,\n \"version\": \"2.1.0\",\n \"runs\": [\n  {\n", schemaURI)
	for _, m := range members {
		if err := s.member(m.name, m.value); err != nil {
			return err
		}
		fmt.Fprint(s.w, ",\n")
	}
	fmt.Fprint(s.w, "   \"results\": [")
	return nil
}

// notifications describes what the program may tell of a run.
func notifications(lang report.Language) []*sarif.ReportingDescriptor {
	describe := func(id, zh, en string) *sarif.ReportingDescriptor {
		description := text(lang.Pick(zh, en))
		d := sarif.NewReportingDescriptor().WithID(id).WithName(friendlyName(id))
		return d.WithShortDescription(description).WithFullDescription(description).WithHelp(description).WithHelpURI(informationURI)
	}
	return []*sarif.ReportingDescriptor{
		describe(unreadableID, "文件无法读取", "An input cannot be read."),
		describe(defectID, "规则出错", "A rule failed."),
		describe(droppedID, "结果过多，部分未写入", "There were too many results, and some were left out."),
	}
}

// member is a member of the run.
type member struct {
	name  string
	value any
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

// Result implements [Writer].
func (s *sarifWriter) Result(r *report.Result) error {
	if r.Err != nil {
		switch {
		case r.Skipped:
		case s.worst != nil && len(s.failures) == maxNotifications:
			s.moreFailures++
		default:
			s.failures = append(s.failures, s.failure(r))
		}
		return nil
	}
	for i := range r.Assessments {
		a := &r.Assessments[i]
		s.file(a.Report.Source)
		s.repeats = repeats{}
		for k := range a.Findings {
			f := &a.Findings[k]
			fingerprint := s.fingerprint(a.Report, f) // counts findings that are left out, too
			if s.worst != nil && !s.worst.takes(f.Severity) {
				continue
			}
			if err := s.write(s.result(a.Report, f, fingerprint), f.Severity); err != nil {
				return err
			}
		}
		if s.worst == nil {
			for k := range a.NotAssessed {
				if err := s.write(s.notAssessed(a.Report, &a.NotAssessed[k]), report.Off); err != nil {
					return err
				}
			}
		}
		for k := range a.Defects {
			if d := &a.Defects[k]; s.log.first(d) {
				s.defects = append(s.defects, s.defect(a.Report, d))
			}
		}
	}
	return nil
}

// write writes a result, or keeps it where the worst are wanted.
func (s *sarifWriter) write(result *sarif.Result, severity report.Severity) error {
	if i, ok := s.rules[*result.RuleID]; ok {
		result.WithRuleIndex(i)
	}
	data, err := pruned(result, "    ")
	if err != nil {
		return err
	}
	if s.worst != nil {
		return s.worst.add(severity, data)
	}
	return s.writeEncoded(data)
}

// writeEncoded writes a result that was encoded.
func (s *sarifWriter) writeEncoded(data []byte) error {
	if !s.started {
		if err := s.start(); err != nil {
			return err
		}
	}
	if s.results > 0 {
		fmt.Fprint(s.w, ",")
	}
	s.results++
	_, err := fmt.Fprintf(s.w, "\n    %s", data)
	return err
}

// file notes a file that was read.
func (s *sarifWriter) file(source *report.Source) {
	if !s.seen[source.Path] && (s.worst == nil || len(s.files) < maxFiles) {
		s.seen[source.Path] = true
		s.files = append(s.files, sarifFile{source.Path, source.Encoding})
	}
}

// writeFiles lists the files that were read.
func (s *sarifWriter) writeFiles() error {
	for i, f := range s.files {
		a := sarif.NewArtifact()
		a.WithLocation(s.addresses.location(f.path))
		if f.encoding != "" {
			a.WithEncoding(f.encoding)
		}
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

func (s *sarifWriter) result(r *report.Report, f *report.Finding, fingerprint string) *sarif.Result {
	result := sarif.NewRuleResult(f.Rule)
	result.Level = level(f.Severity)
	at := r.Source.PositionUTF16(f.Place.Span)
	message := f.Message + s.layoutText(r, f.Place)
	result.WithMessage(sarif.NewTextMessage(linked(message, f.Place, f.Related, s.positionText(r), s.options.Language)))
	result.AddLocation(s.location(r, f.Place))
	for i, p := range f.Related {
		l := s.location(r, p)
		l.ID = i + 1
		l.WithMessage(sarif.NewTextMessage(p.Label))
		result.AddRelatedLocation(l)
	}
	for _, i := range s.sources.of(f.Rule) {
		result.AddTaxa(s.sources.reference(i))
	}
	fingerprints := map[string]string{fingerprintKey: fingerprint}
	if at.Layout == nil && f.Place.Elsewhere == nil {
		if hash := s.hashes.of(r.Source, at.Line); hash != "" {
			fingerprints[lineHashKey] = hash
		}
	}
	return result.WithPartialFingerprints(fingerprints)
}

// notAssessed describes a place to which a rule could not be applied.
func (s *sarifWriter) notAssessed(r *report.Report, n *report.NotAssessed) *sarif.Result {
	lang := s.options.Language
	result := sarif.NewRuleResult(n.Rule)
	result.Kind, result.Level = "notApplicable", sarif.LevelNone
	message := lang.Pick("因数据缺失无法判断", "could not be judged: a value is missing")
	if len(n.Missing) > 0 {
		message = lang.Pick("因数据缺失无法判断：", "could not be judged for want of ") + strings.Join(n.Missing, lang.Pick("、", ", "))
	}
	result.WithMessage(sarif.NewTextMessage(message + s.layoutText(r, n.Place)))
	return result.AddLocation(s.location(r, n.Place))
}

// positionText returns how places that take part in findings of a report are told apart:
// by file and position.
func (s *sarifWriter) positionText(r *report.Report) func(report.Place) string {
	return func(p report.Place) string {
		if p.Elsewhere != nil {
			return filepath.Base(p.Elsewhere.Path) + ":" + p.Elsewhere.Position.LineText(s.options.Language)
		}
		return r.Source.Position(p.Span).Text(s.options.Language)
	}
}

// layoutText names a place in a file without lines, since readers of SARIF show lines
// only.
func (s *sarifWriter) layoutText(r *report.Report, p report.Place) string {
	return layoutText(r.Source.Position(p.Span), s.options.Language)
}

// fingerprint identifies a finding by what it is about: the rule, the cell, the
// organ and the year, and of several such in one report which of them. It does not
// change when the file is laid out anew.
func (s *sarifWriter) fingerprint(r *report.Report, f *report.Finding) string {
	key := s.repeats.numbered(f.Rule, f.Place.Key, r.Title.OrganNormalised, strconv.Itoa(r.Title.Year))
	if r.Title.OrganNormalised == "" {
		key += "\x00" + filepath.ToSlash(r.Source.Path)
	}
	return fingerprint(key)
}

func (s *sarifWriter) location(r *report.Report, p report.Place) *sarif.Location {
	path, at := r.Source.Path, r.Source.PositionUTF16(p.Span)
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
	l.WithPhysicalLocation(sarif.NewPhysicalLocation().WithArtifactLocation(s.addresses.location(path)).WithRegion(region))
	if p.Key != "" {
		logical := sarif.NewLogicalLocation()
		logical.WithFullyQualifiedName(p.Key).WithName(p.Label)
		if kind := r.Schema.KindOf(p.Key); kind != "" {
			logical.WithKind(kind)
		}
		l.AddLogicalLocation(logical)
	}
	return l
}

func notification(id, level, message string) *sarif.Notification {
	n := sarif.NewNotification()
	n.Level = level
	descriptor := sarif.NewReportingDescriptorReference() // without an index
	return n.WithDescriptor(descriptor.WithID(id)).WithMessage(sarif.NewTextMessage(message))
}

// failure describes an input that could not be read.
func (s *sarifWriter) failure(r *report.Result) *sarif.Notification {
	message := r.Err.Error()
	in, placed := errors.AsType[*report.InputError](r.Err)
	if placed {
		message = in.Format(s.options.Language)
	}
	n := notification(unreadableID, sarif.LevelError, message)
	l := sarif.NewLocation()
	l.ID = -1
	physical := sarif.NewPhysicalLocation().WithArtifactLocation(s.addresses.location(r.Path))
	if placed && in.Line > 0 {
		region := sarif.NewRegion().WithStartLine(in.Line)
		if in.Column > 0 {
			region.WithStartColumn(in.Column)
		}
		physical.WithRegion(region)
	}
	n.Locations = append(n.Locations, l.WithPhysicalLocation(physical))
	return n
}

// defect describes a rule that failed, and a report for which it did.
func (s *sarifWriter) defect(r *report.Report, d *report.Defect) *sarif.Notification {
	message := d.Rule + ": " + d.Message.In(s.options.Language)
	if at := excerptPlace(d.At); at != "" {
		message += " (" + at + ")"
	}
	n := notification(defectID, sarif.LevelError, message)
	n.Locations = append(n.Locations, s.location(r, d.Place))
	rule := sarif.NewReportingDescriptorReference().WithID(d.Rule)
	if i, ok := s.rules[d.Rule]; ok {
		rule.Index = i
	}
	return n.WithAssociatedRule(rule)
}

// Notices says what the log does not hold, for the person who runs the program.
func (s *sarifWriter) Notices() []string {
	if s.worst == nil {
		return nil
	}
	lang := s.options.Language
	var notices []string
	if d := s.worst.dropped; d[report.Error]+d[report.Warning]+d[report.Note] > 0 {
		notices = append(notices, fmt.Sprintf(
			lang.Pick("结果超出代码扫描的限度（%d 条，压缩后 10 MB）：写入最严重的 %d 条，未写入错误 %d 处、警告 %d 处、提示 %d 处。可分文件夹检查并用 --sarif-category 区分，或用 --sarif-all 全部写入",
				"more results than code scanning takes (%d, 10 MB compressed): the worst %d are written; left out are errors: %d, warnings: %d, notes: %d. "+
					"Lint folders apart with a --sarif-category for each, or write everything with --sarif-all"),
			maxResults, s.worst.kept, d[report.Error], d[report.Warning], d[report.Note]))
	}
	if s.moreFailures > 0 {
		notices = append(notices, fmt.Sprintf(lang.Pick("另有 %d 个文件无法读取，未写入", "%d more inputs that cannot be read are left out"), s.moreFailures))
	}
	return notices
}

// release implements what [Release] asks for.
func (s *sarifWriter) release() {
	if s.worst != nil {
		s.worst.discard()
	}
}

// Close implements [Writer].
func (s *sarifWriter) Close(summary *Summary) error {
	defer s.release()
	if !s.started {
		if err := s.start(); err != nil {
			return err
		}
	}
	if s.worst != nil {
		if err := s.worst.each(s.writeEncoded); err != nil {
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
	if err := s.member("invocations", []*sarif.Invocation{s.invocation(summary)}); err != nil {
		return err
	}
	fmt.Fprint(s.w, "\n  }\n ]\n}\n")
	return s.w.Flush()
}

// invocation describes the run: what could not be read, and which rules failed.
func (s *sarifWriter) invocation(summary *Summary) *sarif.Invocation {
	invocation := sarif.NewInvocation()
	invocation.WithExecutionSuccessful(len(s.failures) == 0 && len(s.defects) == 0)
	invocation.WithExitCode(summary.Status)
	for i, n := range s.defects {
		if more := s.log.seen[i].repeated(s.options.Language); more != "" {
			n.WithMessage(sarif.NewTextMessage(*n.Message.Text + s.options.Language.Pick("。", ". ") + more))
		}
	}
	invocation.ToolConfigurationNotifications = s.defects
	invocation.ToolExecutionNotifications = s.failures
	for _, notice := range s.Notices() {
		invocation.ToolExecutionNotifications = append(invocation.ToolExecutionNotifications, notification(droppedID, sarif.LevelWarning, notice))
	}
	return invocation
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
