package child

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/surveys"
)

// The form's own fields. Their names begin with "_", as no question's key does.
const (
	secretField  = "_s"
	proofField   = "_p" // the work that the form shows, by the script
	slipField    = "_slip"
	dropField    = "_drop"    // a question whose answer is to be left out
	keptField    = "_kept"    // answers that this edition does not ask for, as a query
	receiptField = "_receipt" // the child wants words to take the answers back with
	helpedField  = "_helped"  // a grown-up helped
	fromField    = "_from"    // the edition that the answers come from, when it is another
	// A program sent the form, and its answers are invented: "kist load" says so.
	inventedField = "_invented"
)

// form is a posted form: values by field.
type form map[string][]string

// get is the first value of a field; empty if there is none.
func (f form) get(name string) string {
	if len(f[name]) == 0 {
		return ""
	}
	return f[name][0]
}

// own are the form's own fields that travel from page to page.
func (f form) own() []field {
	return append(f.carried(secretField, proofField, slipField, keptField, receiptField, helpedField, savedField, triedField, inventedField), f.tryFields()...)
}

// drop takes out the answer to a question.
func (f form) drop(key string) {
	for name := range f {
		if name == key || strings.HasPrefix(name, key+".") {
			delete(f, name)
		}
	}
}

// answers are the fields as they go on, in the survey's order: those of the
// answers that were accepted, and of the questions at fault as they were given,
// so that nothing is lost.
func (s speaker) fields(f form, a surveys.Answers, texts map[string]string, problems fault.Problems) []field {
	var list []field
	add := func(name string, values ...string) {
		for _, v := range values {
			list = append(list, field{name, v})
		}
	}
	for _, q := range s.survey.QuestionsIn(s.edition) {
		text, written := texts[q.Key]
		switch {
		case at(problems, q.Key) != nil:
			for _, name := range q.Fields(s.edition) {
				add(name, f[name]...)
			}
		case written:
			add(q.Key, text)
		default:
			add(q.Key, a[q.Key]...)
		}
	}
	return list
}

// at finds the problem with a question; nil if there is none.
func at(problems fault.Problems, key string) *fault.Problem {
	i := slices.IndexFunc(problems, func(p fault.Problem) bool { return p.Field == key })
	if i < 0 {
		return nil
	}
	return &problems[i]
}

// readForm reads a posted form, of the one type that our pages send.
func readForm(c echo.Context) (form, error) {
	body, err := formBody(c)
	if err != nil {
		return nil, err
	}
	return parseForm(body)
}

// formBody reads a posted form as it came, and looks at nothing but its type.
func formBody(c echo.Context) ([]byte, error) {
	r := c.Request()
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != echo.MIMEApplicationForm {
		return nil, echo.NewHTTPError(http.StatusUnsupportedMediaType)
	}
	body, err := io.ReadAll(r.Body)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, err
	case err != nil: // the line broke; nobody may be there to read it
		return nil, fault.Wrap(fault.Invalid, "form: %v", err)
	}
	return body, nil
}

// parseForm takes a form's body apart.
func parseForm(body []byte) (form, error) {
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, fault.Problem{ID: "problem.form"}
	}
	return form(values), nil
}
