package mongo

import (
	"context"
	"errors"
	"fmt"
	"net"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/event"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"kist/internal/fault"
	"kist/internal/store"
	"kist/internal/store/mongo/mongotest"
)

func TestDatabaseName(t *testing.T) {
	for uri, want := range map[string]string{
		"mongodb://localhost":                                     "kist",
		"mongodb://localhost/":                                    "kist",
		"mongodb://localhost/answers":                             "answers",
		"mongodb://a:1,b:2,c:3/answers?replicaSet=rs":             "answers",
		"mongodb://u:p%2Fq@a:1,b:2/?replicaSet=rs/x":              "kist",
		"mongodb+srv://u:p@cluster.example.org/kist%2Dtrial?w=1":  "kist-trial",
		"mongodb://localhost?readPreference=secondary&appName=a/": "kist",
	} {
		if got := databaseName(uri); got != want {
			t.Errorf("databaseName(%s) = %s, want %s", uri, got, want)
		}
	}
}

func TestMaskHidesUserAndPassword(t *testing.T) {
	uri := "mongodb://isla:p%40ss%2Fword@localhost:27017/kist"
	for _, text := range []string{
		"cannot parse " + uri, "bad password p%40ss%2Fword", "bad password p@ss/word of isla", "nothing in it",
	} {
		got := mask(errors.New(text), uri)
		for _, secret := range []string{"isla", "p%40ss%2Fword", "p@ss/word"} {
			if strings.Contains(got, secret) {
				t.Errorf("mask(%s) = %s shows %s", text, got, secret)
			}
		}
	}
	if got := mask(errors.New("refused"), "mongodb://localhost"); got != "refused" {
		t.Errorf("mask changed %q", got)
	}
}

func TestOpenRefusesWhatIsNoAddress(t *testing.T) {
	for _, uri := range []string{
		"", "localhost:27017", "http://isla:secret@localhost", "mongodb://isla:secret@", "mongodb://isla:sec/ret@localhost",
		"mongodb://isla:secret@localhost/?connectTimeoutMS=soon",
	} {
		_, err := Open(t.Context(), uri)
		if !errors.Is(err, fault.Invalid) {
			t.Errorf("Open(%q): %v, want %v", uri, err, fault.Invalid)
		} else if strings.Contains(err.Error(), "isla") || strings.Contains(err.Error(), "secret") {
			t.Errorf("Open(%q) shows who: %v", uri, err)
		}
	}
}

// silent is an address where connections are taken and never answered.
func silent(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l.Addr().String()
}

// closed is an address where nobody listens. Not a port that was free a moment
// ago: another test may have it by now.
const closed = "127.0.0.1:1"

func TestOpenTellsSoonThatNobodyAnswers(t *testing.T) {
	for name, address := range map[string]string{"silent": silent(t), "closed": closed} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// The test's own patience is shorter than Open's, to be quick; that
			// Open's own ends is the second part.
			ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
			defer cancel()
			_, err := Open(ctx, "mongodb://isla:secret@"+address+"/kist")
			if err == nil || !strings.Contains(err.Error(), address) {
				t.Fatalf("Open: %v, want the address %s in it", err, address)
			}
			if strings.Contains(err.Error(), "isla") || strings.Contains(err.Error(), "secret") {
				t.Errorf("Open shows who: %v", err)
			}
		})
	}
	if answerWithin > 10*time.Second {
		t.Errorf("Open waits for %v", answerWithin)
	}
}

// Durability is not the operator's to weaken by a parameter.
func TestTheURICannotWeakenDurability(t *testing.T) {
	o := clientOptions("mongodb://localhost/?w=1&journal=false&readPreference=secondary&readConcernLevel=available")
	if o.WriteConcern.W != "majority" || o.WriteConcern.Journal == nil || !*o.WriteConcern.Journal {
		t.Errorf("write concern %+v", o.WriteConcern)
	}
	if o.ReadPreference.Mode().String() != "primary" || o.ReadConcern.Level != "local" {
		t.Errorf("reads %v, %v", o.ReadPreference.Mode(), o.ReadConcern.Level)
	}
	if !o.BSONOptions.UseJSONStructTags {
		t.Error("JSON tags are not used")
	}
}

