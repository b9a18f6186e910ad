package office

import (
	"context"
	"errors"
	"sync"
	"time"

	"kist/internal/fault"
)

// Jobs is long work that goes on after its page is closed: closing a round,
// making a release. Each can be started again after a crash, so nothing of it
// is stored.
type Jobs struct {
	ctx  context.Context // ends when the work must
	end  context.CancelFunc
	mu   sync.Mutex
	jobs map[string]*job
	wg   sync.WaitGroup
}

// job is one piece of work, by its key. Guarded by the mutex of Jobs.
type job struct {
	jobState
	over chan struct{} // closed when the work has ended
}

// jobState is what a page shows of a job.
type jobState struct {
	Done, Total int  // Total is 0 while it is not known
	Running     bool //
	Failed      bool // it ended in an error, and can be tried again
	Early       bool // it failed because the time for it has not come
}

// NewJobs makes a place for jobs, until Stop.
func NewJobs() *Jobs {
	ctx, end := context.WithCancel(context.Background())
	return &Jobs{ctx: ctx, end: end, jobs: map[string]*job{}}
}

// Stop tells all work to end, and waits until it has. It is for shutting down.
func (j *Jobs) Stop() {
	j.end()
	j.wg.Wait()
}

// start begins the work unless work with this key is going on. The channel is
// closed when that work has ended.
func (j *Jobs) start(key string, work func(ctx context.Context, progress func(done, total int)) error) <-chan struct{} {
	j.mu.Lock()
	defer j.mu.Unlock()
	if old := j.jobs[key]; old != nil && old.Running {
		return old.over
	}
	now := &job{jobState: jobState{Running: true}, over: make(chan struct{})}
	j.jobs[key] = now
	j.wg.Go(func() {
		err := work(j.ctx, func(done, total int) { j.set(now, done, total) })
		j.mu.Lock()
		defer j.mu.Unlock()
		now.Running, now.Failed, now.Early = false, err != nil, errors.Is(err, fault.Closed)
		close(now.over)
	})
	return now.over
}

func (j *Jobs) set(now *job, done, total int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	now.Done, now.Total = done, total
}

// state is how far the latest work with this key is; the zero state if there
// was none since the program started.
func (j *Jobs) state(key string) jobState {
	j.mu.Lock()
	defer j.mu.Unlock()
	if now := j.jobs[key]; now != nil {
		return now.jobState
	}
	return jobState{}
}

// patience is how long a page waits for work before it shows how far it is:
// most rounds are closed by then, and nobody sees a page in between.
const patience = 1500 * time.Millisecond

// ended waits a little for the work, and says whether it is over.
func ended(ctx context.Context, over <-chan struct{}) bool {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-over:
		return true
	case <-timer.C:
	case <-ctx.Done():
	}
	return false
}
