package office

import (
	"errors"
	"reflect"

	"github.com/go-playground/validator/v10"
	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/people"
)

// forms checks what forms sent, by the tags of their structs.
var forms = newForms()

func newForms() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string { return f.Tag.Get("form") })
	err := v.RegisterValidation("role", func(l validator.FieldLevel) bool { return people.Role(l.Field().String()).Valid() })
	if err != nil { // the name is ours, and free
		panic(err)
	}
	return v
}

// fieldProblems are what to say of a field that cannot be as it was sent.
var fieldProblems = map[string]string{
	"email": "staff.problem.email", "role": "staff.problem.no_grant", "scope": "staff.problem.scope",
	"programme": "staff.problem.programme", "inspection": "staff.problem.inspections",
}

// read fills a form and checks it. What is wrong comes back as fault.Problems
// of the form's fields.
func read(c echo.Context, form any) error {
	if err := c.Bind(form); err != nil {
		return fault.Wrap(fault.Invalid, "form: %v", err)
	}
	var wrong validator.ValidationErrors
	if err := forms.Struct(form); !errors.As(err, &wrong) {
		return err
	}
	var problems fault.Problems
	for _, w := range wrong {
		problems = append(problems, fault.Problem{Field: w.Field(), ID: fieldProblems[w.Field()]})
	}
	return problems
}

// said are the problems of a form, ready to stand beside their fields.
type said map[string]string

// words turns an error into what to say beside fields. Errors that the reader
// cannot put right come back.
func words(p interface {
	TArgs(id string, data map[string]any) string
}, err error) (said, error) {
	var many fault.Problems
	var one fault.Problem
	switch {
	case errors.As(err, &many):
	case errors.As(err, &one):
		many = fault.Problems{one}
	default:
		return nil, err
	}
	s := said{}
	for _, problem := range many {
		s[problem.Field] = p.TArgs(problem.ID, problem.Args)
	}
	return s, nil
}
