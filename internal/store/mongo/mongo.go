// Package mongo keeps the documents of store in MongoDB 6 or later: the store
// of a real deployment. It knows no domain.
//
// Writes are acknowledged by a majority, with journal. Reads come from the
// primary. On a replica set or a sharded cluster a Get that is store.Strong is
// linearizable, and a Query that is Strong reads what a majority has, but nothing
// older than what this process wrote or read before, whatever primary is elected
// meanwhile; all other reads show the primary's own state. A standalone server
// knows neither, and needs neither: what it has acknowledged is in its journal, and
// it has no second primary that could have missed it.
//
// Documents are the domain's structs, by their JSON tags, so that they look in
// mongosh as they do in the sqlite3 shell. A document has at most 16 MB.
package mongo

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"

	"kist/internal/fault"
	"kist/internal/store"
)

const (
	// answerWithin bounds the first contact, so that a wrong address is told
	// while somebody is still looking.
	answerWithin = 5 * time.Second
	// operationWithin bounds one operation on one document, an election of a
	// new primary included. Linearizable reads would wait forever without.
	operationWithin = 20 * time.Second
	// listWithin bounds a count, and how long the first of a list may take.
	listWithin  = time.Minute
	closeWithin = 10 * time.Second

	defaultDatabase = "kist"
)

// Engine is one database of a server. It implements store.Engine.
type Engine struct {
	client *mongo.Client
	db     *mongo.Database
	// replicated is true where there can be more than one opinion of what has
	// been written.
	replicated bool
	alone      bool // there is one machine, as far as anybody tells
	clock      clock
	patience   time.Duration // that the URI asks for (timeoutMS), where it is longer than ours
	close      func() error  // once
}

var _ store.Engine = (*Engine)(nil)

// Open connects to the server of the URI and to the database that its path
// names, "kist" if it names none. It asks the server who it is, within five
// seconds, or within the URI's timeoutMS if that is longer: operations then have
// as long. No error shows the URI's user or password; fault.Invalid if the URI
// is malformed.
func Open(ctx context.Context, uri string) (*Engine, error) {
	settings := clientOptions(uri)
	if err := settings.Validate(); err != nil {
		return nil, fmt.Errorf("%w: not a MongoDB address: %s", fault.Invalid, mask(err, uri))
	}
	var patience time.Duration
	if settings.Timeout != nil {
		patience, settings.Timeout = *settings.Timeout, nil // not for what streams
	}
	client, err := mongo.Connect(settings)
	if err != nil {
		return nil, fmt.Errorf("connecting to MongoDB: %s", mask(err, uri))
	}
	e := &Engine{client: client, db: client.Database(databaseName(uri)), patience: patience}
	e.close = sync.OnceValue(e.disconnect)
	if err := e.meet(ctx); err != nil {
		_ = e.Close()
		return nil, fmt.Errorf("MongoDB at %s does not answer: %s",
			strings.Join(settings.Hosts, ","), mask(err, uri))
	}
	return e, nil
}

// clientOptions overrules whatever the URI says about durability: what is
// acknowledged to a child has to stay.
func clientOptions(uri string) *options.ClientOptions {
	journal := true
	return options.Client().ApplyURI(uri).
		SetAppName("kist").
		SetWriteConcern(&writeconcern.WriteConcern{W: "majority", Journal: &journal}).
		SetReadConcern(readconcern.Local()).
		SetReadPreference(readpref.Primary()).
		SetBSONOptions(&options.BSONOptions{
			UseJSONStructTags:       true,
			ErrorOnInlineDuplicates: true,
			DefaultDocumentMap:      true,
			BinaryAsSlice:           true,
		})
}

// databaseName is the path of the URI. It is not parsed as a URL, because a
// MongoDB URI may name several hosts with ports.
func databaseName(uri string) string {
	_, rest, _ := strings.Cut(uri, "://")
	rest, _, _ = strings.Cut(rest, "?")
	_, path, _ := strings.Cut(rest, "/")
	name, err := url.PathUnescape(path)
	if err != nil || name == "" {
		return defaultDatabase
	}
	return name
}

// mask takes the user and the password out of an error. Its causes are lost
// with them: nothing asks for them at start.
func mask(err error, uri string) string {
	_, rest, _ := strings.Cut(uri, "://")
	at := strings.LastIndex(rest, "@")
	if at < 0 {
		return err.Error()
	}
	text := strings.ReplaceAll(err.Error(), rest[:at], "***")
	user, password, _ := strings.Cut(rest[:at], ":")
	for _, secret := range []string{password, user} {
		if secret == "" {
			continue
		}
		text = strings.ReplaceAll(text, secret, "***")
		if plain, err := url.PathUnescape(secret); err == nil {
			text = strings.ReplaceAll(text, plain, "***")
		}
	}
	return text
}

