package batch

import "strings"

// inject puts defects into reports: so many of each kind as there are counties, and
// copied texts in one report of a hundred.
func (m *maker) inject() {
	for i, c := range m.counties {
		m.figureDefects(c, i)
		m.governmentDefects(c, i)
		m.textDefects(c)
		m.singleDefects(c, i)
	}
	copies := len(m.counties) * organsOfCounty * years / 100
	for range copies {
		m.copied()
	}
}

func (m *maker) defect(r *reported, rule, key, severity string) {
	r.taken = true
	m.defects = append(m.defects, Defect{r.path, rule, key, severity})
}

// free calls do with a report that has no defect, and whose neighbours in time have none;
// from is the first year that counts. Where there is none, nothing is done.
func (m *maker) free(organs []*organ, from int, do func(o *organ, y int)) {
	const tries = 200
	for range tries {
		o, y := organs[m.random.IntN(len(organs))], from+m.random.IntN(years-from)
		if !o.reports[y].taken && (y == 0 || !o.reports[y-1].taken) && (y == years-1 || !o.reports[y+1].taken) {
			do(o, y)
			return
		}
	}
}

// figureDefects changes figures of organs that are no unit of another.
func (m *maker) figureDefects(c *county, i int) {
	m.free(c.apart, 1, func(o *organ, y int) {
		r := o.reports[y]
		a := &r.applications
		if i%2 == 0 || a[rowIn][1] == 0 {
			r.receive(rowIn, 1)
			m.defect(r, "xyear-carryover", "applications.carried_in.total", "error")
			return
		}
		// From one kind of applicants to another: the total stays.
		a[rowIn][0]++
		a[rowIn][1]--
		a[rowNew][0]--
		a[rowNew][1]++
		if a[rowNew][0] < 0 {
			r.receive(rowNew, 1)
		}
		m.defect(r, "xyear-carryover", "applications.carried_in.natural_person", "warning")
	})
	m.free(c.apart, 1, func(o *organ, y int) {
		for k := y; k < years; k++ {
			o.reports[k].documents[2] += 9
		}
		m.defect(o.reports[y], "xyear-documents-stock", "disclosure.normative_documents.in_force", "warning")
	})
	m.free(c.apart, 1, func(o *organ, y int) {
		o.reports[y].decisions, o.reports[y].fee = o.reports[y-1].decisions, o.reports[y-1].fee
		m.defect(o.reports[y], "xyear-tables-identical", "disclosure", "warning")
	})
	m.free(c.apart, years-1, func(o *organ, y int) {
		if i%2 == 0 {
			o.reports[y-1].fee += 100
			o.reports[y].fee = (o.reports[y].fee + 100) * 10_000
			m.defect(o.reports[y], "xyear-jump", "disclosure.fees.amount", "note")
		} else {
			o.reports[y].receive(rowNew, 6*o.reports[y-1].applications[rowNew][totalColumn]+60)
			m.defect(o.reports[y], "xyear-jump", "applications.new.total", "note")
		}
		o.reports[y-1].taken = true
	})
}

// governmentDefects changes figures of the government, or takes away reports of units.
func (m *maker) governmentDefects(c *county, i int) {
	years := m.random.Perm(years)
	g := c.government
	r := g.reports[years[0]]
	r.receive(rowNew, 1)
	m.defect(r, "parent-sum-applications", "applications.new.natural_person", "error")
	r = g.reports[years[1]]
	r.decisions[0] += 7
	m.defect(r, "parent-sum-active", "disclosure.licences.decisions", "warning")
	// Applications with one outcome are counted with another, so that a unit has more.
	r = g.reports[years[2]]
	column := 0
	for k := range totalColumn {
		if r.applications[rowMisc][k] > r.applications[rowMisc][column] {
			column = k
		}
	}
	if n := r.applications[rowMisc][column]; n > 0 {
		r.applications[rowMisc][column] -= n
		r.applications[rowMisc][totalColumn] -= n
		r.applications[firstResult][column] += n
		r.applications[firstResult][totalColumn] += n
		kind := strings.Fields("natural_person business research public_welfare legal_service other")[column]
		m.defect(r, "parent-ge-child", "applications.other_misc."+kind, "warning")
		m.defect(r, "parent-sum-applications", "applications.granted."+kind, "error")
	}
	o := c.listed[m.random.IntN(len(c.listed))]
	y := years[3]
	o.reports[y].absent, o.reports[y].taken = true, true
	m.defect(g.reports[y], "parent-children-missing", "title", "note")
	if i%5 == 0 {
		c.officeListed = true
		for _, r := range c.apart[0].reports {
			m.defects = append(m.defects, Defect{r.path, "parent-scope", "title", "note"})
		}
	}
}

