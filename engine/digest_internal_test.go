package engine

import (
	"slices"
	"testing"

	"github.com/govalues/decimal"

	"github.com/gouji/gouji/report"
)

// digestSchema has one table with a row of so many cells.
func digestSchema(key string, cells int) *report.Schema {
	s := &report.Schema{
		Tables: []report.TableSpec{{Key: key, Section: -1, Blocks: report.Range{End: 1}}},
		Blocks: []report.BlockSpec{{Rows: report.Range{End: 1}, Columns: report.Range{End: cells}}},
		Rows:   []report.RowSpec{{Key: "r", Alternative: -1}}, Alternatives: []int{2},
	}
	for i := range cells {
		s.Columns = append(s.Columns, report.ColumnSpec{Key: string(rune('a' + i)), Type: report.Amount})
	}
	s.AddCells()
	return s
}

// TestCells checks that figures come out of a digest as they went in.
func TestCells(t *testing.T) {
	t.Parallel()
	filled := func(s string) report.Field {
		d := decimal.MustParse(s)
		return report.Field{State: report.Filled, Value: d, Decimals: uint8(d.Scale())}
	}
	for name, fields := range map[string][]report.Field{
		"nothing":        {},
		"zeros":          {filled("0"), filled("0"), filled("0")},
		"figures":        {filled("7"), filled("0"), filled("24074"), filled("1")},
		"large":          {filled("9223372036854775807"), filled("1152921504606846976"), filled("1152921504606846975")},
		"decimals":       {filled("0.0000"), filled("63.2050"), filled("0")},
		"negative":       {filled("-8"), filled("0")},
		"without values": {{State: report.Blank}, {State: report.Blank}, {State: report.Absent}, {State: report.Malformed}, filled("3"), {State: report.Blank}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := &report.Report{Schema: digestSchema("t", len(fields)), Fields: fields, Choices: []int{1}}
			choices, got := make([]int, 1), make([]report.Field, len(fields))
			decodeCells(encodeCells(r), choices, got)
			if !slices.Equal(got, fields) || choices[0] != 1 {
				t.Errorf("got %v %v, want %v", choices, got, fields)
			}
		})
	}
}

// TestProjection checks that figures are found by their keys in another form.
func TestProjection(t *testing.T) {
	t.Parallel()
	from, to := digestSchema("t", 2), digestSchema("t", 3)
	r := &report.Report{
		Schema: from, Source: report.NewSource("a", "", ""), Choices: []int{0},
		Fields: []report.Field{{State: report.Filled, Value: decimal.MustNew(5, 0)}, {State: report.Blank}},
	}
	d := newDigest(&formRules{schema: from}, r)
	got := new(sparse).load(d, to, newProjection(to, from))
	states := []report.State{got.Fields[0].State, got.Fields[1].State, got.Fields[2].State}
	if want := []report.State{report.Filled, report.Blank, report.Absent}; !slices.Equal(states, want) || got.Fields[0].Value.String() != "5" {
		t.Errorf("got %v, want %v", got.Fields, want)
	}
	other := digestSchema("u", 2)
	if got := new(sparse).load(d, other, newProjection(other, from)); got.Fields[0].State != report.Absent {
		t.Errorf("a cell of another table is read: %v", got.Fields)
	}
}

// TestSignatures checks that signatures tell like texts from others.
func TestSignatures(t *testing.T) {
	t.Parallel()
	text := func(seed uint64, n int) []rune {
		out := make([]rune, n)
		for i := range out {
			seed = mix(seed)
			out[i] = 0x4e00 + rune(seed%2000)
		}
		return out
	}
	base := text(1, 600)
	for share := range 11 {
		other := slices.Concat(base[:60*share], text(uint64(share)+2, 600-60*share))
		exact := float64(newShingleSet(base).resemblance(newShingleSet(other))) / thousand
		got := estimate(minHash(base), minHash(other))
		if got < exact-float64(slack)/thousand || got > exact+float64(slack)/thousand {
			t.Errorf("%d of 10 equal: estimated as %.2f, is %.2f", share, got, exact)
		}
	}
	if short := text(3, 20); estimate(minHash(short), minHash(short)) != 1 {
		t.Error("a short text is not like itself")
	}
}

// TestNormalise shows what of a text is compared.
func TestNormalise(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		n          normaliser
		text, want string
	}{
		"letters and digits": {normaliser{}, "甲，乙 12.5 件(A)", "甲乙12.5件A"},
		"years":              {normaliser{mask: maskYears}, "2023年12件", "0年12件"},
		"numbers":            {normaliser{mask: maskNumbers}, "2023年12.50件", "0年0件"},
		"organ":              {normaliser{mask: maskOrgan}, "某局公开，某局答复", "公开答复"},
		"phrases":            {normaliser{without: []string{"依法"}}, "依法公开", "公开"},
		"up to a word":       {normaliser{until: []string{"下一步", "今后"}}, "问题。今后整改，下一步", "问题"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := string(tc.n.apply([]*report.Paragraph{{Text: tc.text}}, "某局"))
			if got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

// TestOrgans shows which names mean one organ, and whose units organs are.
func TestOrgans(t *testing.T) {
	t.Parallel()
	var o Organs
	o.Add("甲县人民政府", nil, []string{"甲县教体局", "甲縣財政局"})
	o.Add("甲县教育局", []string{"甲县教体局"}, nil)
	if got := o.Canonical("甲县 教体局"); got != "甲县教育局" {
		t.Errorf("an alias is %q", got)
	}
	if got, want := o.Units("甲县人民政府"), []string{"甲县教育局", "甲县财政局"}; !slices.Equal(got, want) {
		t.Errorf("units are %v, want %v", got, want)
	}
	for unit, want := range map[string]string{"甲县教育局": "甲县人民政府", "甲县财政局": "甲县人民政府", "乙县财政局": "", "甲县人民政府": ""} {
		if got := o.Parent(unit); got != want {
			t.Errorf("%s is a unit of %q, want %q", unit, got, want)
		}
	}
}
