package engine

import (
	"context"
	"regexp"
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/report"
)

// The functions that look for a pattern in running text: findName tells where it
// matches, mentionsName whether it does.
const (
	findName     = "find"
	mentionsName = "mentions"
)

// searches reports whether a function looks for a pattern in running text.
func searches(function string) bool { return function == findName || function == mentionsName }

// maxHits bounds what one call of find gives.
const maxHits = 100

// deadlineEvery is how many bytes of text are searched between two looks at the clock.
const deadlineEvery = 1 << 16

// pattern is a pattern that is written out in a rule, compiled once. To CEL it is the
// text that it was.
type pattern struct {
	types.String

	expression *regexp.Regexp
	// here lists the groups that bound what is found, where there are such.
	here []int
	need need
}

// hereGroup names the group of a pattern that is the place, where that is a part of what
// matches. In a pattern made of several a number follows.
const hereGroup = "here"

func newPattern(s string) (*pattern, error) {
	expression, err := regexp.Compile(s)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded where it is shown
	}
	p := &pattern{String: types.String(s), expression: expression}
	for i, name := range expression.SubexpNames() {
		if strings.HasPrefix(name, hereGroup) {
			p.here = append(p.here, i)
		}
	}
	if tree, err := syntax.Parse(s, syntax.Perl); err == nil {
		p.need = needOf(tree.Simplify())
	}
	return p, nil
}

// all lists where the pattern matches in a text, at most n places.
func (p *pattern) all(text string, n int) [][]int {
	if len(p.here) == 0 {
		return p.expression.FindAllStringIndex(text, n)
	}
	matches := p.expression.FindAllStringSubmatchIndex(text, n)
	for i, m := range matches {
		for _, g := range p.here {
			if m[2*g] >= 0 {
				matches[i] = m[2*g : 2*g+2]
				break
			}
		}
	}
	return matches
}

// hits reports whether a text holds anything that the pattern matches: nothing at all is
// no hit.
func (p *pattern) hits(text string) bool {
	at := p.expression.FindStringIndex(text)
	if at == nil || at[0] < at[1] {
		return at != nil
	}
	return slices.ContainsFunc(p.expression.FindAllStringIndex(text, maxHits), func(at []int) bool { return at[0] < at[1] })
}

// need is what a text must hold for a pattern to match: one of some words, or one of some
// ASCII characters. To look for that is much faster than to match. The zero value
// says that it cannot be told.
type need struct {
	words []string
	ascii string
}

// metBy reports whether a text holds what is needed.
func (n need) metBy(text string) bool {
	if n.none() || n.ascii != "" && strings.ContainsAny(text, n.ascii) {
		return true
	}
	return slices.ContainsFunc(n.words, func(w string) bool { return strings.Contains(text, w) })
}

// none reports whether nothing is known of what is needed.
func (n need) none() bool { return n.words == nil && n.ascii == "" }

// maxWords bounds the words that are looked for in place of a pattern: more take as long
// as the pattern itself.
const maxWords = 24

// better reports whether a need is the stricter one of two: words of two characters and
// more are rare in a text, and few of them are soon looked for.
func (n need) better(than need) bool {
	if n.none() || than.none() {
		return !n.none()
	}
	const rare = 6
	isRare := func(n need) bool { return n.ascii == "" && shortest(n.words) >= rare }
	if isRare(n) != isRare(than) {
		return isRare(n)
	}
	return len(n.words)+len(n.ascii) < len(than.words)+len(than.ascii)
}

// needOf returns what an expression needs.
func needOf(re *syntax.Regexp) need {
	switch re.Op {
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase == 0 {
			return need{words: []string{string(re.Rune)}}
		}
		return needOfClass(spellings(re.Rune[0]))
	case syntax.OpCharClass:
		return needOfClass(re.Rune)
	case syntax.OpCapture, syntax.OpPlus:
		return needOf(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return needOf(re.Sub[0])
		}
	case syntax.OpConcat:
		return needOfAll(re.Sub)
	case syntax.OpAlternate:
		return needOfEither(re.Sub)
	default:
	}
	return need{}
}

// needOfAll returns what a sequence of expressions needs: what the strictest of them does,
// or several together that match nothing but a few words.
func needOfAll(subs []*syntax.Regexp) need {
	var best need
	words := []string{""}
	consider := func(n need) {
		if n.better(best) {
			best = n
		}
	}
	for _, sub := range subs {
		consider(needOf(sub))
		exact := exactWords(sub)
		if exact == nil || len(words)*len(exact) > maxWords {
			words = []string{""}
			continue
		}
		words = products(words, exact)
		if shortest(words) > 0 {
			consider(need{words: words})
		}
	}
	return best
}

// products joins each text of a list with each of another.
func products(a, b []string) []string {
	all := make([]string, 0, len(a)*len(b))
	for _, x := range a {
		for _, y := range b {
			all = append(all, x+y)
		}
	}
	return all
}

