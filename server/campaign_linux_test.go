package main

import (
	"errors"
	"flag"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kist/internal/ballot"
	"kist/internal/store/mongo/mongotest"
	"kist/internal/synthetic"
	"kist/server/campaign"
	"kist/server/load"
	"kist/surveys"
)

var acks = flag.Int("acks", fewAcks, "how many forms are acknowledged at least in the campaign")

// fewAcks are those of every run.
const fewAcks = 120

// TestCampaign runs the real program under load while it is killed at every step, and
// at any moment, with lines cut all the time. With more kills it goes through every
// shape: go test ./server -run TestCampaign/sqlite -kills 500 -acks 100000 -timeout 3h -v.
func TestCampaign(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the real program many times")
	}
	program := buildWithFailpoints(t)
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel() // most of it is waiting for the clock
		runCampaign(t, program, campaignCommand{Kills: *kills - fewCloses, Forms: *acks, On: []string{"sqlite"}},
			"SQLite", "killed at submit.insert ", "killed at submit.check ", "killed at seal.", "close.sealed of closing 1")
	})
	t.Run("mongodb", func(t *testing.T) {
		t.Parallel()
		c := campaignCommand{Kills: 2, Forms: fewAcks / 2, On: []string{"set"}}
		if *kills > fewKills {
			c.On, c.Kills, c.Forms, c.Long = append(c.On, "alone"), *kills, *acks, true
		}
		c.Store = mongotest.Program(t)
		runCampaign(t, program, c, "MongoDB, replica set", "close.final of closing 1")
	})
}

// runCampaign runs one, of one shape if it is short, and looks into what it says.
func runCampaign(t *testing.T, program string, c campaignCommand, wants ...string) {
	t.Helper()
	c.Shape, c.Dir, c.failpoints = []string{string(campaign.One)}, t.TempDir(), true
	var said strings.Builder
	out := io.Writer(&said)
	if *kills > fewKills {
		out, c.Shape = io.MultiWriter(out, os.Stderr), nil // somebody wants to see how far it is
		for _, s := range campaign.Shapes() {
			c.Shape = append(c.Shape, string(s))
		}
	}
	var missing []string
	for range 2 { // on a busy machine a step may not come in its time; nothing may be lost or doubled in either
		said.Reset()
		err := c.campaign(t.Context(), program, out)
		t.Log("\n" + said.String())
		if err != nil {
			t.Fatal(err)
		}
		missing = slices.DeleteFunc(slices.Clone(wants), func(want string) bool { return strings.Contains(said.String(), want) })
		if len(missing) == 0 {
			return
		}
		c.Dir = t.TempDir()
	}
	t.Errorf("it does not say %q", missing)
}

// fewCloses are the kills while the round is closed, which come after all others.
const fewCloses = 6

// TestWhatACampaignFinds: a checker that cannot find a loss shows nothing.
func TestWhatACampaignFinds(t *testing.T) {
	first, second, third := ballot.NewSecret(), ballot.NewSecret(), ballot.NewSecret()
	for want, c := range map[campaign.Found]struct {
		acknowledged, tried []ballot.Secret
		there               map[ballot.Secret]int
		seeds               int
	}{
		{}:                     {[]ballot.Secret{first}, nil, map[ballot.Secret]int{first: 1}, 0},
		{Lost: 1, Invented: 1}: {[]ballot.Secret{first, second}, nil, map[ballot.Secret]int{first: 1, third: 1}, 0},
		{Lost: 1, Rest: 1}:     {[]ballot.Secret{first, second}, []ballot.Secret{third}, map[ballot.Secret]int{first: 1, third: 1}, 0},
		{Doubled: 2}:           {[]ballot.Secret{first, second}, nil, map[ballot.Secret]int{first: 3, second: 1}, 0},
		{Doubled: 1, Rest: 1}:  {nil, []ballot.Secret{first}, map[ballot.Secret]int{first: 2}, 0},
		{Lost: 2}:              {[]ballot.Secret{first, second}, nil, nil, 0},
		{Rest: 1, Lost: 2}:     {nil, []ballot.Secret{first}, map[ballot.Secret]int{first: 1}, 2}, // two that were there before anybody came
		{Invented: 2, Rest: 1}: {nil, []ballot.Secret{first}, map[ballot.Secret]int{first: 1, second: 1, third: 1}, 0},
	} {
		log, there := &load.Log{Tried: map[string]bool{}}, checker{rows: map[string][]ballot.Row{}}
		for _, s := range c.acknowledged {
			log.Acknowledged, log.Tried[s.String()] = append(log.Acknowledged, load.Sent{Secret: s.String()}), true
		}
		for _, s := range c.tried {
			log.Tried[s.String()] = true
		}
		for s, n := range c.there {
			there.rows[s.Receipt().Tag()] = make([]ballot.Row, n)
		}
		if got, err := there.compare(log, c.seeds); err != nil || got != want {
			t.Errorf("%+v, want %+v: %v", got, want, err)
		}
	}
	if _, err := new(checker).compare(&load.Log{Acknowledged: []load.Sent{{Secret: "nobody"}}}, 0); err == nil {
		t.Error("a log of something else was taken")
	}
}

