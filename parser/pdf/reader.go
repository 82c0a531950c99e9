package pdf

import (
	"fmt"
	"math"
	"unicode"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/structs"

	"github.com/gouji/gouji/parser/document"
	"github.com/gouji/gouji/report"
)

// reader reads the pages of a file.
type reader struct {
	instance            pdfium.Pdfium
	characters, objects int
	// turn makes coordinates of the page as shown from those of the file.
	turn  matrix
	shown page
}

// matrix maps a point: x' = a·x + c·y + e, y' = b·x + d·y + f.
type matrix struct{ a, b, c, d, e, f float64 }

// then returns the matrix that maps by m first and by n then.
func (m matrix) then(n matrix) matrix {
	return matrix{
		a: m.a*n.a + m.b*n.c, b: m.a*n.b + m.b*n.d,
		c: m.c*n.a + m.d*n.c, d: m.c*n.b + m.d*n.d,
		e: m.e*n.a + m.f*n.c + n.e, f: m.e*n.b + m.f*n.d + n.f,
	}
}

func (m matrix) point(x, y float64) (float64, float64) {
	return m.a*x + m.c*y + m.e, m.b*x + m.d*y + m.f
}

// box maps a rectangle.
func (m matrix) box(left, bottom, right, top float64) report.Box {
	x1, y1 := m.point(left, bottom)
	x2, y2 := m.point(right, top)
	return report.Box{Left: min(x1, x2), Top: min(y1, y2), Right: max(x1, x2), Bottom: max(y1, y2)}
}

func (r *reader) page(ref requests.Page) (page, error) {
	loaded, err := r.instance.FPDF_GetPageBoundingBox(&requests.FPDF_GetPageBoundingBox{Page: ref})
	if err != nil {
		return page{}, fmt.Errorf("size: %w", err)
	}
	rotation, err := r.instance.FPDFPage_GetRotation(&requests.FPDFPage_GetRotation{Page: ref})
	if err != nil {
		return page{}, fmt.Errorf("rotation: %w", err)
	}
	left, bottom := float64(loaded.Rect.Left), float64(loaded.Rect.Bottom)
	right, top := float64(loaded.Rect.Right), float64(loaded.Rect.Top)
	switch rotation.PageRotation {
	case enums.FPDF_PAGE_ROTATION_90_CW:
		r.turn = matrix{b: 1, c: 1, e: -bottom, f: -left}
	case enums.FPDF_PAGE_ROTATION_180_CW:
		r.turn = matrix{a: -1, d: 1, e: right, f: -bottom}
	case enums.FPDF_PAGE_ROTATION_270_CW:
		r.turn = matrix{b: -1, c: -1, e: top, f: right}
	default:
		r.turn = matrix{a: 1, d: -1, e: -left, f: top}
	}
	r.shown = page{}
	if err := r.text(ref); err != nil {
		return page{}, err
	}
	count, err := r.instance.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: ref})
	if err != nil {
		return page{}, fmt.Errorf("objects: %w", err)
	}
	for i := range count.Count {
		o, err := r.instance.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: ref, Index: i})
		if err != nil {
			return page{}, fmt.Errorf("object %d: %w", i, err)
		}
		if err := r.object(o.PageObject, r.turn, 0); err != nil {
			return page{}, err
		}
	}
	return r.shown, nil
}

// maxSlant is how far, in radians, the lines of a text may lean: those of scanned pages
// lean by a degree or two, watermarks by far more.
const maxSlant = 0.1

// text reads the characters of a page.
func (r *reader) text(ref requests.Page) error {
	text, err := r.instance.GetPageTextStructured(&requests.GetPageTextStructured{Page: ref, Mode: requests.GetPageTextStructuredModeChars})
	if err != nil {
		return fmt.Errorf("text: %w", err)
	}
	if r.characters += len(text.Chars); r.characters > MaxCharacters {
		return document.LimitError{Text: report.Text{
			ZH: fmt.Sprintf("PDF 超过 %d 个字符，不予读取", MaxCharacters), EN: fmt.Sprintf("the PDF has more than %d characters", MaxCharacters),
		}}
	}
	r.shown.glyphs = make([]glyph, 0, len(text.Chars))
	for _, c := range text.Chars {
		// PDFium adds spaces and line breaks of its own; gaps are measured here.
		if c.Text == "" || unicode.IsSpace([]rune(c.Text)[0]) || unicode.IsControl([]rune(c.Text)[0]) {
			continue
		}
		if slanted := math.Mod(math.Abs(c.Angle), math.Pi/2); min(slanted, math.Pi/2-slanted) > maxSlant {
			continue
		}
		p := c.PointPosition
		box := r.turn.box(p.Left, p.Bottom, p.Right, p.Top)
		if math.IsNaN(box.Left+box.Top+box.Right+box.Bottom) || math.IsInf(box.Left+box.Top+box.Right+box.Bottom, 0) {
			continue
		}
		r.shown.glyphs = append(r.shown.glyphs, glyph{c.Text, box})
	}
	return nil
}

