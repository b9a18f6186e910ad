package ballot

import (
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/seal"
	"kist/internal/store"
)

// LaneHour is the hour of a working day, in the server's own time, after which
// texts are copied into the safety lane.
const LaneHour = 6

// laneDoc is a text in the safety lane: it waits for a decision, or is a tombstone
// of one that was decided, so that it is never copied again.
//
// Its id is made of the inner envelope and not, as the design says, of the inbox id
// and the question: so a text that was sealed into a box before the hour has the
// same id as one that still waits, and is not passed over; and once the envelope is
// dropped, no key leads from the document to a place in the inbox.
type laneDoc struct {
	store.Head `bson:",inline"` // ID: HMAC(lane key, round, inner envelope)
	Round      string           `json:"round"`
	Waits      string           `json:"waits"`  // the round while it waits, "" for a tombstone
	Day        string           `json:"day"`    // on which it was copied; "" for a tombstone
	Sealed     []byte           `json:"sealed"` // tag and inner envelope, under the lane key
}

// laneMark is how far the lane is in one round.
type laneMark struct {
	store.Head `bson:",inline"` // ID: the round
	Day        string           `json:"day"` // of the last run that came to its end
	Box        int64            `json:"box"` // boxes up to this number have been copied from
}

// Lane is the safety lane: what children write is copied into it once, still
// sealed, on working days at a fixed hour and whatever k says, because waiting must
// never delay help.
type Lane struct {
	book   *inspections.Book
	vault  Vault
	inbox  *store.Collection[*pending]
	boxes  *store.Collection[*boxTexts]
	sizes  *store.Collection[*boxSize]
	docs   *store.Collection[*laneDoc]
	marks  *store.Collection[*laneMark]
	out    *Withdrawals
	leases *leases
	key    seal.Key
	step   Step
	copied sync.Map // by round: the day on which this server copied it last
}

// OpenLane ensures the collections. key is the lane's own, from which ids are made and
// which stays when others are renewed; step may be nil.
func OpenLane(ctx context.Context, e store.Engine, book *inspections.Book, vault Vault, key seal.Key, step Step) (*Lane, error) {
	l := &Lane{book: book, vault: vault, key: key, step: step}
	var errs [7]error
	l.inbox, errs[0] = store.Open[pending](ctx, e, inboxSpec())
	l.boxes, errs[1] = store.Open[boxTexts](ctx, e, boxesSpec())
	l.sizes, errs[2] = store.Open[boxSize](ctx, e, boxesSpec())
	l.docs, errs[3] = store.Open[laneDoc](ctx, e, store.Spec{Name: "lane", Clustered: true, Indexes: []store.Index{{Field: "waits", Order: "day"}}})
	l.marks, errs[4] = store.Open[laneMark](ctx, e, store.Spec{Name: "lane_marks"})
	l.out, errs[5] = OpenWithdrawals(ctx, e)
	l.leases, errs[6] = openLeases(ctx, e)
	return l, errors.Join(errs[:]...)
}

// Working says whether a day is a working day: Monday to Friday. Holidays count as
// working days, so that help comes earlier rather than later.
func Working(day time.Time) bool {
	return day.Weekday() != time.Saturday && day.Weekday() != time.Sunday
}

// CopyDue copies what was not copied yet, once a working day after the hour has
// come, if this server has the turn. A mark of a later day was left by a clock that is
// ahead, here or on another server, and would hold texts back until that day: it counts as
// an older one does, but no server copies twice on a day of its own, or two would do it by
// turns, and whoever watches would see when a form came. A clock calls it, as often as it likes, and
// never because a child sent something. A round that was sealed is copied from like any
// other, every working day until its keys are destroyed: what its last box took after the
// hour is found so, and what reached the inbox too late to be counted. It goes on after a
// round that fails and reports all errors together.
func (l *Lane) CopyDue(ctx context.Context, now time.Time) error {
	if !Working(now) || now.Hour() < LaneHour {
		return nil
	}
	var due []*inspections.Round
	day := now.Format(time.DateOnly)
	for _, stage := range []inspections.Stage{inspections.Running, inspections.Final, inspections.Sealed} {
		rounds, err := l.book.Rounds.All(ctx, store.Query{Field: "stage", Is: string(stage)})
		if err != nil {
			return err
		}
		for _, r := range rounds {
			mark, err := l.mark(ctx, r.ID)
			if err != nil {
				return err
			}
			if last, _ := l.copied.Load(r.ID); last != day && mark.Day != day {
				due = append(due, r)
			}
		}
	}
	if len(due) == 0 {
		return nil
	}
	if mine, err := l.leases.take(ctx, "lane"); err != nil || !mine {
		return err
	}
	var errs []error
	for _, r := range due {
		err := l.Copy(ctx, r, day)
		if err == nil {
			l.copied.Store(r.ID, day)
		}
		errs = append(errs, err)
	}
	err := errors.Join(errs...)
	l.leases.ended("lane", err)
	return err
}

