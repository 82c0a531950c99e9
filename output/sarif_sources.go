package output

import (
	"regexp"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/gouji/gouji/report"
)

// sourcesName names the taxonomy of the documents that rules follow from.
const sourcesName = "sources"

// sources is the documents that the rules of a run follow from, and the provisions of
// them, as a taxonomy: each is a taxon, in the order in which rules cite them.
type sources struct {
	taxa  []taxon
	index map[string]int
	rules map[string][]int // by identifier, indices in taxa
}

// taxon is a document, or a provision with the index of its document.
type taxon struct {
	id       string
	document int // -1 for a document
}

// citation tells the title of a document, in its marks, from the provision that follows.
var citation = regexp.MustCompile(`^(《[^》]+》)\s*(.*)$`)

// newSources reads what the rules cite: citations with semicolons between them.
func newSources(rules []report.RuleInfo) *sources {
	s := &sources{index: map[string]int{}, rules: map[string][]int{}}
	for _, r := range rules {
		for cited := range strings.FieldsFuncSeq(r.Source, func(c rune) bool { return c == '；' || c == ';' || c == '\n' }) {
			cited = strings.TrimSpace(cited)
			if cited == "" {
				continue
			}
			document := -1
			if parts := citation.FindStringSubmatch(cited); parts != nil && parts[2] != "" {
				document = s.add(parts[1], -1)
			}
			s.rules[r.ID] = append(s.rules[r.ID], s.add(cited, document))
		}
	}
	return s
}

func (s *sources) add(id string, document int) int {
	i, ok := s.index[id]
	if !ok {
		i = len(s.taxa)
		s.index[id] = i
		s.taxa = append(s.taxa, taxon{id, document})
	}
	return i
}

// of lists what a rule cites, as indices of taxa.
func (s *sources) of(rule string) []int { return s.rules[rule] }

// document names the document that a taxon is or belongs to.
func (s *sources) document(i int) string {
	if d := s.taxa[i].document; d >= 0 {
		i = d
	}
	return s.taxa[i].id
}

// reference refers to a taxon from outside of the taxonomy.
func (s *sources) reference(i int) *sarif.ReportingDescriptorReference {
	reference := sarif.NewReportingDescriptorReference()
	reference.Index = i
	return reference.WithID(s.taxa[i].id).WithToolComponent(taxonomyReference())
}

func taxonomyReference() *sarif.ToolComponentReference {
	component := sarif.NewToolComponentReference()
	component.Index = 0 // it is the only taxonomy
	return component.WithName(sourcesName)
}

// taxonomy describes the documents and their provisions.
func (s *sources) taxonomy(lang report.Language) *sarif.ToolComponent {
	c := sarif.NewToolComponent().WithName(sourcesName)
	c.Rules = nil // it has taxa
	c.Language = lang.Pick("zh-CN", "en-US")
	c.WithShortDescription(text(lang.Pick("规则所依据的文件及其条款", "The documents that the rules follow from, and their provisions.")))
	for _, t := range s.taxa {
		d := sarif.NewReportingDescriptor().WithID(t.id)
		d.WithShortDescription(text(shorten(t.id)))
		if t.document >= 0 {
			relationship := sarif.NewReportingDescriptorRelationship()
			relationship.Kinds = []string{"subset"}
			relationship.WithTarget(s.reference(t.document))
			d.AddRelationship(relationship)
		}
		c.Taxa = append(c.Taxa, d)
	}
	return c
}
