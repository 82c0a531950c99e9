package engine

import (
	"slices"

	"github.com/gouji/gouji/internal/fold"
)

// Organs says which names mean one organ and which organs are the units of another.
// The zero value knows nothing beyond the names themselves. It is not changed once a
// [Batch] uses it.
type Organs struct {
	// canonical maps the names of an organ, normalised, to the one that stands for it.
	canonical map[string]string
	// units holds the units of an organ, and parent the organ that a unit belongs to.
	units  map[string][]string
	parent map[string]string
}

// Add adds an organ with its other names and its units. An organ that is added twice
// has the names and units of both.
func (o *Organs) Add(name string, aliases, units []string) {
	if o.canonical == nil {
		o.canonical, o.units, o.parent = map[string]string{}, map[string][]string{}, map[string]string{}
	}
	organ := o.Canonical(name)
	o.canonical[fold.Name(name)] = organ
	for _, alias := range aliases {
		o.canonical[fold.Name(alias)] = organ
	}
	for _, unit := range units {
		if !slices.Contains(o.units[organ], fold.Name(unit)) {
			o.units[organ] = append(o.units[organ], fold.Name(unit))
			o.parent[fold.Name(unit)] = organ
		}
	}
}

// Canonical returns the name that stands for an organ.
func (o *Organs) Canonical(name string) string {
	name = fold.Name(name)
	if known, ok := o.canonical[name]; ok {
		return known
	}
	return name
}

// Parent returns the organ that lists another among its units, or the empty string. The
// names are canonical.
func (o *Organs) Parent(unit string) string {
	if p := o.parent[unit]; p != "" {
		return p
	}
	// The unit may be listed under another of its names.
	for alias, name := range o.canonical {
		if name == unit && o.parent[alias] != "" {
			return o.parent[alias]
		}
	}
	return ""
}

// Units lists the units of an organ, by their canonical names, in the order in which they
// were listed.
func (o *Organs) Units(organ string) []string {
	units := make([]string, 0, len(o.units[organ]))
	for _, unit := range o.units[organ] {
		if name := o.Canonical(unit); name != organ && !slices.Contains(units, name) {
			units = append(units, name)
		}
	}
	return units
}
