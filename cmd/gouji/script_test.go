package main

import (
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"gouji": main})
}

// TestScripts runs the command lines of testdata/script. $REPORTS, $PACKS and $FORMATS are
// the folders of testdata, $DOCS is that of the documents.
func TestScripts(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		UpdateScripts:       *update,
		Setup: func(env *testscript.Env) error {
			env.Setenv("REPORTS", filepath.Join(root, "reports"))
			env.Setenv("PACKS", filepath.Join(root, "packs"))
			env.Setenv("FORMATS", filepath.Join(root, "formats"))
			env.Setenv("DOCS", filepath.Join(root, "../docs"))
			return nil
		},
	})
}
