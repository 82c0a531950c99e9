package yamldoc

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// Extent is where a key of a mapping stands with its value.
type Extent struct {
	// First and Last are the lines, counted from 1.
	First, Last int
	// Remark is the comment on the first line, Comments are those on and between the
	// others.
	Remark   string
	Comments []string
}

// Extent returns where a key stands with its value, provided that it has its lines for
// itself and that all comments on them can be told from the values.
func (e Entry) Extent() (Extent, bool) {
	lines := e.Name.file.lines
	indent := e.Name.Column() - 1
	x := Extent{First: e.Name.Line(), Last: e.Name.Line()}
	if x.First < 1 || x.First > len(lines) {
		return x, false
	}
	if head := []rune(lines[x.First-1]); indent > len(head) || strings.Trim(string(head[:indent]), " -") != "" {
		return x, false
	}
	scalars := []*Node{e.Name}
	if !e.isAlias() {
		scalars = append(scalars, e.Value.scalars()...)
	}
	brackets := e.Value.yaml.Style&yaml.FlowStyle != 0
	for i := x.First; i < len(lines); i++ {
		line := strings.TrimLeft(lines[i], " ")
		depth := len(lines[i]) - len(line)
		line = strings.TrimRight(line, " \t")
		if line == "" || line[0] == '#' { // part of the value where more of it follows
			continue
		}
		// Items may stand as deep as their key, and what closes brackets anywhere.
		item := depth == indent && (line == "-" || strings.HasPrefix(line, "- "))
		if depth <= indent && !item && (!brackets || strings.Trim(line, "]}, ") != "") {
			break
		}
		x.Last = i + 1
	}
	for _, s := range scalars {
		end, _ := s.Locate(len([]rune(s.Value())) - 1)
		x.Last = max(x.Last, end)
	}
	return x, x.comments(lines, scalars)
}

// isAlias reports whether the value stands elsewhere.
func (e Entry) isAlias() bool {
	return e.Value.Line() < e.Name.Line() || e.Value.Line() == e.Name.Line() && e.Value.Column() < e.Name.Column()
}

// scalars lists the scalars that are written at a node, and not where an alias points to.
func (n *Node) scalars() []*Node {
	var all []*Node
	var walk func(y *yaml.Node)
	walk = func(y *yaml.Node) {
		if y.Kind == yaml.ScalarNode {
			all = append(all, n.file.node(y))
		}
		for _, c := range y.Content {
			walk(c)
		}
	}
	walk(n.yaml)
	return all
}

// comments finds the comments, and reports whether every number sign is either part of
// one or of a value.
func (x *Extent) comments(lines []string, scalars []*Node) bool {
	type region struct{ from, to place }
	values := make([]region, 0, len(scalars))
	signs := 0 // that belong to no comment
	for _, s := range scalars {
		signs += strings.Count(s.Value(), "#")
		line, column := s.Locate(len([]rune(s.Value())))
		values = append(values, region{place{s.Line(), s.Column()}, place{line, column}})
	}
	in := func(p place) bool {
		return slices.ContainsFunc(values, func(r region) bool { return !p.before(r.from) && p.before(r.to) })
	}
	for number := x.First; number <= x.Last && number <= len(lines); number++ {
		runes := []rune(lines[number-1])
		end := len(runes)
		for i, r := range runes {
			if r == '#' && (i == 0 || runes[i-1] == ' ' || runes[i-1] == '\t') && !in(place{number, i + 1}) {
				end = i
				break
			}
		}
		signs -= strings.Count(string(runes[:end]), "#")
		comment := strings.TrimRight(string(runes[end:]), " \t")
		switch {
		case comment == "":
		case number == x.First:
			x.Remark = comment
		default:
			x.Comments = append(x.Comments, comment)
		}
	}
	return signs == 0
}

func (p place) before(other place) bool {
	return p.line < other.line || p.line == other.line && p.column < other.column
}

// Same reports whether two nodes hold the same, wherever and however they are written.
func (n *Node) Same(other *Node) bool {
	if n == nil || other == nil {
		return n == nil && other == nil
	}
	var same func(a, b *yaml.Node) bool
	same = func(a, b *yaml.Node) bool {
		if a.Kind == yaml.AliasNode {
			a = a.Alias
		}
		if b.Kind == yaml.AliasNode {
			b = b.Alias
		}
		return a.Kind == b.Kind && a.Tag == b.Tag && a.Value == b.Value && slices.EqualFunc(a.Content, b.Content, same)
	}
	return same(n.yaml, other.yaml)
}

// LineBreaks splits a text at what YAML takes for line breaks, so that lines are counted
// as nodes count them. Every line keeps its break.
func LineBreaks(text string) []string {
	var lines []string
	for start := 0; ; {
		i := strings.IndexAny(text[start:], "\n\r\u0085\u2028\u2029")
		if i < 0 {
			return append(lines, text[start:])
		}
		end := start + i
		switch {
		case strings.HasPrefix(text[end:], "\r\n"):
			end += len("\r\n")
		default:
			for _, r := range text[end:] {
				end += len(string(r))
				break
			}
		}
		lines = append(lines, text[start:end])
		start = end
	}
}
