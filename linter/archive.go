package linter

import (
	"archive/zip"
	"cmp"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/gouji/gouji/report"
)

// maxEntries bounds the files in an archive: those of a whole province fit.
const maxEntries = 100_000

// isArchive reports whether a file is an archive of files: a zip file by its name, or
// one that was named and begins like one, and no document that is made of parts.
func isArchive(p string, named bool) bool {
	if !strings.EqualFold(filepath.Ext(p), ".zip") {
		if !named || !beginsLikeZip(p) {
			return false
		}
	}
	archive, err := zip.OpenReader(p)
	if err != nil {
		return strings.EqualFold(filepath.Ext(p), ".zip")
	}
	defer archive.Close() //nolint:errcheck // nothing was written
	return !slices.ContainsFunc(archive.File, func(f *zip.File) bool { return f.Name == "[Content_Types].xml" || f.Name == "mimetype" })
}

func beginsLikeZip(p string) bool {
	f, err := os.Open(p)
	if err != nil {
		return false
	}
	defer f.Close() //nolint:errcheck // nothing was written
	const signature = "PK\x03\x04"
	head := make([]byte, len(signature))
	_, err = io.ReadFull(f, head)
	return err == nil && string(head) == signature
}

// expandArchive lists the files in an archive as if it were a folder.
func expandArchive(p string) []Input {
	archive, err := zip.OpenReader(p)
	if err != nil {
		return []Input{{Path: p, Named: true, Err: &report.InputError{Path: p, Message: report.Text{
			ZH: "压缩文件已损坏，无法打开", EN: "the archive is damaged and cannot be opened",
		}, Err: err}}}
	}
	defer archive.Close() //nolint:errcheck // nothing was written
	if len(archive.File) > maxEntries {
		return []Input{{Path: p, Named: true, Err: &report.InputError{Path: p, Message: report.Text{
			ZH: fmt.Sprintf("压缩文件中的文件超过 %d 个", maxEntries), EN: fmt.Sprintf("the archive holds more than %d files", maxEntries),
		}}}}
	}
	var inputs []Input
	skip := notReports()
	for i, f := range archive.File {
		name := entryName(f)
		hidden := slices.ContainsFunc(strings.Split(name, "/"), func(part string) bool {
			return strings.HasPrefix(part, ".") || part == "__MACOSX"
		})
		if f.FileInfo().IsDir() || hidden || slices.Contains(skip, strings.ToLower(path.Ext(name))) {
			continue
		}
		inputs = append(inputs, Input{Path: filepath.Join(p, filepath.FromSlash(name)), archive: p, entry: i})
	}
	slices.SortStableFunc(inputs, func(a, b Input) int { return cmp.Compare(filepath.ToSlash(a.Path), filepath.ToSlash(b.Path)) })
	return inputs
}

// entryName returns the name of a file in an archive, within the archive whatever it
// says. Programs on Chinese Windows write names in GBK and do not say so.
func entryName(f *zip.File) string {
	name := f.Name
	if f.NonUTF8 && !utf8.ValidString(name) {
		if decoded, err := simplifiedchinese.GB18030.NewDecoder().String(name); err == nil {
			name = decoded
		}
	}
	name = strings.ToValidUTF8(strings.ReplaceAll(name, "\\", "/"), "\ufffd")
	return strings.TrimPrefix(path.Clean("/"+name), "/")
}

// openArchive is the archive that a worker read from last: the next file is mostly in
// the same.
type openArchive struct {
	path   string
	reader *zip.ReadCloser
}

func (o *openArchive) close() {
	if o.reader != nil {
		_ = o.reader.Close()
	}
	*o = openArchive{}
}

// content reads a file of an archive.
func (o *openArchive) content(in Input) ([]byte, error) {
	if o.path != in.archive {
		o.close()
		reader, err := zip.OpenReader(in.archive)
		if err != nil {
			return nil, fmt.Errorf("archive: %w", err)
		}
		*o = openArchive{in.archive, reader}
	}
	if in.entry >= len(o.reader.File) {
		return nil, os.ErrNotExist
	}
	f := o.reader.File[in.entry]
	if f.Flags&1 != 0 {
		return nil, &report.InputError{Path: in.Path, Message: report.Text{
			ZH: "压缩文件中的这个文件有密码，请解压后再检查", EN: "this file of the archive wants a password: unpack it",
		}}
	}
	file, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("archive: %w", err)
	}
	defer file.Close() //nolint:errcheck // nothing was written
	return readAll(in.Path, file, int64(min(f.UncompressedSize64, 1<<20)))
}