// exactWords lists all that an expression matches, where that is a few words, else nil.
func exactWords(re *syntax.Regexp) []string {
	switch re.Op {
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase == 0 {
			return []string{string(re.Rune)}
		}
	case syntax.OpCharClass:
		n := needOfClass(re.Rune)
		if len(n.ascii) > maxWords {
			return nil
		}
		return append(slices.Clone(n.words), strings.Split(n.ascii, "")...)
	case syntax.OpCapture:
		return exactWords(re.Sub[0])
	case syntax.OpEmptyMatch:
		return []string{""}
	case syntax.OpQuest:
		if all := exactWords(re.Sub[0]); all != nil && len(all) < maxWords {
			return append([]string{""}, all...)
		}
	case syntax.OpConcat:
		all := []string{""}
		for _, sub := range re.Sub {
			exact := exactWords(sub)
			if exact == nil || len(all)*len(exact) > maxWords {
				return nil
			}
			all = products(all, exact)
		}
		return all
	case syntax.OpAlternate:
		var all []string
		for _, sub := range re.Sub {
			exact := exactWords(sub)
			if exact == nil || len(all)+len(exact) > maxWords {
				return nil
			}
			all = append(all, exact...)
		}
		return all
	default:
	}
	return nil
}

// needOfEither returns what one of several expressions needs.
func needOfEither(subs []*syntax.Regexp) need {
	var all need
	for _, sub := range subs {
		n := needOf(sub)
		if n.none() || len(all.words)+len(n.words) > maxWords {
			return need{}
		}
		all.words = append(all.words, n.words...)
		all.ascii += n.ascii
	}
	return all
}

// needOfClass lists the characters of a class, where they are few or all are ASCII.
func needOfClass(ranges []rune) need {
	var words []string
	var ascii strings.Builder
	for i := 0; i < len(ranges); i += 2 {
		from, to := ranges[i], ranges[i+1]
		if to >= utf8.RuneSelf && int(to-from)+len(words)+ascii.Len() >= maxWords {
			return need{}
		}
		for r := from; r <= to; r++ {
			if r < utf8.RuneSelf {
				ascii.WriteRune(r)
			} else {
				words = append(words, string(r))
			}
		}
	}
	return need{words: words, ascii: ascii.String()}
}

// spellings lists a character and what it is in other cases, as ranges.
func spellings(r rune) []rune {
	ranges := []rune{r, r}
	for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
		ranges = append(ranges, other, other)
	}
	return ranges
}

func shortest(words []string) int {
	n := len(words[0])
	for _, w := range words {
		n = min(n, len(w))
	}
	return n
}

// pattern reads the pattern that is the argument of find, mentions or matches: a text, a parameter
// or a list of them, of which any may match. What is no such thing is left alone.
func (r *rewriter) pattern(e ast.Expr, folded bool) {
	if s, ok := literalText(e); ok {
		if folded {
			e.SetKindCase(r.factory.NewLiteral(e.ID(), types.String(foldPattern(s))))
		}
		return // a mistake is reported where it stands
	}
	parts := r.texts(e)
	if parts == nil {
		return
	}
	for i, part := range parts {
		if folded {
			part = foldPattern(part)
		}
		if _, err := regexp.Compile(part); err != nil {
			r.ok = false
			r.t.reportAt(e.ID(), 0, diag.BadPattern(err), report.Text{})
			return
		}
		parts[i] = part
	}
	joined := parts[0]
	if len(parts) > 1 {
		for i := range parts {
			parts[i] = groupOf.ReplaceAllString(parts[i], "(?P<"+hereGroup+strconv.Itoa(i)+">")
		}
		joined = "(?:" + strings.Join(parts, ")|(?:") + ")"
	}
	e.SetKindCase(r.factory.NewLiteral(e.ID(), types.String(joined)))
}

// groupOf finds the group that is the place.
var groupOf = regexp.MustCompile(`\(\?P?<` + hereGroup + `>`)

// literalText returns a text that is written out.
func literalText(e ast.Expr) (string, bool) {
	if e.Kind() != ast.LiteralKind {
		return "", false
	}
	s, ok := e.AsLiteral().(types.String)
	return string(s), ok
}

// texts returns the texts of a literal, of a parameter or of a list of them, or nil.
func (r *rewriter) texts(e ast.Expr) []string {
	switch e.Kind() {
	case ast.LiteralKind:
		return textsOf(e.AsLiteral())
	case ast.SelectKind:
		if name, ok := paramName(e); ok && r.scope.params[name] != nil {
			return textsOf(r.scope.params[name].Value)
		}
	case ast.ListKind:
		var all []string
		for _, element := range e.AsList().Elements() {
			texts := r.texts(element)
			if texts == nil {
				return nil
			}
			all = append(all, texts...)
		}
		return all
	default:
	}
	return nil
}

