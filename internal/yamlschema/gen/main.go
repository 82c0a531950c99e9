// Command gen writes the schemas of package yamlschema into a folder.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gouji/gouji/internal/yamlschema"
)

func main() {
	out := flag.String("out", ".", "the folder to write to")
	flag.Parse()
	if err := run(*out); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(folder string) error {
	for _, kind := range yamlschema.Kinds() {
		data, err := kind.JSON()
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(folder, kind.FileName()), data, 0o644); err != nil { //nolint:gosec // a source file, readable by all
			return err
		}
	}
	return nil
}
