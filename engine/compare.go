package engine

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
	"strings"

	"github.com/gouji/gouji/report"
)

// slack is how much less alike two texts may seem by their signatures than they are, in
// thousandths: four times the standard error.
const slack = 200

// found is a text that is like one of another report.
type found struct {
	key   string // of the section
	match match
}

// sketchOf returns what is kept of a section for a rule, by its identifier.
func (d *Digest) sketchOf(rule, section string) (spec *sketchSpec, kept sketch, ok bool) {
	for c, slots := range d.rules.slots {
		if c.rule.ID != rule {
			continue
		}
		for i, slot := range slots {
			if c.specs[i].key == section {
				return &d.rules.sketches[slot], d.sketches[slot], true
			}
		}
	}
	return nil, sketch{}, false
}

// compare compares the text of a section with those of other reports. Where the reports
// cannot be read once more, it says what is not known.
func (s *subject) compare(c *compiledRule, section int) (m *match, unknown string) {
	key := s.digest.rules.schema.Sections[section].Key
	if c.rule.scope == corpusScope {
		for _, f := range s.cluster(c.rule)[s.digest] {
			if f.key == key {
				out := f.match
				return &out, ""
			}
		}
		return nil, ""
	}
	others := []*Digest{s.hierarchy.previous(s.digest)}
	if c.rule.scope == groupScope {
		others = []*Digest{s.hierarchy.parents[s.digest], s.hierarchy.parentBefore(s.digest)}
	}
	spec, mine, ok := s.digest.sketchOf(c.rule.ID, key)
	if !ok {
		return nil, ""
	}
	for _, other := range others {
		if other == nil {
			continue
		}
		_, theirs, ok := other.sketchOf(c.rule.ID, key)
		switch {
		case !ok || mine.data == "" || theirs.data == "":
			continue
		case c.rule.repeats != nil:
			if !repeatsOf(mine, theirs) {
				continue
			}
		case int(estimate(mine.data, theirs.data)*thousand) < c.above-slack:
			continue
		}
		here, there := s.reportOf(s.digest), s.reportOf(other)
		if here == nil || there == nil {
			unknown = report.SectionPrefix + key
			continue
		}
		var candidate *match
		if c.rule.repeats != nil {
			candidate = repeated(spec, here, there)
		} else {
			candidate = alike(spec, here, there, c.above)
		}
		if candidate != nil && (m == nil || candidate.similarity > m.similarity) {
			candidate.other = other
			m = candidate
		}
	}
	return m, unknown
}

// shinglesOf returns the shingles of the section of a report, or nil where the text is too
// short.
func (s *sketchSpec) shinglesOf(r *report.Report) shingleSet {
	section := r.Schema.Section(s.key)
	if section < 0 {
		return nil
	}
	runes := s.normal.apply(paragraphsOf(r, section), r.Title.OrganNormalised)
	if len(runes) < s.normal.least {
		return nil
	}
	return newShingleSet(runes)
}

// alike compares the text of a section of two reports.
func alike(spec *sketchSpec, here, there *report.Report, above int) *match {
	a, b := spec.shinglesOf(here), spec.shinglesOf(there)
	if a == nil || b == nil {
		return nil
	}
	similarity := a.resemblance(b)
	if similarity < above {
		return nil
	}
	return &match{similarity: similarity, cluster: 2, place: elsewhere(there, there.Sections[there.Schema.Section(spec.key)].Anchor)}
}

// repeated returns the sentences of a section that are those of the year before.
func repeated(spec *sketchSpec, here, there *report.Report) *match {
	past := map[string]sentence{}
	i, k := here.Schema.Section(spec.key), there.Schema.Section(spec.key)
	if i < 0 || k < 0 {
		return nil
	}
	spec.sentences.each(paragraphsOf(there, k), there.Title.Year, func(s sentence, _ byte) {
		if _, ok := past[s.text()]; !ok {
			past[s.text()] = s
		}
	})
	var m *match
	spec.sentences.each(paragraphsOf(here, i), here.Title.Year, func(s sentence, holds byte) {
		before, ok := past[s.text()]
		if holds&(namesYearPast|statesFigure) == 0 || !ok {
			return
		}
		if m == nil {
			span := s.span(here.Source)
			m = &match{sentence: strings.TrimSpace(here.Source.Slice(span)), place: elsewhere(there, before.span(there.Source)), span: &span}
		}
		m.count++
	})
	return m
}

// bandSize is how many values of a signature must be equal for two texts to be looked at.
// With the sixteen bands of a signature, texts that have 85 % of their shingles in common
// are missed once in 100,000 times, and those with 30 % are looked at once in ten.
const bandSize = 4

// cluster returns which texts are like those of other organs, for a rule.
func (c *conclusion) cluster(rule *Rule) map[*Digest][]found {
	known, ok := c.clusters[rule.ID]
	if !ok {
		known = map[*Digest][]found{}
		for _, n := range rule.texts() {
			c.clusterSection(rule.ID, n.Value(), known)
		}
		c.clusters[rule.ID] = known
	}
	return known
}

