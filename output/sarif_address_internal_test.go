package output

import (
	"net/url"
	"path/filepath"
	"testing"
)

// TestRelativeURI checks that addresses are escaped, and lead back to the path.
func TestRelativeURI(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"a.txt":               "a.txt",
		"./a.txt":             "a.txt",
		"reports//a.txt":      "reports/a.txt",
		"../a.txt":            "../a.txt",
		"年报 2023/某局.md":       "%E5%B9%B4%E6%8A%A5%202023/%E6%9F%90%E5%B1%80.md",
		"100%.txt":            "100%25.txt",
		"a?b#c.txt":           "a%3Fb%23c.txt",
		"c:notes.txt":         "c%3Anotes.txt",
		"http://a":            "http%3A/a",
		`back\slash.txt`:      "back%5Cslash.txt",
		"a+b&c.txt":           "a+b&c.txt",
		"[1] \"quoted\".txt":  "%5B1%5D%20%22quoted%22.txt",
		"archive.zip/某局.html": "archive.zip/%E6%9F%90%E5%B1%80.html",
		"-":                   "-",
		"\u202eodd\x01.txt":   "%E2%80%AEodd%01.txt",
		".":                   ".",
	} {
		got := relativeURI(path)
		if got != want {
			t.Errorf("%q: %q, want %q", path, got, want)
		}
		parsed, err := url.Parse(got)
		if err != nil || parsed.Scheme != "" || parsed.Host != "" || parsed.RawQuery != "" || parsed.Fragment != "" {
			t.Errorf("%q: %q is no relative path: %v", path, got, err)
		} else if filepath.ToSlash(filepath.Clean(parsed.Path)) != filepath.ToSlash(filepath.Clean(path)) && path != "http://a" {
			t.Errorf("%q: %q leads to %q", path, got, parsed.Path)
		}
	}
}

// TestFileURI checks the addresses of absolute paths of all systems.
func TestFileURI(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/srv/年报/a b.txt":    "file:///srv/%E5%B9%B4%E6%8A%A5/a%20b.txt",
		"C:/年报/a.txt":        "file:///C:/%E5%B9%B4%E6%8A%A5/a.txt",
		"//server/share/a#b": "file://server/share/a%23b",
	} {
		if got := fileURI(path); got != want {
			t.Errorf("%q: %q, want %q", path, got, want)
		}
	}
}

// TestLocation checks which addresses are relative.
func TestLocation(t *testing.T) {
	t.Parallel()
	root := filepath.Join(t.TempDir(), "root")
	a := addresses{roots: []string{root + "-link", root}}
	for path, want := range map[string]string{
		filepath.Join(root, "x", "a.txt"):       "x/a.txt",
		filepath.Join(root+"-link", "a.txt"):    "a.txt",
		filepath.Join("x", "a.txt"):             "x/a.txt",
		filepath.Join(root+"-other", "a.txt"):   "",
		filepath.Join(filepath.Dir(root), "a"):  "",
		filepath.Join(root, "..", "b", "a.txt"): "",
	} {
		l := a.location(path)
		if want == "" {
			want = fileURI(filepath.ToSlash(path))
			if l.URIBaseID != nil {
				t.Errorf("%s is relative to %s", path, *l.URIBaseID)
			}
		} else if l.URIBaseID == nil || *l.URIBaseID != sourceRoot {
			t.Errorf("%s is relative to nothing", path)
		}
		if *l.URI != want {
			t.Errorf("%s: %s, want %s", path, *l.URI, want)
		}
	}
}
