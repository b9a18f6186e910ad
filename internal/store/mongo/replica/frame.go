package replica

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// The kinds of messages that are understood: MongoDB's OP_MSG, and the pair of older
// ones with which a driver says hello for the first time.
const (
	opReply = 1
	opQuery = 2004
	opMsg   = 2013
)

const (
	headBytes = 16
	// maxFrame is the longest message that is taken, in bytes: MongoDB's own limit.
	maxFrame = 48_000_000
	// A query names its collection in at most this many bytes.
	maxName = 1024
	// flagMore says that no answer is expected, or that another one follows.
	flagMore = 2
)

// errFrame says that what came is no message of the protocol, or one that is not
// understood here.
var errFrame = errors.New("not a message that is understood")

// frame is one message.
type frame struct {
	id, to int32 // its number, and the number of the one that it answers
	op     int32
	body   []byte // what follows the head
}

// readFrame reads one message: errFrame if it is too long or too short. Room is made for
// what has come, not for what is announced.
func readFrame(r io.Reader) (f frame, err error) {
	var head [headBytes]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return f, err
	}
	number := func(at int) int32 { return int32(binary.LittleEndian.Uint32(head[at:])) }
	length := number(0)
	if length < headBytes || length > maxFrame {
		return f, fmt.Errorf("%w: %d bytes", errFrame, length)
	}
	var body bytes.Buffer
	if _, err := io.CopyN(&body, r, int64(length)-headBytes); err != nil {
		return f, fmt.Errorf("%w: broken off: %w", errFrame, err)
	}
	return frame{id: number(4), to: number(8), op: number(12), body: body.Bytes()}, nil
}

// write writes the message whole.
func (f frame) write(w io.Writer) error {
	all := make([]byte, 0, headBytes+len(f.body))
	for _, n := range []int32{int32(headBytes + len(f.body)), f.id, f.to, f.op} {
		all = binary.LittleEndian.AppendUint32(all, uint32(n))
	}
	_, err := w.Write(append(all, f.body...))
	return err
}

// document finds the one that holds the command, or the answer to it: where it begins,
// and itself.
func (f frame) document() (at int, doc bson.Raw, err error) {
	if at, err = f.begins(); err != nil {
		return 0, nil, err
	}
	if len(f.body) < at+5 {
		return 0, nil, fmt.Errorf("%w: no document", errFrame)
	}
	length := int64(binary.LittleEndian.Uint32(f.body[at:]))
	if length < 5 || length > int64(len(f.body)-at) {
		return 0, nil, fmt.Errorf("%w: a document of %d bytes in %d", errFrame, length, len(f.body)-at)
	}
	doc = bson.Raw(f.body[at : at+int(length)])
	if err := doc.Validate(); err != nil {
		return 0, nil, fmt.Errorf("%w: %w", errFrame, err)
	}
	return at, doc, nil
}

// begins is where the first document of the message begins.
func (f frame) begins() (int, error) {
	switch f.op {
	case opMsg:
		switch {
		case len(f.body) < 5 || f.body[4] != 0:
			return 0, fmt.Errorf("%w: the command does not come first", errFrame)
		case f.body[0]&flagMore != 0:
			return 0, fmt.Errorf("%w: nobody waits for an answer, or more follow", errFrame)
		}
		return 5, nil
	case opReply:
		return 20, nil
	case opQuery:
		if len(f.body) > 4 {
			name, _, ends := bytes.Cut(f.body[4:], []byte{0})
			if ends && len(name) <= maxName {
				return 4 + len(name) + 1 + 8, nil
			}
		}
		return 0, fmt.Errorf("%w: it names no collection", errFrame)
	}
	return 0, fmt.Errorf("%w: kind %d", errFrame, f.op)
}

// request is what a message asks for.
type request struct {
	command string
	session string // empty: it belongs to none
	number  int64  // of a write that may be asked for again; 0: it is none

	level string // of what it reads: readConcern
	after bool   // it reads nothing older than a moment that it names
}

// request reads what is asked: errFrame if that is not understood.
func (f frame) request() (r request, err error) {
	_, doc, err := f.document()
	if err != nil {
		return r, err
	}
	first, err := doc.IndexErr(0)
	if err != nil {
		return r, fmt.Errorf("%w: no command", errFrame)
	}
	r.command = first.Key()
	if _, id, ok := doc.Lookup("lsid", "id").BinaryOK(); ok {
		r.session = string(id)
		r.number, _ = doc.Lookup("txnNumber").AsInt64OK()
	}
	r.level, _ = doc.Lookup("readConcern", "level").StringValueOK()
	_, _, r.after = doc.Lookup("readConcern", "afterClusterTime").TimestampOK()
	return r, nil
}

// with is the message with one thing more at the end of its document. It is not read anew:
// there may be a million bytes of it.
func (f frame) with(key string, value any) (frame, error) {
	at, doc, err := f.document()
	if err != nil {
		return f, err
	}
	more, err := bson.Marshal(bson.D{{Key: key, Value: value}})
	if err != nil {
		return f, err
	}
	more = more[4:] // without its length, and with the end of a document
	body := append(append([]byte{}, f.body[:at+len(doc)-1]...), more...)
	binary.LittleEndian.PutUint32(body[at:], uint32(len(doc)-1+len(more)))
	f.body = append(body, f.body[at+len(doc):]...)
	return f, nil
}

// changed is the message with another document in the place of its first.
func (f frame) changed(change func(bson.D) bson.D) (frame, error) {
	at, doc, err := f.document()
	if err != nil {
		return f, err
	}
	var was bson.D
	if err := bson.Unmarshal(doc, &was); err != nil {
		return f, err
	}
	is, err := bson.Marshal(change(was))
	if err != nil {
		return f, err
	}
	f.body = append(append(append([]byte{}, f.body[:at]...), is...), f.body[at+len(doc):]...)
	return f, nil
}

// answer is a message that answers another with a document of our own.
func (f frame) answer(doc bson.D) (frame, error) {
	text, err := bson.Marshal(doc)
	return frame{to: f.id, op: opMsg, body: append(make([]byte, 5), text...)}, err
}

// done says whether an answer tells of a write that was done.
func (f frame) done() bool {
	_, doc, err := f.document()
	if err != nil {
		return false
	}
	ok, _ := doc.Lookup("ok").AsFloat64OK()
	_, failed := doc.Lookup("writeErrors").ArrayOK()
	return ok == 1 && !failed
}
