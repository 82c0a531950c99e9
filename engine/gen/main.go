// Command gen writes the list of functions of the rule language into documents, between
// the marks that are there. Arguments: the language and the document, several times.
package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/gouji/gouji/engine"
	"github.com/gouji/gouji/report"
)

// The marks around the list.
const (
	begin = "<!-- functions -->\n"
	end   = "<!-- /functions -->\n"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	for ; len(args) >= 2; args = args[2:] {
		lang, err := report.ParseLanguage(args[0])
		if err != nil {
			return err
		}
		text, err := os.ReadFile(args[1]) //nolint:gosec // it was named for that
		if err != nil {
			return fmt.Errorf("document: %w", err)
		}
		updated, err := update(string(text), lang)
		if err != nil {
			return fmt.Errorf("%s: %w", args[1], err)
		}
		if err := os.WriteFile(args[1], []byte(updated), 0o644); err != nil { //nolint:gosec // a document, readable by all
			return err
		}
	}
	return nil
}

// update replaces what stands between the marks of a document.
func update(text string, lang report.Language) (string, error) {
	before, rest, ok := strings.Cut(text, begin)
	_, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		return "", fmt.Errorf("there is no %q with %q", strings.TrimSpace(begin), strings.TrimSpace(end))
	}
	functions, err := engine.Functions()
	if err != nil {
		return "", err
	}
	return before + begin + tables(functions, lang) + end + after, nil
}

// tables writes a table for each group of functions.
func tables(functions []engine.Function, lang report.Language) string {
	titles := map[engine.FunctionGroup]string{
		engine.OperatorGroup: lang.Pick("运算", "Operators"), engine.NumberGroup: lang.Pick("数值与转换", "Numbers and conversions"),
		engine.TextGroup: lang.Pick("文字", "Texts"), engine.ListGroup: lang.Pick("列表", "Lists"), engine.ReportGroup: lang.Pick("报告中的内容", "Of the report"),
	}
	var b strings.Builder
	for i, f := range functions {
		if i == 0 || functions[i-1].Group != f.Group {
			fmt.Fprintf(&b, "\n#### %s\n\n%s\n| --- | --- | --- |\n", titles[f.Group],
				lang.Pick("| 写法 → 结果 | 含义 | 例 |", "| how it is written → what it gives | what it does | example |"))
		}
		signatures := make([]string, len(f.Signatures))
		for k, s := range f.Signatures {
			signatures[k] = code(s.In(lang))
		}
		example := ""
		if f.Example.Expression != "" {
			example = code(f.Example.Expression) + lang.Pick(" 为 ", " is ") + code(f.Example.Value)
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", strings.Join(signatures, "<br>"), f.Description.In(lang), example)
	}
	return b.String() + "\n"
}

// code writes code in a cell of a table.
func code(s string) string { return "`" + strings.ReplaceAll(s, "|", `\|`) + "`" }
