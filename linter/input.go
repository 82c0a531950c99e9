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
}

// Skippable reports whether an error does not matter because nobody named the
// file: it is no report, or of a format that is not read.
func (in Input) Skippable(err error) bool {
	var e *report.InputError
	return !in.Named && errors.As(err, &e) && e.Kind != report.Unreadable
}

// Expand lists the files that paths name: files themselves, and for folders all
// files below them in the order of their names. Hidden files and folders are
// passed over. What cannot be listed becomes an input with an error.
func Expand(paths []string) []Input {
	var inputs []Input
	for _, p := range paths {
		if p == StandardInput {
			inputs = append(inputs, Input{Path: p, Named: true})
			continue
		}
		info, err := os.Stat(p)
		switch {
		case err != nil:
			inputs = append(inputs, Input{Path: p, Named: true, Err: err})
		case info.IsDir():
			inputs = append(inputs, folder(p)...)
		default:
			inputs = append(inputs, Input{Path: p, Named: true})
		}
	}
	return inputs
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
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			inputs = append(inputs, Input{Path: p, Err: err})
			if d != nil && d.IsDir() {
				return fs.SkipDir
			}
		case p != root && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
		case slices.Contains(skip, strings.ToLower(filepath.Ext(p))):
		case d.Type().IsRegular(), d.Type()&fs.ModeSymlink != 0 && isFile(p):
			inputs = append(inputs, Input{Path: p})
		}
		return nil
	})
	if err != nil {
		inputs = append(inputs, Input{Path: root, Named: true, Err: err})
	}
	slices.SortStableFunc(inputs, func(a, b Input) int { return cmp.Compare(filepath.ToSlash(a.Path), filepath.ToSlash(b.Path)) })
	return inputs
}

func isFile(p string) bool {
	info, err := os.Stat(p)
	return err == nil && info.Mode().IsRegular()
}

// read returns the content of an input. An error is a [report.InputError].
func (l *Linter) read(in Input) ([]byte, error) {
	err := in.Err
	if err == nil {
		var data []byte
		if data, err = l.content(in.Path); err == nil {
			return data, nil
		}
	}
	return nil, unreadable(in.Path, err)
}

// unreadable words why a file cannot be had.
func unreadable(path string, err error) error {
	if _, ok := errors.AsType[*report.InputError](err); ok {
		return err
	}
	// The path stands in front of the message already.
	if pathError, ok := errors.AsType[*fs.PathError](err); ok {
		err = pathError.Err
	}
	message := report.Text{ZH: "无法读取", EN: "cannot be read"}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		message, err = report.Text{ZH: "文件或文件夹不存在", EN: "no such file or folder"}, nil
	case errors.Is(err, fs.ErrPermission):
		message, err = report.Text{ZH: "没有读取权限", EN: "permission denied"}, nil
	}
	return &report.InputError{Path: path, Message: message, Err: err}
}

func (l *Linter) content(path string) ([]byte, error) {
	if path == StandardInput {
		return readAll(path, l.options.Stdin, 0)
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
