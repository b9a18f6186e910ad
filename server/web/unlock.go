package web

import (
	"net/url"
	"time"
)

// Unlock is the part of a page that asks two people to open what children wrote, or
// says how long it is open. Make it with NewUnlock and draw it with the partial
// "staff_unlock". Rooms that show texts share it.
type Unlock struct {
	Standing
	Action string // where its forms are sent
	Back   string // address of the page that it is part of
	Until  string // minute in words
	base   StaffBase
}

// Standing is how a session of two people stands, with names instead of accounts.
// The zero value: nobody has asked for one.
type Standing struct {
	Use    string // what for: as in package texts
	First  string // name of who asked; empty: nobody has
	Second string // name of who confirmed; empty: nobody has yet
	Mine   bool   // the reader asked, or is one of the two
	Open   bool   // what children wrote can be read
	Reads  bool   // the reader may read it
	May    bool   // the reader may ask or confirm
	Words  bool   // whoever confirms lends six words: readers hold the key
	Ends   time.Time
}

// NewUnlock is the part of the page at back about a session of a round.
func NewUnlock(b StaffBase, round, back string, s Standing) Unlock {
	return Unlock{
		Standing: s, Action: "/staff/sessions/" + url.PathEscape(round) + "/" + s.Use, Back: back,
		Until: b.T("staff.unlock.clock", "Time", s.Ends.Format("15:04")), base: b,
	}
}

// T prints words in the page's language.
func (u Unlock) T(id string, args ...any) string { return u.base.T(id, args...) }
