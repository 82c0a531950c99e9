package fact_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/internal/yamldoc"
	"github.com/gouji/gouji/parser/fact"
	"github.com/gouji/gouji/report"
)

// clubFacts are the facts of the reports of a club.
const clubFacts = `
sections: {past: null, plans: plan}
topics: {visits: [接待], plan: [], elsewhere: [网站]}
units: {visits: [人次, 人, {unit: 个, last: true}], money: [元, 万元]}
approximate: {before: [约, 近], after: [余, 多, 左右]}
negations: [未, 没有]
phrases: [一个个]
breakdown: {words: [其中], open: [等]}
share: '[,|（]占[全部]{%}'
words:
  received: [接待, 迎来]
  visitor: ['[外地|本地]来客', 访客]
find:
  - ignore: 往年
    patterns: ['去年…{n}']
  - fact: visitors
    name: {zh: 来客, en: Visitors}
    topic: visits
    patterns:
      - pattern: '{received}和送走…{visitor}{n}'
        also: [departed]
      - '{received}…{visitor}[共|:]{n}'
      - '{received}{n}{visitor}'
    zero: ['(没有|未){received}…{visitor}{end}']
  - fact: departed
    patterns: ['送走{visitor}{n}']
  - fact: local
    needs: [visits]
    patterns: ['{start}[其中]本地{n}']
  - fact: planned
    needs: plan
    patterns: ['计划……{n}']
  - fact: takings
    patterns: ['收入{n:money}']
  - fact: satisfied
    patterns: ['满意率[为]{%}']
  - ignore: 网站
    topic: elsewhere
    patterns: ['网站…{n}']
`

// schema is that of a form with two sections.
func schema() *report.Schema {
	return &report.Schema{Sections: []report.SectionSpec{{Key: "past"}, {Key: "plans"}, {Key: "other"}}}
}

// load reads facts, which must have no mistakes.
func load(tb testing.TB, text string) (*fact.Spec, *report.Schema) {
	tb.Helper()
	var diags diag.List
	s := schema()
	spec := fact.Load(s, yamldoc.Parse("facts.yaml", []byte(text), &diags))
	if err := diags.Err(); err != nil {
		tb.Fatal(err)
	}
	s.Facts = spec.Facts()
	return spec, s
}

// found lists the facts of a report: KEY=VALUE[UNIT] and what is special, and the
// figures that are none.
func found(r *report.Report) string {
	var all []string
	for i := range r.Facts {
		f := &r.Facts[i]
		text := r.Schema.Facts[f.Spec].Key + "=" + f.Value.String() + f.Unit
		if f.Approximate {
			text += "~"
		}
		if f.HasShare {
			text += " " + f.Share.String() + "%"
		}
		if len(f.Years) > 0 {
			text += " " + fmt.Sprint(f.Years)
		}
		all = append(all, text)
	}
	for _, f := range r.Figures {
		switch {
		case !f.Taken:
			all = append(all, "?"+r.Source.Slice(f.Span))
		case f.Ignored != (report.Text{}):
			all = append(all, "("+r.Source.Slice(f.Span)+")")
		}
	}
	return strings.Join(all, ", ")
}

