package output

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"io"
	"os"

	"github.com/gouji/gouji/report"
)

// worstResults keeps the worst results of a run within a limit on their number and one on the
// memory that they take, which is about what they take in a compressed file. Of those of
// one severity it keeps the first. Most are held compressed in a temporary file, so that a
// great many need little memory.
type worstResults struct {
	limit, maxSize int
	kept, size     int
	bySeverity     [report.Error + 1]kept
	next           uint32
	dropped        [report.Error + 1]int
	compressor     *flate.Writer
	// spool is nil before it is needed, and where there is no place for temporary files.
	spool   *os.File
	spooled int64
	noSpool bool
}

// kept holds results of one severity.
type kept struct {
	// order holds the numbers of the results that are kept.
	order []uint32
	// closed says that results were dropped: no more are taken.
	closed bool
	sealed []sealed
	// open holds results that are not compressed yet, the first of them being that at
	// index first.
	open  bytes.Buffer
	first int
}

// sealed holds compressed results, the first of them being that at index first.
type sealed struct {
	// at is where they are in the spool; data holds them where there is none.
	at    int64
	size  int
	data  []byte
	first int
}

// sealAt is how many bytes of results are compressed together.
const sealAt = 128 << 10

func newWorst(limit, maxSize int) *worstResults {
	return &worstResults{limit: limit, maxSize: maxSize}
}

// takes reports whether a result would be kept, and counts it as dropped otherwise.
func (w *worstResults) takes(s report.Severity) bool {
	for _, k := range w.bySeverity[s:] {
		if k.closed {
			w.dropped[s]++
			return false
		}
	}
	return true
}

// add keeps a result that was taken.
func (w *worstResults) add(s report.Severity, data []byte) error {
	k := &w.bySeverity[s]
	k.order = append(k.order, w.next)
	w.next++
	w.kept++
	var length [binary.MaxVarintLen64]byte
	k.open.Write(length[:binary.PutUvarint(length[:], uint64(len(data)))])
	k.open.Write(data)
	if w.kept > w.limit {
		lowest := w.lowest()
		w.cut(lowest, len(w.bySeverity[lowest].order)-1)
	}
	if k.open.Len() >= sealAt {
		if err := w.seal(k); err != nil {
			return err
		}
	}
	for w.size > w.maxSize {
		lowest := w.lowest()
		at := 0
		if last := w.bySeverity[lowest].sealed; len(last) > 0 {
			at = last[len(last)-1].first
		}
		w.cut(lowest, at)
	}
	return nil
}

// lowest returns the lowest severity of which there are results.
func (w *worstResults) lowest() report.Severity {
	for s := range w.bySeverity {
		if len(w.bySeverity[s].order) > 0 {
			return report.Severity(s)
		}
	}
	return report.Error
}

// cut drops the results of a severity from index n on.
func (w *worstResults) cut(s report.Severity, n int) {
	k := &w.bySeverity[s]
	w.dropped[s] += len(k.order) - n
	w.kept -= len(k.order) - n
	k.order, k.closed = k.order[:n], true
	if k.first >= n {
		k.open = bytes.Buffer{}
	}
	for len(k.sealed) > 0 && k.sealed[len(k.sealed)-1].first >= n {
		last := len(k.sealed) - 1
		w.size -= k.sealed[last].size
		k.first = k.sealed[last].first
		k.sealed = k.sealed[:last]
	}
}

// seal compresses what is open.
func (w *worstResults) seal(k *kept) error {
	var b bytes.Buffer
	if w.compressor == nil {
		w.compressor, _ = flate.NewWriter(&b, flate.DefaultCompression) // the level is a valid one
	} else {
		w.compressor.Reset(&b)
	}
	if _, err := w.compressor.Write(k.open.Bytes()); err != nil {
		return fmt.Errorf("SARIF: %w", err)
	}
	if err := w.compressor.Close(); err != nil {
		return fmt.Errorf("SARIF: %w", err)
	}
	chunk := sealed{at: w.spooled, size: b.Len(), first: k.first}
	switch spooled, err := w.toSpool(b.Bytes()); {
	case err != nil:
		return fmt.Errorf("SARIF: %w", err)
	case !spooled:
		chunk.data = bytes.Clone(b.Bytes())
	}
	k.sealed = append(k.sealed, chunk)
	k.first = len(k.order)
	k.open.Reset()
	w.size += b.Len()
	return nil
}

// toSpool appends to the temporary file, or reports that there is none.
func (w *worstResults) toSpool(data []byte) (bool, error) {
	if w.spool == nil && !w.noSpool {
		file, err := os.CreateTemp("", "gouji-*")
		if err != nil {
			w.noSpool = true // memory will do
		} else {
			w.spool = file
		}
	}
	if w.spool == nil {
		return false, nil
	}
	n, err := w.spool.Write(data)
	w.spooled += int64(n)
	return true, err
}

// content returns results that were compressed.
func (w *worstResults) content(s *sealed) ([]byte, error) {
	compressed := io.Reader(bytes.NewReader(s.data))
	if s.data == nil {
		compressed = io.NewSectionReader(w.spool, s.at, int64(s.size))
	}
	return io.ReadAll(flate.NewReader(compressed)) //nolint:wrapcheck // the caller does
}

// discard removes the temporary file. It may be called more than once.
func (w *worstResults) discard() {
	if w.spool != nil {
		_ = w.spool.Close() // what it holds is not needed any more
		_ = os.Remove(w.spool.Name())
		w.spool = nil
	}
}

// each calls f with the results that are kept, in the order in which they came.
func (w *worstResults) each(f func(data []byte) error) error {
	var readers [report.Error + 1]keptReader
	for s := range w.bySeverity {
		readers[s] = keptReader{worst: w, kept: &w.bySeverity[s]}
	}
	for range w.kept {
		var first *keptReader
		for s := range readers {
			r := &readers[s]
			if r.read < len(r.kept.order) && (first == nil || r.kept.order[r.read] < first.kept.order[first.read]) {
				first = r
			}
		}
		data, err := first.next()
		if err != nil {
			return err
		}
		if err := f(data); err != nil {
			return err
		}
	}
	return nil
}

// keptReader reads the results of a severity.
type keptReader struct {
	worst  *worstResults
	kept   *kept
	read   int // results
	sealed int // read so far
	rest   []byte
}

func (r *keptReader) next() ([]byte, error) {
	switch {
	case len(r.rest) > 0:
	case r.sealed == len(r.kept.sealed):
		r.rest = r.kept.open.Bytes()
	default:
		data, err := r.worst.content(&r.kept.sealed[r.sealed])
		if err != nil {
			return nil, fmt.Errorf("SARIF: %w", err)
		}
		r.rest = data
		r.sealed++
	}
	length, n := binary.Uvarint(r.rest)
	data := r.rest[n : n+int(length)]
	r.rest = r.rest[n+int(length):]
	r.read++
	return data, nil
}
