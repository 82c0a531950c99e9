package main

import (
	"bytes"
	"errors"
	"os"

	"github.com/gouji/gouji/output"
)

// githubFormat is the format with which the summary of the job is written.
const githubFormat = "github"

// maxSummary is how large the summary of a step may be, in bytes. GitHub shows nothing of
// a larger one.
const maxSummary = 1 << 20

// jobSummary is the file in which a step of a GitHub workflow leaves its summary, in
// Markdown. What other commands of the step wrote there stays.
type jobSummary struct {
	path   string
	file   *os.File
	buffer bytes.Buffer
}

// openSummary opens the summary of the job, where the environment names it.
func (r *results) openSummary(path string, o output.Options) error {
	if path == "" || r.summary != nil {
		return nil
	}
	s := &jobSummary{path: path}
	var err error
	//nolint:gosec // others read it
	if s.file, err = os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644); err != nil {
		return cannotWrite(path, err)
	}
	r.summary = s
	o.Limit = maxSummary
	if info, err := s.file.Stat(); err == nil {
		o.Limit = max(maxSummary-int(info.Size()), 1)
	}
	w, err := output.New("markdown", &s.buffer, o)
	if err != nil {
		return err
	}
	r.writers = append(r.writers, w)
	return nil
}

// commit writes the summary.
func (s *jobSummary) commit() error {
	_, err := s.buffer.WriteTo(s.file)
	err = errors.Join(err, s.file.Close())
	s.file = nil
	if err != nil {
		return cannotWrite(s.path, err)
	}
	return nil
}

// discard leaves the file as it is.
func (s *jobSummary) discard() {
	if s.file != nil {
		_ = s.file.Close()
	}
}
