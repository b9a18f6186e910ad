package main

import (
	"bytes"
	"strings"
	"testing"

	"kist/internal/redact/corpus"
)

func TestRedactReport(t *testing.T) {
	var out bytes.Buffer
	redactReport{Tuned: true}.write(&out)
	for _, want := range []string{"texts that nobody tuned on", "texts that the rules were made by", "all names", "listed names with one mistake", "harmless words wrongly taken", "[school]", "names, gd", "MB of text a second"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in\n%s", want, out.String())
		}
	}
	out.Reset()
	redactReport{}.write(&out)
	if strings.Contains(out.String(), "were made by") {
		t.Errorf("what rules were made by is told unasked:\n%s", out.String())
	}
	_, third, ok := strings.Cut(out.String(), " neither rules nor texts; held out whole\n")
	third, second, both := strings.Cut(third, " did not write the rules; learnt from since 26 November 2026\n")
	for _, want := range []string{"with a shape of their own", "listed names with one mistake", "names, zh-Hans"} {
		if !ok || !both || !strings.Contains(third, want) || !strings.Contains(second, want) {
			t.Errorf("of the texts by others %q is missing in\n%s", want, out.String())
		}
	}
	for _, x := range corpus.ThirdTexts() {
		if strings.Contains(out.String(), x.Words) {
			t.Error("the report tells a text of the third corpus: who writes rules may read it, and may not read that")
		}
	}
}

func TestRedactTry(t *testing.T) {
	for _, c := range []struct {
		try      redactTry
		in, want string
	}{
		{redactTry{Lang: "en", Text: []string{"ask", "karen", "on", "07700 900123"}}, "", "ask [name 1] on [phone]\n"},
		{redactTry{Lang: "pl"}, "wujek Tomek krzyczy\n", "wujek [name 1] krzyczy\n"},
		{redactTry{Lang: "en"}, "", "\n"},
	} {
		var out bytes.Buffer
		if err := c.try.try(strings.NewReader(c.in), &out); err != nil || out.String() != c.want {
			t.Errorf("%+v of %q: %q, %v", c.try, c.in, out.String(), err)
		}
	}
	err := redactTry{}.try(strings.NewReader(strings.Repeat("a", maxTry+1)), &bytes.Buffer{})
	if err == nil || !strings.Contains(err.Error(), "in parts") {
		t.Errorf("a text that is too long: %v", err)
	}
}
