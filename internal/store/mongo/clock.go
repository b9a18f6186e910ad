package mongo

import (
	"context"
	"sync"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// clock is the latest moment of the server's own count of writes, its operationTime, of
// which an answer has told this process.
//
// What a majority has can be older than what this process wrote or read before: a primary
// that was just elected has every write that was acknowledged, but shows to those who ask
// for what a majority has a state from before until a write of its own has reached a
// majority. A list that lacks an answer which was acknowledged would end a round without
// it. So a list that is Strong names this moment, and the server waits until it shows that
// much (MongoDB's manual, "Causal consistency and read and write concerns": only majority
// reads and majority writes in a session that is causally consistent read what they wrote).
// A clock for all, and not a session, because what one goroutine wrote another lists.
type clock struct {
	mu     sync.Mutex
	latest bson.Timestamp
}

// heard moves the clock on, and never back.
func (c *clock) heard(at *bson.Timestamp) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if at != nil && at.After(c.latest) {
		c.latest = *at
	}
}

// now is the moment; false before anybody told of one.
func (c *clock) now() (at bson.Timestamp, known bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.latest, !c.latest.IsZero()
}

// timing is the session of one operation, in which the server tells its time.
type timing struct {
	clock   *clock
	session *mongo.Session // nil where the server is alone
}

// timed gives what is done with the context a session. If it is after, reads do not show
// less than the clock says. A server that is alone shows each write as soon as it was
// done, and has no such moments.
func (e *Engine) timed(ctx context.Context, after bool) (context.Context, timing, error) {
	t := timing{clock: &e.clock}
	if !e.replicated {
		return ctx, t, nil
	}
	var err error
	if t.session, err = e.client.StartSession(options.Session().SetCausalConsistency(after)); err != nil {
		return ctx, t, err
	}
	if at, known := e.clock.now(); known && after {
		err = t.session.AdvanceOperationTime(&at)
	}
	return mongo.NewSessionContext(ctx, t.session), t, err
}

// heard moves the clock on to what the server has told by now.
func (t timing) heard() {
	if t.session != nil {
		t.clock.heard(t.session.OperationTime())
	}
}

// end is heard for the last time.
func (t timing) end() {
	t.heard()
	if t.session != nil {
		t.session.EndSession(context.Background())
	}
}
