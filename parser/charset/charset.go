// Package charset turns the bytes of files into UTF-8.
package charset

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/gouji/gouji/report"
)

// byteOrderMark is U+FEFF in UTF-8.
const byteOrderMark = "\xef\xbb\xbf"

// Marked reports whether a file begins with a byte order mark of UTF-8, which the
// decoded text does not hold.
func Marked(data []byte) bool { return bytes.HasPrefix(data, []byte(byteOrderMark)) }

// Decode turns the bytes of a text file into UTF-8 and names their encoding.
// UTF-8 with or without a byte order mark, UTF-16 with one and GB 18030 (with
// its subsets GBK and GB 2312) are recognised; anything else is an error rather
// than a guess: a [report.InputError].
func Decode(path string, data []byte) (text, encoding string, err error) {
	switch {
	case Marked(data):
		data = data[len(byteOrderMark):]
		if !utf8.Valid(data) {
			return "", "", invalidUTF8(path, data)
		}
		return string(data), "UTF-8", nil
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return decodeUTF16(path, data, unicode.LittleEndian, "UTF-16LE")
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return decodeUTF16(path, data, unicode.BigEndian, "UTF-16BE")
	}
	if i := bytes.IndexByte(data, 0); i >= 0 {
		return "", "", &report.InputError{Path: path, Kind: report.Unsupported, Message: report.Text{
			ZH: fmt.Sprintf("第 %d 字节为 NUL，不是文本文件（或为无字节序标记的 UTF-16，请另存为 UTF-8）", i+1),
			EN: fmt.Sprintf("byte %d is NUL: not a text file (or UTF-16 without a byte order mark: save it as UTF-8)", i+1),
		}}
	}
	if utf8.Valid(data) {
		return string(data), "UTF-8", nil
	}
	if looksLikeGB18030(data) {
		decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
		if err == nil && !bytes.ContainsRune(decoded, utf8.RuneError) {
			return string(decoded), "GB18030", nil
		}
	}
	return "", "", invalidUTF8(path, data)
}

func decodeUTF16(path string, data []byte, order unicode.Endianness, name string) (string, string, error) {
	decoded, err := unicode.UTF16(order, unicode.ExpectBOM).NewDecoder().Bytes(data)
	if err != nil || len(data)%2 != 0 || bytes.ContainsRune(decoded, utf8.RuneError) {
		return "", "", &report.InputError{Path: path, Message: report.Text{
			ZH: "带有 UTF-16 字节序标记，但内容不是完整的 UTF-16 文本，请另存为 UTF-8",
			EN: "begins with a UTF-16 byte order mark but is no complete UTF-16 text: save it as UTF-8",
		}, Err: err}
	}
	return string(decoded), name, nil
}

// invalidUTF8 points at the first byte that is no UTF-8.
func invalidUTF8(path string, data []byte) error {
	line, column := 1, 1
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n <= 1 {
			return &report.InputError{Path: path, Line: line, Column: column, Message: report.Text{
				ZH: fmt.Sprintf("字节 0x%02X 不是 UTF-8，全文也不像 GB 18030 中文，无法识别编码，请另存为 UTF-8", data[i]),
				EN: fmt.Sprintf("byte 0x%02X is no UTF-8, and the text does not look like Chinese in GB 18030: unknown encoding, save it as UTF-8", data[i]),
			}}
		}
		if r == '\n' {
			line, column = line+1, 0
		}
		column++
		i += n
	}
	return &report.InputError{Path: path, Message: report.Text{ZH: "不是 UTF-8 文本", EN: "not UTF-8"}}
}

// minCommonShare is the share of double bytes that must be common characters in
// a text taken for GB 18030. Chinese prose has over 0.95; Big5, Shift JIS and
// damaged UTF-8 read as GB 18030 have under 0.5.
const minCommonShare = 0.75

// looksLikeGB18030 reports whether the double bytes of a text are, for the most
// part, what Chinese prose consists of: punctuation, full-width forms and the
// 3,755 most frequent characters (GB/T 2312 level 1).
func looksLikeGB18030(data []byte) bool {
	common, total := 0, 0
	for i := 0; i < len(data); i++ {
		lead := data[i]
		if lead < 0x80 {
			continue
		}
		if i+1 >= len(data) {
			break
		}
		i++
		trail := data[i]
		if trail >= '0' && trail <= '9' && i+2 < len(data) {
			i += 2 // a four-byte sequence
		}
		total++
		level1 := lead >= 0xb0 && lead <= 0xd7
		symbols := lead >= 0xa1 && lead <= 0xa3
		if (level1 || symbols) && trail >= 0xa1 {
			common++
		}
	}
	return total > 0 && float64(common) >= minCommonShare*float64(total)
}
