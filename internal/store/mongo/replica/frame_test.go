package replica

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"reflect"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// wrote is a message as it is on the line.
func wrote(t testing.TB, f frame) []byte {
	t.Helper()
	var line bytes.Buffer
	if err := f.write(&line); err != nil {
		t.Fatal(err)
	}
	return line.Bytes()
}

func message(t testing.TB, doc bson.D) frame {
	t.Helper()
	f, err := frame{}.answer(doc)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestFramesComeBack(t *testing.T) {
	f := frame{id: 3, to: 4, op: opMsg, body: []byte("whatever")}
	if got, err := readFrame(bytes.NewReader(wrote(t, f))); err != nil || !reflect.DeepEqual(got, f) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestFramesHaveLimits(t *testing.T) {
	long := func(n uint32) []byte { return append(binary.LittleEndian.AppendUint32(nil, n), make([]byte, 12)...) }
	for name, c := range map[string]struct {
		line []byte
		want error
	}{
		"nothing":    {nil, io.EOF},
		"half":       {make([]byte, 8), io.ErrUnexpectedEOF},
		"too short":  {long(15), errFrame},
		"negative":   {long(1 << 31), errFrame},
		"too long":   {long(maxFrame + 1), errFrame},
		"broken off": {long(maxFrame), errFrame},
	} {
		if _, err := readFrame(bytes.NewReader(c.line)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRequests(t *testing.T) {
	body, err := bson.Marshal(bson.D{{Key: "isMaster", Value: 1}})
	if err != nil {
		t.Fatal(err)
	}
	query := append([]byte("\x00\x00\x00\x00admin.$cmd\x00\x00\x00\x00\x00\xff\xff\xff\xff"), body...)
	for name, c := range map[string]struct {
		frame frame
		want  request
	}{
		"a write": {message(t, inserting(7, 9)), request{command: "insert", session: "\x07", number: 9}},
		"a read":  {message(t, bson.D{{Key: "find", Value: "pages"}, {Key: "txnNumber", Value: int64(3)}}), request{command: "find"}},
		"a list": {message(t, bson.D{{Key: "find", Value: "pages"}, {Key: "readConcern", Value: bson.D{{Key: "level", Value: "majority"},
			{Key: "afterClusterTime", Value: bson.Timestamp{T: 1, I: 2}}}}}), request{command: "find", level: "majority", after: true}},
		"the first hello":  {frame{op: opQuery, body: query}, request{command: "isMaster"}},
		"documents follow": {frame{op: opMsg, body: append(message(t, bson.D{{Key: "insert", Value: "a"}}).body, 1, 2, 3)}, request{command: "insert"}},
	} {
		if got, err := c.frame.request(); err != nil || got != c.want {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	for name, f := range map[string]frame{
		"nothing":         {op: opMsg},
		"another kind":    {op: 2012, body: make([]byte, 40)},
		"no collection":   {op: opQuery, body: bytes.Repeat([]byte("a"), 40)},
		"no document":     {op: opReply, body: make([]byte, 20)},
		"too long a one":  {op: opMsg, body: []byte("\x00\x00\x00\x00\x00\xff\x00\x00\x00\x00")},
		"no real one":     {op: opMsg, body: []byte("\x00\x00\x00\x00\x00\x06\x00\x00\x00\x01\x00")},
		"an empty one":    message(t, bson.D{}),
		"no answer":       {op: opMsg, body: append([]byte{flagMore, 0, 0, 0, 0}, body...)},
		"documents first": {op: opMsg, body: append([]byte{0, 0, 0, 0, 1}, body...)},
	} {
		if got, err := f.request(); !errors.Is(err, errFrame) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestDone(t *testing.T) {
	for name, c := range map[string]struct {
		doc  bson.D
		want bool
	}{
		"done":           {bson.D{{Key: "ok", Value: 1.0}, {Key: "n", Value: 1}}, true},
		"there before":   {bson.D{{Key: "ok", Value: 1.0}, {Key: "writeErrors", Value: bson.A{bson.D{{Key: "code", Value: 11000}}}}}, false},
		"refused":        {refusal(interrupted, "no"), false},
		"says something": {bson.D{{Key: "n", Value: 1}}, false},
	} {
		if got := message(t, c.doc).done(); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if (frame{}).done() {
		t.Error("no answer")
	}
}

// updating is a message with updates behind its command.
func updating(t testing.TB, kind byte, name string, updates ...bson.D) frame {
	t.Helper()
	f := message(t, bson.D{{Key: "update", Value: "pages"}, {Key: "$db", Value: "kist"}})
	all := append([]byte(name), 0)
	for _, u := range updates {
		text, err := bson.Marshal(u)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, text...)
	}
	f.body = append(binary.LittleEndian.AppendUint32(append(f.body, kind), uint32(4+len(all))), all...)
	return f
}

func TestReplacing(t *testing.T) {
	type d = bson.D
	whole := d{{Key: "q", Value: d{{Key: "_id", Value: "a"}, {Key: "rev", Value: int64(3)}}}, {Key: "u", Value: d{{Key: "x", Value: "y"}}}}
	f := updating(t, 1, "updates", whole)
	u, ok := f.replaces()
	if !ok {
		t.Fatal("it is one")
	}
	for rev, want := range map[any]bool{int64(3): true, int32(3): false, int64(4): false} {
		doc, err := bson.Marshal(d{{Key: "_id", Value: "a"}, {Key: "rev", Value: rev}})
		if err != nil || u.found(doc) != want {
			t.Errorf("revision %v: %v, %v", rev, u.found(doc), err)
		}
	}
	narrow, err := u.byID(f)
	if err != nil {
		t.Fatal(err)
	}
	alone := d{{Key: "q", Value: d{{Key: "_id", Value: "a"}}}, whole[1]}
	if want := updating(t, 1, "updates", alone); !bytes.Equal(narrow.body, want.body) {
		t.Errorf("%q, want %q", narrow.body, want.body)
	}
	with := func(key string, value any) d { return append(append(d{}, whole...), bson.E{Key: key, Value: value}) }
	sum := updating(t, 1, "updates", whole)
	sum.body[0] = 1
	for name, f := range map[string]frame{
		"by id alone":     narrow,
		"another id":      updating(t, 1, "updates", d{{Key: "q", Value: d{{Key: "_id", Value: 7}, {Key: "rev", Value: 3}}}}),
		"no filter":       updating(t, 1, "updates", d{{Key: "u", Value: d{}}}),
		"several":         updating(t, 1, "updates", whole, whole),
		"makes one":       updating(t, 1, "updates", with("upsert", true)),
		"documents":       updating(t, 1, "documents", whole),
		"one command":     updating(t, 0, "updates", whole),
		"none":            updating(t, 1, "updates"),
		"nothing follows": message(t, d{{Key: "update", Value: "pages"}}),
		"with a checksum": sum,
		"nothing":         {op: opMsg},
	} {
		if u, ok := f.replaces(); ok {
			t.Errorf("%s: %+v", name, u)
		}
	}
}

// What is added comes last, and all else stays as it was.
func TestWith(t *testing.T) {
	f := message(t, bson.D{{Key: "ok", Value: 1.0}})
	f.body = append(f.body, "what follows"...)
	more, err := f.with("operationTime", bson.Timestamp{T: 1, I: 7})
	if err != nil {
		t.Fatal(err)
	}
	want := message(t, bson.D{{Key: "ok", Value: 1.0}, {Key: "operationTime", Value: bson.Timestamp{T: 1, I: 7}}})
	if want.body = append(want.body, "what follows"...); !bytes.Equal(more.body, want.body) {
		t.Errorf("%q, want %q", more.body, want.body)
	}
	if _, err := (frame{op: opMsg}).with("a", 1); !errors.Is(err, errFrame) {
		t.Errorf("to no document: %v", err)
	}
}

// FuzzFrame: whatever comes over a line is read to its end or refused, and what is
// understood goes on as it came.
func FuzzFrame(f *testing.F) {
	f.Add(wrote(f, message(f, inserting(1, 2))))
	f.Add(wrote(f, message(f, refusal(tooOld, "no", "label"))))
	f.Add(wrote(f, frame{op: opQuery, body: []byte("\x00\x00\x00\x00a\x00\x00\x00\x00\x00\x00\x00\x00\x00\x05\x00\x00\x00\x00")}))
	f.Add([]byte("\x10\x00\x00\x00"))
	f.Add(wrote(f, updating(f, 1, "updates", bson.D{{Key: "q", Value: bson.D{{Key: "_id", Value: "a"}, {Key: "rev", Value: 3}}}})))
	f.Fuzz(func(t *testing.T, line []byte) {
		got, err := readFrame(bytes.NewReader(line))
		if err != nil {
			return
		}
		if again := wrote(t, got); !bytes.Equal(again, line[:len(again)]) {
			t.Errorf("%x became %x", line, again)
		}
		r, err := got.request()
		if err != nil {
			return
		}
		if u, ok := got.replaces(); ok {
			narrow, err := u.byID(got)
			if err != nil {
				return
			}
			if again, ok := narrow.replaces(); ok {
				t.Errorf("%x asks by more than an id: %+v", narrow.body, again)
			}
		}
		same, err := got.changed(func(doc bson.D) bson.D { return doc })
		if err != nil {
			return // a document that only looks like one
		}
		if after, err := same.request(); err != nil || after != r {
			t.Errorf("%+v became %+v: %v", r, after, err)
		}
		more, err := got.with("added", int64(7))
		if err != nil {
			t.Errorf("%x takes nothing more: %v", got.body, err)
		}
		if after, err := more.request(); err != nil || after != r {
			t.Errorf("%+v became %+v: %v", r, after, err)
		}
	})
}
