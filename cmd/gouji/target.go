package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gouji/gouji/linter"
	"github.com/gouji/gouji/report"
)

// target is where results go: the standard output, a device, or a file that
// appears whole or not at all.
type target struct {
	io.Writer

	path   string // empty for the standard output
	buffer *bufio.Writer
	file   *os.File
	// temporary says that the file still has to take its place under the path, finished
	// that it is written and closed.
	temporary, finished bool
}

// openTarget opens the file of a path, or the standard output.
func openTarget(path string, stdout io.Writer) (*target, error) {
	if path == "" || path == linter.StandardInput {
		return &target{Writer: stdout}, nil
	}
	// A link stays a link: what it points to is replaced, or made.
	path = linked(path)
	t := &target{path: path}
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		t.file, err = os.OpenFile(path, os.O_WRONLY, 0)
	} else {
		t.temporary = true
		t.file, err = os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	}
	if err == nil && t.temporary {
		err = t.file.Chmod(permissions(info))
	}
	if err != nil {
		t.discard()
		return nil, t.failure(err)
	}
	t.buffer = bufio.NewWriter(t.file)
	t.Writer = t.buffer
	return t, nil
}

// linked returns the file to which links lead, whether it exists or not.
func linked(path string) string {
	const most = 40 // as many links as systems follow
	for range most {
		to, err := os.Readlink(path)
		if err != nil {
			break
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(path), to)
		}
		path = to
	}
	return path
}

// permissions returns those of the file that is replaced, or the usual ones.
func permissions(old fs.FileInfo) fs.FileMode {
	if old == nil {
		return 0o644
	}
	return old.Mode().Perm()
}

// named reports whether the results go somewhere else than to the standard
// output.
func (t *target) named() bool { return t.path != "" }

func (t *target) failure(err error) error { return cannotWrite(t.path, err) }

// cannotWrite words why a file cannot be written.
func cannotWrite(path string, err error) error {
	if pathError, ok := errors.AsType[*fs.PathError](err); ok {
		err = pathError.Err
	}
	return usageError{report.Text{
		ZH: fmt.Sprintf("无法写入 %s：%v", path, err), EN: fmt.Sprintf("cannot write %s: %v", path, err),
	}}
}

// finish writes what is left.
func (t *target) finish() error {
	if t.file == nil || t.finished {
		return nil
	}
	t.finished = true
	if err := errors.Join(t.buffer.Flush(), t.file.Close()); err != nil {
		return t.failure(err)
	}
	return nil
}

// commit finishes the file, where that was not done, and puts it in its place.
func (t *target) commit() error {
	if t.file == nil {
		return nil
	}
	if err := t.finish(); err != nil {
		return err
	}
	if t.temporary {
		if err := os.Rename(t.file.Name(), t.path); err != nil {
			return t.failure(err)
		}
	}
	t.file = nil
	return nil
}

// discard drops what was not committed.
func (t *target) discard() {
	if t.file == nil {
		return
	}
	if !t.finished {
		_ = t.file.Close()
	}
	if t.temporary {
		_ = os.Remove(t.file.Name())
	}
}
