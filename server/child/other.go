package child

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
)

// otherPage offers the languages and ages of a round to a child who has begun.
// Whatever is chosen gets the answers, and with them the form's secret, so that
// it counts once.
type otherPage struct {
	joinPage
	Back   string // the questionnaire that the child comes from
	Fields []field
}

// other asks for another language or age. Nothing is stored.
func (p *Pages) other(c echo.Context) error {
	v, err := p.read(c)
	if err != nil {
		return err
	}
	if !v.round.TakesAnswers(p.Now()) {
		return fault.Wrap(fault.Closed, "round %s", v.round.ID)
	}
	page := otherPage{
		joinPage: joinPage{base: p.base(v.Printer, toneOf(v.edition), "child.title.join")},
		Back:     v.address() + "/change", Fields: v.form.all(),
	}
	page.Contact, page.Fields = v.contactAt(), append(page.Fields, field{fromField, string(v.edition)})
	page.Languages = p.offers(v.round, v.survey, "/r/"+v.code+"/")
	p.aloudOn(&page.base, v.heard, v.address()+"/hear")
	p.hearAges(c, page.Languages)
	return p.room.Write(c, http.StatusOK, "other", page)
}

// address is where the form's questionnaire is.
func (v *visit) address() string {
	return "/r/" + v.code + "/" + v.edition.Slug() + "/" + v.lang
}

// contactAt is where a child asks to be contacted: it leads on with the code, the age and
// the language.
func (v *visit) contactAt() string { return v.address() + "/contact" }

// all are the fields of a form as they were given, and the form's own.
func (f form) all() []field {
	list := f.own()
	for _, name := range slices.Sorted(maps.Keys(f)) {
		if strings.HasPrefix(name, "_") {
			continue
		}
		for _, v := range f[name] {
			list = append(list, field{name, v})
		}
	}
	return list
}
