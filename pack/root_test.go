package pack_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/gouji/gouji/pack"
)

// TestRoot finds the pack that a file belongs to, wherever the working folder is.
func TestRoot(t *testing.T) {
	top := t.TempDir()
	for _, dir := range []string{"pk/tests/more", "pk/inner/tests", "bare/tests", "odd/pack.yaml"} {
		if err := os.MkdirAll(filepath.Join(top, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"pk/pack.yaml", "pk/inner/pack.yml"} {
		if err := os.WriteFile(filepath.Join(top, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, tc := range map[string]struct{ in, path, want string }{
		"no description":                 {".", "bare/tests/a_test.yaml", "bare/tests"},
		"no description, in the folder":  {"bare/tests", "a_test.yaml", "."},
		"no description, from beside it": {"bare", "../bare/tests/a_test.yaml", "../bare/tests"},
		"a folder of that name":          {".", "odd/a_test.yaml", "odd"},
		"beside it":                      {"pk", "a_test.yaml", "."},
		"above the working folder":       {"pk/tests", "a_test.yaml", ".."},
		"two above":                      {"pk/tests/more", "a_test.yaml", "../.."},
		"up and down again":              {"pk/tests", "../tests/more/a_test.yaml", ".."},
		"with dots":                      {"pk/tests", "./a_test.yaml", ".."},
		"beside the working folder":      {"bare", "../pk/tests/a_test.yaml", "../pk"},
		"from outside":                   {".", "pk/tests/more/a_test.yaml", "pk"},
		"the nearest":                    {".", "pk/inner/tests/a_test.yaml", "pk/inner"},
		"the nearest, from within":       {"pk/inner/tests", "a_test.yaml", ".."},
		"absolute":                       {"pk/tests", filepath.Join(top, "pk/tests/a_test.yaml"), filepath.Join(top, "pk")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(filepath.Join(top, tc.in))
			if got := filepath.ToSlash(pack.Root(filepath.FromSlash(tc.path))); got != filepath.ToSlash(tc.want) {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}
