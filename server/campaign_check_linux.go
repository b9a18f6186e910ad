package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"kist/internal/ballot"
	"kist/internal/config"
	"kist/internal/inspections"
	"kist/internal/redact"
	"kist/internal/seal"
	"kist/server/campaign"
	"kist/server/load"
	"kist/surveys"
)

// formsFound opens a store that nobody serves any more, and holds what is in its boxes
// against the clients' log. Of what the servers did it knows nothing else.
func formsFound(ctx context.Context, at, keys string, log *load.Log) (found campaign.Found, err error) {
	cfg, err := config.Read(func(name string) string { return map[string]string{"KIST_STORE": at, "KIST_KEY_FILE": keys}[name] })
	if err != nil {
		return found, err
	}
	a, err := openApp(ctx, cfg)
	if err != nil {
		return found, err
	}
	defer func() { err = errors.Join(err, a.close()) }()
	round, err := a.book.Rounds.Get(ctx, demoID)
	if err != nil {
		return found, err
	}
	if round.Stage != inspections.Sealed {
		return found, fmt.Errorf("the round is %s: what still waits to be sealed is in no box", round.Stage)
	}
	survey, err := a.versions.Survey(ctx, round.Version)
	if err != nil {
		return found, err
	}
	c := checker{round: round, survey: survey, words: redact.New(redact.Own{}), rows: map[string][]ballot.Row{}, texts: map[string][]ballot.Text{}, lane: map[string][]ballot.Text{}}
	if err := c.read(ctx, a); err != nil {
		return found, err
	}
	if found, err = c.compare(log, demoAnswers); err != nil {
		return found, err
	}
	late, err := c.late(log)
	if err != nil {
		return found, err
	}
	found.Unseen = c.unseen(late)
	found.Spoiled, err = a.opener.Spoiled(ctx, demoID)
	return found, err
}

// checker holds what is in the boxes of a round.
type checker struct {
	round  *inspections.Round
	survey *surveys.Survey
	words  *redact.Redactor
	rows   map[string][]ballot.Row  // by the tag of the form
	texts  map[string][]ballot.Text // by the tag of the form and the question
	lane   map[string][]ballot.Text // those in the safety lane, likewise
}

