package engine

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"

	"github.com/gouji/gouji/internal/fold"
	"github.com/gouji/gouji/internal/yamldoc"
	"github.com/gouji/gouji/report"
)

// lookupName is the name under which a rule finds its table.
const lookupName = "lookup"

// maxLookup bounds the entries of a table.
const maxLookup = 200_000

// table is a list of texts that is asked whether it has one. Texts are compared in their
// normalised form.
type table struct {
	traits.Lister

	texts map[string]bool
}

// Contains reports whether the table has a text.
func (t *table) Contains(element ref.Val) ref.Val {
	s, ok := element.(types.String)
	if !ok {
		return types.MaybeNoSuchOverloadErr(element)
	}
	return types.Bool(t.texts[fold.Words(string(s))])
}

// lookup reads the table of a rule. A rule that is switched off needs none.
func (p *ruleParser) lookup(n *yamldoc.Node, read TableReader) {
	if n == nil {
		return
	}
	p.rule.hasLookup = true
	name := n.String()
	if name == "" || p.rule.Severity() == report.Off {
		return
	}
	if read == nil {
		read = func(string, string) (string, error) { return "", errors.ErrUnsupported }
	}
	text, err := read(n.File(), name)
	if err == nil {
		p.rule.lookup, err = newTable(text)
	}
	if err != nil {
		n.Errorf(report.Text{
			ZH: fmt.Sprintf("无法读取表“%s”：%s", name, wordError(err).ZH), EN: fmt.Sprintf("the table %q cannot be read: %s", name, wordError(err).EN),
		}, report.Text{
			ZH: "应为 CSV 文件，路径相对于写有 lookup 的文件，每行第一格是一个名称", EN: "A CSV file, relative to the file that names it, with a name in the first cell of each line",
		})
	}
}

// newTable reads the first cell of each line. Lines that begin with # are comments.
func newTable(text string) (*table, error) {
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	r.Comment, r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = '#', -1, true, true
	t := &table{texts: map[string]bool{}}
	var all []ref.Val
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			t.Lister = types.NewRefValList(types.DefaultTypeAdapter, all)
			return t, nil
		}
		if err != nil {
			return nil, fmt.Errorf("CSV: %w", err)
		}
		text := fold.Words(record[0])
		if text == "" || t.texts[text] {
			continue
		}
		if len(all) == maxLookup {
			return nil, fmt.Errorf("more than %d entries", maxLookup)
		}
		t.texts[text] = true
		all = append(all, types.String(text))
	}
}
