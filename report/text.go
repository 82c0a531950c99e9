package report

import (
	"fmt"
	"strings"
)

// Language is a language in which gouji speaks to people.
type Language int

// The languages of messages.
const (
	Chinese Language = iota
	English
)

// ParseLanguage reads a language tag such as "zh", "zh_CN.UTF-8" or "en-GB".
func ParseLanguage(tag string) (Language, error) {
	switch base, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(tag, "-", "_")), "_"); base {
	case "zh":
		return Chinese, nil
	case "en":
		return English, nil
	}
	return Chinese, fmt.Errorf("unknown language %q: want zh or en", tag)
}

// Text is a wording in both languages. Either may be missing.
type Text struct {
	ZH, EN string
}

// In returns the wording in the language, or in the other one where it is missing.
func (t Text) In(lang Language) string {
	if lang == English && t.EN != "" || t.ZH == "" {
		return t.EN
	}
	return t.ZH
}

// Pick returns the wording that belongs to the language.
func (l Language) Pick(zh, en string) string {
	if l == English {
		return en
	}
	return zh
}
