package report

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"
)

// InputErrorKind says what is wrong with an input, and so whether it matters when
// nobody named the file.
type InputErrorKind uint8

const (
	// Unreadable means that the file should be a report and could not be read.
	Unreadable InputErrorKind = iota
	// Unsupported means that the file is of a format that holds no reports.
	Unsupported
	// NotReport means that the file was read and is no report of a known form.
	NotReport
)

// InputError says why an input could not be read: the fault of the file, not of
// a rule or of the program.
type InputError struct {
	Path string
	// Line and Column are zero where the whole file is meant.
	Line, Column int
	// Message says what was found and what to do about it.
	Message Text
	Kind    InputErrorKind
	// Err is the cause, or nil.
	Err error
}

func (e *InputError) Error() string { return e.Format(Chinese) }

// Format returns the message in a language, with the place in front.
func (e *InputError) Format(lang Language) string {
	place := e.Path
	if e.Line > 0 {
		place = fmt.Sprintf("%s:%d:%d", e.Path, e.Line, e.Column)
	}
	text := e.Message.In(lang)
	if e.Err != nil {
		text += lang.Pick("：", ": ") + e.Err.Error()
	}
	return place + ": " + text
}

func (e *InputError) Unwrap() error { return e.Err }

// Unavailable returns an [InputError] that words why a file cannot be had.
func Unavailable(path string, err error) error {
	if _, ok := errors.AsType[*InputError](err); ok {
		return err
	}
	// The path stands in front of the message already.
	if pathError, ok := errors.AsType[*fs.PathError](err); ok {
		err = pathError.Err
	}
	message := Text{ZH: "无法读取", EN: "cannot be read"}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		message, err = Text{ZH: "文件或文件夹不存在", EN: "no such file or folder"}, nil
	case errors.Is(err, syscall.EISDIR):
		message, err = Text{ZH: "是文件夹，请给出其中的文件", EN: "a folder: name a file in it"}, nil
	case errors.Is(err, fs.ErrPermission):
		message, err = Text{ZH: "没有读取权限", EN: "permission denied"}, nil
	}
	return &InputError{Path: path, Message: message, Err: err}
}
