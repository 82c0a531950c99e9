package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
)

// jsonFinding is a finding as docs/en/output.md describes it.
type jsonFinding struct {
	Rule, Severity, Message, Key, Label string
	Line, Column                        int
	EndLine                             int `json:"end_line"`
	EndColumn                           int `json:"end_column"`
	Place                               struct {
		Page int
		Box  []float64
	}
}

// jsonReport is a line of the JSON Lines format.
type jsonReport struct {
	File, Form, Organ string
	Year              int
	Findings          []jsonFinding
}

// lintJSON lints a file that holds one report.
func lintJSON(t *testing.T, path string) jsonReport {
	t.Helper()
	status, stdout, stderr := gouji("lint", "--format", "jsonl", path)
	if status == statusFailure {
		t.Fatalf("%s", stderr)
	}
	var r jsonReport
	d := json.NewDecoder(strings.NewReader(stdout))
	if err := d.Decode(&r); err != nil {
		t.Fatal(err)
	}
	if d.More() {
		t.Fatalf("%s holds more than one report", path)
	}
	return r
}

// sarifLog is what readers of SARIF use of a log.
type sarifLog struct {
	Schema  string `json:"$schema"`
	Version string
	Runs    []struct {
		ColumnKind string
		Tool       struct {
			Driver struct {
				Name, SemanticVersion string
				Rules                 []struct {
					ID                                      string
					ShortDescription, FullDescription, Help struct{ Text string }
					DefaultConfiguration                    struct{ Level string }
				}
			}
		}
		Results     []sarifResult
		Invocations []struct {
			ExecutionSuccessful        *bool
			ToolExecutionNotifications []struct {
				Level   string
				Message struct{ Text string }
			}
		}
	}
}

type sarifResult struct {
	RuleID              string
	RuleIndex           int
	Level               string
	Message             struct{ Text string }
	Locations           []sarifLocation
	RelatedLocations    []sarifLocation
	PartialFingerprints map[string]string
}

type sarifLocation struct {
	ID               int
	PhysicalLocation struct {
		ArtifactLocation struct{ URI, URIBaseID string }
		Region           struct{ StartLine, StartColumn, EndLine, EndColumn int }
	}
	LogicalLocations []struct{ FullyQualifiedName, Name, Kind string }
}

func readSARIF(t *testing.T, data string) sarifLog {
	t.Helper()
	parsed, err := sarif.FromString(data)
	if err != nil {
		t.Fatal(err)
	}
	if err := parsed.Validate(); err != nil {
		t.Fatalf("the log does not follow the schema: %v", err)
	}
	var log sarifLog
	if err := json.Unmarshal([]byte(data), &log); err != nil {
		t.Fatal(err)
	}
	return log
}

// TestSARIF checks that the log follows the schema and holds what code scanning
// asks for, and that every region covers the very text that the JSON output names.
func TestSARIF(t *testing.T) {
	atRoot(t)
	status, stdout, _ := gouji("lint", "--format", "sarif", "testdata/reports")
	if status != statusFindings {
		t.Fatalf("exit status %d", status)
	}
	log := readSARIF(t, stdout)
	if log.Schema == "" || log.Version != "2.1.0" || len(log.Runs) != 1 {
		t.Fatalf("schema %q, version %q, %d runs", log.Schema, log.Version, len(log.Runs))
	}
	run := log.Runs[0]
	if run.ColumnKind != "utf16CodeUnits" || run.Tool.Driver.Name != "gouji" || run.Tool.Driver.SemanticVersion != version {
		t.Errorf("columns in %q, driver %q %q", run.ColumnKind, run.Tool.Driver.Name, run.Tool.Driver.SemanticVersion)
	}
	if len(run.Invocations) != 1 || run.Invocations[0].ExecutionSuccessful == nil || !*run.Invocations[0].ExecutionSuccessful {
		t.Errorf("invocations %+v", run.Invocations)
	}
	_, list, _ := gouji("rules", "list", "--lang", "en")
	if active := strings.Count(list, "\n") - strings.Count(list, "  off  "); len(run.Tool.Driver.Rules) != active {
		t.Errorf("%d rules are described, %d are active", len(run.Tool.Driver.Rules), active)
	}
	for _, r := range run.Tool.Driver.Rules {
		if r.ID == "" || r.ShortDescription.Text == "" || r.FullDescription.Text == "" || r.Help.Text == "" || r.DefaultConfiguration.Level == "" {
			t.Errorf("rule %+v", r)
		}
	}
	findings, count := findingsByPlace(t)
	if len(run.Results) != count {
		t.Errorf("%d results, %d findings", len(run.Results), count)
	}
	for _, r := range run.Results {
		checkResult(t, r, findings)
		if id := run.Tool.Driver.Rules[r.RuleIndex].ID; id != r.RuleID {
			t.Errorf("%s: the index is that of %s", r.RuleID, id)
		}
	}
}

