package sqlite

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"testing"
	"time"

	"kist/internal/store"
)

// The test program is its own second process: with this variable set it does
// what a child has to do, on the file that the variable names.
const childFile, childTask = "KIST_TEST_CHILD_FILE", "KIST_TEST_CHILD_TASK"

func TestMain(m *testing.M) {
	if path := os.Getenv(childFile); path != "" {
		if err := child(path, os.Getenv(childTask)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

type counter struct {
	store.Head `bson:",inline"`
	N          int64 `json:"n"`
}

const countTo = 100 // by each process

func child(path, task string) error {
	e, err := Open(path)
	if err != nil {
		return err
	}
	defer e.Close()
	if task == "count" {
		return count(context.Background(), e)
	}
	return insertForever(e)
}

func count(ctx context.Context, e *Engine) error {
	c, err := store.Open[counter](ctx, e, store.Spec{Name: "counters"})
	if err != nil {
		return err
	}
	for range countTo {
		if _, err := c.Update(ctx, "n", func(n *counter) error { n.N++; return nil }); err != nil {
			return err
		}
	}
	return nil
}

// insertForever says of each document that it is in, once it has been told so.
func insertForever(e *Engine) error {
	c, err := store.Open[parcel](context.Background(), e, parcelSpec)
	if err != nil {
		return err
	}
	var wg sync.WaitGroup
	var out sync.Mutex
	for range 8 {
		wg.Go(func() {
			for {
				p := newParcel()
				if err := c.Insert(context.Background(), p); err != nil {
					return
				}
				out.Lock()
				fmt.Println(p.ID)
				out.Unlock()
			}
		})
	}
	wg.Wait()
	return nil
}

func childOf(path, task string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childFile+"="+path, childTask+"="+task)
	cmd.Stderr = os.Stderr
	return cmd
}

func waitUntil(t *testing.T, holds func() bool) {
	t.Helper()
	for tries := 0; !holds(); tries++ {
		if tries > 120_000 { // two minutes: the machine may stand still
			t.Fatal("waited in vain")
		}
		time.Sleep(time.Millisecond)
	}
}

func TestProcessesShareAFile(t *testing.T) {
	path := newPath(t)
	e := openTest(t, path)
	c, err := store.Open[counter](t.Context(), e, store.Spec{Name: "counters"})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Insert(t.Context(), &counter{Head: store.Head{ID: "n"}}); err != nil {
		t.Fatal(err)
	}
	children := []*exec.Cmd{childOf(path, "count"), childOf(path, "count")}
	for _, cmd := range children {
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
	}
	if err := count(t.Context(), e); err != nil {
		t.Error(err)
	}
	for _, cmd := range children {
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
	if n, err := c.Get(t.Context(), "n"); err != nil || n.N != 3*countTo {
		t.Errorf("counted to %+v, %v, want %d", n, err, 3*countTo)
	}
}

// TestWhatIsAcknowledgedSurvivesAKill kills a process that is writing. (What a
// power cut does to a file cannot be tested here; fsync is what guards it.)
func TestWhatIsAcknowledgedSurvivesAKill(t *testing.T) {
	path := newPath(t)
	cmd := childOf(path, "insert")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var acknowledged []string
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if acknowledged = append(acknowledged, lines.Text()); len(acknowledged) == 300 {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = cmd.Wait()
	if len(acknowledged) < 300 {
		t.Fatalf("the child stopped after %d", len(acknowledged))
	}
	last := acknowledged[len(acknowledged)-1]
	if len(last) != len(acknowledged[0]) { // cut off as it was written
		acknowledged = acknowledged[:len(acknowledged)-1]
	}
	checkAll(t, path, acknowledged)
}

func checkAll(t *testing.T, path string, acknowledged []string) {
	t.Helper()
	e := openTest(t, path)
	c := openParcels(t, e)
	for i, id := range acknowledged {
		if _, err := c.Get(t.Context(), id); err != nil {
			t.Errorf("acknowledged as %s of %d: %v", strconv.Itoa(i), len(acknowledged), err)
		}
	}
	all, err := c.Count(t.Context(), store.Query{})
	indexed, err2 := c.Count(t.Context(), store.Query{Field: "waits", Is: "glasgow-2026"})
	if err != nil || err2 != nil || indexed != all || all < int64(len(acknowledged)) {
		t.Errorf("%d documents, %d in the index, %d acknowledged; %v %v", all, indexed, len(acknowledged), err, err2)
	}
	var sound string
	if err := raw(t, path).QueryRow("PRAGMA integrity_check").Scan(&sound); err != nil || sound != "ok" {
		t.Errorf("integrity: %s, %v", sound, err)
	}
}
