package form

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/internal/fold"
	"github.com/gouji/gouji/internal/yamldoc"
	"github.com/gouji/gouji/report"
)

// takeLabel reads label, en, accepted and variants of a row or column.
func takeLabel(m *yamldoc.Mapping) (labelSpec, report.Text) {
	n := m.Require("label")
	official := n.String()
	checkLabel(n, official)
	text := report.Text{ZH: official, EN: official}
	if en := m.Take("en"); en != nil {
		text.EN = en.String()
	}
	return labelSpec{
		official: official, accepted: m.Take("accepted").Strings(), variants: m.Take("variants").Strings(),
	}, text
}

// takeType reads the type of the cells of a row or column.
func takeType(m *yamldoc.Mapping) (kind report.CellType, ok bool) {
	n := m.Take("type")
	if n == nil {
		return report.Count, false
	}
	if kind, ok = report.ParseCellType(n.String()); !ok {
		n.Errorf(report.Text{
			ZH: fmt.Sprintf("未知的单元格类型“%s”", n.String()), EN: fmt.Sprintf("unknown cell type %q", n.String()),
		}, diag.DidYouMean(n.String(), report.CellTypeNames()))
	}
	return kind, ok
}

// loadLabel reads a label that is a plain text or a mapping with variants.
func loadLabel(n *yamldoc.Node) labelSpec {
	if n.IsScalar() {
		checkLabel(n, n.String())
		return labelSpec{official: n.String()}
	}
	m := n.Mapping()
	label, _ := takeLabel(m)
	m.Done()
	return label
}

var keyPattern = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// checkKey reports a key that a rule could not write.
func checkKey(n *yamldoc.Node, key string) {
	if n != nil && key != "" && !keyPattern.MatchString(key) {
		n.Errorf(report.Text{
			ZH: fmt.Sprintf("键“%s”只能由小写字母、数字和下划线组成，以字母开头", key),
			EN: fmt.Sprintf("key %q must consist of lower-case letters, digits and underscores, a letter first", key),
		}, report.Text{})
	}
}

// checkLabel reports a label of which nothing is left to compare.
func checkLabel(n *yamldoc.Node, label string) {
	if n == nil || label == "" {
		return
	}
	folded := fold.Append(nil, label)
	_, start := parseNumbering(folded)
	if len(fold.AppendLetters(nil, folded[start:])) == 0 {
		n.Errorf(report.Text{
			ZH: fmt.Sprintf("标签“%s”中没有文字", label), EN: fmt.Sprintf("label %q holds no letters", label),
		}, report.Text{})
	}
}

// checkSome reports a list that holds nothing.
func checkSome(n *yamldoc.Node) {
	if n != nil && n.IsSequence() && len(n.Items()) == 0 {
		n.Errorf(report.Text{ZH: "至少应有一项", EN: "must hold at least one item"}, report.Text{})
	}
}

// checkReserved reports a key that means something else to a rule.
func checkReserved(n *yamldoc.Node) {
	if slices.Contains(reserved(), n.Value()) {
		n.Errorf(report.Text{
			ZH: fmt.Sprintf("“%s”是保留名（%s）", n.Value(), strings.Join(reserved(), "、")),
			EN: fmt.Sprintf("%q is a reserved name (%s)", n.Value(), strings.Join(reserved(), ", ")),
		}, report.Text{})
	}
}
