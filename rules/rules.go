// Package rules holds the built-in rule packs: forms and rules in YAML, embedded
// in the program.
package rules

import (
	"embed"
	"io/fs"
)

//go:embed gov-disclosure
var packs embed.FS

// Default is the pack that is used when no other is asked for.
const Default = "gov-disclosure"

// Prefix marks the name of a built-in pack where packs are named, and those of its
// files.
const Prefix = "builtin/"

// Builtin returns the files of a built-in pack, or an error where there is none
// of the name.
func Builtin(name string) (fs.FS, error) {
	if _, err := fs.Stat(packs, name); err != nil {
		return nil, err
	}
	return fs.Sub(packs, name)
}

// Names lists the built-in packs.
func Names() []string {
	entries, err := packs.ReadDir(".")
	if err != nil {
		return nil // an embedded tree can always be read
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	return names
}
