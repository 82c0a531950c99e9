package charset

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// maxDamaged is the share of characters that may be damaged in a web page: a few
// bytes cut in half by a template do not hide a report, a page read in the wrong
// encoding has them everywhere.
const maxDamaged = 0.005

// DecodePage turns the bytes of a web page into UTF-8 and names their encoding.
// Valid UTF-8 is UTF-8 whatever the page declares; then counts what a meta element
// declares, then what the bytes look like. Single damaged characters are replaced
// by U+FFFD, as browsers do. An error is a [report.InputError].
func DecodePage(path string, data []byte) (text, encoding string, err error) {
	text, encoding, err = Decode(path, data)
	if err == nil || bytes.IndexByte(data, 0) >= 0 {
		return text, encoding, err
	}
	if declared, name, _ := charset.DetermineEncoding(data, ""); name != "windows-1252" && name != "utf-8" {
		decoded, failed := declared.NewDecoder().Bytes(data)
		if failed == nil && acceptable(string(decoded)) {
			return string(decoded), strings.ToUpper(name), nil
		}
	}
	if t := strings.ToValidUTF8(string(data), "\ufffd"); acceptable(t) {
		return t, "UTF-8", nil
	}
	if looksLikeGB18030(data) {
		if decoded, failed := simplifiedchinese.GB18030.NewDecoder().Bytes(data); failed == nil && acceptable(string(decoded)) {
			return string(decoded), "GB18030", nil
		}
	}
	return "", "", err
}

// acceptable reports whether hardly any of the characters outside of ASCII are
// damaged.
func acceptable(text string) bool {
	damaged, others := 0, 0
	for _, r := range text {
		switch {
		case r == utf8.RuneError:
			damaged++
		case r >= utf8.RuneSelf:
			others++
		}
	}
	return float64(damaged) <= maxDamaged*float64(others)
}
