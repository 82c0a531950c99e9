package html

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// publicationNames lists what pages call the date on which they were published, in the
// order in which they are believed.
func publicationNames() []string {
	return []string{
		"article:published_time", "og:published_time", "datepublished", "pubdate", "publishdate", "publish_date", "dcterms.issued", "dc.date.issued",
	}
}

// pageDate is a date as pages write it, with or without a time.
var pageDate = regexp.MustCompile(`^\s*([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})(?:[^0-9].*)?$`)

// published returns the date on which a page says that it was published, such as
// 2024-01-17, or the empty string.
func published(root *html.Node) string {
	names := publicationNames()
	best, date := len(names), ""
	for n := range root.Descendants() {
		if n.Type != html.ElementNode || n.DataAtom != atom.Meta {
			continue
		}
		var content string
		rank := best
		for _, a := range n.Attr {
			switch a.Key {
			case "name", "property", "itemprop":
				if i := slices.Index(names, strings.ToLower(strings.TrimSpace(a.Val))); i >= 0 {
					rank = min(rank, i)
				}
			case "content":
				content = a.Val
			}
		}
		if rank >= best {
			continue
		}
		if d := parsePageDate(content); d != "" {
			best, date = rank, d
		}
	}
	return date
}

// parsePageDate returns a date in the form 2024-01-17, or the empty string.
func parsePageDate(s string) string {
	m := pageDate.FindStringSubmatch(s)
	if m == nil {
		return ""
	}
	var parts [3]int
	for i := range parts {
		parts[i], _ = strconv.Atoi(m[i+1]) // digits
	}
	date := fmt.Sprintf("%04d-%02d-%02d", parts[0], parts[1], parts[2])
	if _, err := time.Parse(time.DateOnly, date); err != nil {
		return ""
	}
	return date
}
