package engine

import (
	"path/filepath"
	"slices"
	"unicode/utf8"
)

// hierarchy says which digests belong together.
type hierarchy struct {
	organs *Organs
	// reports holds the first report of each organ and year.
	reports map[organYear]*Digest
	// years holds the years of which there are reports.
	years map[int]bool
	// parents and units hold the reports of organs and of their units.
	parents map[*Digest]*Digest
	units   map[*Digest][]*Digest
	missing map[*Digest][]string
	// bySuffix finds the organs of a year, without a report for the next, of which a name
	// is the end; nil is for a name that is the end of several. It is made when it is
	// first needed.
	bySuffix map[organYear]*Digest
}

// organYear is an organ, by the name that stands for it, and a year.
type organYear struct {
	organ string
	year  int
}

func (h *hierarchy) key(d *Digest) organYear {
	return organYear{h.organs.Canonical(d.name.Value()), d.year}
}

// first reports whether a digest is the first of its organ and year. Further ones are not
// compared: which of them counts cannot be told.
func (h *hierarchy) first(d *Digest) bool { return h.reports[h.key(d)] == d }

// newHierarchy finds out which digests belong together. folders says, by the number of an
// input, whether the organs whose reports are in one folder are units of the one among
// them that governs.
func newHierarchy(digests []*Digest, organs *Organs, folders func(input int) bool) *hierarchy {
	h := &hierarchy{
		organs: organs, reports: map[organYear]*Digest{}, years: map[int]bool{}, parents: map[*Digest]*Digest{},
		units: map[*Digest][]*Digest{}, missing: map[*Digest][]string{},
	}
	for _, d := range digests {
		if d.name.Value() == "" || d.year == 0 {
			continue
		}
		if key := h.key(d); h.reports[key] == nil {
			h.reports[key] = d
			h.years[d.year] = true
		}
	}
	h.listed(digests)
	h.inFolders(digests, folders)
	return h
}

// listed finds the units that are listed by name.
func (h *hierarchy) listed(digests []*Digest) {
	for _, d := range digests {
		if !h.first(d) {
			continue
		}
		organ := h.key(d).organ
		for _, unit := range h.organs.Units(organ) {
			u := h.reports[organYear{unit, d.year}]
			switch {
			case u == nil:
				h.missing[d] = append(h.missing[d], unit)
			case u != d:
				h.parents[u] = d
				h.units[d] = append(h.units[d], u)
			}
		}
	}
}

// folderYear is the reports of a folder for a year.
type folderYear struct {
	folder string
	year   int
}

// inFolders finds the units of organs that govern by the folders of their reports: those
// in the folder and below it, but for those below another folder with such an organ. Of
// several in a folder the one of the highest level counts, if there is just one.
func (h *hierarchy) inFolders(digests []*Digest, folders func(input int) bool) {
	type seat struct {
		digest *Digest
		level  int
		shared bool
	}
	seats := map[folderYear]*seat{}
	eligible := func(d *Digest) bool { return folders != nil && folders(d.input) && h.first(d) }
	for _, d := range digests {
		level := -1
		if eligible(d) {
			level = d.rules.schema.Level(d.name.Value())
		}
		if level < 0 {
			continue
		}
		key := folderYear{filepath.Dir(d.path), d.year}
		switch s := seats[key]; {
		case s == nil || level < s.level:
			seats[key] = &seat{digest: d, level: level}
		case level == s.level:
			s.shared = true
		}
	}
	for _, d := range digests {
		if !eligible(d) || h.parents[d] != nil || d.rules.schema.StandsApart(d.name.Value()) {
			continue
		}
		for folder := filepath.Dir(d.path); ; folder = filepath.Dir(folder) {
			s := seats[folderYear{folder, d.year}]
			if s != nil && s.digest != d {
				if !s.shared && len(h.organs.Units(h.key(s.digest).organ)) == 0 {
					h.parents[d] = s.digest
					h.units[s.digest] = append(h.units[s.digest], d)
				}
				break
			}
			if folder == filepath.Dir(folder) || folder == "." {
				break
			}
		}
	}
}

// previous returns the report of the organ for the year before, or nil.
func (h *hierarchy) previous(d *Digest) *Digest {
	key := h.key(d)
	key.year--
	return h.reports[key]
}

// parentBefore returns the report of the organ above for the year before, or nil.
func (h *hierarchy) parentBefore(d *Digest) *Digest {
	if p := h.parents[d]; p != nil {
		return h.previous(p)
	}
	if p := h.organs.Parent(h.key(d).organ); p != "" {
		return h.reports[organYear{h.organs.Canonical(p), d.year - 1}]
	}
	return nil
}

// shortestName is the least number of characters of a name that is the end of another.
const shortestName = 4

// namesake returns the report of the year before of an organ whose name is the end of that
// of this one, or the other way round, where neither has a report for both years and no
// other organ could be meant.
func (h *hierarchy) namesake(d *Digest) *Digest {
	if !h.years[d.year-1] || h.previous(d) != nil {
		return nil
	}
	if h.bySuffix == nil {
		h.bySuffix = map[organYear]*Digest{}
		for key, p := range h.reports {
			if !h.years[key.year+1] || h.reports[organYear{key.organ, key.year + 1}] != nil {
				continue
			}
			for _, suffix := range suffixes(key.organ) {
				at := organYear{suffix, key.year}
				if _, taken := h.bySuffix[at]; taken {
					h.bySuffix[at] = nil
					continue
				}
				h.bySuffix[at] = p
			}
		}
	}
	key := h.key(d)
	var found []*Digest
	// The name of this year's report is the end of that of last year's.
	if p, ok := h.bySuffix[organYear{key.organ, key.year - 1}]; ok {
		if p == nil {
			return nil
		}
		found = append(found, p)
	}
	for _, suffix := range suffixes(key.organ) {
		p := h.reports[organYear{suffix, key.year - 1}]
		if p != nil && h.reports[organYear{suffix, key.year}] == nil && !slices.Contains(found, p) {
			found = append(found, p)
		}
	}
	if len(found) != 1 {
		return nil
	}
	return found[0]
}

// suffixes lists the proper ends of a name that could be names.
func suffixes(name string) []string {
	var out []string
	for utf8.RuneCountInString(name) > shortestName {
		_, n := utf8.DecodeRuneInString(name)
		name = name[n:]
		out = append(out, name)
	}
	return out
}