func TestWhichServersAreReplicated(t *testing.T) {
	for text, want := range map[string]struct{ replicated, alone bool }{
		`{"ok": 1, "isWritablePrimary": true}`:                                  {false, true},
		`{"ok": 1, "setName": "rs0", "hosts": ["a:1"]}`:                         {true, true},
		`{"ok": 1, "setName": "rs0", "hosts": ["a:1", "b:1", "c:1"]}`:           {true, false},
		`{"ok": 1, "setName": "rs0", "hosts": ["a:1"], "passives": ["b:1"]}`:    {true, false},
		`{"ok": 1, "msg": "isdbgrid"}`:                                          {true, false},
		`{"ok": 1, "msg": "something else", "setVersion": 3, "hosts": ["a:1"]}`: {false, true},
	} {
		var h hello
		if err := bson.UnmarshalExtJSON([]byte(text), false, &h); err != nil || h.replicated() != want.replicated || h.alone() != want.alone {
			t.Errorf("%s: replicated %v, alone %v, %v, want %+v", text, h.replicated(), h.alone(), err, want)
		}
	}
}

func TestIndexModels(t *testing.T) {
	models := indexModels(store.Spec{Name: "boxes", Indexes: []store.Index{
		{Field: "round", Order: "number"}, {Order: "number"}, {Field: "number"},
	}})
	var got []string
	for _, m := range models {
		text := ""
		for _, key := range m.Keys.(bson.D) {
			text += fmt.Sprint(key.Key, " ")
		}
		got = append(got, strings.TrimSpace(text))
	}
	if want := []string{"round number _id", "round _id", "number _id"}; !reflect.DeepEqual(got, want) {
		t.Errorf("indexes on %q, want %q", got, want)
	}
}

func TestFilterAndOrder(t *testing.T) {
	type d = bson.D
	for _, test := range []struct {
		query         store.Query
		filter, order bson.D
	}{
		{store.Query{}, d{}, d{{Key: "_id", Value: 1}}},
		{store.Query{Desc: true, From: "a"}, d{{Key: "_id", Value: d{{Key: "$gte", Value: "a"}}}}, d{{Key: "_id", Value: -1}}},
		{store.Query{Field: "round", Is: "$r"}, d{{Key: "round", Value: "$r"}}, d{{Key: "_id", Value: 1}}},
		{
			store.Query{Field: "open", Is: true, Order: "day", From: int64(1), To: int64(5), Desc: true},
			d{{Key: "open", Value: true}, {Key: "day", Value: d{{Key: "$gte", Value: int64(1)}, {Key: "$lt", Value: int64(5)}}}},
			d{{Key: "day", Value: -1}, {Key: "_id", Value: -1}},
		},
	} {
		if got := filter(test.query); !reflect.DeepEqual(got, test.filter) {
			t.Errorf("filter(%+v) = %v, want %v", test.query, got, test.filter)
		}
		if got := order(test.query); !reflect.DeepEqual(got, test.order) {
			t.Errorf("order(%+v) = %v, want %v", test.query, got, test.order)
		}
	}
}

// wire keeps the commands that go to the server.
type wire struct {
	sync.Mutex
	sent   []bson.Raw
	engine *Engine
}

func (w *wire) monitor() *event.CommandMonitor {
	return &event.CommandMonitor{Started: func(_ context.Context, e *event.CommandStartedEvent) {
		w.Lock()
		defer w.Unlock()
		w.sent = append(w.sent, append(bson.Raw{}, e.Command...))
	}}
}