// textDefects copies texts of the year before.
func (m *maker) textDefects(c *county) {
	all := append(append([]*organ{}, c.listed...), c.apart...)
	m.free(all, 1, func(o *organ, y int) {
		o.reports[y].overview = o.reports[y-1].overview
		m.defect(o.reports[y], "xyear-text-duplicate", "sections.overview", "error")
		o.reports[y-1].taken = true
	})
	m.free(all, 1, func(o *organ, y int) {
		o.reports[y].overview = append(append([]string{}, o.reports[y-1].overview[:4]...), o.reports[y-1].overview[4]+m.work())
		m.defect(o.reports[y], "xyear-text-duplicate", "sections.overview", "")
		o.reports[y-1].taken = true
	})
	m.free(all, 1, func(o *organ, y int) {
		o.reports[y].problems = o.reports[y-1].problems
		m.defect(o.reports[y], "xyear-problems-repeated", "sections.problems", "warning")
	})
	m.free(all, 1, func(o *organ, y int) {
		now, before := o.reports[y], o.reports[y-1]
		left := m.pick(who) + "牵头" + m.pick(did) + m.pick(what)
		if m.random.IntN(2) == 0 {
			left += "，全年共发布1386条"
		} else {
			left = itoa(before.year) + "年" + left
		}
		now.overview = append([]string{}, now.overview...)
		before.overview = append([]string{}, before.overview...)
		now.overview[0] += left + "。"
		before.overview[0] += left + "。"
		m.defect(now, "xyear-year-residue", "sections.overview", "warning")
		before.taken = true
	})
	m.free(c.listed, 1, func(o *organ, y int) {
		o.reports[y].problems, o.reports[y].measures = c.government.reports[y].problems, c.government.reports[y].measures
		m.defect(o.reports[y], "peers-copied-from-parent", "sections.problems", "warning")
	})
}

// copied copies a text of an organ to one of another.
func (m *maker) copied() {
	organs := func() []*organ {
		c := m.counties[m.random.IntN(len(m.counties))]
		return append(append([]*organ{}, c.listed...), c.apart...)
	}
	m.free(organs(), 0, func(source *organ, y int) {
		source.reports[y].taken = true
		m.free(organs(), y, func(target *organ, z int) {
			first, second := source.reports[y], target.reports[z]
			second.overview = first.overview
			second.taken = true
			// Of one year and about one length, either may be taken for the original.
			path := second.path
			if first.year == second.year {
				path = first.path + "|" + second.path
			}
			m.defects = append(m.defects, Defect{Rule: "peers-text-duplicate", Key: "sections.overview", Severity: "warning", Path: path})
		})
	})
}

// singleDefects puts in defects that a report shows by itself.
func (m *maker) singleDefects(c *county, i int) {
	m.free(c.apart, 0, func(o *organ, y int) {
		if i%2 == 0 {
			o.reports[y].disputes[4]++
			m.defect(o.reports[y], "disputes-review-total", "disputes.reconsideration.total", "error")
			return
		}
		o.reports[y].withoutOther = true
		m.defect(o.reports[y], "section-missing", "sections.other", "error")
	})
	m.free(c.apart[2:], years-1, func(o *organ, y int) {
		o.reports[y].name = "江北市" + o.name
		m.defect(o.reports[y], "xyear-organ-uncertain", "title", "note")
	})
}
