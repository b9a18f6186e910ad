package questions

import (
	"maps"
	"os"
	"strings"
	"testing"

	"kist/internal/exchange/incoming/incomingtest"
)

// section is what stands in the manual after a mark.
func section(t *testing.T, mark string) string {
	t.Helper()
	text, err := os.ReadFile("../../../../docs/formats.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, ok := strings.Cut(string(text), "<!-- "+mark+" -->")
	part, _, end := strings.Cut(after, "<!-- end -->")
	if !ok || !end {
		t.Fatalf("the manual has no part %s", mark)
	}
	return strings.TrimSpace(part)
}

// TestTheExampleOfTheManualComesOverWhole takes the table that the manual shows.
func TestTheExampleOfTheManualComesOverWhole(t *testing.T) {
	table := strings.TrimSuffix(strings.TrimPrefix(section(t, "questions example"), "```csv\n"), "```")
	draft, account := taken(t, []byte(table))
	incomingtest.Same(t, "the draft", draft, `
life_in_our_house [en pl] Life in our house / pl:Życie w naszym domu
lead Tell us how it is to live here. / pl:Opowiedz nam, jak się tu mieszka.
general faces How is it to live here? / pl:Jak ci się tu mieszka?
room yes_no Do you have a room of your own? / pl:Czy masz własny pokój?
noise number How loud is it at night? / pl:Jak głośno jest w nocy? 1..5 from Quiet to Loud if room=no
talk several Whom can you talk to? / pl:Z kim możesz porozmawiać? hint Tick all that fit.
- staff Staff / pl:Opiekunowie
- family Family / pl:Rodzina
- nobody Nobody / pl:Nikt alone
help story What would help you? / pl:Co by ci pomogło? 0..800 if talk=nobody
`)
	if strings.Contains(account, "changed") || strings.Contains(account, "left") {
		t.Errorf("the account is\n%s", account)
	}
}

// TestTheManualTellsTheTruth gives each spelling of a type that the manual names to the
// reader, and holds that no other is known.
func TestTheManualTellsTheTruth(t *testing.T) {
	rest := map[string]bool{}
	for _, known := range []map[string]string{asking, leaving, around} {
		for name := range maps.Keys(known) {
			rest[name] = true
		}
	}
	for _, line := range strings.Split(section(t, "questions types"), "\n")[2:] {
		cells := strings.Split(strings.Trim(line, "| "), "|")
		first := ""
		for _, name := range strings.Split(cells[0]+","+cells[1], ",") {
			name = strings.Trim(strings.TrimSpace(name), "`")
			if name == "" {
				continue
			}
			if !rest[name] {
				t.Errorf("the manual names %q, which is not known", name)
			}
			delete(rest, name)
			_, account := taken(t, []byte("type,name,text,answers\nstory,first,First?,\n"+name+",asked,What?,\n"+name+",chosen,Which?,One|Two\nstory,last,Last?,\n"))
			kind := asking[name] + "/" + leaving[name] + "/" + around[name]
			if first == "" {
				first = kind
			}
			if kind != first {
				t.Errorf("%q is another type than those beside it", name)
			}
			behind := strings.Contains(cells[2], "stays behind")
			if behind != (leaving[name] != "") || behind && !strings.Contains(account, "asked: left type.") {
				t.Errorf("the manual says of %q:%s. The account is\n%s", name, cells[2], account)
			}
		}
	}
	for name := range rest {
		t.Errorf("the manual does not name the type %q", name)
	}
}

// TestTheManualNamesEveryColumn holds the table of columns to those that are taken.
func TestTheManualNamesEveryColumn(t *testing.T) {
	text, err := os.ReadFile("../../../../docs/formats.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "| column | what |\n")
	table, _, _ = strings.Cut(table, "\n\n")
	for _, name := range known {
		if !strings.Contains(table, "`"+name+"`") && !strings.Contains(table, "`"+name+" 1`") {
			t.Errorf("the manual does not name the column %q", name)
		}
	}
}
