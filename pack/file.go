package pack

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"github.com/gouji/gouji/internal/yamldoc"
	"github.com/gouji/gouji/report"
)

// File is a file of a pack.
type File struct {
	// Name is the path as people know it.
	Name string

	files fs.FS
	path  string
}

// maxReport bounds the size of a report that tests begin with, in bytes.
const maxReport = 64 << 20

// Read returns the content.
func (f File) Read() ([]byte, error) { return readRegular(f.files, f.path, f.Name, maxReport) }

// Sibling returns a file that is named relative to the folder of this one.
func (f File) Sibling(name string) File {
	if p := filepath.FromSlash(name); filepath.IsAbs(p) {
		return File{name, os.DirFS(filepath.Dir(p)), filepath.Base(p)}
	}
	sibling := File{Name: path.Join(path.Dir(f.Name), name), files: f.files, path: path.Join(path.Dir(f.path), name)}
	if !fs.ValidPath(sibling.path) && !IsBuiltin(f.Name) { // outside of the folder of the pack
		p := filepath.FromSlash(sibling.Name)
		sibling.files, sibling.path = os.DirFS(filepath.Dir(p)), filepath.Base(p)
	}
	return sibling
}

// readRegular reads a file that is one, and not a device or a pipe, up to a limit. name
// is what people call it.
func readRegular(files fs.FS, p, name string, limit int64) ([]byte, error) {
	info, err := fs.Stat(files, p)
	switch {
	case err != nil:
		return nil, report.Unavailable(name, err)
	case !info.Mode().IsRegular():
		return nil, &report.InputError{Path: name, Message: report.Text{ZH: "不是普通文件", EN: "not a regular file"}}
	}
	f, err := files.Open(p)
	if err != nil {
		return nil, report.Unavailable(name, err)
	}
	defer f.Close() //nolint:errcheck // nothing was written
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(data)) > limit && limit > yamldoc.MaxSize {
		err = errors.New("the file is too large") // a larger YAML file is refused with a place
	}
	if err != nil {
		return nil, report.Unavailable(name, err)
	}
	return data, nil
}
