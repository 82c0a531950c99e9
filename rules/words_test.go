package rules_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// TestNoFormWordsInGo checks that Go knows no form: no label, heading or title
// word of a shipped form stands in a Go file, other than in a test. Words of two
// characters or less may be part of a longer word there, but not a text of their
// own.
func TestNoFormWordsInGo(t *testing.T) {
	t.Parallel()
	words := formWords(t)
	for _, known := range []string{"政府信息公开", "科研机构", "予以公开", "存在的主要问题及改进情况", "不适用", "元", "政府信息依申请公开"} {
		if !words[known] {
			t.Errorf("%s is not among the words", known)
		}
	}
	files := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && d.Name() == "testdata" {
			return fs.SkipDir // the program that makes samples writes reports
		}
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		files++
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		literals := literalsOf(t, path, text)
		for w := range words {
			if utf8.RuneCountInString(w) > 2 && strings.Contains(string(text), w) || literals[w] {
				t.Errorf("%s holds “%s”", path, w)
			}
		}
		return nil
	})
	if err != nil || files < 30 {
		t.Errorf("%d files, error %v", files, err)
	}
}

// literalsOf lists the texts in a Go file.
func literalsOf(t *testing.T, path string, text []byte) map[string]bool {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, text, 0)
	if err != nil {
		t.Fatal(err)
	}
	literals := map[string]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
			s, err := strconv.Unquote(l.Value)
			if err != nil {
				t.Fatal(err)
			}
			literals[s] = true
		}
		return true
	})
	return literals
}

// plainWords finds the words of a pattern.
var plainWords = regexp.MustCompile(`\p{Han}{3,}`)

// formWords lists the words of the shipped forms: everything in Chinese that is
// not the name of the form or a remark, without the numbers in front.
func formWords(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob("*/forms/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no forms: %v", err)
	}
	words := map[string]bool{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var doc map[string]any
		if err := yaml.Unmarshal(data, &doc); err != nil {
			t.Fatal(err)
		}
		delete(doc, "name")
		delete(doc, "source")
		sentences(doc["facts"], words)
		delete(doc, "facts")
		collect(doc, words)
	}
	return words
}

// sentences collects the words of the patterns of facts. Those of two characters are
// words of the language, such as 没有, which any message may hold.
func sentences(v any, words map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for _, member := range v {
			sentences(member, words)
		}
	case []any:
		for _, member := range v {
			sentences(member, words)
		}
	case string:
		for _, w := range plainWords.FindAllString(v, -1) {
			words[w] = true
		}
	}
}

func collect(v any, words map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for _, member := range v {
			collect(member, words)
		}
	case []any:
		for _, member := range v {
			collect(member, words)
		}
	case string:
		if strings.ContainsAny(v, `?*+\{`) { // a pattern
			for _, w := range plainWords.FindAllString(v, -1) {
				words[w] = true
			}
			return
		}
		w := strings.TrimLeftFunc(v, func(r rune) bool {
			return !unicode.IsLetter(r) || strings.ContainsRune("一二三四五六七八九十", r)
		})
		if strings.ContainsFunc(w, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			words[w] = true
		}
	}
}
