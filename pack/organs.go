package pack

import (
	"fmt"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/internal/fold"
	"github.com/gouji/gouji/internal/yamldoc"
	"github.com/gouji/gouji/report"
)

// Organ is what a configuration says of an organ: its other names, and the organs that
// are its units.
type Organ struct {
	Name           string
	Aliases, Units []string
}

// ReadOrgans reads a list of organs. Mistakes are reported to the diagnostics of the file.
func ReadOrgans(n *yamldoc.Node) []Organ {
	organs := make([]Organ, 0, len(n.Items()))
	names := map[string]int{}
	units := map[string]int{}
	known := func(seen map[string]int, n *yamldoc.Node) {
		name := fold.Name(n.String())
		switch first := seen[name]; {
		case name == "":
			if n.IsScalar() {
				n.Errorf(report.Text{ZH: "名称是空的", EN: "the name is empty"}, report.Text{})
			}
		case first != 0:
			n.Errorf(report.Text{
				ZH: fmt.Sprintf("“%s”重复，首次出现在第 %d 行", n.Value(), first), EN: fmt.Sprintf("%q was named on line %d already", n.Value(), first),
			}, report.Text{})
		default:
			seen[name] = n.Line()
		}
	}
	for _, item := range n.Items() {
		m := item.Mapping()
		name, aliases, parts := m.Require("name"), m.Take("aliases").List(), m.Take("units").List()
		m.Done()
		if name == nil {
			continue
		}
		known(names, name)
		o := Organ{Name: name.String()}
		for _, alias := range aliases {
			known(names, alias)
			o.Aliases = append(o.Aliases, alias.String())
		}
		for _, unit := range parts {
			known(units, unit)
			o.Units = append(o.Units, unit.String())
		}
		organs = append(organs, o)
	}
	unlikelyUnits(n, organs)
	return organs
}

// unlikelyUnits reports units that are the organ itself, that are listed under two of their
// names, or that are above the organ.
func unlikelyUnits(n *yamldoc.Node, organs []Organ) {
	first := map[string]string{} // the first name of each organ, by all of its names
	for _, o := range organs {
		for _, name := range append([]string{o.Name}, o.Aliases...) {
			first[fold.Name(name)] = fold.Name(o.Name)
		}
	}
	canonical := func(n *yamldoc.Node) string {
		if known, ok := first[fold.Name(n.Value())]; ok {
			return known
		}
		return fold.Name(n.Value())
	}
	above := map[string]string{}
	for _, item := range n.Items() {
		name := item.Get("name")
		if !name.IsScalar() {
			continue
		}
		organ, lines := canonical(name), map[string]int{}
		for _, unit := range item.Get("units").List() {
			if !unit.IsScalar() {
				continue
			}
			u := canonical(unit)
			line := lines[u]
			lines[u] = unit.Line()
			switch {
			case u == organ:
				unit.Errorf(report.Text{
					ZH: fmt.Sprintf("“%s”不能是自己的下级单位", unit.Value()), EN: fmt.Sprintf("%q cannot be a unit of itself", unit.Value()),
				}, report.Text{})
			case line != 0:
				unit.Errorf(report.Text{
					ZH: fmt.Sprintf("“%s”与第 %d 行所列的是同一机关", unit.Value(), line),
					EN: fmt.Sprintf("%q is the organ that line %d lists", unit.Value(), line),
				}, report.Text{})
			case isAbove(above, u, organ):
				unit.Errorf(report.Text{
					ZH: fmt.Sprintf("“%s”是“%s”的上级，不能又是它的下级单位", unit.Value(), name.Value()),
					EN: fmt.Sprintf("%q is above %q and cannot be its unit", unit.Value(), name.Value()),
				}, report.Text{})
			default:
				above[u] = organ
			}
		}
	}
}

// isAbove reports whether an organ is above another, where above holds the one right above
// each.
func isAbove(above map[string]string, organ, other string) bool {
	for range len(above) + 1 {
		up, ok := above[other]
		if !ok {
			return false
		}
		if up == organ {
			return true
		}
		other = up
	}
	return false
}

// groupsByFolder is the way of grouping organs by the folders of their reports.
const groupsByFolder = "folders"

// ReadGroups reads how organs are grouped beside those that are listed: whether by the
// folders of their reports.
func ReadGroups(n *yamldoc.Node) bool {
	if n == nil {
		return false
	}
	ways := []string{groupsByFolder, "none"}
	switch n.String() {
	case groupsByFolder:
		return true
	case "none":
	default:
		n.Errorf(report.Text{ZH: fmt.Sprintf("未知的“%s”", n.Value()), EN: fmt.Sprintf("unknown %q", n.Value())}, diag.DidYouMean(n.Value(), ways))
	}
	return false
}
