package ballot

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"kist/internal/inspections"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/internal/store/storetest"
	"kist/surveys"
)

// kit is one server's parts on a store, and a running round.
type kit struct {
	engine store.Engine
	book   *inspections.Book
	vault  *inspections.Vault
	inbox  *Inbox
	sealer *Sealer
	opener *Opener
	round  *inspections.Round
	keys   seal.Keys
}

// each runs a test on every engine.
func each(t *testing.T, test func(t *testing.T, k *kit)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, open storetest.Open) { test(t, newKit(t, open(), inspections.Open, 3)) })
}

func newKit(t *testing.T, e store.Engine, door inspections.Door, minBox int) *kit {
	t.Helper()
	k := &kit{engine: e, keys: seal.Keys{Wrap: seal.NewKey(), Tickets: seal.NewKey()}}
	k.join(t, nil)
	k.round = &inspections.Round{
		Head: store.Head{ID: "round"}, Door: door, Stage: inspections.Running, MinBox: minBox,
		Closes: time.Now().AddDate(0, 0, 7).Format(time.DateOnly),
	}
	must(t, k.vault.Equip(t.Context(), k.round))
	must(t, k.book.Rounds.Insert(t.Context(), k.round))
	return k
}

// join opens the parts on the store, as a server does when it starts.
func (k *kit) join(t *testing.T, step Step) {
	t.Helper()
	ctx := t.Context()
	var err error
	k.book, err = inspections.OpenBook(ctx, k.engine)
	must(t, err)
	k.vault, err = inspections.OpenVault(ctx, k.engine, k.keys.Wrap)
	must(t, err)
	k.inbox, err = OpenInbox(ctx, k.engine, k.book, k.keys.Tickets, step)
	must(t, err)
	k.sealer, err = OpenSealer(ctx, k.engine, k.book, k.vault, step)
	must(t, err)
	k.opener, err = OpenOpener(ctx, k.engine, k.vault)
	must(t, err)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// form is the nth child's form.
func (k *kit) form(n int) Form {
	return Form{
		Round: k.round.ID, Edition: "11-13", AgeBand: "11-13", Language: "en", Setting: "school", Mode: "online", Secret: NewSecret(),
		Answers: surveys.Answers{"child": {fmt.Sprint(n)}},
		Texts:   map[string]string{"story": fmt.Sprintf("Story %d, ring me on 07700 900123.", n)},
	}
}

// send submits n forms and gives them back.
func (k *kit) send(t *testing.T, n int) []Form {
	t.Helper()
	forms := make([]Form, n)
	for i := range forms {
		forms[i] = k.form(i)
		must(t, k.inbox.Submit(t.Context(), forms[i]))
	}
	return forms
}

// inside is what is in a box.
func inside(t *testing.T, b *box, private seal.Private) (*Table, []sealedText) {
	t.Helper()
	rows, err := (&boxRows{Head: b.Head, Key: b.Key, Rows: b.Rows}).open(private)
	must(t, err)
	texts, err := (&boxTexts{Head: b.Head, Key: b.Key, Texts: b.Texts}).open(private)
	must(t, err)
	return rows, texts
}

// counted are the children in boxes, withdrawn ones left out, sorted.
func (k *kit) counted(t *testing.T) []string {
	t.Helper()
	var all []string
	err := k.opener.Batches(t.Context(), k.round.ID, func(b Batch) error {
		for i, r := range b.Rows.All() {
			if !b.Gone[i] {
				all = append(all, r.Answers["child"][0])
			}
		}
		return nil
	})
	must(t, err)
	slices.Sort(all)
	return all
}

// waiting is how many submissions wait in the inbox.
func (k *kit) waiting(t *testing.T) int {
	t.Helper()
	n, err := k.inbox.inbox.Count(t.Context(), store.Query{Field: "waits", Is: k.round.ID})
	must(t, err)
	return int(n)
}

func children(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprint(i)
	}
	slices.Sort(all)
	return all
}
