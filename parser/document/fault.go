package document

import "github.com/gouji/gouji/report"

// LimitError says that a file exceeds a limit of its format.
type LimitError struct{ report.Text }

func (e LimitError) Error() string { return e.EN }

// Fault returns the error of a file that cannot be read, a [report.InputError]. err is
// the cause, or nil.
func Fault(path string, message report.Text, err error) error {
	return &report.InputError{Path: path, Message: message, Err: err}
}