// mark is how far the lane is in a round; a new one where it has not been.
func (l *Lane) mark(ctx context.Context, round string) (*laneMark, error) {
	mark, err := l.marks.GetStrong(ctx, round)
	if errors.Is(err, fault.NotFound) {
		return &laneMark{Head: store.Head{ID: round}}, nil
	}
	return mark, err
}

// Copy copies what the round has and the lane has not: first what waits, then what
// is in boxes that the lane has not seen. A text leaves the inbox only for a box, so
// in this order none slips by. Again after a crash, or by two at once, it changes
// nothing.
func (l *Lane) Copy(ctx context.Context, r *inspections.Round, day string) error {
	gone, err := l.out.of(ctx, r.ID)
	if err != nil {
		return err
	}
	if err := l.dropWithdrawn(ctx, r.ID, gone); err != nil {
		return err
	}
	private, err := l.vault.Answers(ctx, r.ID)
	if errors.Is(err, fault.NotFound) { // destroyed: nothing more can be read
		return nil
	}
	if err != nil {
		return err
	}
	group, each := errgroup.WithContext(ctx)
	group.SetLimit(together)
	put := func(texts []sealedText) {
		for _, t := range texts {
			if !gone[t.Tag] {
				group.Go(func() error { return l.put(each, r.ID, day, t) })
			}
		}
	}
	err = l.waiting(each, r.ID, private, put)
	box := int64(0)
	if err == nil {
		box, err = l.boxed(each, r.ID, private, put)
	}
	if err := errors.Join(err, group.Wait()); err != nil {
		return err
	}
	l.step.at("lane.mark")
	if err := l.setMark(ctx, r.ID, day, box); err != nil {
		return err
	}
	l.step.at("lane.marked")
	return nil
}

// waiting hands on the texts of what waits in the inbox. An envelope that cannot be
// opened is counted when it is sealed (Opener.Spoiled).
func (l *Lane) waiting(ctx context.Context, round string, private seal.Private, put func([]sealedText)) error {
	for p, err := range l.inbox.Find(ctx, store.Query{Field: "waits", Is: round, Strong: true}) {
		if err != nil {
			return err
		}
		if o, err := unpack(private, round, p.Sealed); err == nil {
			put(o.Texts)
		}
	}
	return nil
}

// boxed hands on the texts of boxes that the lane has not seen, and gives the
// number of the last box that it saw.
func (l *Lane) boxed(ctx context.Context, round string, private seal.Private, put func([]sealedText)) (last int64, err error) {
	mark, err := l.mark(ctx, round)
	if err != nil {
		return 0, err
	}
	last = mark.Box
	q := inOrder(round)
	q.From = last + 1
	for b, err := range l.boxes.Find(ctx, q) {
		if err != nil {
			return 0, err
		}
		texts, err := b.open(private)
		if err != nil {
			return 0, err
		}
		put(texts)
		last++
	}
	return last, nil
}

// put inserts one text unless it is there, or was decided on. What fails is tried once more:
// each turn goes through all texts, and over a line that breaks once in hundreds of writes
// none would come to its end.
func (l *Lane) put(ctx context.Context, round, day string, t sealedText) error {
	id := l.ID(round, t.envelope())
	insert := func() error {
		l.step.at("lane.copy")
		return l.docs.Insert(ctx, &laneDoc{
			Head: store.Head{ID: id}, Round: round, Waits: round, Day: day,
			Sealed: l.key.Wrap(lanePurpose(id), appendTexts(nil, []sealedText{t})),
		})
	}
	err := insert()
	if err != nil && !errors.Is(err, fault.Exists) && ctx.Err() == nil {
		err = insert()
	}
	if errors.Is(err, fault.Exists) {
		return nil
	}
	return err
}