// member is a text that may be like others.
type member struct {
	digest *Digest
	order  int // in the run
	kept   sketch
	spec   *sketchSpec
	above  int
}

// clusterSection finds the sections that are like each other.
func (c *conclusion) clusterSection(rule, key string, known map[*Digest][]found) {
	members := make([]member, 0, len(c.digests))
	for i, d := range c.digests {
		spec, kept, ok := d.sketchOf(rule, key)
		if !ok || kept.data == "" {
			continue
		}
		members = append(members, member{d, i, kept, spec, d.rules.aboveOf(rule)})
	}
	// The probable original stands first: the earliest, then the most complete.
	for _, group := range candidates(members) {
		slices.SortFunc(group, func(a, b int) int {
			x, y := &members[a], &members[b]
			return cmp.Or(cmp.Compare(x.digest.year, y.digest.year), cmp.Compare(y.kept.length, x.kept.length), cmp.Compare(x.order, y.order))
		})
		c.verify(members, group, key, known)
	}
}

// aboveOf returns from which share of common text a rule calls texts alike.
func (f *formRules) aboveOf(rule string) int {
	for _, c := range f.across {
		if c.rule.ID == rule {
			return c.above
		}
	}
	return thousand
}

// candidates groups texts whose signatures agree in a band, by union and find. No two
// texts are compared that do not.
func candidates(members []member) [][]int {
	parent := make([]int, len(members))
	for i := range parent {
		parent[i] = i
	}
	root := func(i int) int {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	type entry struct {
		band uint64
		i    int32
	}
	entries := make([]entry, len(members))
	for at := 0; at < 2*signatureSize; at += 2 * bandSize {
		for i := range members {
			band := binary.LittleEndian.Uint64([]byte(members[i].kept.data[at : at+2*bandSize]))
			entries[i] = entry{band, int32(i)}
		}
		slices.SortFunc(entries, func(a, b entry) int { return cmp.Or(cmp.Compare(a.band, b.band), cmp.Compare(a.i, b.i)) })
		for i := 0; i < len(entries); {
			first := i
			for i++; i < len(entries) && entries[i].band == entries[first].band; i++ {
				a, b := &members[entries[first].i], &members[entries[i].i]
				if int(estimate(a.kept.data, b.kept.data)*thousand) >= b.above-slack {
					parent[root(int(entries[i].i))] = root(int(entries[first].i))
				}
			}
		}
	}
	groups := map[int][]int{}
	for i := range members {
		groups[root(i)] = append(groups[root(i)], i)
	}
	var out [][]int
	for i := range members {
		if g := groups[i]; len(g) > 1 {
			out = append(out, g)
		}
	}
	return out
}

// mostHeads bounds the texts with which each of a group is compared.
const mostHeads = 16

// verify reads the reports of a group once more and compares their texts in full: each
// with those before it that are like no other. Reports of one organ are no peers.
func (c *conclusion) verify(members []member, group []int, key string, known map[*Digest][]found) {
	type head struct {
		member    *member
		shingles  shingleSet
		place     *report.Elsewhere
		followers []*member
		alike     []int
	}
	organs := map[string]bool{}
	for _, i := range group {
		organs[c.organ(members[i].digest)] = true
	}
	if len(organs) < 2 {
		return
	}
	var heads []*head
	for _, i := range group {
		m := &members[i]
		r := c.reportOf(m.digest)
		if r == nil {
			continue
		}
		shingles := m.spec.shinglesOf(r)
		if shingles == nil {
			continue
		}
		best, most := (*head)(nil), math.MinInt
		own := false
		for _, h := range heads {
			similarity := h.shingles.resemblance(shingles)
			if similarity < m.above {
				continue
			}
			if c.organ(h.member.digest) == c.organ(m.digest) {
				own = true
				continue
			}
			if similarity > most {
				best, most = h, similarity
			}
		}
		switch {
		case best != nil:
			best.followers, best.alike = append(best.followers, m), append(best.alike, most)
		case !own && len(heads) < mostHeads:
			heads = append(heads, &head{member: m, shingles: shingles, place: elsewhere(r, r.Sections[r.Schema.Section(key)].Anchor)})
		}
	}
	for _, h := range heads {
		organs := map[string]bool{c.organ(h.member.digest): true}
		for _, m := range h.followers {
			organs[c.organ(m.digest)] = true
		}
		for i, m := range h.followers {
			known[m.digest] = append(known[m.digest], found{key, match{
				other: h.member.digest, similarity: h.alike[i], cluster: len(organs), place: h.place,
			}})
		}
	}
}

// organ names the organ of a report; one without a name is none of the others.
func (c *conclusion) organ(d *Digest) string {
	if name := d.name.Value(); name != "" {
		return c.hierarchy.organs.Canonical(name)
	}
	return "\x00" + d.path
}
