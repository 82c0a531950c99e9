package output

import (
	"archive/zip"
	"compress/flate"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"io/fs"
	"slices"
	"strings"
)

// sortedZip writes an archive with its files in the order of their names, so that the
// same content gives the same bytes. The files are kept compressed until then. It must be
// released.
type sortedZip struct {
	w     io.Writer
	parts []*zipPart
}

// zipPart is a file of an archive.
type zipPart struct {
	name       string
	compressed spool
	deflate    *flate.Writer
	sum        hash.Hash32
	size       uint64
}

// Write compresses more of the file.
func (p *zipPart) Write(data []byte) (int, error) {
	n, err := p.deflate.Write(data)
	_, _ = p.sum.Write(data[:n])
	p.size += uint64(n)
	return n, err
}

// Create implements excelize.ZipWriter.
func (z *sortedZip) Create(name string) (io.Writer, error) {
	p := &zipPart{name: name, sum: crc32.NewIEEE()}
	var err error
	if p.deflate, err = flate.NewWriter(&p.compressed, flate.DefaultCompression); err != nil {
		return nil, fmt.Errorf("archive: %w", err)
	}
	z.parts = append(z.parts, p)
	return p, nil
}

// AddFS implements excelize.ZipWriter. A new workbook has no such files.
func (*sortedZip) AddFS(fs.FS) error { return nil }

// Close implements excelize.ZipWriter.
func (z *sortedZip) Close() error {
	slices.SortFunc(z.parts, func(a, b *zipPart) int { return strings.Compare(a.name, b.name) })
	archive := zip.NewWriter(z.w)
	for _, p := range z.parts {
		if err := p.deflate.Close(); err != nil {
			return fmt.Errorf("archive: %w", err)
		}
		w, err := archive.CreateRaw(&zip.FileHeader{
			Name: p.name, Method: zip.Deflate, CRC32: p.sum.Sum32(),
			CompressedSize64: uint64(p.compressed.len()), UncompressedSize64: p.size,
		})
		if err != nil {
			return fmt.Errorf("archive: %w", err)
		}
		if err := p.compressed.copyTo(w); err != nil {
			return fmt.Errorf("archive: %w", err)
		}
	}
	if err := archive.Close(); err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	return nil
}

// release removes the temporary files.
func (z *sortedZip) release() {
	for _, p := range z.parts {
		p.compressed.release()
	}
}
