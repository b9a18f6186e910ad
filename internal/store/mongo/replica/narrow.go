package replica

import (
	"bytes"
	"encoding/binary"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// The server that stands in for MongoDB finds a document fast by its _id alone. Whoever
// replaces a revision names that as well, and has it look at every document of the
// collection. As one write follows the other here, the revision can be looked at first.

// replacing is an update of one document by its id and other fields.
type replacing struct {
	head  int      // where the update begins in the message: after its command
	text  bson.Raw // as it came
	id    bson.RawValue
	other []bson.RawElement // what else the document has to hold
}

// replaces reads such an update; false if it is none.
func (f frame) replaces() (u replacing, ok bool) {
	at, doc, err := f.document()
	if err != nil || f.op != opMsg || f.body[0]&1 != 0 { // nor with a checksum
		return u, false
	}
	u.head = at + len(doc)
	name, text, ok := bytes.Cut(f.body[min(len(f.body), u.head+5):], []byte{0}) // kind and length come first
	if !ok || f.body[u.head] != 1 || string(name) != "updates" {
		return u, false
	}
	u.text = bson.Raw(text)
	if len(text) < 5 || uint64(binary.LittleEndian.Uint32(text)) != uint64(len(text)) || u.text.Validate() != nil {
		return u, false // or there are several
	}
	if upsert, _ := u.text.Lookup("upsert").BooleanOK(); upsert {
		return u, false
	}
	q, _ := u.text.Lookup("q").DocumentOK()
	fields, err := q.Elements()
	if err != nil {
		return u, false
	}
	for _, e := range fields {
		if _, text := e.Value().StringValueOK(); e.Key() == "_id" && text {
			u.id = e.Value()
		} else {
			u.other = append(u.other, e)
		}
	}
	return u, len(u.id.Value) > 0 && len(u.other) > 0
}

// found says whether a document is the one that is to be replaced.
func (u replacing) found(doc bson.Raw) bool {
	for _, e := range u.other {
		if got, err := doc.LookupErr(e.Key()); err != nil || !got.Equal(e.Value()) {
			return false
		}
	}
	return true
}

// byID is the same message, that asks for the document by its id alone.
func (u replacing) byID(f frame) (frame, error) {
	var update bson.D
	if err := bson.Unmarshal(u.text, &update); err != nil {
		return f, err
	}
	for i := range update {
		if update[i].Key == "q" {
			update[i].Value = bson.D{{Key: "_id", Value: u.id}}
		}
	}
	text, err := bson.Marshal(update)
	if err != nil {
		return f, err
	}
	const name = "updates\x00"
	body := append(append([]byte{}, f.body[:u.head]...), 1)
	body = binary.LittleEndian.AppendUint32(body, uint32(4+len(name)+len(text)))
	f.body = append(append(body, name...), text...)
	return f, nil
}

// change has a write done, by ids where it can be.
func (l *line) change(asked frame) (frame, error) {
	u, ok := asked.replaces()
	if !ok {
		return l.ask(asked)
	}
	_, command, err := asked.document()
	if err != nil {
		return frame{}, err
	}
	look, err := asked.answer(bson.D{{Key: "find", Value: command.Lookup("update")}, {Key: "filter", Value: bson.D{{Key: "_id", Value: u.id}}},
		{Key: "limit", Value: 1}, {Key: "singleBatch", Value: true}, {Key: "$db", Value: command.Lookup("$db")}})
	if err != nil {
		return frame{}, err
	}
	seen, err := l.ask(look)
	if err != nil {
		return frame{}, err
	}
	_, answer, err := seen.document()
	if err != nil {
		return frame{}, err
	}
	if doc, ok := answer.Lookup("cursor", "firstBatch", "0").DocumentOK(); !ok || !u.found(doc) {
		return asked.answer(bson.D{{Key: "n", Value: 0}, {Key: "nModified", Value: 0}, {Key: "ok", Value: 1.0}})
	}
	if asked, err = u.byID(asked); err != nil {
		return frame{}, err
	}
	return l.ask(asked)
}
