package tokens

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"kist/internal/fault"
	"kist/internal/store/storetest"
)

// opened are the tokens of a store, at a time that the test sets.
func opened(t testing.TB, open storetest.Open) (*Tokens, *time.Time) {
	t.Helper()
	tokens, err := Open(t.Context(), open())
	check(t, err)
	now := time.Date(2026, 11, 16, 9, 30, 0, 0, time.UTC)
	tokens.now = func() time.Time { return now }
	return tokens, &now
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wants(t testing.TB, err, kind error) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Errorf("got %v, want %v", err, kind)
	}
}

func TestATokenThroughItsLife(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		tokens, now := opened(t, open)
		ctx := t.Context()
		doc, text, err := tokens.Make(ctx, "  Case   system ", []Scope{Evidence}, "strathlinn", "ros")
		check(t, err)
		if doc.Name != "Case system" || !doc.May(Evidence) || doc.May(Releases) || !doc.Reads("strathlinn") || doc.Reads("elsewhere") {
			t.Errorf("%+v", doc)
		}
		if all, err := tokens.All(ctx); err != nil || len(all) != 1 || strings.Contains(text, all[0].Hash) || all[0].Used != "" {
			t.Errorf("%+v, %v", all, err)
		}
		used := func(want string) {
			t.Helper()
			got, err := tokens.Check(ctx, text)
			check(t, err)
			if got.ID != doc.ID || got.Used != want {
				t.Errorf("used %q, want %q", got.Used, want)
			}
		}
		used("2026-11-16T09:30Z")
		*now = now.Add(50 * time.Minute)
		used("2026-11-16T09:30Z") // once an hour is enough
		*now = now.Add(20 * time.Minute)
		used("2026-11-16T10:40Z")

		_, next, err := tokens.Rotate(ctx, doc.ID, "ros")
		check(t, err)
		for _, works := range []string{text, next} {
			_, err := tokens.Check(ctx, works)
			check(t, err)
		}
		*now = now.Add(Overlap + time.Minute)
		_, err = tokens.Check(ctx, text)
		wants(t, err, fault.Denied)
		_, err = tokens.Check(ctx, next)
		check(t, err)

		_, err = tokens.End(ctx, doc.ID, "ros")
		check(t, err)
		_, err = tokens.Check(ctx, next)
		wants(t, err, fault.Denied)
		_, err = tokens.End(ctx, doc.ID, "ros")
		wants(t, err, fault.Closed)
		_, _, err = tokens.Rotate(ctx, doc.ID, "ros")
		wants(t, err, fault.Closed)
		check(t, tokens.Sweep(ctx))
		lines, err := tokens.trail.Of(ctx, collection, doc.ID)
		check(t, err)
		did := map[string]bool{}
		for _, l := range lines {
			did[l.Who+" "+l.Did] = true
		}
		if len(lines) != 3 || !did["ros token.make"] || !did["ros token.rotate"] || !did["ros token.end"] {
			t.Errorf("%v", did)
		}
	})
}

// Each secret works for as long as was said when it was changed, however often that is done
// meanwhile: the program may have been told of none of the others yet. An end ends all.
func TestChangedTwiceInAWeek(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		tokens, now := opened(t, open)
		doc, text, err := tokens.Make(t.Context(), "Case system", Scopes(), "", "ros")
		check(t, err)
		texts := []string{text}
		works := func(want string) {
			t.Helper()
			got := ""
			for i, text := range texts {
				if _, err := tokens.Check(t.Context(), text); err == nil {
					got += fmt.Sprint(i)
				}
			}
			if got != want {
				t.Errorf("on day %v %s work, want %s", now.Sub(time.Date(2026, 11, 16, 9, 30, 0, 0, time.UTC)).Hours()/24, got, want)
			}
		}
		const day = 24 * time.Hour
		for range 3 { // on the days 0, 2 and 4
			_, text, err := tokens.Rotate(t.Context(), doc.ID, "ros")
			check(t, err)
			texts = append(texts, text)
			*now = now.Add(2 * day)
		}
		works("0123")
		*now = now.Add(day + time.Minute)
		works("123")
		_, text, err = tokens.Rotate(t.Context(), doc.ID, "ros")
		check(t, err)
		texts = append(texts, text)
		works("1234")
		*now = now.Add(4 * day)
		works("34")
		_, err = tokens.End(t.Context(), doc.ID, "ros")
		check(t, err)
		works("")
	})
}

func TestWhatIsNoToken(t *testing.T) {
	tokens, _ := opened(t, storetest.SQLite(t))
	doc, text, err := tokens.Make(t.Context(), "Case system", Scopes(), "", "ros")
	check(t, err)
	_, other, err := tokens.Make(t.Context(), "Another", Scopes(), "", "ros")
	check(t, err)
	_, secret, _ := strings.Cut(strings.TrimPrefix(other, prefix), "_")
	for _, no := range []string{"", prefix, prefix + "_", text[1:], text[:len(text)-1], text + "0", prefix + doc.ID + "_" + secret, prefix + doc.ID + "_", prefix + "nobody_" + secret, prefix + "\x00_" + secret, strings.Repeat(text, 9), strings.ToUpper(text)} {
		_, err := tokens.Check(t.Context(), no)
		wants(t, err, fault.Denied)
	}
	if !doc.Reads("anything") || !doc.May(Releases) {
		t.Error("a token for all inspections does not read one")
	}
}

func TestWhatCannotBeMade(t *testing.T) {
	tokens, _ := opened(t, storetest.SQLite(t))
	for _, c := range []struct {
		name   string
		scopes []Scope
	}{{" ", Scopes()}, {strings.Repeat("x", MaxName+1), Scopes()}, {"\xff", Scopes()}, {"Case system", nil}, {"Case system", []Scope{"answers"}}} {
		_, _, err := tokens.Make(t.Context(), c.name, c.scopes, "", "ros")
		wants(t, err, fault.Invalid)
	}
	_, _, err := tokens.Rotate(t.Context(), "nobody", "ros")
	wants(t, err, fault.NotFound)
	if all, err := tokens.All(t.Context()); len(all) != 0 || err != nil {
		t.Errorf("%d tokens, %v", len(all), err)
	}
}

// Those that work stand first, by name.
func TestTheOrderOfTokens(t *testing.T) {
	tokens, _ := opened(t, storetest.SQLite(t))
	for _, name := range []string{"zebra", "Ended", "ant"} {
		doc, _, err := tokens.Make(t.Context(), name, Scopes(), "", "ros")
		check(t, err)
		if name == "Ended" {
			_, err := tokens.End(t.Context(), doc.ID, "ros")
			check(t, err)
		}
	}
	all, err := tokens.All(t.Context())
	check(t, err)
	var names []string
	for _, doc := range all {
		names = append(names, doc.Name)
	}
	if got := strings.Join(names, " "); got != "ant zebra Ended" {
		t.Error(got)
	}
}

func FuzzCheck(f *testing.F) {
	tokens, _ := opened(f, storetest.SQLite(f))
	_, text, err := tokens.Make(f.Context(), "Case system", Scopes(), "", "ros")
	check(f, err)
	f.Add(text[:20])
	f.Add(prefix + "_")
	f.Fuzz(func(t *testing.T, no string) {
		if _, err := tokens.Check(t.Context(), no); no != text && !errors.Is(err, fault.Denied) {
			t.Fatal(err)
		}
	})
}
