package output

import (
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/report"
)

// TestHashLines compares with the values that GitHub's upload action gives: those that its
// own tests state, and some that were computed with it for texts of other kinds.
func TestHashLines(t *testing.T) {
	t.Parallel()
	greetings := []string{
		"e9496ae3ebfced30:1", "fb7c023a8b9ccb3f:1", "ce8ba1a563dcdaca:1", "e20e36e16fcb0cc8:1", "b3edc88f2938467e:1", "c8e28b0b4002a3a0:1",
		"c129715d7a2bc9a3:1",
	}
	for name, tc := range map[string]struct {
		text string
		want []string
	}{
		"empty":  {"", []string{"c129715d7a2bc9a3:1"}},
		"blanks": {" a\nb\n  \t\tc\n d", []string{"271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"}},
		"no line break at the end": {" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End", []string{
			"8b7cf3e952e7aeb2:1", "b1ae1287ec4718d9:1", "bff680108adb0fcc:1", "c6805c5e1288b612:1", "b86d3392aea1be30:1", "e6ceba753e1a442:1",
		}},
		"line feeds":       {" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", greetings},
		"carriage returns": {" hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r", greetings},
		"both":             {" hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n", greetings},
		"mixed":            {" hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n", greetings},
		"wide and astral characters": {"表三\t41　\n“𠮷”办件 3\r\n\r \n结转", []string{
			"de1c6bbfabc5a03d:1", "32e59518aa5b476d:1", "ff18b92a726d295a:1", "e6729d1c8aa66798:1", "56708f1a0aec668e:1",
		}},
		"byte order mark": {"\ufeff标题\n正文", []string{"90fa139a60154b65:1", "149e3152c79bdcc1:1"}},
		"repeated": {strings.Repeat("Lorem ipsum dolor sit amet.\n", 10), []string{
			"a7f2ff13bc495cf2:1", "a7f2ff13bc495cf2:2", "a7f2ff13bc495cf2:3", "a7f2ff13bc495cf2:4", "a7f2ff13bc495cf2:5", "a7f2ff13bc495cf2:6",
			"a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1", "55ec222b86bcae53:1", "cc97dc7b1d7d8f7b:1", "c129715d7a2bc9a3:1",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := hashLines(tc.text); !slices.Equal(got, tc.want) {
				t.Errorf("got %q\nwant %q", got, tc.want)
			}
		})
	}
}

// TestLineHashOf checks which lines have a hash.
func TestLineHashOf(t *testing.T) {
	t.Parallel()
	marked := report.NewSource("a.txt", "a\n", "UTF-8")
	marked.Marked = true
	for name, tc := range map[string]struct {
		source *report.Source
		line   int
		want   string
	}{
		"text":                     {report.NewSource("a.txt", " a\nb\n  \t\tc\n d", "UTF-8"), 2, "54703d4cd895b18:1"},
		"byte order mark counts":   {marked, 1, hashLines("\ufeffa\n")[0]},
		"other encoding":           {report.NewSource("a.txt", "a\n", "GB18030"), 1, ""},
		"damaged":                  {report.NewSource("a.html", "a\ufffd\n", "UTF-8"), 1, ""},
		"no encoding":              {report.NewSource("a.txt", "a\n", ""), 1, ""},
		"line zero":                {report.NewSource("a.txt", "a\n", "UTF-8"), 0, ""},
		"line behind the last one": {report.NewSource("a.txt", "a\n", "UTF-8"), 3, ""},
		"file without lines":       {report.NewExtract("a.docx", "a\n", "", layout{}), 1, ""},
		"without lines, encoded":   {report.NewExtract("a.docx", "a\n", "UTF-8", layout{}), 1, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var hashes lineHashes
			if got := hashes.of(tc.source, tc.line); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

// layout is the origin of a text in a file without lines.
type layout struct{}

func (layout) Position(report.Span, func(string) int) report.Position {
	return report.Position{Layout: &report.Layout{Paragraph: 1}}
}
