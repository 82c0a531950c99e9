package main

import (
	"strings"

	"github.com/gouji/gouji/docs"
	"github.com/gouji/gouji/report"
	"github.com/gouji/gouji/rules"
)

// withPages adds the pages about the rules that are built in.
func (c *command) withPages(infos []report.RuleInfo) []report.RuleInfo {
	for i := range infos {
		if r := &infos[i]; strings.HasPrefix(r.File, rules.Prefix) {
			r.Page, r.Address = docs.RulePage(c.lang.Pick("zh", "en"), r.ID)
		}
	}
	return infos
}
