package ballot

import (
	"context"
	"encoding/base32"
	"encoding/hex"
	"strings"

	"kist/internal/fault"
	"kist/internal/seal"
	"kist/internal/store"
)

// ticket says that a slip was made for a round. It holds no slip code: the key
// that leads from one to the other is outside the database.
type ticket struct {
	store.Head `bson:",inline"`
	Round      string `json:"round"`
}

// Tickets are the slips of ticketed rounds.
type Tickets struct {
	docs *store.Collection[*ticket]
	root seal.Key
}

// OpenTickets ensures the collection.
func OpenTickets(ctx context.Context, e store.Engine, root seal.Key) (*Tickets, error) {
	docs, err := store.Open[ticket](ctx, e, store.Spec{Name: "tickets", Clustered: true, Indexes: []store.Index{{Field: "round"}}})
	if err != nil {
		return nil, err
	}
	return &Tickets{docs, root}, nil
}

// slipBits are enough that guessing one slip of a thousand takes a million
// million tries.
const slipBits = 50

// slipText is Crockford's base 32 (no I, L, O, U); its length follows.
var slipText = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

const slipLength = slipBits / 5

// Issue makes n slips for a round and gives their codes: the only time that
// they are known, so print them now.
func (t *Tickets) Issue(ctx context.Context, round string, n int) ([]string, error) {
	slips := make([]string, 0, n)
	for len(slips) < n {
		slip := slipText.EncodeToString(seal.Random(7))[:slipLength]
		err := t.docs.Insert(ctx, &ticket{Head: store.Head{ID: t.id(round, slip)}, Round: round})
		if err != nil {
			return nil, err
		}
		slips = append(slips, slip)
	}
	return slips, nil
}

// check gives the key under which a slip's answers are handed in.
// fault.NotFound if the slip is none of this round's, fault.Invalid if it
// cannot be a slip.
func (t *Tickets) check(ctx context.Context, round, typed string) ([]byte, error) {
	slip := CleanSlip(typed)
	if slip == "" {
		return nil, fault.Problem{Field: "_slip", ID: "problem.slip"}
	}
	if _, err := t.docs.Get(ctx, t.id(round, slip)); err != nil {
		return nil, err
	}
	send := t.root.Tag("send", round, slip)
	return send[:], nil
}

func (t *Tickets) id(round, slip string) string {
	tag := t.root.Tag("ticket", round, slip)
	return hex.EncodeToString(tag[:])
}

// CleanSlip turns what was typed or scanned into the form of a slip code:
// capitals, with no gaps, and with letters that are mistaken put right. It is
// empty if that cannot be a slip code.
func CleanSlip(typed string) string {
	if len(typed) > 4*slipLength {
		return ""
	}
	clean := strings.NewReplacer(" ", "", "-", "", "\u00a0", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(typed))
	if len(clean) != slipLength {
		return ""
	}
	if _, err := slipText.DecodeString(clean + "000000"); err != nil {
		return ""
	}
	return clean
}
