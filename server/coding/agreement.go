package coding

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/themes"
	"kist/server/web"
)

// floor is the agreement under which people talk before a theme is used: 0.6, where
// Landis and Koch ("The measurement of observer agreement for categorical data",
// Biometrics 33, 1977) begin to call it substantial.
const floor = 0.6

// agreementPage tells how far people agree.
type agreementPage struct {
	web.StaffBase
	Asked   string
	Heading string
	Parts   []web.RoomLink
	Unlock  web.Unlock
	Chart   *chart // nil: there is nothing to draw
	Rows    []accordRow
	Join    string // address; empty: not theirs to do
	Joined  string // what became of it, in words
	Desc    string
}

// accordRow is how far people agree about one theme.
type accordRow struct {
	Name, Kappa, Alpha, Low, High string
	Texts                         string
	Use                           bool
	Known                         bool
}

// chart draws kappa with its interval: x in per cent of the width.
type chart struct {
	Height, Bottom int
	Bars           []bar
}

type bar struct {
	Name, Value    string
	X, X1, X2      string
	TextY, Y       int
	Low            bool
	Anchor         string
	Middle, AtLeft bool
}

func (k *coding) showAgreement(c echo.Context) error {
	a, key, _, err := k.of(c)
	if err != nil {
		return err
	}
	sheets, err := k.Themes.Sheets(c.Request().Context(), themes.Set(a.round.ID, key), a.who)
	if err != nil {
		return err
	}
	page := agreementPage{StaffBase: k.base(c, a, k.Staff.Printer(c).T("staff.themes.agreement")), Asked: a.asked(key)}
	if k.Staff.May(c, "POST /staff/themes/:id/q/:question/join", a.place()) {
		page.Join = setPath(a.round.ID, key) + "/join"
	}
	page.Parts = parts(c, page.StaffBase, a, key)
	if c.QueryParam("joined") != "" {
		page.Joined = page.T("staff.themes.joined")
	}
	list := themes.Accords(a.book.Latest, sheets)
	slices.SortStableFunc(list, func(x, y themes.Accord) int {
		switch {
		case x.Kappa.Value > y.Kappa.Value:
			return -1
		case x.Kappa.Value < y.Kappa.Value:
			return 1
		}
		return 0
	})
	page.tell(a, list)
	return k.room.Write(c, http.StatusOK, "agreement", page)
}

// tell puts the figures into words, a table and a chart.
func (p *agreementPage) tell(a *about, list []themes.Accord) {
	low, good := []string{}, 0
	p.Chart = &chart{}
	var desc []string
	for _, x := range list {
		row := accordRow{Name: a.book.Latest.Name(x.Theme), Known: x.Kappa.Known, Use: x.Kappa.Value >= floor, Texts: inFives(p.StaffBase, x.Texts), Alpha: p.T("staff.themes.unknown")}
		if x.Alpha.Known {
			row.Alpha = fmt.Sprintf("%.2f", x.Alpha.Value)
		}
		if x.Kappa.Known {
			row.Kappa, row.Low, row.High = fmt.Sprintf("%.2f", x.Kappa.Value), fmt.Sprintf("%.2f", x.Kappa.Low), fmt.Sprintf("%.2f", x.Kappa.High)
			p.Chart.add(row.Name, row.Kappa, x.Kappa, !row.Use)
			desc = append(desc, row.Name+" "+row.Kappa)
			if row.Use {
				good++
			} else {
				low = append(low, row.Name)
			}
		}
		p.Rows = append(p.Rows, row)
	}
	p.Desc = strings.Join(desc, ", ")
	switch {
	case len(p.Chart.Bars) == 0:
		p.Chart, p.Heading = nil, p.T("staff.themes.agree.none")
	case len(low) == 0:
		p.Heading = p.T("staff.themes.agree.all", "count", good)
	default:
		p.Heading = p.T("staff.themes.agree.some", "count", good, "Of", len(p.Chart.Bars), "Name", low[len(low)-1])
	}
}

const barHeight = 42

// at is a figure from 0 to 1 as a place on the chart; what lies under chance is drawn at
// its edge.
func at(value float64) string { return fmt.Sprintf("%.1f%%", 100*min(1, max(0, value))) }

func (c *chart) add(name, value string, e themes.Estimate, low bool) {
	y := 54 + barHeight*len(c.Bars)
	b := bar{Name: name, Value: value, X: at(e.Value), X1: at(e.Low), X2: at(e.High), TextY: y - 12, Y: y, Low: low, Anchor: "mid"}
	if e.Value > 0.95 {
		b.Anchor = "e"
	}
	if e.Value < 0.45 { // its number would lie on its name
		b.Anchor, b.X = "e", at(e.Value)
		b.AtLeft = true
	}
	c.Bars = append(c.Bars, b)
	c.Bottom = y + 12
	c.Height = c.Bottom + 6
}

// join brings the codings of a question together.
func (k *coding) join(c echo.Context) error {
	a, key, _, err := k.of(c)
	if err != nil {
		return err
	}
	if _, err := k.Themes.Join(c.Request().Context(), themes.Set(a.round.ID, key), a.who); err != nil {
		return err
	}
	return web.Redirect(c, setPath(a.round.ID, key)+"/agreement?joined=1")
}
