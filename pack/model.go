package pack

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/gouji/gouji/rules"
)

// models lists the model reports that are built in: for each form one report in which
// nothing is wrong, named as the form is.
func models() []File {
	var all []File
	for _, p := range rules.Names() {
		files, err := rules.Builtin(p)
		if err != nil {
			continue // the name is known
		}
		paths, err := fs.Glob(files, "models/*")
		if err != nil {
			continue // the pattern is well-formed
		}
		for _, m := range paths {
			all = append(all, File{path.Join(rules.Prefix+p, m), files, m})
		}
	}
	return all
}

// modelName returns the name under which a model report is known.
func modelName(f File) string {
	return rules.Prefix + strings.TrimSuffix(path.Base(f.path), path.Ext(f.path))
}

// Model returns a model report by its name, "builtin/" and that of its form.
func Model(name string) (File, bool) {
	all := models()
	i := slices.IndexFunc(all, func(f File) bool { return modelName(f) == name })
	if i < 0 {
		return File{}, false
	}
	return all[i], true
}

// Models lists the names of the model reports.
func Models() []string {
	all := models()
	names := make([]string, len(all))
	for i, f := range all {
		names[i] = modelName(f)
	}
	return names
}
