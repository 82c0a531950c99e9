package form

import (
	"fmt"
	"testing"

	"github.com/gouji/gouji/internal/fold"
	"github.com/gouji/gouji/report"
)

// spec is how values are written in the built-in forms.
func spec() cellSpec {
	return cellSpec{
		placeholders: []string{"/", "-", "--", "—", "——", "无", "不适用"},
		units:        []string{"万元", "亿元", "元", "件", "条"},
		unitMarks:    []string{"单位"},
		plus:         []string{"增加", "增"},
		minus:        []string{"减少", "减"},
	}
}

func TestRead(t *testing.T) {
	t.Parallel()
	v := newValueReader(spec())
	const (
		count  = report.Count
		change = report.Change
		amount = report.Amount
	)
	for _, tc := range []struct {
		text string
		kind report.CellType
		want string // state, value, unit, decimals
	}{
		{"", count, "blank"},
		{"0", count, "filled 0"},
		{"7", amount, "filled 7"},
		{"007", count, "filled 7"},
		{"１２", count, "filled 12"},
		{"1,234", count, "filled 1234"},
		{"1，234，567", count, "filled 1234567"},
		{"1234567890123456789", count, "filled 1234567890123456789"},
		{"12345678901234567890", count, "malformed"},
		{"12件", count, "filled 12 件"},
		{"12 條", count, "filled 12 条"},
		{"1,23", count, "malformed"},
		{"12,3456", count, "malformed"},
		{",123", count, "malformed"},
		{"1,,234", count, "malformed"},
		{"1.5", count, "malformed"},
		{"5.", count, "malformed"},
		{".5", amount, "malformed"},
		{"1.2.3", amount, "malformed"},
		{"-3", count, "malformed"},
		{"－3", count, "malformed"},
		{"+3", count, "malformed"},
		{"l0", count, "malformed"},
		{"1O", count, "malformed"},
		{"1 2", count, "malformed"},
		{"约6", count, "malformed"},
		{"3件左右", count, "malformed"},
		{"万元", amount, "malformed"},
		{"件", count, "malformed"},
		{"1e3", count, "malformed"},
		{"0x10", count, "malformed"},
		{"∞", count, "malformed"},
		{"NaN", amount, "malformed"},
		{"-3", change, "filled -3"},
		{"－3", change, "filled -3"},
		{"−3", change, "filled -3"},
		{"+3", change, "filled 3"},
		{"＋3", change, "filled 3"},
		{"减少3", change, "filled -3"},
		{"減3項", change, "malformed"},
		{"增加 12 件", change, "filled 12 件"},
		{"增", change, "malformed"},
		{"--3", change, "malformed"},
		{"1.5", change, "malformed"},
		{"343.98萬元", amount, "filled 343.98 万元 2"},
		{"24,074.0000", amount, "filled 24074.0000 4"},
		{"0.0000", amount, "filled 0.0000 4"},
		{"1.5万元", amount, "filled 1.5 万元 1"},
		{"12亿元", amount, "filled 12 亿元"},
		{"-1.5", amount, "malformed"},
		{"/", count, "placeholder"},
		{"／", count, "placeholder"},
		{"—", change, "placeholder"},
		{"——", amount, "placeholder"},
		{"-", change, "placeholder"},
		{"無", count, "placeholder"},
		{"不适用", amount, "placeholder"},
	} {
		f := v.read(tc.text, tc.kind)
		got := f.State.String()
		switch {
		case f.Placeholder:
			got = "placeholder"
		case f.State == report.Filled:
			got += " " + f.Value.String()
			if f.Unit != "" {
				got += " " + f.Unit
			}
			if f.Decimals > 0 {
				got += fmt.Sprintf(" %d", f.Decimals)
			}
		}
		if got != tc.want || f.Text != tc.text {
			t.Errorf("%q as %v: got %q, want %q", tc.text, tc.kind, got, tc.want)
		}
	}
}

// TestIsValue tells what stands in a cell from what names one.
func TestIsValue(t *testing.T) {
	t.Parallel()
	v := newValueReader(spec())
	for text, want := range map[string]bool{
		"0": true, "12": true, "1,234": true, "343.98万元": true, "-5": true, "+5": true, "/": true, "—": true, "无": true, "5 件": true, "增加3": true,
		"": false, "规章": false, "1.属于国家秘密": false, "一": false, "2021年": false, "5.": false, "l0": false, "增": false, "元": false,
		"12345678901234567890123456789012345678901234567890": false,
	} {
		if got := v.isValue(fold.Append(nil, text)); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestHeaderUnit(t *testing.T) {
	t.Parallel()
	v := newValueReader(spec())
	for header, want := range map[string]string{
		"本年收费金额（单位：万元）":        "万元",
		"本年收费金额（单位:万元，保留4位小数）": "万元",
		"本年收費金額(單位：萬元)":        "万元",
		"本年收费金额（单位 元）":         "元",
		"本年收费金额（万元）":           "万元",
		"本年收费金额":               "",
		"采购总金额":                "",
		"单位数量":                 "",
		"收费（含减免）":              "",
	} {
		if got := v.headerUnit(header); got != want {
			t.Errorf("%q: %q, want %q", header, got, want)
		}
	}
}

func TestNumbering(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		number int
		rest   string
	}{
		"一、总体情况":       {1, "总体情况"},
		"十二、其他":        {12, "其他"},
		"二十、其他":        {20, "其他"},
		"（三）不予公开":      {3, "不予公开"},
		"(十一)其他":       {11, "其他"},
		"3.危及安全":       {3, "危及安全"},
		"3、危及安全":       {3, "危及安全"},
		"3 .危及安全":      {3, "危及安全"},
		"⑵其他":          {2, "其他"},
		"第四部分 情况":      {4, "情况"},
		"第十部分：情况":      {10, "情况"},
		"总体情况":         {0, "总体情况"},
		"一般情况":         {0, "一般情况"},
		"三类内部事务":       {0, "三类内部事务"},
		"2021年情况":      {0, "2021年情况"},
		"1.5倍":         {0, "1.5倍"},
		"第二十条第（一）项":    {0, "第二十条第(一)项"},
		"（":            {0, "("},
		"":             {0, ""},
		"一":            {0, "一"},
		"99999999999、": {0, "99999999999、"},
	} {
		folded := fold.Append(nil, text)
		n, at := parseNumbering(folded)
		if n.number != want.number || string(folded[at:]) != want.rest {
			t.Errorf("%q: number %d, rest %q; want %d, %q", text, n.number, folded[at:], want.number, want.rest)
		}
	}
}