// last is the last command of that name, and what it says at the path.
func (w *wire) last(t *testing.T, command string, path ...string) string {
	t.Helper()
	w.Lock()
	defer w.Unlock()
	for i := len(w.sent) - 1; i >= 0; i-- {
		if _, err := w.sent[i].LookupErr(command); err != nil {
			continue
		}
		v, err := w.sent[i].LookupErr(path...)
		if err != nil {
			return ""
		}
		return v.String()
	}
	t.Fatalf("no %s was sent", command)
	return ""
}

type page struct {
	store.Head `bson:",inline"`
	Round      string `json:"round"`
}

var pageSpec = store.Spec{Name: "pages", Clustered: true, Indexes: []store.Index{{Field: "round"}}}

// watched opens a database as if its server were alone, or one of several.
func watched(t *testing.T, replicated bool) (*wire, *store.Collection[*page]) {
	t.Helper()
	w, uri := &wire{}, mongotest.URI(t)
	client, err := mongo.Connect(clientOptions(uri).SetMonitor(w.monitor()))
	if err != nil {
		t.Fatal(err)
	}
	e := &Engine{client: client, db: client.Database(databaseName(uri)), replicated: replicated}
	w.engine = e
	t.Cleanup(func() { _ = e.disconnect() })
	c, err := store.Open[page](t.Context(), e, pageSpec)
	if err != nil {
		t.Fatal(err)
	}
	return w, c
}

// TestWhatIsSent looks at what the server is asked, because a single server
// that is alone answers weak questions and strong ones alike.
func TestWhatIsSent(t *testing.T) {
	level := map[bool][2]string{false: {`"local"`, `"local"`}, true: {`"linearizable"`, `"majority"`}}
	for replicated, want := range level {
		t.Run(fmt.Sprintf("replicated %v", replicated), func(t *testing.T) {
			if mongotest.Real() && replicated {
				t.Skip("a standalone refuses linearizable reads; storetest covers the real thing")
			}
			w, c := watched(t, replicated)
			checkWrites(t, w, c)
			if _, err := c.Get(t.Context(), "a"); err != nil {
				t.Fatal(err)
			}
			if got := w.last(t, "find", "readConcern", "level"); got != `"local"` {
				t.Errorf("Get reads %s", got)
			}
			if _, err := c.GetStrong(t.Context(), "a"); err != nil {
				t.Fatal(err)
			}
			if got := w.last(t, "find", "readConcern", "level"); got != want[0] {
				t.Errorf("GetStrong reads %s, want %s", got, want[0])
			}
			if w.last(t, "find", "maxTimeMS") == "" {
				t.Error("a read may wait forever")
			}
			q := store.Query{Field: "round", Is: "r", Strong: true}
			if _, err := c.All(t.Context(), q); err != nil {
				t.Fatal(err)
			}
			if got := w.last(t, "find", "readConcern", "level"); got != want[1] {
				t.Errorf("a strong Find reads %s, want %s", got, want[1])
			}
			if _, err := c.Count(t.Context(), q); err != nil {
				t.Fatal(err)
			}
			if got := w.last(t, "aggregate", "readConcern", "level"); got != want[1] {
				t.Errorf("a strong Count reads %s, want %s", got, want[1])
			}
		})
	}
}

