// Package owntest holds what the tests of other formats ask of Kist's own file.
package owntest

import (
	"reflect"
	"testing"

	"kist/internal/exchange/incoming"
	"kist/internal/exchange/incoming/own"
	"kist/surveys"
)

// TakesWhole fails the test if a survey, once written as Kist's own file and read again,
// is another one. So the corpora of all formats are one of this format, too: what
// each of its files has to become is the survey that it was written from.
func TakesWhole(t testing.TB, s *surveys.Survey) {
	t.Helper()
	name, file, err := own.Write(s)
	if err != nil {
		t.Fatal(err)
	}
	form, err := own.Read(name, file)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	again, notes, err := incoming.Draft(form, incoming.Wanted{}, own.Parts()...)
	if err != nil {
		t.Fatalf("%s: %v: %+v", name, err, notes)
	}
	if !reflect.DeepEqual(s, again) {
		t.Errorf("%s comes back as another survey:\n%+v\nnot\n%+v", name, again, s)
	}
}