// within bounds an operation.
func (e *Engine) within(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, max(d, e.patience))
}

// begin bounds an operation on one document, and times it.
func (e *Engine) begin(ctx context.Context) (context.Context, func(), error) {
	ctx, cancel := e.within(ctx, operationWithin)
	ctx, heard, err := e.timed(ctx, false)
	if err != nil {
		cancel()
		return nil, nil, err
	}
	return ctx, func() { heard.end(); cancel() }, nil
}

// meet learns what kind of server answers.
func (e *Engine) meet(ctx context.Context) error {
	h, err := e.hello(ctx)
	e.replicated, e.alone = h.replicated(), h.alone()
	return err
}

func (e *Engine) hello(ctx context.Context) (h hello, err error) {
	ctx, cancel := e.within(ctx, answerWithin)
	defer cancel()
	cmd := bson.D{{Key: "hello", Value: 1}}
	err = e.client.Database("admin").RunCommand(ctx, cmd).Decode(&h)
	return h, err
}

// Alone says whether what is written is on one machine only: a server by itself, or a
// replica set with one member.
func (e *Engine) Alone() bool { return e.alone }

// Now is the time by the server's own clock.
func (e *Engine) Now(ctx context.Context) (time.Time, error) {
	h, err := e.hello(ctx)
	return h.Local, err
}

// hello is how a server introduces itself.
type hello struct {
	SetName string    `bson:"setName"`   // of the replica set that it belongs to
	Msg     string    `bson:"msg"`       // "isdbgrid": a mongos of a sharded cluster
	Hosts   []string  `bson:"hosts"`     // of the set, such as can be elected
	Passive []string  `bson:"passives"`  // and such as cannot
	Local   time.Time `bson:"localTime"` // by its own clock
}

func (h hello) replicated() bool { return h.SetName != "" || h.Msg == "isdbgrid" }

func (h hello) alone() bool {
	return !h.replicated() || h.SetName != "" && len(h.Hosts)+len(h.Passive) < 2
}

// Ensure makes the collection, clustered where it should be and the server
// can, and its indexes. Building an index on many documents takes its time.
func (e *Engine) Ensure(ctx context.Context, spec store.Spec) (store.Docs, error) {
	if err := spec.Check(); err != nil {
		return nil, err
	}
	if spec.Clustered {
		if err := e.cluster(ctx, spec.Name); err != nil {
			return nil, fmt.Errorf("clustering %s: %w", spec.Name, err)
		}
	}
	d := newDocs(e, spec)
	// One by one: the test server stumbles over several of which some exist.
	for _, model := range indexModels(spec) {
		if _, err := d.primary.Indexes().CreateOne(ctx, model); err != nil {
			return nil, fmt.Errorf("indexes of %s: %w", spec.Name, err)
		}
	}
	return d, nil
}

// cluster makes the collection with its documents in the order of their ids,
// so that the order of their arrival is not in the server's files. It cannot be
// done to a collection that exists.
func (e *Engine) cluster(ctx context.Context, name string) error {
	byID := bson.D{{Key: "key", Value: bson.D{{Key: "_id", Value: 1}}}, {Key: "unique", Value: true}}
	err := e.db.CreateCollection(ctx, name, options.CreateCollection().SetClusteredIndex(byID))
	var refused mongo.CommandError
	if errors.As(err, &refused) && (refused.Code == namespaceExists || cannotCluster[refused.Code]) {
		return nil
	}
	return err
}

const namespaceExists = 48

// cannotCluster are the codes with which servers refuse what they do not know:
// failed to parse, invalid options, command not supported, not implemented,
// unknown field.
var cannotCluster = map[int32]bool{9: true, 72: true, 115: true, 238: true, 40415: true}

// indexModels lists the server's indexes, each once: equality on a field and
// order by it alone are the same one here.
func indexModels(spec store.Spec) []mongo.IndexModel {
	var models []mongo.IndexModel
	made := map[string]bool{}
	for _, ix := range spec.Kept() {
		var keys bson.D
		for _, field := range []string{ix.Field, ix.Order, "_id"} {
			if field != "" {
				keys = append(keys, bson.E{Key: field, Value: 1})
			}
		}
		if name := fmt.Sprint(keys); !made[name] {
			made[name] = true
			models = append(models, mongo.IndexModel{Keys: keys})
		}
	}
	return models
}

// Ping asks the primary for an answer within five seconds.
func (e *Engine) Ping(ctx context.Context) error {
	ctx, cancel := e.within(ctx, answerWithin)
	defer cancel()
	return e.client.Ping(ctx, readpref.Primary())
}

// Close waits a little for what is under way, and disconnects.
func (e *Engine) Close() error { return e.close() }

func (e *Engine) disconnect() error {
	ctx, cancel := context.WithTimeout(context.Background(), closeWithin)
	defer cancel()
	return e.client.Disconnect(ctx)
}
