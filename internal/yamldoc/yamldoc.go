// Package yamldoc reads YAML files strictly and remembers where everything
// stands: unknown and duplicate keys, missing values and wrong kinds are
// reported with file, line, column and nearest name, all of a file at once.
package yamldoc

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/report"
)

// maxNodes bounds what a file may hold after its aliases are followed, so that a
// file of nested aliases cannot take all memory.
const maxNodes = 200_000

// MaxSize bounds the size of a file in bytes: a hundred times the largest pack.
const MaxSize = 4 << 20

// File is a YAML file in which every node knows its place.
type File struct {
	Name  string
	lines []string
	diags *diag.List
}

// Parse reads the single document of a file. It returns nil after it has
// reported why the file cannot be read; an empty file is reported too.
func Parse(name string, data []byte, diags *diag.List) *Node {
	f := &File{Name: name, lines: splitLines(string(data)), diags: diags}
	if len(data) > MaxSize {
		f.report(0, 0, 0, report.Text{
			ZH: fmt.Sprintf("文件超过 %d MiB", MaxSize>>20),
			EN: fmt.Sprintf("the file is larger than %d MiB", MaxSize>>20),
		}, report.Text{})
		return nil
	}
	if !utf8.Valid(data) {
		f.invalidText()
		return nil
	}
	decoder := yaml.NewDecoder(strings.NewReader(strings.Join(f.lines, "\n")))
	var doc yaml.Node
	if err := decoder.Decode(&doc); err != nil {
		f.syntaxError(err)
		return nil
	}
	var second yaml.Node
	if err := decoder.Decode(&second); !errors.Is(err, io.EOF) {
		if err != nil {
			f.syntaxError(err)
		} else {
			f.report(second.Line, 1, 0, report.Text{ZH: "一个文件只能有一个 YAML 文档", EN: "a file holds one YAML document only"}, report.Text{})
		}
		return nil
	}
	if len(doc.Content) != 1 {
		f.syntaxError(io.EOF)
		return nil
	}
	if tooLarge(doc.Content[0]) {
		f.report(0, 0, 0, report.Text{
			ZH: "文件内容过多（别名展开后）", EN: "the file holds too much once its aliases are followed",
		}, report.Text{})
		return nil
	}
	return f.node(doc.Content[0])
}

// tooLarge counts what stands below a node with all aliases followed, which may lead
// back to where they stand.
func tooLarge(n *yaml.Node) bool {
	nodes := 0
	var count func(n *yaml.Node) bool
	count = func(n *yaml.Node) bool {
		if n.Kind == yaml.AliasNode {
			n = n.Alias
		}
		nodes++
		return nodes > maxNodes || slices.ContainsFunc(n.Content, count)
	}
	return count(n)
}

// splitLines splits a text at what YAML takes for line breaks.
func splitLines(text string) []string {
	breaks := strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")
	return strings.Split(breaks.Replace(text), "\n")
}

func (f *File) report(line, column, width int, message, hint report.Text) {
	f.diags.Add(f.diagnostic(line, column, width, message, hint))
}

func (f *File) diagnostic(line, column, width int, message, hint report.Text) diag.Diagnostic {
	d := diag.Diagnostic{File: f.Name, Line: line, Column: column, Width: width, Message: message, Hint: hint}
	if line > 0 && line <= len(f.lines) {
		d.Source = f.lines[line-1]
	}
	return d
}

// Node is a value of a file. Methods that read a value report what is wrong with
// it and return a zero value; a nil node reads as nothing, silently.
type Node struct {
	file *File
	yaml *yaml.Node
	// key is the name under which the node stands, for messages.
	key string
	// bare says that the file is nothing but the value of the node; see NewText.
	bare bool
}

// NewText returns a node for a text that stands in no file, so that mistakes in it
// are shown like those in files.
func NewText(name, text string) *Node {
	return &Node{
		file: &File{Name: name, lines: strings.Split(text, "\n"), diags: &diag.List{}},
		yaml: &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text, Line: 1, Column: 1},
		bare: true,
	}
}