// findingsByPlace lists the findings of the JSON output by what identifies them.
func findingsByPlace(t *testing.T) (places map[string]bool, count int) {
	t.Helper()
	_, stdout, _ := gouji("lint", "--format", "json", "testdata/reports")
	var all struct {
		Reports []jsonReport
	}
	if err := json.Unmarshal([]byte(stdout), &all); err != nil {
		t.Fatal(err)
	}
	places = map[string]bool{}
	for _, r := range all.Reports {
		count += len(r.Findings)
		for _, f := range r.Findings {
			places[r.File+" "+f.Rule+" "+f.Key+" "+f.Message] = true
		}
	}
	return places, count
}

// link is a link of a message to a location, and relatedLine what lists more of them.
var (
	link        = regexp.MustCompile(`\[((?:[^\[\]\\]|\\.)*)\]\((\d+)\)`)
	relatedLine = regexp.MustCompile(`\n(?:相关位置：|Related: ).*$`)
)

// withoutLinks returns a message as other formats have it.
func withoutLinks(message string) string {
	return link.ReplaceAllString(relatedLine.ReplaceAllString(message, ""), "$1")
}

func checkResult(t *testing.T, r sarifResult, findings map[string]bool) {
	t.Helper()
	if len(r.Locations) != 1 || len(r.Locations[0].LogicalLocations) != 1 || r.Message.Text == "" || len(r.PartialFingerprints) == 0 {
		t.Errorf("%s: %+v", r.RuleID, r)
		return
	}
	l := r.Locations[0]
	key := l.LogicalLocations[0].FullyQualifiedName
	if id := l.PhysicalLocation.ArtifactLocation.URI + " " + r.RuleID + " " + key + " " + withoutLinks(r.Message.Text); !findings[id] {
		t.Errorf("the JSON output has no %s", id)
	}
	for _, l := range link.FindAllStringSubmatch(r.Message.Text, -1) {
		if !slices.ContainsFunc(r.RelatedLocations, func(related sarifLocation) bool { return strconv.Itoa(related.ID) == l[2] }) {
			t.Errorf("%s: nothing for the link %s", r.RuleID, l[0])
		}
	}
	if len(r.RelatedLocations) > 0 && !link.MatchString(r.Message.Text) {
		t.Errorf("%s: no link to a related location in %q", r.RuleID, r.Message.Text)
	}
	if l.LogicalLocations[0].Kind == "" {
		t.Errorf("%s at %s: no kind", r.RuleID, key)
	}
	for _, place := range append(r.RelatedLocations, l) {
		region := place.PhysicalLocation.Region
		if region.StartLine < 1 || region.StartColumn < 1 || region.EndLine < region.StartLine || region.EndColumn < 1 ||
			place.PhysicalLocation.ArtifactLocation.URIBaseID != "%SRCROOT%" {
			t.Errorf("%s at %s: %+v", r.RuleID, key, place.PhysicalLocation)
		}
	}
}

