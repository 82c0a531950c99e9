package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/engine"
	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/internal/yamldoc"
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
	if folder, ok := strings.CutPrefix(line, "cd "); ok {
		t.Chdir(folder)
		return "", false
	}
	if line == "go test ./..." || line == "go install github.com/gouji/gouji/cmd/gouji@latest" {
		return "", false
	}
	rest, ok := strings.CutPrefix(strings.TrimPrefix(line, "go run ./cmd/"), "gouji ")
	if !ok {
		t.Errorf("unknown command %q", line)
		return "", false
	}
	status, stdout, stderr := gouji(words(rest)...)
	if status == statusFailure {
		t.Errorf("%s: %s", line, stderr)
	}
	return stdout, true
}

// tryLine runs a command of a console, which may fail: what it prints shows that.
func tryLine(t *testing.T, line string) string {
	t.Helper()
	rest, ok := strings.CutPrefix(strings.TrimPrefix(line, "go run ./cmd/"), "gouji ")
	if !ok {
		t.Fatalf("unknown command %q", line)
	}
	status, stdout, stderr := gouji(words(rest)...)
	if status == statusFailure {
		stdout += stderr
	}
	return stdout
}

// words splits a command line at spaces outside of quotes.
func words(line string) []string {
	var out []string
	for i, part := range strings.Split(line, "'") {
		if i%2 == 1 {
			out = append(out, part)
		} else {
			out = append(out, strings.Fields(part)...)
		}
	}
	return out
}

// consoles splits a block into the commands that it shows and what they print.
func (b block) consoles(t *testing.T) (commands []string, outputs [][]string) {
	t.Helper()
	for _, line := range b.lines {
		if command, ok := strings.CutPrefix(line, "$ "); ok {
			commands, outputs = append(commands, command), append(outputs, nil)
			continue
		}
		if len(commands) == 0 {
			t.Fatalf("a console begins with %q", line)
		}
		outputs[len(outputs)-1] = append(outputs[len(outputs)-1], line)
	}
	return commands, outputs
}

// runBlock runs the commands of a block and compares what they print with what it says.
func runBlock(t *testing.T, file string, b block) (ran int) {
	t.Helper()
	switch b.language {
	case "sh":
		for _, line := range b.lines {
			if _, run := runLine(t, line); run {
				ran++
			}
		}
	case "console":
		commands, outputs := b.consoles(t)
		for i, command := range commands {
			stdout := tryLine(t, command)
			ran++
			if want := outputs[i]; !matches(strings.Split(strings.TrimSuffix(stdout, "\n"), "\n"), want) {
				t.Errorf("%s: %s prints\n%s\nnot\n%s", file, command, stdout, strings.Join(want, "\n"))
			}
		}
	}
	return ran
}

