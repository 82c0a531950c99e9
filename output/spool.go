package output

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
)

// spool keeps what is written later: in memory, or beyond a size in a temporary file.
type spool struct {
	buffer bytes.Buffer
	file   *os.File
	size   int64 // of what is in the file
}

// spoolSize is how much is kept in memory, in bytes.
const spoolSize = 1 << 20

// Write adds to what is kept.
func (s *spool) Write(data []byte) (int, error) {
	s.buffer.Write(data)
	if s.buffer.Len() < spoolSize {
		return len(data), nil
	}
	if s.file == nil {
		var err error
		if s.file, err = os.CreateTemp("", toolName+"-*"); err != nil {
			return 0, fmt.Errorf("temporary file: %w", err)
		}
	}
	n := s.buffer.Len()
	if _, err := s.buffer.WriteTo(s.file); err != nil {
		return 0, fmt.Errorf("temporary file: %w", err)
	}
	s.size += int64(n)
	return len(data), nil
}

// len returns how many bytes are kept.
func (s *spool) len() int64 { return s.size + int64(s.buffer.Len()) }

// copyTo writes all that was kept.
func (s *spool) copyTo(w io.Writer) error {
	if s.file != nil {
		if _, err := s.file.Seek(0, io.SeekStart); err != nil {
			return fmt.Errorf("temporary file: %w", err)
		}
		if _, err := io.Copy(w, s.file); err != nil {
			return err //nolint:wrapcheck // the command says that it was writing
		}
	}
	_, err := s.buffer.WriteTo(w)
	return err //nolint:wrapcheck // the command says that it was writing
}

// release removes the temporary file.
func (s *spool) release() {
	if s.file != nil {
		_ = errors.Join(s.file.Close(), os.Remove(s.file.Name()))
		s.file = nil
	}
}
