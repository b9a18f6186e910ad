package replica

import (
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// behindFor is how long a new primary shows an older state of what a majority has: until a
// write of its own has reached a majority.
const behindFor = 200 * time.Millisecond

// elect begins the time of a new primary.
func (p *Primary) elect() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.behind = time.Now().Add(behindFor)
}

// shows says whether a list shows what was written. Who asks for what a majority has, and
// names a moment, waits until a new primary shows it. Who names none is shown a state from
// before anything was written, which is the oldest that there can be.
func (p *Primary) shows(r request) bool {
	p.mu.Lock()
	left := time.Until(p.behind)
	old := p.set != "" && r.level == "majority" && left > 0
	switch {
	case old && r.after:
		p.counts.Waited++
	case old:
		p.counts.Old++
	}
	p.mu.Unlock()
	if old && r.after {
		time.Sleep(left)
	}
	return !old || r.after
}

// nothing is the list of a collection in which nothing was written yet.
var nothing = bson.D{{Key: "cursor", Value: bson.D{{Key: "id", Value: int64(0)}, {Key: "ns", Value: "old.state"},
	{Key: "firstBatch", Value: bson.A{}}}}, {Key: "ok", Value: 1.0}}

// told adds the moment to an answer of a replica set.
func (p *Primary) told(answer frame, err error) (frame, error) {
	p.mu.Lock()
	moment := p.moment
	p.mu.Unlock()
	if err != nil || p.set == "" || moment == 0 {
		return answer, err
	}
	return answer.with("operationTime", bson.Timestamp{T: 1, I: moment})
}