// ID is what a text of a round is known by in the lane, whether it is there or not.
func (l *Lane) ID(round, envelope string) string {
	tag := l.key.Tag("lane", round, envelope)
	return hex.EncodeToString(tag[:])
}

func lanePurpose(id string) string { return "kist lane " + id }

// setMark moves the mark, as to boxes never back.
func (l *Lane) setMark(ctx context.Context, round, day string, box int64) error {
	err := l.marks.Insert(ctx, &laneMark{Head: store.Head{ID: round}, Day: day, Box: box})
	if !errors.Is(err, fault.Exists) {
		return err
	}
	_, err = l.marks.Update(ctx, round, func(m *laneMark) error {
		m.Day, m.Box = day, max(m.Box, box)
		return nil
	})
	return err
}

// dropWithdrawn takes out of the lane what children took back since it was copied.
func (l *Lane) dropWithdrawn(ctx context.Context, round string, gone map[string]bool) error {
	if len(gone) == 0 {
		return nil
	}
	for d, err := range l.waits(ctx, round) {
		if err != nil {
			return err
		}
		t, err := l.unwrap(d)
		if err != nil || !gone[t.Tag] {
			continue
		}
		if err := l.Bury(ctx, round, d.ID); err != nil {
			return err
		}
	}
	return nil
}

func (l *Lane) waits(ctx context.Context, round string) func(func(*laneDoc, error) bool) {
	return l.docs.Find(ctx, store.Query{Field: "waits", Is: round, Order: "day", Strong: true})
}

// unwrap takes the lane's own envelope off.
func (l *Lane) unwrap(d *laneDoc) (sealedText, error) {
	plain, err := l.key.Unwrap(lanePurpose(d.ID), d.Sealed)
	if err != nil {
		return sealedText{}, err
	}
	texts, err := decodeTexts(plain)
	if err == nil && len(texts) != 1 {
		err = fault.Wrap(fault.Invalid, "lane: %d texts in one document", len(texts))
	}
	if err != nil {
		return sealedText{}, err
	}
	return texts[0], nil
}

// InLane is a text that waits in the safety lane.
type InLane struct {
	Found
	ID  string // in the lane
	Day string // on which it was copied
}

// Read opens what waits in the lane of a round with the round's key to texts; what
// was withdrawn is left out. closed are the ids of those that cannot be opened. opened
// are, by id, those that an earlier call gave and that need not be opened again; nil:
// none. Who may see them is for the caller to decide.
func (l *Lane) Read(ctx context.Context, round string, key seal.Private, opened map[string]InLane) (list []InLane, closed []string, err error) {
	gone, err := l.out.of(ctx, round)
	if err != nil {
		return nil, nil, err
	}
	for d, err := range l.waits(ctx, round) {
		if err != nil {
			return nil, nil, err
		}
		t, err := l.unwrap(d)
		if err == nil && gone[t.Tag] {
			continue
		}
		if x, ok := opened[d.ID]; ok && err == nil {
			list = append(list, x)
			continue
		}
		var f Found
		if err == nil {
			f, err = t.open(key, round)
		}
		if err != nil {
			closed = append(closed, d.ID)
			continue
		}
		list = append(list, InLane{f, d.ID, d.Day})
	}
	slices.SortFunc(list, func(x, y InLane) int { return cmp.Compare(x.ID, y.ID) })
	return list, closed, nil
}

// Bury drops a text after its decision and keeps that it was there: the answer may
// still wait, and would be copied anew. Again it changes nothing. fault.NotFound
// for what was never in the lane of this round.
func (l *Lane) Bury(ctx context.Context, round, id string) error {
	l.step.at("lane.bury")
	_, err := l.docs.Update(ctx, id, func(d *laneDoc) error {
		if d.Round != round {
			return fault.Wrap(fault.NotFound, "lane of round %s", round)
		}
		d.Waits, d.Day, d.Sealed = "", "", nil
		return nil
	})
	return err
}

// Since is the day since which the longest waits in the lane of a round; empty if
// nothing does.
func (l *Lane) Since(ctx context.Context, round string) (string, error) {
	d, err := l.docs.First(ctx, store.Query{Field: "waits", Is: round, Order: "day"})
	if errors.Is(err, fault.NotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return d.Day, nil
}
