package main

import (
	"os"
	"path/filepath"
	"testing"
)

// TestTestStatus tells the exit statuses of gouji test apart: mistakes of authors (2),
// cases that fail (1), and neither.
func TestTestStatus(t *testing.T) {
	files := map[string]string{
		"good/pack.yaml":  "pack: good\nextends: [builtin/gov-disclosure]\n",
		"good/rules.yaml": "- id: division\n  check: 100 / cell(\"applications.granted.total\").value > 1\n",
		"good/a_test.yaml": `report: builtin/gov-disclosure-2021
rules: division
tests:
  - name: right
    expect: none
  - name: finding
    set: {applications.granted.total: 101}
    expect: none
  - name: defect
    set: {applications.granted.total: 0}
    expect: none
  - name: {zh: 花括号, en: braces}
    set: &s {applications.granted.total: 201}
    expect: &n none
  - {name: alias, set: *s, expect: *n}
`,
		"mistake/pack.yaml":        "pack: mistake\nextends: [../good]\n",
		"mistake/a_test.yaml":      "tests:\n  - {expect: none}\n  - {expect: none}\n",
		"mistake/b_test.yaml":      "tests:\n  - x\n  - x\n",
		"mistake/c_test.yaml":      "tests:\n  -\n  -\n",
		"none/pack.yaml":           "pack: none\nextends: [../good]\n",
		"empty/pack.yaml":          "pack: empty\nextends: [../good]\n",
		"empty/a_test.yaml":        "tests: []\n",
		"dir_test.yaml/pack.yaml":  "pack: dir\nextends: [../good]\n",
		"dir_test.yaml/a_test.yml": "report: builtin/gov-disclosure-2021\nrules: division\ntests:\n  - {name: right, expect: none}\n",
	}
	dir := t.TempDir()
	for name, text := range files {
		p := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(p), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	for _, tc := range []struct {
		name string
		args []string
		want int
	}{
		{"all pass", []string{"--run", "right", "good"}, statusOK},
		{"a folder with the name of a file of tests", []string{"dir_test.yaml"}, statusOK},
		{"a file in it", []string{"dir_test.yaml/a_test.yml"}, statusOK},
		{"a finding", []string{"--run", "finding", "good"}, statusFindings},
		{"a rule that fails", []string{"--run", "defect", "good"}, statusFailure},
		{"a rule that fails, among others", []string{"good"}, statusFailure},
		{"a rule that fails is not rewritten", []string{"--update", "--run", "defect", "good"}, statusFailure},
		{"a case that cannot be rewritten", []string{"--update", "--run", "braces", "good"}, statusFailure},
		{"no case of the name", []string{"--run", "nothing", "good"}, statusFailure},
		{"no names", []string{"mistake"}, statusFailure},
		{"no names in braces", []string{"mistake/a_test.yaml"}, statusFailure},
		{"texts for cases", []string{"mistake/b_test.yaml"}, statusFailure},
		{"nothing for cases", []string{"mistake/c_test.yaml"}, statusFailure},
		{"no file", []string{"good/b_test.yaml"}, statusFailure},
		{"no folder", []string{"nowhere/b_test.yaml"}, statusFailure},
		{"no pack", []string{"nowhere"}, statusFailure},
		{"a pack without tests", []string{"none"}, statusFailure},
		{"a pack without tests, among others", []string{"--run", "right", "good", "none"}, statusFailure},
		{"a file of rules", []string{"good/rules.yaml"}, statusFailure},
		{"a file without cases", []string{"empty"}, statusFailure},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got, out, errs := gouji(append([]string{"test"}, tc.args...)...); got != tc.want {
				t.Errorf("status %d, want %d\n%s%s", got, tc.want, out, errs)
			}
		})
	}
}