func checkWrites(t *testing.T, w *wire, c *store.Collection[*page]) {
	t.Helper()
	p := &page{Head: store.Head{ID: "a"}, Round: "r"}
	gone := &page{Head: store.Head{ID: "b"}}
	if err := errors.Join(c.Insert(t.Context(), p), c.Insert(t.Context(), gone),
		c.Replace(t.Context(), p), c.Delete(t.Context(), "b")); err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"insert", "update", "delete"} {
		if got := w.last(t, command, "writeConcern", "w"); got != `"majority"` {
			t.Errorf("%s is acknowledged by %s", command, got)
		}
		if got := w.last(t, command, "writeConcern", "j"); got != "true" {
			t.Errorf("%s is journaled: %s", command, got)
		}
	}
	if got := w.last(t, "create", "clusteredIndex", "key", "_id"); got != `{"$numberInt":"1"}` {
		t.Errorf("clustered on %s", got)
	}
	// Every write but an insert names one document by its id, which is what collections are
	// sharded by: it goes to one shard.
	for command, path := range map[string]string{"update": "updates", "delete": "deletes"} {
		want := map[string]string{"update": `"a"`, "delete": `"b"`}[command]
		if got := w.last(t, command, path, "0", "q", "_id"); got != want {
			t.Errorf("%s names the document %s, want %s", command, got, want)
		}
		if got := w.last(t, command, path, "1"); got != "" {
			t.Errorf("%s writes to more than one: %s", command, got)
		}
	}
	if multi := w.last(t, "update", "updates", "0", "multi"); multi != "" && multi != "false" {
		t.Errorf("an update of many: %s", multi)
	}
	if limit := w.last(t, "delete", "deletes", "0", "limit"); limit != `{"$numberInt":"1"}` {
		t.Errorf("a delete of %s", limit)
	}
	if got := w.last(t, "update", "updates", "0", "q", "rev"); got != `{"$numberLong":"1"}` {
		t.Errorf("replaces revision %s", got)
	}
}

// TestDocumentsAreLegible reads with the driver alone what was stored.
func TestDocumentsAreLegible(t *testing.T) {
	uri := mongotest.URI(t)
	e, err := Open(t.Context(), uri)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	c, err := store.Open[page](t.Context(), e, pageSpec)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Insert(t.Context(), &page{Head: store.Head{ID: "a"}, Round: "r"}); err != nil {
		t.Fatal(err)
	}
	client, err := mongo.Connect(options.Client().ApplyURI(uri))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Disconnect(t.Context())
	got, err := client.Database(databaseName(uri)).Collection("pages").FindOne(t.Context(), bson.D{}).Raw()
	if want := `{"_id": "a","rev": {"$numberLong":"1"},"round": "r"}`; err != nil || got.String() != want {
		t.Errorf("mongosh would show %s, %v, want %s", got, err, want)
	}
	if err := errors.Join(e.Close(), e.Close()); err != nil {
		t.Errorf("closing again: %v", err)
	}
}

// Whoever knows that the server is slow can say so in its address; nobody can
// make Kist less patient than an election of a new primary needs.
func TestPatience(t *testing.T) {
	for asked, want := range map[time.Duration]time.Duration{0: time.Hour, time.Second: time.Hour, 3 * time.Hour: 3 * time.Hour} {
		ctx, cancel := (&Engine{patience: asked}).within(t.Context(), time.Hour)
		end, ok := ctx.Deadline()
		cancel()
		if left := time.Until(end); !ok || left > want || left < want/2 {
			t.Errorf("asked for %v: %v are left, want %v", asked, left, want)
		}
	}
	e, err := Open(t.Context(), mongotest.URI(t))
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if !mongotest.Real() && e.patience != 5*time.Minute {
		t.Errorf("the address of the stand-in gives %v", e.patience)
	}
}

// A list that does not come is given up; one that comes late is not, once it has begun.
func TestAListBeginsInTime(t *testing.T) {
	waits := func(ctx context.Context) (int, error) { <-ctx.Done(); return 0, ctx.Err() }
	if _, err := inTime(t.Context(), time.Millisecond, waits); !errors.Is(err, errLate) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("it waits: %v", err)
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	if _, err := inTime(gone, time.Hour, waits); !errors.Is(err, context.Canceled) {
		t.Errorf("nobody waits: %v", err)
	}
	if n, err := inTime(t.Context(), time.Hour, func(ctx context.Context) (int, error) {
		if _, bound := ctx.Deadline(); bound {
			t.Error("the server is told of a deadline")
		}
		return 7, nil
	}); n != 7 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if _, err := inTime(t.Context(), time.Hour, func(context.Context) (int, error) { return 0, errRefused }); !errors.Is(err, errRefused) {
		t.Errorf("its own error: %v", err)
	}
}

var errRefused = errors.New("refused")