// TestAstralColumns checks the columns behind a character that is one code point
// and two UTF-16 code units.
func TestAstralColumns(t *testing.T) {
	atRoot(t)
	data, err := os.ReadFile("testdata/reports/jinsha-civil-2020.txt")
	if err != nil {
		t.Fatal(err)
	}
	// 𠮷 in front of a cell on its line.
	text := strings.Replace(string(data), "行政许可 4 -5", "行政许可（𠮷） 4 -5", 1)
	if text == string(data) {
		t.Fatal("the line is not there")
	}
	path := filepath.Join(t.TempDir(), "astral.txt")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	column := 0
	for _, f := range lintJSON(t, path).Findings {
		if f.Rule == "disclosure-delta-sign" && f.Key == "disclosure.licences.change" {
			column = f.Column
		}
	}
	line := "行政许可（𠮷） 4 "
	if want := len([]rune(line)) + 1; column != want {
		t.Errorf("JSON: column %d, want %d", column, want)
	}
	_, stdout, _ := gouji("lint", "--format", "sarif", path)
	for _, r := range readSARIF(t, stdout).Runs[0].Results {
		if r.RuleID != "disclosure-delta-sign" || r.Locations[0].LogicalLocations[0].FullyQualifiedName != "disclosure.licences.change" {
			continue
		}
		region := r.Locations[0].PhysicalLocation.Region
		start := len(utf16.Encode([]rune(line))) + 1
		if region.StartColumn != start || region.EndColumn != start+len("-5") {
			t.Errorf("SARIF: columns %d to %d, want %d to %d", region.StartColumn, region.EndColumn, start, start+len("-5"))
		}
		return
	}
	t.Error("the finding is not in the log")
}

// TestSARIFFailures checks that inputs that cannot be read are told of in the log.
func TestSARIFFailures(t *testing.T) {
	atRoot(t)
	status, stdout, _ := gouji("lint", "--format", "sarif", "testdata/reports/README.txt", "testdata/reports/linhe-urban-2024.txt", "no-such-file.txt")
	if status != statusFailure {
		t.Errorf("exit status %d", status)
	}
	log := readSARIF(t, stdout)
	invocation := log.Runs[0].Invocations[0]
	if *invocation.ExecutionSuccessful || len(invocation.ToolExecutionNotifications) != 2 {
		t.Errorf("%+v", invocation)
	}
	for _, n := range invocation.ToolExecutionNotifications {
		if n.Level != "error" || !strings.Contains(n.Message.Text, ".txt: ") {
			t.Errorf("%+v", n)
		}
	}
}

// TestEmptyRun checks that the formats for programs are whole documents even where
// there is nothing to tell.
func TestEmptyRun(t *testing.T) {
	empty := t.TempDir()
	status, stdout, _ := gouji("lint", "--format", "sarif", empty)
	log := readSARIF(t, stdout)
	if status != statusOK || log.Runs[0].Results == nil || len(log.Runs[0].Tool.Driver.Rules) == 0 {
		t.Errorf("exit status %d: %s", status, stdout)
	}
	_, stdout, _ = gouji("lint", "--format", "json", empty)
	var doc map[string]json.RawMessage
	if err := json.Unmarshal([]byte(stdout), &doc); err != nil || !bytes.HasPrefix(doc["reports"], []byte("[")) {
		t.Errorf("%v: %s", err, stdout)
	}
	if _, stdout, _ = gouji("lint", "--format", "jsonl", empty); stdout != "" {
		t.Errorf("%q", stdout)
	}
}

// TestControlCharacters checks that nothing in a report or the name of a file takes
// hold of a terminal.
func TestControlCharacters(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../../testdata/reports/shishan-market-2023.md")
	if err != nil {
		t.Fatal(err)
	}
	const row = "| 一、本年新收政府信息公开申请数量 |  |  | 41 |"
	text := strings.Replace(string(data), row, strings.Replace(row, "41", "4\x1b[5m1\u202e", 1), 1)
	path := filepath.Join(t.TempDir(), "a\x1b[31mb.md")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Skip(err) // a file system without such names
	}
	_, stdout, stderr := gouji("lint", path)
	if !strings.Contains(stdout, "“4 [5m1 ”") {
		t.Errorf("the cell is not shown:\n%s", stdout)
	}
	if strings.ContainsAny(stdout+stderr, "\x1b\u202e") {
		t.Errorf("control characters in\n%q", stdout+stderr)
	}
}