// TestTutorial follows each tutorial literally, in an empty folder: it writes the files
// that it shows, with a comment that names them, and types what it says to type.
func TestTutorial(t *testing.T) {
	atRoot(t)
	tutorials, err := filepath.Glob("docs/*/tutorial.md")
	if err != nil || len(tutorials) < 2 {
		t.Fatal(tutorials, err)
	}
	for i := range tutorials {
		if tutorials[i], err = filepath.Abs(tutorials[i]); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range tutorials {
		t.Run(filepath.Base(filepath.Dir(file)), func(t *testing.T) {
			all := blocks(t, file)
			t.Chdir(t.TempDir())
			ran, wrote := 0, 0
			for _, b := range all {
				if name, ok := strings.CutPrefix(b.lines[0], "# "); ok && b.language == "yaml" {
					writeFile(t, name, strings.Join(b.lines, "\n")+"\n")
					wrote++
					continue
				}
				ran += runBlock(t, file, b)
			}
			if ran < 12 || wrote < 4 {
				t.Errorf("%d commands, %d files", ran, wrote)
			}
		})
	}
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestCommandsInDocuments runs every command that a document shows, and compares
// what it prints with what the document says. A line that holds an ellipsis alone
// stands for any lines.
func TestCommandsInDocuments(t *testing.T) {
	atRoot(t)
	ran := 0
	for _, file := range documents(t) {
		if filepath.Base(file) == "tutorial.md" {
			continue // followed in a folder of its own
		}
		for _, b := range blocks(t, file) {
			ran += runBlock(t, file, b)
		}
	}
	if ran < 8 {
		t.Errorf("%d commands were run", ran)
	}
}

// matches compares lines with a pattern of lines: one that is an ellipsis stands for any
// lines, one that ends with an ellipsis for what begins so.
func matches(got, want []string) bool {
	trim := func(s string) string { return strings.TrimRight(s, " ") }
	same := func(got, want string) bool {
		prefix, open := strings.CutSuffix(want, "…")
		return got == want || open && strings.HasPrefix(got, prefix)
	}
	for len(want) > 0 {
		if want[0] == "…" {
			for i := range got {
				if matches(got[i:], want[1:]) {
					return true
				}
			}
			return len(want) == 1
		}
		if len(got) == 0 || !same(trim(got[0]), trim(want[0])) {
			return false
		}
		got, want = got[1:], want[1:]
	}
	return len(got) == 0
}

// TestExamplesInDocuments loads every rule, form, description of a pack, configuration
// and test that a document shows, and runs the tests. Those of the tutorial belong
// together; see TestTutorial.
func TestExamplesInDocuments(t *testing.T) {
	atRoot(t)
	loaded := map[string]int{}
	for _, file := range documents(t) {
		if filepath.Base(file) == "tutorial.md" {
			continue
		}
		for _, b := range blocks(t, file) {
			if b.language != "yaml" || strings.Contains(b.lines[0], ".github/") {
				continue
			}
			kind, err := tryExample(t, strings.Join(b.lines, "\n")+"\n")
			if err != nil {
				t.Errorf("%s:\n%v", file, err)
			}
			loaded[kind]++
		}
	}
	if loaded["rule"] < 10 || loaded["test"] < 2 || loaded["config"] < 1 {
		t.Errorf("examples: %v", loaded)
	}
}

// tryExample loads a file that a document shows, and says of what kind it is.
func tryExample(t *testing.T, text string) (string, error) {
	t.Helper()
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	var diags diag.List
	root := yamldoc.Parse("example.yaml", []byte(text), &diags)
	if root == nil {
		return "", diags.Err()
	}
	switch {
	case root.Get("tests") != nil || root.Get("sentences") != nil:
		write("pack.yaml", extending)
		path := write("example_test.yaml", text)
		if status, stdout, stderr := gouji("test", path); status != statusOK {
			return "test", fmt.Errorf("%s%s", stdout, stderr)
		}
		return "test", nil
	case root.Get("pack") == nil && (root.Get("packs") != nil || root.Get("files") != nil || root.Get("organs") != nil || root.Get("rules").IsMapping()):
		_, err := pack.LoadConfig(write(pack.ConfigName, text))
		return "config", err
	case strings.Contains(text, "\nextends: gov-disclosure"):
		write("pack.yaml", extending)
	case root.Get("form") == nil && root.Get("pack") == nil && slices.ContainsFunc(engine.RuleNodes(root), func(n *yamldoc.Node) bool { return !engine.DefinesRule(n) }):
		write("pack.yaml", extending)
	}
	write("example.yaml", text)
	_, err := pack.Load([]string{dir})
	return "rule", err
}

// extending describes a pack over the built-in one.
const extending = "pack: example\nextends: [builtin/gov-disclosure]\n"

// TestLinksInDocuments follows the links between documents.
func TestLinksInDocuments(t *testing.T) {
	atRoot(t)
	link := regexp.MustCompile(`\]\(([^)#:]+)\)`)
	for _, file := range append(documents(t), rulePages(t)...) {
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

// rulePages lists the generated pages about the built-in rules.
func rulePages(t *testing.T) []string {
	t.Helper()
	pages, err := filepath.Glob("docs/*/rules/*.md")
	if err != nil || len(pages) < 2*45 {
		t.Fatalf("%d pages, error %v", len(pages), err)
	}
	return pages
}

// TestRulePages loads the rules as the pages about them show them, and the settings that
// they suggest. The rules of a language are loaded together: they name each other.
func TestRulePages(t *testing.T) {
	atRoot(t)
	builtin, err := pack.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	rules, settings := map[string]string{}, map[string]string{}
	for _, file := range rulePages(t) {
		lang := filepath.Base(filepath.Dir(filepath.Dir(file)))
		for _, b := range blocks(t, file) {
			if text := strings.Join(b.lines, "\n") + "\n"; strings.HasPrefix(text, "- id: ") {
				rules[lang] += text
			} else {
				settings[lang] += strings.TrimPrefix(text, "# .gouji.yaml\nrules:\n")
			}
		}
	}
	for _, lang := range []string{"zh", "en"} {
		dir := t.TempDir()
		writeFile(t, filepath.Join(dir, "pack.yaml"), extending)
		writeFile(t, filepath.Join(dir, "rules.yaml"), rules[lang])
		p, err := pack.Load([]string{dir})
		if err != nil {
			t.Fatal(err)
		}
		own := slices.DeleteFunc(slices.Clone(p.Rules), func(r *engine.Rule) bool { return pack.IsBuiltin(r.File) })
		if len(own) != len(builtin.Rules) {
			t.Errorf("%s: %d of %d rules are shown", lang, len(own), len(builtin.Rules))
		}
		config := filepath.Join(dir, pack.ConfigName)
		writeFile(t, config, "rules:\n"+settings[lang])
		c, err := pack.LoadConfig(config)
		if err != nil {
			t.Fatal(err)
		}
		s, err := c.For(dir)
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range s.Pack.Rules {
			if r.Severity() == builtin.Rules[i].Severity() {
				t.Errorf("%s: the setting for %s changes nothing", lang, r.ID)
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
			_, shown, _ := strings.Cut(string(form), "\n") // without the line for editors
			if !strings.Contains(string(text), "```yaml\n"+shown+"```\n") {
				t.Errorf("%s does not show %s", file, step)
			}
		}
	}
}