func TestFind(t *testing.T) {
	t.Parallel()
	spec, schema := load(t, clubFacts)
	for name, tc := range map[string]struct {
		text    string
		section int
		want    string
	}{
		"a figure":                     {text: "全年接待来客18人次。", want: "visitors=18人次"},
		"with words between":           {text: "全年接待了各地来的外地来客18人次。", want: "visitors=18人次"},
		"full-width digits":            {text: "接待来客１８人次", want: "visitors=18人次"},
		"groups of three":              {text: "接待来客1,234人次", want: "visitors=1234人次"},
		"Chinese numerals":             {text: "接待来客一百零五人次", want: "visitors=105人次"},
		"tens":                         {text: "接待来客十八人", want: "visitors=18人"},
		"a pair":                       {text: "接待来客两人", want: "visitors=2人"},
		"thousands and ten thousands":  {text: "接待来客三万零五十人次", want: "visitors=30050人次"},
		"digit by digit":               {text: "接待来客二〇人次", want: "visitors=20人次"},
		"a number of ten thousands":    {text: "接待来客1.2万人次", want: "visitors=12000人次~"},
		"about":                        {text: "接待来客约18人次", want: "visitors=18人次~"},
		"and more":                     {text: "接待来客百余人次", want: "visitors=100人次~"},
		"or so":                        {text: "接待来客18人次左右", want: "visitors=18人次~"},
		"spaces":                       {text: "接待来客 18 人次", want: "visitors=18人次"},
		"no unit at the end":           {text: "接待来客18，一切如常", want: "visitors=18"},
		"no unit in the middle":        {text: "接待来客18各地都有", want: ""},
		"figure first":                 {text: "接待18人次访客", want: "visitors=18人次"},
		"two facts of one figure":      {text: "接待和送走来客18人次", want: "visitors=18人次, departed=18人次"},
		"none":                         {text: "全年没有接待来客。", want: "visitors=0"},
		"none, and something else":     {text: "全年没有接待来客的打算。", want: ""},
		"negated":                      {text: "全年未接待来客18人次。", want: "?18人次"},
		"beyond the clause":            {text: "全年接待，来客18人次。", want: "?18人次"},
		"beyond another figure":        {text: "全年接待3人的来客18人次。", want: "?3人, ?18人次"},
		"that word in front of others": {text: "接待来客18个等", want: "visitors=18个"},
		"a word that is no unit":       {text: "接待来客18个团队。", want: ""},
		"that word at the end":         {text: "接待来客18个。", want: "visitors=18个"},
		"a phrase":                     {text: "接待来客一个个，18人次", want: "?18人次"},
		"a year":                       {text: "2023年接待来客18人次", want: "visitors=18人次 [2023]"},
		"the year of another clause":   {text: "与2022年相比，接待来客18人次", want: "visitors=18人次"},
		"last year":                    {text: "去年接待来客18人次，今年接待来客20人次", want: "visitors=20人次, (18人次)"},
		"an ordinal":                   {text: "接待第18人来客共3人", want: "visitors=3人"},
		"a version":                    {text: "接待来客A4人", want: ""},
		"a decimal":                    {text: "收入3.50万元，满意率99.5%", want: "takings=3.50万元, satisfied=99.5"},
		"money is no visitor":          {text: "接待来客18元", want: "?18元"},
		"points are no percentage":     {text: "满意率3个百分点", want: ""},
		"a share":                      {text: "接待来客18人次，占全部86.5%", want: "visitors=18人次 86.5%"},
		"a share in brackets":          {text: "接待来客18人次（占90%）", want: "visitors=18人次 90%"},
		"topic stated before":          {text: "接待来客18人次，其中本地3人次", want: "visitors=18人次, local=3人次"},
		"topic in the next sentence":   {text: "接待来客18人次。其中本地3人次。", want: "visitors=18人次, local=3人次"},
		"without the topic":            {text: "参加活动18人次，其中本地3人次", want: "?18人次, ?3人次"},
		"another topic":                {text: "接待来客18人次，网站访问9人次，本地3人次", want: "visitors=18人次, (9人次), ?3人次"},
		"a topic ends":                 {text: "接待来客18人次。参加活动9人次。本地3人次。", want: "visitors=18人次, ?9人次, ?3人次"},
		"topic of the heading":         {text: "（一）接待情况\n本地3人次", want: "local=3人次"},
		"heading on the line":          {text: "（一）接待情况。本地3人次", want: "local=3人次"},
		"another heading":              {text: "（一）接待情况\n本地3人次\n（二）其他\n本地4人次", want: "local=3人次, ?4人次"},
		"topic of the section":         {text: "计划明年办活动，接待来客20人次。", section: 1, want: "visitors=20人次"},
		"reach beyond the clause":      {text: "计划明年办活动，来客20人次。", section: 1, want: "planned=20人次"},
		"not beyond the sentence":      {text: "计划明年办活动。来客20人次。", section: 1, want: "?20人次"},
		"a section that is left alone": {text: "接待来客18人次", section: 2, want: ""},
		"private characters":           {text: "接待来客\ue000，接待来客18人次", want: "visitors=18人次"},
		"a number too large":           {text: "接待来客99999999999999999999人次", want: ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := found(spec.FindIn(schema, tc.section, tc.text)); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

// TestPlaces checks where facts stand.
func TestPlaces(t *testing.T) {
	t.Parallel()
	spec, schema := load(t, clubFacts)
	r := spec.FindIn(schema, 0, "一、回顾\n　去年无事。２０２３年，接待 来客 １８ 人次。\n没有接待来客。")
	var got []string
	for i := range r.Facts {
		f := &r.Facts[i]
		p := r.Source.Position(f.Span)
		got = append(got, fmt.Sprintf("%d:%d-%d:%d %s | %s", p.Line, p.Column, p.EndLine, p.EndColumn, f.Text, r.Source.Slice(f.Sentence)))
	}
	want := []string{
		"2:19-2:24 １８ 人次 | ２０２３年，接待 来客 １８ 人次。",
		"3:1-3:7 没有接待来客 | 没有接待来客。",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if !r.Facts[0].Complete || r.Facts[0].SentenceNumber == r.Facts[1].SentenceNumber {
		t.Errorf("facts %+v", r.Facts)
	}
}

// TestBreakdown checks what a figure is broken down into.
func TestBreakdown(t *testing.T) {
	t.Parallel()
	spec, schema := load(t, clubFacts)
	for name, tc := range map[string]struct{ text, want string }{
		"all parts":           {"接待来客18人次，其中老人3人次、小孩15人次。", "[3 15]"},
		"with shares":         {"接待来客18人次，其中老人3人次占16.7%，小孩15人次占83.3%。", "[3 15]"},
		"a share in front":    {"接待来客18人次，占90%，其中老人3人次。", "[3]"},
		"not all":             {"接待来客18人次，其中老人3人次、小孩5人次等。", "[3 5] and others"},
		"a part of a part":    {"接待来客18人次，其中老人3人次，其中男2人次。", "[3] and others"},
		"other figures":       {"接待来客18人次，其中老人3人次，收入5元。", "[3] and others"},
		"not exact":           {"接待来客18人次，其中老人约3人次。", "[] and others"},
		"no parts":            {"接待来客18人次，老人3人次。", "[]"},
		"behind another":      {"接待来客18人次，活动3人次，其中老人1人次。", "[]"},
		"in another sentence": {"接待来客18人次。其中老人3人次。", "[]"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := spec.FindIn(schema, 0, tc.text)
			if len(r.Facts) == 0 {
				t.Fatal("no fact")
			}
			got := fmt.Sprint(r.Facts[0].Parts)
			if r.Facts[0].PartsOpen {
				got += " and others"
			}
			if got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

func TestMistakes(t *testing.T) {
	t.Parallel()
	const head = "units: {visits: [人次]}\n"
	for name, tc := range map[string]struct{ text, want string }{
		"no units":                    {"find: []", `1:1: "units" is missing`},
		"nothing to find":             {head, `1:1: "find" is missing`},
		"neither":                     {head + "find: [{patterns: ['{n}']}]", "2:8: one of fact and ignore is needed"},
		"both":                        {head + "find: [{fact: a, ignore: b, patterns: ['{n}']}]", "2:8: one of fact and ignore is needed"},
		"no pattern":                  {head + "find: [{fact: a}]", "2:8: there is no pattern (patterns or zero)"},
		"no figure":                   {head + "find: [{fact: a, patterns: [来客]}]", "2:29: the pattern has no figure: {n}, {n:GROUP} or {%}"},
		"two figures":                 {head + "find: [{fact: a, patterns: ['{n}来客{n}']}]", "2:30: a pattern has no more than one figure"},
		"a figure in zero":            {head + "find: [{fact: a, zero: ['没有{n}']}]", "2:26: a pattern of zero has no figure"},
		"zero of nothing":             {head + "find: [{ignore: a, zero: [没有]}]", "2:8: zero is for facts only"},
		"empty":                       {head + "find: [{fact: a, zero: ['']}]", "2:26: the pattern is empty"},
		"unknown words":               {head + "words: {visitor: [来客]}\nfind: [{fact: a, patterns: ['{visitors}{n}']}]", `3:31: there is no list of words "visitors" Did you mean "visitor"?`},
		"unknown group":               {head + "find: [{fact: a, patterns: ['来客{n:visit}']}]", `2:33: there is no group of units "visit" Did you mean "visits"?`},
		"unknown topic":               {head + "topics: {visits: [接待]}\nfind: [{fact: a, needs: visit, patterns: ['{n}']}]", `3:25: there is no topic "visit": topics must list it Did you mean "visits"?`},
		"unknown section":             {head + "sections: [pasts]\nfind: []", `2:12: there is no section "pasts" Did you mean "past"?`},
		"unknown fact":                {head + "find: [{fact: abc, patterns: [{pattern: '{n}', also: abd}]}]", `2:54: there is no fact "abd" Did you mean "abc"?`},
		"unknown cell":                {head + "find: [{fact: a, cells: a.b.c, patterns: ['{n}']}]", `2:25: there is no cell "a.b.c"`},
		"open bracket":                {head + "find: [{fact: a, patterns: ['(来客{n}']}]", `2:30: '(' without ')'`},
		"open option":                 {head + "find: [{fact: a, patterns: ['[来客{n}']}]", `2:30: '[' without ']'`},
		"open name":                   {head + "find: [{fact: a, patterns: ['来客{n']}]", `2:32: '{' without '}'`},
		"a bracket too many":          {head + "find: [{fact: a, patterns: ['来客){n}']}]", `2:32: ')' without a beginning`},
		"a brace too many":            {head + "find: [{fact: a, patterns: ['来客}{n}']}]", `2:32: '}' without a beginning`},
		"figures in a list":           {head + "words: {a: ['{n}']}\nfind: []", "2:14: a list of words holds no figures"},
		"a list that comes later":     {head + "words: {a: ['{b}'], b: [来客]}\nfind: []", `2:15: there is no list of words "b" Known: %, end, n, start, year`},
		"a bad name":                  {head + "words: {A: [来客]}\nfind: []", `2:9: "A" is no name: lower-case letters, digits and underscores, beginning with a letter`},
		"deep":                        {head + "find: [{fact: a, patterns: ['" + strings.Repeat("(", 20) + "']}]", "2:40: too many brackets within brackets"},
		"long":                        {head + "find: [{fact: a, patterns: ['" + strings.Repeat("来", 500) + "{n}']}]", "2:30: the pattern is too long"},
		"nothing that must be there":  {head + "find: [{fact: a, zero: ['[没有]']}]", "2:26: nothing in the pattern must be there: it matches anything"},
		"the end of a clause alone":   {head + "find: [{fact: a, zero: ['{end}']}]", "2:26: nothing in the pattern must be there: it matches anything"},
		"a fact that is a list":       {head + "find: [{fact: [e], patterns: ['{n}']}]", `2:15: "fact" must be text, this is a list`},
		"a list with a reserved name": {head + "words: {n: [来客]}\nfind: []", `2:9: "n" is a name of patterns themselves: choose another`},
		"an empty list":               {head + "words: {a: []}\nfind: []", "2:12: this is empty Write something, or remove the key"},
		"lists that grow": {
			head + "words:\n  a: [" + strings.Repeat("来客,", 200) + "]\n  b: ['" + strings.Repeat("{a}", 30) + "']\n  c: ['" + strings.Repeat("{b}", 30) + "']\nfind: []",
			"5:11: too long once the lists of words are put in",
		},
		"an unknown key": {head + "find: [{fact: a, patterns: ['{n}'], topics: a}]", `2:37: unknown key "topics" Did you mean "topic"?`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var diags diag.List
			fact.Load(schema(), yamldoc.Parse("f.yaml", []byte(tc.text), &diags))
			var got []string
			for _, d := range diags.Sorted() {
				got = append(got, strings.TrimSpace(fmt.Sprintf("%d:%d: %s %s", d.Line, d.Column, d.Message.EN, d.Hint.EN)))
			}
			if !slices.Contains(got, tc.want) {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

// TestLayers adds to the facts of a form that is extended.
func TestLayers(t *testing.T) {
	t.Parallel()
	var diags diag.List
	s := schema()
	own := "units: {pets: [只]}\nwords: {visitor: [访客]}\nnegations: [不]\nfind:\n  - {fact: pets, patterns: ['{visitor}带来{n:pets}']}\n  - {ignore: 猫, patterns: ['猫{n:pets}']}\n"
	spec := fact.Load(s, yamldoc.Parse("own.yaml", []byte(own), &diags), yamldoc.Parse("base.yaml", []byte(clubFacts), &diags))
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	s.Facts = spec.Facts()
	for text, want := range map[string]string{
		"接待访客18人次，访客带来3只，猫2只": "visitors=18人次, pets=3只, (2只)",
		"接待来客18人次":            "?18人次", // the list has other words now
		"未接待访客18人次":           "visitors=18人次",
		"不接待访客18人次":           "?18人次",
		"收入3元":                "takings=3元",
	} {
		if got := found(spec.FindIn(s, 0, text)); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}

// shipped reads the facts of a shipped form, without the cells that they are compared
// with.
func shipped(tb testing.TB) (*fact.Spec, *report.Schema) {
	tb.Helper()
	data, err := os.ReadFile("../../rules/gov-disclosure/forms/gov-disclosure-2019.yaml")
	if err != nil {
		tb.Fatal(err)
	}
	var diags diag.List
	node := yamldoc.Parse("form.yaml", data, &diags).Get("facts")
	s := &report.Schema{Sections: []report.SectionSpec{{Key: "overview"}, {Key: "disclosure"}, {Key: "applications"}, {Key: "disputes"}, {Key: "other"}}}
	spec := fact.Load(s, node) // cells are reported as unknown, which does not matter here
	s.Facts = spec.Facts()
	return spec, s
}

func FuzzFind(f *testing.F) {
	spec, schema := shipped(f)
	for _, s := range []string{
		"今年我区共收到政府信息公开申请18件，按时回复16件，补正后申请内容仍不明确1件，有1起涉及行政复议，没有行政诉讼。",
		"共收到申请1,499件（占86.92%），其中当⾯24件；約百餘件。\n（二）依申请公开\n零申请", "一二三十百千万亿0.1%1.件",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 2000 {
			return
		}
		r := spec.FindIn(schema, 0, text)
		for i := range r.Facts {
			fact := &r.Facts[i]
			if fact.Span.Start < fact.Sentence.Start || fact.Span.End > fact.Sentence.End || fact.Span.Start > fact.Span.End || int(fact.Span.End) > len(text) {
				t.Fatalf("%q: fact at %v in a sentence at %v", text, fact.Span, fact.Sentence)
			}
			if fact.Value.IsNeg() {
				t.Fatalf("%q: %s", text, fact.Value)
			}
		}
	})
}

// FuzzLoad feeds patterns to the loader.
func FuzzLoad(f *testing.F) {
	for _, s := range []string{"{a}…[b|c]{n}", "((", "[{%}]", "…", "{n:u}……{end}"} {
		f.Add(s, "全年接待来客18人次")
	}
	f.Fuzz(func(_ *testing.T, pattern, text string) {
		var diags diag.List
		quoted := "'" + strings.ReplaceAll(pattern, "'", "''") + "'"
		node := yamldoc.Parse("f.yaml", []byte("units: {u: [人次]}\nwords: {a: [接待]}\nfind: [{fact: a, patterns: ["+quoted+"], zero: ["+quoted+"]}]"), &diags)
		if node == nil {
			return
		}
		s := schema()
		spec := fact.Load(s, node)
		s.Facts = spec.Facts()
		if diags.Len() == 0 {
			spec.FindIn(s, 0, text)
		}
	})
}

// BenchmarkFind reads a section of a report as they are written.
func BenchmarkFind(b *testing.B) {
	spec, schema := shipped(b)
	text := strings.Repeat("我局认真贯彻落实有关要求，不断健全完善工作制度，扎实做好各项工作，切实保障人民群众的知情权、参与权、监督权和表达权。\n", 10) +
		"（二）依申请公开。2023年共收到政府信息公开申请18件，其中网络申请11件，当面申请7件，上年结转1件；办结18件，其中予以公开10件，部分公开3件，" +
		"无法提供5件，结转下年度1件。因政府信息公开引发行政复议1件，没有行政诉讼。\n全年主动公开信息1052条，其中网站640条，微信412条。\n"
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if r := spec.FindIn(schema, 0, text); len(r.Facts) != 11 {
			b.Fatalf("%d facts: %s", len(r.Facts), found(r))
		}
	}
}