// TestFormsFound looks into a store that is left: two forms were sent, and one was not. A
// round that is not closed is not looked into: what waits is in no box. Of what is there,
// answers and words that are not what the log says are found.
func TestFormsFound(t *testing.T) {
	dir := t.TempDir()
	address, keys := "sqlite:"+filepath.Join(dir, "kist.db"), filepath.Join(dir, "kist.key")
	a := openTestApp(t, address, keys)
	round, err := a.firstLight(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	survey, rng := roundSurvey(t, a), newClients(t).rng
	send := func() load.Sent {
		s, form := ballot.NewSecret(), synthetic.Form(rng, survey, surveys.E11)
		form[storyKey(survey)] = []string{"Invented, in the garden."}
		answers, texts, err := survey.Accept(surveys.E11, "en", form)
		if err != nil || len(texts) == 0 {
			t.Fatal(texts, err)
		}
		f := ballot.Form{
			Round: demoID, Edition: string(surveys.E11), AgeBand: survey.AgeBand(surveys.E11, answers), Language: "en", Setting: round.Settings[0].Key, Mode: "synthetic",
			Secret: s, Answers: answers, Texts: texts,
		}
		if err := a.inbox.Submit(t.Context(), f); err != nil {
			t.Fatal(err)
		}
		return load.Sent{Secret: s.String(), To: "/r/" + round.Codes[0] + "/11-13/en", Values: form}
	}
	one, two, lost := send(), send(), load.Sent{Secret: ballot.NewSecret().String()}
	look := func(list ...load.Sent) (campaign.Found, error) {
		log := &load.Log{Acknowledged: list, Tried: map[string]bool{one.Secret: true, two.Secret: true}}
		return formsFound(t.Context(), address, keys, log)
	}
	if _, err := look(one, two); err == nil || !strings.Contains(err.Error(), "the round is running") {
		t.Errorf("forms were looked for in a round that is not closed: %v", err)
	}
	if err := a.sealer.Close(t.Context(), demoID, nil); err != nil {
		t.Fatal(err)
	}
	ticked := func(s load.Sent, key string, values ...string) load.Sent {
		s.Values = maps.Clone(s.Values)
		s.Values[key] = values
		return s
	}
	swapped := two
	swapped.Values, swapped.To = one.Values, one.To
	otherDoor, elsewhere := one, one
	otherDoor.To = strings.Replace(one.To, round.Codes[0], round.Codes[1], 1)
	elsewhere.To = strings.Replace(one.To, "/en", "/gd", 1)
	for name, c := range map[string]struct {
		log  []load.Sent
		want campaign.Found
	}{
		"all that was sent":    {[]load.Sent{one, two}, campaign.Found{}},
		"one that was lost":    {[]load.Sent{one, two, lost}, campaign.Found{Lost: 1}},
		"answers of another":   {[]load.Sent{one, swapped}, campaign.Found{Changed: 1}},
		"other words":          {[]load.Sent{ticked(one, storyKey(survey), "Invented, in the kitchen."), two}, campaign.Found{Changed: 1}},
		"words of nobody":      {[]load.Sent{ticked(one, storyKey(survey)), two}, campaign.Found{Changed: 1}},
		"through another door": {[]load.Sent{otherDoor, two}, campaign.Found{Changed: 1}},
		"in another language":  {[]load.Sent{elsewhere, two}, campaign.Found{Changed: 1}},
	} {
		if found, err := look(c.log...); err != nil || found != c.want {
			t.Errorf("%s: %+v, want %+v: %v", name, found, c.want, err)
		}
	}
}

// acknowledgedLog is a clients' log of which no more is known than who was told "sent".
func acknowledgedLog(secrets ...string) *load.Log {
	log := &load.Log{}
	for _, s := range secrets {
		log.Acknowledged = append(log.Acknowledged, load.Sent{Secret: s})
	}
	return log
}

func TestCampaignShares(t *testing.T) {
	c := campaignCommand{Kills: 500, Forms: 100_000, Shape: []string{"one", "three", "apart", "disk"}, On: []string{"sqlite", "alone", "set"}, Store: "ferret", Dir: t.TempDir()}
	kills, forms := 0, 0
	for _, on := range c.On {
		for _, s := range c.Shape {
			for lap := range max(1, c.lapsOn(on)) {
				if s == "disk" && lap > 0 {
					break
				}
				o, err := c.options("kist", on, campaign.Shape(s), lap, io.Discard)
				if err != nil {
					t.Fatal(err)
				}
				if (o.Store.Program == "") != (on == "sqlite") || o.Store.Set != (on == "set") {
					t.Errorf("on %s: %+v", on, o.Store)
				}
				if o.Forms > lapForms && on != "sqlite" {
					t.Errorf("%d forms in one lap on %s", o.Forms, on)
				}
				kills, forms = kills+o.Kills, forms+o.Forms
				o.Told(1, 2)
			}
		}
	}
	if kills < 500 || forms < 100_000 || forms > 105_000 || c.lapsOn("sqlite") != 1 {
		t.Errorf("%d kills and %d forms", kills, forms)
	}
	if _, err := c.options("kist", "set", campaign.One, 0, io.Discard); !errors.Is(err, os.ErrExist) {
		t.Errorf("a folder that holds another campaign: %v", err)
	}
	c.Store = ""
	if _, err := c.options("kist", "alone", campaign.One, 0, io.Discard); !errors.Is(err, errMisused) {
		t.Errorf("nothing stands in for MongoDB: %v", err)
	}
}

// TestACampaignIsJudged: one that left a step out shows less than it says.
func TestACampaignIsJudged(t *testing.T) {
	c := campaignCommand{Kills: manyKills, failpoints: true}
	err := c.judge([]*campaign.Report{{Shape: campaign.One, Store: "SQLite", Found: campaign.Found{Lost: 2}}})
	if err == nil || !strings.Contains(err.Error(), "one on SQLite: 2 lost; there was no clock a day off on SQLite, no clock past the last day on SQLite, ") {
		t.Errorf("%v", err)
	}
	c.failpoints = false
	if err := c.judge([]*campaign.Report{{}}); err != nil {
		t.Error(err)
	}
}

// What a child wrote into a form that came too late to be counted is in the safety lane and in
// no box; of any other form that is a text that came from nowhere, or is missing.
func TestTextsOfLateForms(t *testing.T) {
	survey := &surveys.Survey{Questions: []*surveys.Question{{Key: "story"}}}
	words := []ballot.Text{{Question: "story", Text: "Invented, in the garden."}}
	sent, other := ballot.NewSecret(), ballot.NewSecret()
	text := sent.Receipt().TextTag("story")
	in := func(tag string, list ...ballot.Text) map[string][]ballot.Text {
		return map[string][]ballot.Text{tag: list}
	}
	tried := map[string]bool{sent.String(): true}
	for what, c := range map[string]struct {
		log         load.Log
		texts, lane map[string][]ballot.Text
		counted     bool
		want        int
	}{
		"too late to be counted":     {load.Log{Tried: tried}, nil, in(text, words...), false, 0},
		"twice":                      {load.Log{Tried: tried}, nil, in(text, words[0], words[0]), false, 1},
		"counted, and not in a box":  {load.Log{Tried: tried}, nil, in(text, words...), true, 1},
		"acknowledged, in no box":    {load.Log{Tried: tried, Acknowledged: []load.Sent{{Secret: sent.String()}}}, nil, in(text, words...), false, 1},
		"of nobody":                  {load.Log{Tried: tried}, nil, in(other.Receipt().TextTag("story"), words...), false, 1},
		"in both":                    {load.Log{Tried: tried}, in(text, words...), in(text, words...), true, 0},
		"in a box and in no lane":    {load.Log{Tried: tried}, in(text, words...), nil, true, 1},
		"in a box and in lane twice": {load.Log{Tried: tried}, in(text, words...), in(text, words[0], words[0]), true, 1},
	} {
		check := checker{survey: survey, texts: c.texts, lane: c.lane, rows: map[string][]ballot.Row{}}
		if c.counted {
			check.rows[sent.Receipt().Tag()] = []ballot.Row{{}}
		}
		late, err := check.late(&c.log)
		if got := check.unseen(late); err != nil || got != c.want {
			t.Errorf("%s: %d unseen, want %d; %v", what, got, c.want, err)
		}
	}
}