func (c *checker) read(ctx context.Context, a *app) error {
	err := a.opener.Batches(ctx, demoID, func(b ballot.Batch) error {
		for _, row := range b.Rows.All() {
			c.rows[row.Tag] = append(c.rows[row.Tag], row)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := letIn(ctx, a); err != nil {
		return err
	}
	key, err := a.vault.Texts(ctx, demoID)
	if err != nil {
		return err
	}
	texts, unread, err := a.opener.TextsWith(ctx, demoID, key)
	if unread > 0 {
		err = errors.Join(err, fmt.Errorf("%d texts cannot be opened", unread))
	}
	for _, f := range texts {
		c.texts[f.Tag] = append(c.texts[f.Tag], f.Text)
	}
	return errors.Join(err, c.readLane(ctx, a, key))
}

// laneReadAfter is how many days on the safety lane is read: on more of them than a server whose
// clock is a day ahead may believe to be the next working day, for its own is done then.
const laneReadAfter = 4

// readLane reads the safety lane as it is some days on, whatever day it was to servers whose
// clocks were wrong. The first of two turns sees who had it last.
func (c *checker) readLane(ctx context.Context, a *app, key seal.Private) error {
	day := time.Now().AddDate(0, 0, laneReadAfter)
	for !ballot.Working(day) {
		day = day.AddDate(0, 0, 1)
	}
	day = time.Date(day.Year(), day.Month(), day.Day(), ballot.LaneHour+1, 0, 0, 0, day.Location())
	for range 2 {
		if err := a.lane.CopyDue(ctx, day); err != nil {
			return err
		}
	}
	there, unread, err := a.lane.Read(ctx, demoID, key, nil)
	if len(unread) > 0 {
		err = errors.Join(err, fmt.Errorf("%d texts in the safety lane cannot be opened", len(unread)))
	}
	for _, t := range there {
		c.lane[t.Tag] = append(c.lane[t.Tag], t.Text)
	}
	return err
}

// unseen is how many texts are in boxes and not in the lane, or the other way round, but for
// those of late forms, which are in no box.
func (c *checker) unseen(late map[string]bool) (n int) {
	for tag, texts := range c.texts {
		if !slices.Equal(texts, c.lane[tag]) {
			n++
		}
	}
	for tag, texts := range c.lane {
		if _, boxed := c.texts[tag]; !boxed && (!late[tag] || len(texts) != 1) {
			n++
		}
	}
	return n
}

// late are the tags of texts of forms that were sent, acknowledged to nobody and counted
// nowhere: a server that read "open" before the round was sealed may put one into the inbox
// after it. A child wrote it, so the lane has what it says (ballot.Lane.CopyDue).
func (c *checker) late(log *load.Log) (map[string]bool, error) {
	told, late := map[string]bool{}, map[string]bool{}
	for _, sent := range log.Acknowledged {
		told[sent.Secret] = true
	}
	for text := range log.Tried {
		secret, err := ballot.ParseSecret(text)
		if err != nil {
			return nil, err
		}
		receipt := secret.Receipt()
		if told[text] || len(c.rows[receipt.Tag()]) > 0 {
			continue
		}
		for _, q := range c.survey.Questions {
			late[receipt.TextTag(q.Key)] = true
		}
	}
	return late, nil
}

// letIn lets in the boxes that were set apart, as two people would: so many forms from a few
// phones are set apart, and their texts are read by nobody until then.
func letIn(ctx context.Context, a *app) error {
	apart, err := a.asides.Of(ctx, demoID, ballot.AllBoxes)
	if err != nil || apart.Through == 0 {
		return err
	}
	if err := a.asides.Ask(ctx, demoID, "first", apart.Through, true, "The campaign sent them."); err != nil {
		return err
	}
	if apart, err = a.asides.Of(ctx, demoID, ballot.AllBoxes); err != nil {
		return err
	}
	return a.asides.Answer(ctx, demoID, "second", apart.Mark, true)
}

// compare holds the log against what is there: seeds are how many were there before anybody
// came, of which it knows no more.
func (c *checker) compare(log *load.Log, seeds int) (found campaign.Found, err error) {
	told, tried := map[string]bool{}, map[string]bool{}
	for secret := range log.Tried {
		s, err := ballot.ParseSecret(secret)
		if err != nil {
			return found, err
		}
		tried[s.Receipt().Tag()] = true
	}
	for _, sent := range log.Acknowledged {
		secret, err := ballot.ParseSecret(sent.Secret)
		if err != nil {
			return found, err
		}
		receipt := secret.Receipt()
		told[receipt.Tag()] = true
		rows := c.rows[receipt.Tag()]
		if len(rows) == 0 {
			found.Lost++
			continue
		}
		same, err := c.same(sent, receipt, rows[0])
		if err != nil {
			return found, err
		}
		if !same {
			found.Changed++
		}
	}
	unknown := 0
	for tag, rows := range c.rows {
		found.Doubled += len(rows) - 1
		switch {
		case told[tag]:
		case tried[tag]:
			found.Rest++
		default:
			unknown++
		}
	}
	found.Invented, found.Lost = max(0, unknown-seeds), found.Lost+max(0, seeds-unknown)
	return found, nil
}

// same says whether a row, and the texts of the same form, are what was sent. A log that
// does not say what that was is believed.
func (c *checker) same(sent load.Sent, receipt ballot.Receipt, row ballot.Row) (bool, error) {
	if sent.To == "" {
		return true, nil
	}
	part := strings.Split(sent.To, "/") // as in /r/BCDFGH/11-13/en
	if len(part) != 5 {
		return false, fmt.Errorf("the clients' log: a form was sent to %q", sent.To)
	}
	edition, lang := surveys.Edition(part[3]), part[4]
	answers, texts, err := c.survey.Accept(edition, lang, sent.Values)
	if err != nil {
		return false, fmt.Errorf("the clients' log: %w", err)
	}
	setting, _ := c.round.SettingByCode(part[2])
	if row.Setting != setting.Key || row.Edition != string(edition) || row.Language != lang || row.AgeBand != c.survey.AgeBand(edition, answers) || row.Mode != "synthetic" || !maps.EqualFunc(row.Answers, answers, slices.Equal) {
		return false, nil
	}
	for _, q := range c.survey.QuestionsIn(edition) {
		var want []ballot.Text
		if words, wrote := texts[q.Key]; wrote {
			want = append(want, ballot.Text{Question: q.Key, Edition: row.Edition, Language: lang, Setting: row.Setting, Text: redact.Spell(redact.Short(c.words.Text(words, lang)))})
		}
		if !slices.Equal(c.texts[receipt.TextTag(q.Key)], want) {
			return false, nil
		}
	}
	return true, nil
}