// textsOf returns a text, or those of a list.
func textsOf(v ref.Val) []string {
	switch v := v.(type) {
	case types.String:
		return []string{string(v)}
	case constantList:
		var all []string
		for _, element := range v.values {
			s, ok := element.(types.String)
			if !ok {
				return nil
			}
			all = append(all, string(s))
		}
		return all
	}
	return nil
}

// writtenOut reports a pattern that is not known before a report is read.
func (t *translator) writtenOut(call ast.CallExpr) bool {
	args := call.Args()
	if len(args) != 1 || args[0].Kind() == ast.LiteralKind {
		return true
	}
	t.reportAt(args[0].ID(), 0, report.Text{
		ZH: call.FunctionName() + "(…) 的正则表达式须写明：引号里的文字、params 的参数，或它们的列表",
		EN: "the pattern of " + call.FunctionName() + "(…) must be written out: a text in quotes, a parameter, or a list of such",
	}, report.Text{ZH: "找别的文字请用 .text.contains(…)", EN: "To look for another text use .text.contains(…)"})
	return false
}

// compilePatterns replaces the patterns of find and mentions by what they compile to.
func compilePatterns(checked *ast.AST) {
	factory := ast.NewExprFactory()
	ast.PostOrderVisit(checked.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() != ast.CallKind || !searches(e.AsCall().FunctionName()) || len(e.AsCall().Args()) != 1 {
			return
		}
		arg := e.AsCall().Args()[0]
		if s, ok := arg.AsLiteral().(types.String); ok {
			if p, err := newPattern(string(s)); err == nil {
				arg.SetKindCase(factory.NewLiteral(arg.ID(), p))
			}
		}
	}))
}

// find looks for a pattern in the running text of a part of the report, paragraph by
// paragraph.
func find(target, argument ref.Val) ref.Val {
	o, p, failed := searched(target, argument)
	if failed != nil {
		return failed
	}
	b := o.bound
	key := search{p, o.class, o.index}
	if hits, ok := b.searches[key]; ok {
		return hits
	}
	hits, err := b.search(p, o.class.passage(o))
	if err != nil {
		return types.WrapErr(err)
	}
	if b.searches == nil {
		b.searches = map[search]ref.Val{}
	}
	b.searches[key] = hits
	return hits
}

// mentions reports whether the running text of a part of the report matches a pattern.
func mentions(target, argument ref.Val) ref.Val {
	o, p, failed := searched(target, argument)
	if failed != nil {
		return failed
	}
	b, in := o.bound, o.class.passage(o)
	clock := clock{b: b}
	for i := in.First; i <= in.Last; i++ {
		start, end := in.Bounds(b.report, i)
		text := b.report.Paragraphs[i].Text[start:end]
		if clock.passed(len(text)) {
			return types.WrapErr(context.DeadlineExceeded)
		}
		if p.need.metBy(text) && p.hits(text) {
			return types.True
		}
	}
	return types.False
}

// searched returns what is looked for and where. failed is not nil where that is not
// known.
func searched(target, argument ref.Val) (o *object, p *pattern, failed ref.Val) {
	o, isObject := target.(*object)
	p, isPattern := argument.(*pattern)
	if !isObject || !isPattern {
		return nil, nil, types.MaybeNoSuchOverloadErr(argument)
	}
	if o.class.isMissing != nil && o.class.isMissing(o) {
		return nil, nil, o.bound.unknown(o.class.place(o).Key)
	}
	return o, p, nil
}

// clock looks at the time once in a while.
type clock struct {
	b     *binding
	bytes int
}

// passed reports whether the time of the rule is over, given how much text comes next.
func (c *clock) passed(bytes int) bool {
	if c.bytes += bytes; c.bytes <= deadlineEvery {
		return false
	}
	c.bytes = 0
	return c.b.expired != nil && c.b.expired()
}

// search is a pattern that was looked for in a part of the report.
type search struct {
	pattern *pattern
	class   *class
	index   int
}

// search lists what a pattern matches in a passage.
func (b *binding) search(p *pattern, in report.Passage) (ref.Val, error) {
	var hits []ref.Val
	clock := clock{b: b}
	for i := in.First; i <= in.Last; i++ {
		start, end := in.Bounds(b.report, i)
		text := b.report.Paragraphs[i].Text[start:end]
		if clock.passed(len(text)) {
			return nil, context.DeadlineExceeded
		}
		if !p.need.metBy(text) {
			continue
		}
		for _, at := range p.all(text, maxHits-len(hits)) {
			if at[0] == at[1] {
				continue
			}
			hits = append(hits, &object{class: b.model.hit, bound: b, index: len(b.hits)})
			b.hits = append(b.hits, report.Passage{First: i, Last: i, Start: start + at[0], End: start + at[1]})
		}
		if len(hits) >= maxHits {
			break
		}
	}
	if len(hits) == 0 {
		return b.noHits, nil
	}
	return newList(hits), nil
}