// node wraps a YAML node, following aliases.
func (f *File) node(n *yaml.Node) *Node {
	if n.Kind == yaml.AliasNode {
		return f.node(n.Alias)
	}
	return &Node{file: f, yaml: n}
}

// Identity returns what two nodes have in common that are the same place of a file.
func (n *Node) Identity() *yaml.Node { return n.yaml }

// File returns the name of the file that the node stands in.
func (n *Node) File() string { return n.file.Name }

// Line returns the 1-based line of the node.
func (n *Node) Line() int { return n.yaml.Line }

// Column returns the 1-based column of the node in code points.
func (n *Node) Column() int { return n.yaml.Column }

// ItemText returns the lines of the file that hold the node, an item of a list, with
// the dash and without what indents the list.
func (n *Node) ItemText() string {
	first := n.yaml.Line - 1
	margin := indent([]rune(n.file.lines[first]))
	last := first
	for i := first + 1; i < len(n.file.lines); i++ {
		line := []rune(n.file.lines[i])
		text := strings.TrimSpace(string(line))
		if text != "" && indent(line) <= margin {
			break
		}
		if text != "" {
			last = i
		}
	}
	var b strings.Builder
	for _, line := range n.file.lines[first : last+1] {
		runes := []rune(line)
		b.WriteString(string(runes[min(margin, len(runes)):]) + "\n")
	}
	return b.String()
}

// Errorf reports a mistake at the node.
func (n *Node) Errorf(message, hint report.Text) {
	width := 0
	if n.yaml.Kind == yaml.ScalarNode && !strings.Contains(n.yaml.Value, "\n") {
		width = len([]rune(n.yaml.Value))
		if n.yaml.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 {
			width += 2
		}
	}
	n.file.report(n.yaml.Line, n.yaml.Column, width, message, hint)
}

// ErrorAt reports a mistake at a rune offset into the value of a scalar.
func (n *Node) ErrorAt(offset, width int, message, hint report.Text) {
	n.file.diags.Add(n.DiagnosticAt(offset, width, message, hint))
}

// DiagnosticAt describes a mistake at a rune offset into the value of a scalar, for
// those who find it after the file was read.
func (n *Node) DiagnosticAt(offset, width int, message, hint report.Text) diag.Diagnostic {
	line, column := n.Locate(offset)
	return n.file.diagnostic(line, column, width, message, hint)
}

// IsMapping reports whether the node is a mapping.
func (n *Node) IsMapping() bool { return n != nil && n.yaml.Kind == yaml.MappingNode }

// IsSequence reports whether the node is a sequence.
func (n *Node) IsSequence() bool { return n != nil && n.yaml.Kind == yaml.SequenceNode }

// IsScalar reports whether the node is a scalar.
func (n *Node) IsScalar() bool { return n != nil && n.yaml.Kind == yaml.ScalarNode }

// Folds reports whether the node is a scalar of several lines whose line breaks
// became spaces: any but a literal one (|).
func (n *Node) Folds() bool {
	if !n.IsScalar() || n.yaml.Style&yaml.LiteralStyle != 0 {
		return false
	}
	first, _ := n.Locate(0)
	last, _ := n.Locate(utf8.RuneCountInString(strings.TrimRight(n.yaml.Value, " \n")))
	return last > first
}

// IsNull reports whether nothing was written.
func (n *Node) IsNull() bool { return n.yaml.Kind == yaml.ScalarNode && n.yaml.Tag == "!!null" }

// kind names what the node is.
func (n *Node) kind() report.Text {
	switch n.yaml.Kind {
	case yaml.MappingNode:
		return report.Text{ZH: "“键: 值”形式", EN: "a mapping (key: value)"}
	case yaml.SequenceNode:
		return report.Text{ZH: "列表", EN: "a list"}
	}
	if n.IsNull() {
		return report.Text{ZH: "空的", EN: "empty"}
	}
	return report.Text{ZH: "单个值", EN: "a single value"}
}

