package office

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/server/web"
)

const (
	perSheet  = 24 // three across, eight down, on A4
	maxSheets = 5  // at once: the answer stays under 60 KB over the wire
)

// slipsPage asks how many slips to make, or holds them: they are shown once.
type slipsPage struct {
	sheetPage
	Counts []web.Choice
	Made   []settingSlips
	Sheets [][]slip
	N      int // made here; before that, how many a pilot may still have
}

// settingSlips says how many slips a setting has had.
type settingSlips struct {
	Name     string
	N        int
	Expected int // 0: not known
}

// slip is one ticket: the join code, the slip code, and both in a QR code.
type slip struct {
	Code string // as it is read out: two groups of five
	QR   web.QR
	Link string
}

// ticketed reads the round that the address names, if slips can be made for it.
func ticketed(r *inspections.Round) error {
	if r.Door != inspections.Ticketed || r.Stage != inspections.Draft && r.Stage != inspections.Running {
		return fault.Wrap(fault.Closed, "round %s takes no slips", r.ID)
	}
	return nil
}

func (o *office) askSlips(c echo.Context) error {
	sheet, r, _, err := o.sheet(c, "slips", true)
	if err != nil {
		return err
	}
	if err := ticketed(r); err != nil {
		return err
	}
	page := slipsPage{sheetPage: sheet, N: r.SlipsLeft()}
	for n := range maxSheets {
		value := string(rune('1' + n))
		page.Counts = append(page.Counts, web.Choice{Value: value, Text: page.T("staff.slips.sheets", "count", n+1, "Slips", perSheet*(n+1))})
	}
	for _, s := range r.Settings {
		page.Made = append(page.Made, settingSlips{s.Name, s.Slips, s.Expected})
	}
	return o.room.Write(c, http.StatusOK, "slips", page)
}

// makeSlips issues slips and answers with the page to print. They are written
// nowhere else: who closes the page without printing makes new ones.
func (o *office) makeSlips(c echo.Context) error {
	ctx := c.Request().Context()
	sheet, r, _, err := o.sheet(c, "slips", true)
	if err != nil {
		return err
	}
	if err := ticketed(r); err != nil {
		return err
	}
	n, err := slipsAsked(c, r)
	if err != nil {
		return err
	}
	setting := c.FormValue("setting")
	if _, err := o.Book.CountSlips(ctx, r.ID, setting, n, o.Staff.Visitor(c).ID); err != nil {
		return err
	}
	codes, err := o.Slips.Issue(ctx, r.ID, n)
	if err != nil {
		return err
	}
	page := slipsPage{sheetPage: sheet, N: len(codes)}
	for i, code := range codes {
		link := sheet.Door.Link + "#" + code
		drawn, err := web.DrawSmallQR(link)
		if err != nil {
			return err
		}
		if i%perSheet == 0 {
			page.Sheets = append(page.Sheets, nil)
		}
		last := &page.Sheets[len(page.Sheets)-1]
		*last = append(*last, slip{spaced(code), drawn, link})
	}
	return o.writeOnce(c, page)
}

// slipsAsked is how many slips are to be made: whole sheets, but of a pilot any
// number; the book refuses more than its coordinator set.
func slipsAsked(c echo.Context, r *inspections.Round) (int, error) {
	if r.Pilot != "" {
		return number(c.FormValue("slips")), nil
	}
	sheets := number(c.FormValue("sheets"))
	if sheets < 1 || sheets > maxSheets {
		return 0, fault.Problem{Field: "sheets", ID: "staff.problem.number", Args: map[string]any{"Min": 1, "Max": maxSheets}}
	}
	return sheets * perSheet, nil
}

// writeOnce answers with a page that is large and shown once, compressed.
func (o *office) writeOnce(c echo.Context, page slipsPage) error {
	b, err := o.room.Bytes("slips", page)
	if err != nil {
		return err
	}
	return web.QuickStatic("text/html; charset=utf-8", b).Write(c, noStore)
}

// noStore keeps slip codes out of every cache.
var noStore = []string{"no-store"}
