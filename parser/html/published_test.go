package html_test

import (
	"testing"

	"github.com/gouji/gouji/parser/html"
)

// TestPublished reads the date on which a page was published.
func TestPublished(t *testing.T) {
	t.Parallel()
	for head, want := range map[string]string{
		`<meta name="PubDate" content="2024-01-17 10:05">`:                                                                       "2024-01-17",
		`<META NAME="pubdate" CONTENT="2024/1/7">`:                                                                               "2024-01-07",
		`<meta name="PubDate" content="2024年1月7日">`:                                                                              "2024-01-07",
		`<meta property="article:published_time" content="2024-02-29T08:00:00+08:00">`:                                           "2024-02-29",
		`<meta name="PubDate" content="2024-03-01"><meta property="article:published_time" content="2024-01-17T08:00:00+08:00">`: "2024-01-17",
		`<meta itemprop="datePublished" content="2024-01-17">`:                                                                   "2024-01-17",
		`<meta name="PubDate" content="">`:                                                                                       "",
		`<meta name="PubDate" content="2024-02-30">`:                                                                             "",
		`<meta name="PubDate" content="2024-01-175">`:                                                                            "",
		`<meta name="PubDate" content="今天">`:                                                                                     "",
		`<meta name="description" content="2024-01-17">`:                                                                         "",
		`<meta content="2024-01-17">`:                                                                                            "",
		`<meta property="article:modified_time" content="2024-01-17">`:                                                           "",
		`<title>2024-01-17</title>`:                                                                                              "",
	} {
		doc, err := html.Parse("page.html", []byte("<html><head>"+head+"</head><body><p>正文</p></body></html>"))
		if err != nil {
			t.Fatal(err)
		}
		if doc.Published != want {
			t.Errorf("%s: %q, want %q", head, doc.Published, want)
		}
	}
}