// wrongKind reports that something else was expected.
func (n *Node) wrongKind(zh, en string) {
	found := n.kind()
	subjectZH, subjectEN := "此处", ""
	if n.key != "" {
		subjectZH, subjectEN = "“"+n.key+"”", fmt.Sprintf("%q ", n.key)
	}
	n.Errorf(report.Text{
		ZH: fmt.Sprintf("%s须是%s，现在是%s", subjectZH, zh, found.ZH),
		EN: fmt.Sprintf("%smust be %s, this is %s", subjectEN, en, found.EN),
	}, report.Text{})
}

// String returns the text of a scalar.
func (n *Node) String() string {
	if n == nil {
		return ""
	}
	if !n.IsScalar() || n.IsNull() {
		n.wrongKind("文字", "text")
		return ""
	}
	return n.yaml.Value
}

// Bool returns the value of true or false.
func (n *Node) Bool() bool {
	if n == nil {
		return false
	}
	var v bool
	if !n.IsScalar() || n.yaml.Tag != "!!bool" || n.yaml.Decode(&v) != nil {
		n.wrongKind(" true 或 false", "true or false")
	}
	return v
}

// Int returns the value of an integer.
func (n *Node) Int() int {
	if n == nil {
		return 0
	}
	var v int
	if !n.IsScalar() || n.yaml.Tag != "!!int" || n.yaml.Decode(&v) != nil {
		n.wrongKind("整数", "an integer")
	}
	return v
}

// Tag returns the resolved YAML tag of a scalar, such as !!int.
func (n *Node) Tag() string { return n.yaml.Tag }

// Value returns the text of a scalar whatever its tag.
func (n *Node) Value() string { return n.yaml.Value }

// Items returns the nodes of a sequence.
func (n *Node) Items() []*Node {
	if n == nil {
		return nil
	}
	if !n.IsSequence() {
		n.wrongKind("列表", "a list")
		return nil
	}
	items := make([]*Node, 0, len(n.yaml.Content))
	for _, c := range n.yaml.Content {
		item := n.file.node(c)
		item.key = n.key
		items = append(items, item)
	}
	return items
}

// List returns the nodes of a sequence, or a single scalar as a list of one.
func (n *Node) List() []*Node {
	if n.IsScalar() && !n.IsNull() {
		return []*Node{n}
	}
	return n.Items()
}

// Strings returns the texts of a sequence, or of a single scalar.
func (n *Node) Strings() []string {
	if n == nil {
		return nil
	}
	items := n.List()
	out := make([]string, len(items))
	for i, item := range items {
		out[i] = item.String()
	}
	return out
}

// Text returns a wording in both languages: a mapping of zh and en, or a scalar,
// which stands for both.
func (n *Node) Text() report.Text {
	if n == nil {
		return report.Text{}
	}
	if n.IsScalar() {
		return report.Text{ZH: n.String()}
	}
	m := n.Mapping()
	text := report.Text{ZH: m.Take("zh").String(), EN: m.Take("en").String()}
	m.Done()
	return text
}

// Get returns the value of a key of a mapping, or nil, and reports nothing.
func (n *Node) Get(key string) *Node {
	if !n.IsMapping() {
		return nil
	}
	for i := 0; i+1 < len(n.yaml.Content); i += 2 {
		if n.yaml.Content[i].Value == key {
			return n.file.node(n.yaml.Content[i+1])
		}
	}
	return nil
}

// Under returns a mapping that holds the node alone, under a key: what a short form
// stands for.
func (n *Node) Under(key string) *Node {
	name := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key, Line: n.yaml.Line, Column: n.yaml.Column}
	return &Node{file: n.file, yaml: &yaml.Node{
		Kind: yaml.MappingNode, Tag: "!!map", Line: n.yaml.Line, Column: n.yaml.Column, Content: []*yaml.Node{name, n.yaml},
	}}
}

// Entry is a key of a mapping with its value.
type Entry struct {
	Key   string
	Name  *Node
	Value *Node
}

