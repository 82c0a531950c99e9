// Package docs holds the pages about the built-in rules, so that the program can hand them
// on.
package docs

import (
	"embed"
	"path"
	"regexp"
	"strings"
)

//go:embed en/rules/*.md zh/rules/*.md
var pages embed.FS

// address is where the folder of this package can be read.
const address = "https://github.com/gouji/gouji/blob/HEAD/docs/"

// RulePage returns the page about a built-in rule in a language, "zh" or "en", without its
// title and without the rule as it is written, and where the whole page can be read. Links
// lead to where the other pages can be read. It returns empty texts for a rule without a
// page.
func RulePage(language, rule string) (page, at string) {
	folder := path.Join(language, "rules")
	data, err := pages.ReadFile(path.Join(folder, rule+".md"))
	if err != nil {
		return "", ""
	}
	var kept []string
	for i, section := range strings.Split(string(data), "\n## ") {
		switch {
		case i == 0:
			// The mark of a generated file, the title and the identifier come first, each
			// a paragraph but for the mark.
			parts := strings.SplitN(section, "\n\n", headParagraphs)
			section = parts[len(parts)-1]
		case strings.Contains(section, "\n```yaml\n- id: "):
			continue
		default:
			section = "## " + section
		}
		kept = append(kept, strings.TrimSpace(section))
	}
	page = link.ReplaceAllString(strings.Join(kept, "\n\n")+"\n", "]("+address+folder+"/$1)")
	return page, address + folder + "/" + rule + ".md"
}

const headParagraphs = 3

// link is the address of another page about a rule.
var link = regexp.MustCompile(`\]\(([a-z0-9-]+\.md)\)`)
