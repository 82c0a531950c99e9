package output

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
)

// sourceRoot stands for the folder to which addresses are relative.
const sourceRoot = "%SRCROOT%"

// addresses makes the addresses of files.
type addresses struct {
	// roots holds the working folder as it is called and without symbolic links.
	roots []string
}

func newAddresses() addresses {
	root, err := os.Getwd()
	if err != nil {
		return addresses{} // absolute paths stay as they are
	}
	a := addresses{roots: []string{root}}
	if resolved, err := filepath.EvalSymlinks(root); err == nil && resolved != root {
		a.roots = append(a.roots, resolved)
	}
	return a
}

// below returns the path of a file as those want it who show files below the root of the
// sources, which is the working folder: relative to it where the file is below it.
func (a addresses) below(path string) string {
	if filepath.IsAbs(path) {
		for _, root := range a.roots {
			if below, err := filepath.Rel(root, path); err == nil && filepath.IsLocal(below) {
				return below
			}
		}
	}
	return path
}

// slashed is the path of [addresses.below] with slashes.
func (a addresses) slashed(path string) string {
	return strings.TrimPrefix(filepath.ToSlash(a.below(path)), "./")
}

// location makes the address of a file: relative to the root of the sources for a file
// below it or one that was named so, and absolute otherwise.
func (a addresses) location(path string) *sarif.ArtifactLocation {
	path = a.below(path)
	if filepath.IsAbs(path) {
		return sarif.NewSimpleArtifactLocation(fileURI(filepath.ToSlash(path)))
	}
	return sarif.NewSimpleArtifactLocation(relativeURI(filepath.ToSlash(path))).WithURIBaseID(sourceRoot)
}

// fileURI makes the address of a file from its absolute path, which may begin with a
// drive (C:/…) or a server (//…).
func fileURI(path string) string {
	if server, ok := strings.CutPrefix(path, "//"); ok {
		host, rest, _ := strings.Cut(server, "/")
		return (&url.URL{Scheme: "file", Host: host, Path: "/" + rest}).String()
	}
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}

// relativeURI makes a relative reference of a path: of segments that stand for
// themselves, so that a colon in the first of them is no scheme.
func relativeURI(path string) string {
	var kept []string
	for segment := range strings.SplitSeq(path, "/") {
		if segment != "" && segment != "." {
			kept = append(kept, strings.ReplaceAll(url.PathEscape(segment), ":", "%3A"))
		}
	}
	if len(kept) == 0 {
		return "."
	}
	return strings.Join(kept, "/")
}