// Entries returns the keys and values of a mapping in the order of the file.
// A duplicate key is reported, and its later values are left out.
func (n *Node) Entries() []Entry {
	if n == nil {
		return nil
	}
	if !n.IsMapping() {
		if i := strings.Index(n.yaml.Value, "："); i > 0 && n.IsScalar() {
			n.ErrorAt(utf8.RuneCountInString(n.yaml.Value[:i]), 1, report.Text{
				ZH: "冒号应为半角“:”，后面加一个空格", EN: "write the colon as \":\", with a space behind it",
			}, report.Text{})
			return nil
		}
		n.wrongKind("“键: 值”形式", "a mapping (key: value)")
		return nil
	}
	entries := make([]Entry, 0, len(n.yaml.Content)/2)
	seen := map[string]*yaml.Node{}
	for i := 0; i+1 < len(n.yaml.Content); i += 2 {
		k, v := n.yaml.Content[i], n.yaml.Content[i+1]
		name, value := n.file.node(k), n.file.node(v)
		if k.Kind != yaml.ScalarNode {
			name.wrongKind("键名", "the name of a key")
			continue
		}
		if first := seen[k.Value]; first != nil {
			name.Errorf(report.Text{
				ZH: fmt.Sprintf("键“%s”重复，首次出现在第 %d 行", k.Value, first.Line),
				EN: fmt.Sprintf("duplicate key %q, first used on line %d", k.Value, first.Line),
			}, report.Text{})
			continue
		}
		seen[k.Value] = k
		value.key = k.Value
		entries = append(entries, Entry{Key: k.Value, Name: name, Value: value})
	}
	return entries
}

// Mapping gives access to the values of a mapping by their keys; [Mapping.Done]
// reports the keys that nobody asked for.
type Mapping struct {
	node    *Node
	entries []Entry
	known   []string
	taken   map[string]bool
}

// Mapping returns the mapping at the node.
func (n *Node) Mapping() *Mapping {
	return &Mapping{node: n, entries: n.Entries(), taken: map[string]bool{}}
}

// Take returns the value of a key, or nil where it is missing. A key without a
// value is reported: whoever wrote it meant something by it.
func (m *Mapping) Take(key string) *Node {
	m.known = append(m.known, key)
	for _, e := range m.entries {
		if e.Key == key {
			m.taken[key] = true
			if tag := e.Value.yaml.Tag; strings.HasPrefix(tag, "!") && !strings.HasPrefix(tag, "!!") {
				m.node.file.report(e.Value.Line(), e.Value.Column(), utf8.RuneCountInString(tag), report.Text{
					ZH: fmt.Sprintf("YAML 把“%s”当作标签", tag), EN: fmt.Sprintf("YAML takes %q for a tag", tag),
				}, report.Text{ZH: "以 ! 开头的文字请整段加引号", EN: "Quote a text that begins with !"})
				return nil
			}
			if e.Value.IsNull() {
				e.Name.Errorf(report.Text{
					ZH: fmt.Sprintf("“%s”没有值", key), EN: fmt.Sprintf("%q has no value", key),
				}, report.Text{ZH: "请填写，或者删去这个键", EN: "Write one, or remove the key"})
				return nil
			}
			return e.Value
		}
	}
	return nil
}

// Require returns the value of a key and reports a missing one.
func (m *Mapping) Require(key string) *Node {
	v := m.Take(key)
	if v == nil && m.node != nil && m.node.IsMapping() && !m.Has(key) {
		m.node.file.report(m.node.yaml.Line, m.node.yaml.Column, 0, report.Text{
			ZH: fmt.Sprintf("缺少“%s”", key), EN: fmt.Sprintf("%q is missing", key),
		}, report.Text{})
	}
	return v
}

// Has reports whether the mapping has the key.
func (m *Mapping) Has(key string) bool {
	return slices.ContainsFunc(m.entries, func(e Entry) bool { return e.Key == key })
}

// Done reports every key that was not asked for, with the nearest known one.
func (m *Mapping) Done() {
	for _, e := range m.entries {
		if !m.taken[e.Key] {
			e.Name.Errorf(report.Text{
				ZH: fmt.Sprintf("未知的键“%s”", e.Key), EN: fmt.Sprintf("unknown key %q", e.Key),
			}, diag.DidYouMean(e.Key, m.known))
		}
	}
}
