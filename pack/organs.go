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
	return organs
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
