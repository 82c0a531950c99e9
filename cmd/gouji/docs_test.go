package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/gouji/gouji/pack"
)

// documents lists the files that tell people what to type.
func documents(t *testing.T) []string {
	t.Helper()
	files := []string{"README.md", "README.zh-CN.md", "CHANGELOG.md"}
	more, err := filepath.Glob("docs/*/*.md")
	if err != nil || len(more) < 6 {
		t.Fatalf("documents %v, error %v", more, err)
	}
	top, err := filepath.Glob("docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	return append(append(files, more...), top...)
}

// block is a fenced block of a document.
type block struct {
	language string
	lines    []string
}

var fence = regexp.MustCompile("(?ms)^```([a-z]*)\n(.*?)^```$")

func blocks(t *testing.T, file string) []block {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all []block
	for _, m := range fence.FindAllStringSubmatch(string(text), -1) {
		all = append(all, block{m[1], strings.Split(strings.TrimSuffix(m[2], "\n"), "\n")})
	}
	return all
}

// runLine runs a command of a document. Installing and testing are not repeated
// here.
func runLine(t *testing.T, line string) (output string, run bool) {
	t.Helper()
	rest, ok := strings.CutPrefix(line, "gouji ")
	if !ok {
		if rest, ok = strings.CutPrefix(line, "go run ./cmd/gouji "); !ok {
			if line != "go test ./..." && line != "go install github.com/gouji/gouji/cmd/gouji@latest" {
				t.Errorf("unknown command %q", line)
			}
			return "", false
		}
	}
	status, stdout, stderr := gouji(strings.Fields(rest)...)
	if status == statusFailure {
		t.Errorf("%s: %s", line, stderr)
	}
	return stdout, true
}

// TestCommandsInDocuments runs every command that a document shows, and compares
// what it prints with what the document says. A line that holds an ellipsis alone
// stands for any lines.
func TestCommandsInDocuments(t *testing.T) {
	atRoot(t)
	ran := 0
	for _, file := range documents(t) {
		for _, b := range blocks(t, file) {
			switch b.language {
			case "sh":
				for _, line := range b.lines {
					if _, run := runLine(t, line); run {
						ran++
					}
				}
			case "console":
				command, ok := strings.CutPrefix(b.lines[0], "$ ")
				if !ok {
					t.Fatalf("%s: a console begins with %q", file, b.lines[0])
				}
				stdout, _ := runLine(t, command)
				ran++
				if want := b.lines[1:]; !matches(strings.Split(strings.TrimSuffix(stdout, "\n"), "\n"), want) {
					t.Errorf("%s: %s prints\n%s\nnot\n%s", file, command, stdout, strings.Join(want, "\n"))
				}
			}
		}
	}
	if ran < 8 {
		t.Errorf("%d commands were run", ran)
	}
}

// matches compares lines with a pattern of lines.
func matches(got, want []string) bool {
	trim := func(s string) string { return strings.TrimRight(s, " ") }
	for len(want) > 0 {
		if want[0] == "…" {
			for i := range got {
				if matches(got[i:], want[1:]) {
					return true
				}
			}
			return len(want) == 1
		}
		if len(got) == 0 || trim(got[0]) != trim(want[0]) {
			return false
		}
		got, want = got[1:], want[1:]
	}
	return len(got) == 0
}

// TestExamplesInDocuments loads every rule, form and description of a pack that a
// document shows.
func TestExamplesInDocuments(t *testing.T) {
	atRoot(t)
	loaded := 0
	for _, file := range documents(t) {
		for _, b := range blocks(t, file) {
			if b.language != "yaml" || strings.Contains(b.lines[0], ".github/") {
				continue
			}
			path := filepath.Join(t.TempDir(), "example.yaml")
			if err := os.WriteFile(path, []byte(strings.Join(b.lines, "\n")+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := pack.Load([]string{path}); err != nil {
				t.Errorf("%s:\n%v", file, err)
			}
			loaded++
		}
	}
	if loaded < 10 {
		t.Errorf("%d examples were loaded", loaded)
	}
}

// TestLinksInDocuments follows the links between documents.
func TestLinksInDocuments(t *testing.T) {
	atRoot(t)
	link := regexp.MustCompile(`\]\(([^)#:]+)\)`)
	for _, file := range documents(t) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range link.FindAllStringSubmatch(string(text), -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(file), m[1])); err != nil {
				t.Errorf("%s: %v", file, err)
			}
		}
	}
}

// TestStepsInDocuments compares the steps on the way to a form with those that the
// documents show.
func TestStepsInDocuments(t *testing.T) {
	atRoot(t)
	steps, err := filepath.Glob("testdata/steps/*.yaml")
	if err != nil || len(steps) == 0 {
		t.Fatalf("steps %v, error %v", steps, err)
	}
	for _, file := range []string{"docs/zh/forms.md", "docs/en/forms.md"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, step := range steps {
			form, err := os.ReadFile(step)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(text), "```yaml\n"+string(form)+"```\n") {
				t.Errorf("%s does not show %s", file, step)
			}
		}
	}
}
