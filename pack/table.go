package pack

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/gouji/gouji/engine"
	"github.com/gouji/gouji/parser/charset"
	"github.com/gouji/gouji/report"
	"github.com/gouji/gouji/rules"
)

// maxTable bounds the size of a table that a rule names, in bytes.
const maxTable = 16 << 20

// withReader gives a rule access to the tables that it names.
func withReader(source engine.RuleSource) engine.RuleSource {
	source.Read = readTable
	return source
}

// readTable reads a table that is named in a file of a pack or of a configuration,
// relative to that.
func readTable(from, name string) (string, error) {
	var (
		files fs.FS
		p     string
		full  = path.Join(path.Dir(filepath.ToSlash(from)), filepath.ToSlash(name))
	)
	if IsBuiltin(from) {
		pack, inner, _ := strings.Cut(strings.TrimPrefix(full, rules.Prefix), "/")
		builtin, err := rules.Builtin(pack)
		if err != nil || !fs.ValidPath(inner) {
			return "", report.Unavailable(full, fs.ErrNotExist)
		}
		files, p = builtin, inner
	} else {
		if filepath.IsAbs(filepath.FromSlash(name)) {
			full = name
		}
		dir, base := filepath.Split(filepath.FromSlash(full))
		if dir == "" {
			dir = "."
		}
		files, p = os.DirFS(dir), base
	}
	data, err := readRegular(files, p, full, maxTable)
	if err != nil {
		return "", err
	}
	text, _, err := charset.Decode(full, data)
	return text, err
}