// TestFingerprintsDiffer checks that no two results of a report are taken for one.
func TestFingerprintsDiffer(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../../testdata/reports/shishan-market-2023.md")
	if err != nil {
		t.Fatal(err)
	}
	const row = "| 四、结转下年度继续办理"
	text := strings.Replace(string(data), row, "| | 甲类临时事项 | |1|0|0|0|0|0|1|\n| | 乙类临时事项 | |1|0|0|0|0|0|1|\n"+row, 1)
	path := filepath.Join(t.TempDir(), "a.md")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	_, stdout, _ := gouji("lint", "--format", "sarif", path)
	var log struct {
		Runs []struct {
			Results []struct {
				RuleID              string
				PartialFingerprints map[string]string
			}
		}
	}
	if err := json.Unmarshal([]byte(stdout), &log); err != nil {
		t.Fatal(err)
	}
	seen, unknown := map[string]string{}, 0
	for _, r := range log.Runs[0].Results {
		if r.RuleID == "applications-row-unknown" {
			unknown++
		}
		fingerprint := r.PartialFingerprints["gouji/v1"]
		if other, ok := seen[fingerprint]; ok {
			t.Errorf("%s and %s have the same fingerprint", other, r.RuleID)
		}
		seen[fingerprint] = r.RuleID
	}
	if unknown != 2 {
		t.Errorf("%d unknown rows", unknown)
	}
}

// TestFingerprintsSurviveReformatting checks that a finding is known again when a report
// is laid out anew, and that the hash of its line is that of the file as it is.
func TestFingerprintsSurviveReformatting(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../../testdata/reports/shishan-market-2023.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	read := func(name, text string) (own, lines map[string]string) {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, stdout, _ := gouji("lint", "--format", "sarif", path)
		own, lines = map[string]string{}, map[string]string{}
		for _, r := range readSARIF(t, stdout).Runs[0].Results {
			id := r.RuleID + " " + r.Locations[0].LogicalLocations[0].FullyQualifiedName
			own[id], lines[id] = r.PartialFingerprints["gouji/v1"], r.PartialFingerprints["primaryLocationLineHash"]
			if own[id] == "" || lines[id] == "" {
				t.Errorf("%s: %s has the fingerprints %v", name, id, r.PartialFingerprints)
			}
		}
		return own, lines
	}
	own, lines := read("a.md", text)
	if len(own) < 3 {
		t.Fatalf("findings: %v", own)
	}
	for name, tc := range map[string]struct {
		text string
		// same says that the lines of the findings are the same for a hash.
		same bool
	}{
		"blanks.md":  {strings.ReplaceAll(text, "|", "  |\t"), true},
		"returns.md": {strings.ReplaceAll(text, "\n", "\r\n"), true},
		"lower.md":   {"\n\n\n" + text, true},
		"marked.md":  {"\ufeff" + text, true},
		"wider.md":   {strings.ReplaceAll(text, "|", "｜"), false},
	} {
		gotOwn, gotLines := read(name, tc.text)
		if diff := cmp.Diff(own, gotOwn); diff != "" {
			t.Errorf("%s: -before +after\n%s", name, diff)
		}
		if diff := cmp.Diff(lines, gotLines); (diff == "") != tc.same {
			t.Errorf("%s: hashes of lines: %s", name, diff)
		}
	}
	changed, _ := read("other-year.md", strings.ReplaceAll(text, "2023", "2022"))
	for id, fingerprint := range changed {
		if fingerprint == own[id] {
			t.Errorf("%s has the same fingerprint for another year", id)
		}
	}
}
