package linter

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gouji/gouji/report"
)

// StandardInput is the path that stands for the standard input.
const StandardInput = "-"

// maxInputSize bounds what is read of one input, in bytes: above what any format
// accepts, so that the format can say what its limit is.
const maxInputSize = 256 << 20

// Input is a file to be read.
type Input struct {
	Path string
	// Named says that the user named the file, rather than a folder that holds it.
	Named bool
	// Err says why the input cannot be had, or is nil.
	Err error

	link bool // the path is that of a link
	// plan says how the file is read and assessed; nil means like all others.
	plan *plan
	// archive is the path of the archive that holds the file, or empty, and entry which
	// of its files it is.
	archive string
	entry   int
}

// Skippable reports whether an error does not matter because nobody named the
// file: it is no report, or of a format that is not read.
func (in Input) Skippable(err error) bool {
	var e *report.InputError
	return !in.Named && errors.As(err, &e) && e.Kind != report.Unreadable
}

// Expand lists the files that paths name: files themselves, and for folders and zip
// archives all files in them in the order of their names. Hidden files and folders are passed
// over, links to folders are not followed unless they are named. A file that is
// named twice, in whatever way, is listed once. What cannot be listed becomes an
// input with an error.
func Expand(paths []string) []Input {
	var inputs []Input
	seen := map[string]int{}
	add := func(in Input, place string) {
		if i, ok := seen[place]; ok {
			inputs[i].Named = inputs[i].Named || in.Named
			return
		}
		seen[place] = len(inputs)
		inputs = append(inputs, in)
	}
	addArchive := func(p, place string) {
		for _, in := range expandArchive(p) {
			add(in, place+strings.TrimPrefix(in.Path, p))
		}
	}
	for _, p := range paths {
		if p != StandardInput {
			p = filepath.Clean(p)
		}
		info, err := os.Stat(p)
		switch {
		case p == StandardInput:
			add(Input{Path: p, Named: true}, p)
		case err != nil:
			add(Input{Path: p, Named: true, Err: err}, p)
		case info.IsDir():
			root := realPath(p)
			for _, in := range folder(p) {
				place := filepath.Join(root, strings.TrimPrefix(in.Path, p))
				if in.link {
					place = realPath(in.Path)
				}
				if in.Err == nil && isArchive(in.Path, false) {
					addArchive(in.Path, place)
					continue
				}
				add(in, place)
			}
		case isArchive(p, true):
			addArchive(p, realPath(p))
		default:
			add(Input{Path: p, Named: true}, realPath(p))
		}
	}
	return inputs
}

// realPath returns the absolute path of a file without links, or the path itself
// where there is none.
func realPath(p string) string {
	abs, err := filepath.Abs(p)
	if err != nil {
		return p
	}
	resolved, err := filepath.EvalSymlinks(abs)
	if err != nil {
		return abs
	}
	return resolved
}

// notReports lists the endings of files that are never reports, whatever words they
// hold: rules and forms, results, code. In a folder they are passed over.
func notReports() []string {
	return []string{
		".yaml", ".yml", ".json", ".jsonl", ".sarif", ".toml", ".xml", ".svg", ".css", ".js", ".ts", ".go", ".py", ".sh", ".lock", ".sum", ".mod",
	}
}

// folder lists the files below a folder.
func folder(root string) []Input {
	var inputs []Input
	skip := notReports()
	// Below a file system, since WalkDir does not follow a root that is a link.
	err := fs.WalkDir(os.DirFS(root), ".", func(name string, d fs.DirEntry, err error) error {
		p := filepath.Join(root, filepath.FromSlash(name))
		switch {
		case err != nil:
			inputs = append(inputs, Input{Path: p, Err: err})
			if d != nil && d.IsDir() {
				return fs.SkipDir
			}
		case name != "." && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
		case slices.Contains(skip, strings.ToLower(filepath.Ext(p))):
		case d.Type().IsRegular():
			inputs = append(inputs, Input{Path: p})
		case d.Type()&fs.ModeSymlink != 0:
			inputs = append(inputs, Input{Path: p, Err: linkError(p), link: true})
		}
		return nil
	})
	if err != nil {
		inputs = append(inputs, Input{Path: root, Named: true, Err: err})
	}
	slices.SortStableFunc(inputs, func(a, b Input) int { return cmp.Compare(filepath.ToSlash(a.Path), filepath.ToSlash(b.Path)) })
	return inputs
}

// linkError says why what a link points to is passed over, or returns nil for a
// file.
func linkError(p string) error {
	info, err := os.Stat(p)
	switch {
	case err != nil:
		return &report.InputError{Path: p, Kind: report.NotReport, Message: report.Text{
			ZH: "链接指向的文件不存在", EN: "the link points to nothing",
		}}
	case info.Mode().IsRegular():
		return nil
	}
	return &report.InputError{Path: p, Kind: report.NotReport, Message: report.Text{
		ZH: "是指向文件夹的链接，不予跟随；需要检查时请直接写明", EN: "a link to a folder, which is not followed: name it to lint it",
	}}
}

// content returns the content of an input. An error is a [report.InputError].
func (w *worker) content(in Input) ([]byte, error) {
	err := in.Err
	var data []byte
	switch {
	case err != nil:
	case in.archive != "":
		data, err = w.archive.content(in)
	default:
		data, err = w.linter.content(in.Path)
	}
	if err != nil {
		return nil, report.Unavailable(in.Path, err)
	}
	return data, nil
}

func (l *Linter) content(path string) ([]byte, error) {
	if path == StandardInput {
		return l.stdin()
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // nothing was written
	size := int64(0)
	if info, err := file.Stat(); err == nil && info.Mode().IsRegular() {
		size = min(info.Size(), maxInputSize)
	}
	return readAll(path, file, size)
}

// readAll reads what a reader has; size is how much that will be, as far as known.
func readAll(path string, r io.Reader, size int64) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(int(size) + bytes.MinRead)
	_, err := b.ReadFrom(io.LimitReader(r, maxInputSize+1))
	data := b.Bytes()
	if err == nil && len(data) > maxInputSize {
		return nil, &report.InputError{Path: path, Message: report.Text{
			ZH: fmt.Sprintf("文件超过 %d MiB，不予读取", maxInputSize>>20), EN: fmt.Sprintf("the file is larger than %d MiB", maxInputSize>>20),
		}}
	}
	return data, err
}
