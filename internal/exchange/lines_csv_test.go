package exchange

import (
	"errors"
	"strings"
	"testing"
)

func TestLinesCSV(t *testing.T) {
	rows := func(yield func([]string, error) bool) {
		_ = yield([]string{"=1+1", "a,b"}, nil) && yield([]string{"Màiri \"M\"", "one\ntwo"}, nil)
	}
	var b strings.Builder
	if err := LinesCSV(&b, []string{"who", "what"}, rows); err != nil {
		t.Fatal(err)
	}
	want := "\ufeffwho,what\r\n'=1+1,\"a,b\"\r\n\"Màiri \"\"M\"\"\",one two\r\n"
	if b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
}

func TestLinesCSVStopsAtAnError(t *testing.T) {
	away := errors.New("the store is away")
	rows := func(yield func([]string, error) bool) { yield(nil, away) }
	if err := LinesCSV(&strings.Builder{}, nil, rows); !errors.Is(err, away) {
		t.Errorf("%v", err)
	}
	for _, n := range []int{0, 3} {
		if err := LinesCSV(&full{n}, []string{"a"}, func(func([]string, error) bool) {}); !errors.Is(err, errFull) {
			t.Errorf("a disk full after %d bytes: %v", n, err)
		}
	}
}