// maxForms bounds how deep drawings may be nested in drawings.
const maxForms = 8

// object reads what is drawn, if it is a line or a picture.
func (r *reader) object(o references.FPDF_PAGEOBJECT, m matrix, depth int) error {
	if r.objects++; r.objects > MaxObjects {
		return document.LimitError{Text: report.Text{
			ZH: fmt.Sprintf("PDF 中的图形超过 %d 个，不予读取", MaxObjects), EN: fmt.Sprintf("the PDF has more than %d drawn objects", MaxObjects),
		}}
	}
	kind, err := r.instance.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: o})
	if err != nil {
		return fmt.Errorf("type of an object: %w", err)
	}
	switch kind.Type {
	case enums.FPDF_PAGEOBJ_PATH:
		return r.path(o, m)
	case enums.FPDF_PAGEOBJ_IMAGE:
		r.shown.images++
	case enums.FPDF_PAGEOBJ_FORM:
		return r.form(o, m, depth)
	default:
	}
	return nil
}

func (r *reader) form(o references.FPDF_PAGEOBJECT, m matrix, depth int) error {
	if depth >= maxForms {
		return nil
	}
	count, err := r.instance.FPDFFormObj_CountObjects(&requests.FPDFFormObj_CountObjects{PageObject: o})
	if err != nil {
		return nil //nolint:nilerr // a drawing without parts
	}
	own, err := r.instance.FPDFPageObj_GetMatrix(&requests.FPDFPageObj_GetMatrix{PageObject: o})
	if err != nil {
		return nil //nolint:nilerr // a drawing that cannot be placed draws no line
	}
	inner := toMatrix(own.Matrix).then(m)
	for i := range count.Count {
		part, err := r.instance.FPDFFormObj_GetObject(&requests.FPDFFormObj_GetObject{PageObject: o, Index: uint64(i)})
		if err != nil {
			continue
		}
		if err := r.object(part.PageObject, inner, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func toMatrix(m structs.FPDF_FS_MATRIX) matrix {
	return matrix{float64(m.A), float64(m.B), float64(m.C), float64(m.D), float64(m.E), float64(m.F)}
}

// Bounds of ruling lines in points: thicker ones are areas, shorter ones are parts
// of characters or ornaments.
const (
	maxThickness = 3
	minLength    = 4
)

// path reads the lines of a path.
func (r *reader) path(o references.FPDF_PAGEOBJECT, m matrix) error {
	own, err := r.instance.FPDFPageObj_GetMatrix(&requests.FPDFPageObj_GetMatrix{PageObject: o})
	if err != nil {
		return nil //nolint:nilerr // a path that cannot be placed draws no line
	}
	mode, err := r.instance.FPDFPath_GetDrawMode(&requests.FPDFPath_GetDrawMode{PageObject: o})
	if err != nil || !mode.Stroke && mode.FillMode == enums.FPDF_FILLMODE_NONE {
		return nil //nolint:nilerr // an invisible path
	}
	count, err := r.instance.FPDFPath_CountSegments(&requests.FPDFPath_CountSegments{PageObject: o})
	if err != nil {
		return nil //nolint:nilerr // a path without segments
	}
	if r.objects += count.Count; r.objects > MaxObjects {
		return document.LimitError{Text: report.Text{
			ZH: fmt.Sprintf("PDF 中的图形超过 %d 个，不予读取", MaxObjects), EN: fmt.Sprintf("the PDF has more than %d drawn objects", MaxObjects),
		}}
	}
	t := tracer{page: &r.shown, stroke: mode.Stroke}
	place := toMatrix(own.Matrix).then(m)
	for i := range count.Count {
		kind, x, y, closes, ok := r.segment(o, i)
		if !ok {
			break // what cannot be told draws no line
		}
		x, y = place.point(x, y)
		t.step(kind, x, y, closes)
	}
	t.end()
	return nil
}

// segment reads a segment of a path.
func (r *reader) segment(o references.FPDF_PAGEOBJECT, i int) (kind enums.FPDF_SEGMENT, x, y float64, closes, ok bool) {
	segment, err := r.instance.FPDFPath_GetPathSegment(&requests.FPDFPath_GetPathSegment{PageObject: o, Index: i})
	if err != nil {
		return 0, 0, 0, false, false
	}
	form, err := r.instance.FPDFPathSegment_GetType(&requests.FPDFPathSegment_GetType{PathSegment: segment.PathSegment})
	if err != nil {
		return 0, 0, 0, false, false
	}
	at, err := r.instance.FPDFPathSegment_GetPoint(&requests.FPDFPathSegment_GetPoint{PathSegment: segment.PathSegment})
	if err != nil {
		return 0, 0, 0, false, false
	}
	closed, err := r.instance.FPDFPathSegment_GetClose(&requests.FPDFPathSegment_GetClose{PathSegment: segment.PathSegment})
	if err != nil {
		return 0, 0, 0, false, false
	}
	return form.Type, float64(at.X), float64(at.Y), closed.IsClose, true
}
