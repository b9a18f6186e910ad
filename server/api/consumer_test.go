package api

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A program that takes the feed, written by docs/feed.md alone: nothing of it comes from
// the program's own packages. Its disk outlives it; everything else is gone when it ends.

// disk is what the program keeps.
type disk struct {
	after int
	items map[int]map[string]any // by number
}

// consumer is one run of the program.
type consumer struct {
	*disk
	ask  func(path string) (body []byte, status int, err error)
	wait func()      // for as long as it was told, when it asked too often
	ends func() bool // whether it ends here, as if the power were cut
}

var errEnded = errors.New("the program ended")

// follow takes what is new, as the documentation's three steps say.
func (c *consumer) follow() error {
	for {
		body, status, err := c.ask(fmt.Sprintf("/evidence?after=%d&limit=3", c.after))
		if err != nil {
			return err
		}
		if status == http.StatusTooManyRequests {
			c.wait()
			continue
		}
		if status != http.StatusOK {
			return fmt.Errorf("status %d", status)
		}
		var page struct {
			Items []map[string]any `json:"items"`
			Next  int              `json:"next"`
			More  bool             `json:"more"`
		}
		if err := json.Unmarshal(body, &page); err != nil {
			return err
		}
		for _, it := range page.Items {
			if err := c.put(it); err != nil {
				return err
			}
			if c.ends() {
				return errEnded
			}
		}
		c.after = page.Next
		if c.ends() {
			return errEnded
		}
		if !page.More {
			return nil
		}
	}
}

func number(it map[string]any, field string) int {
	n, _ := it[field].(float64)
	return int(n)
}

// put keeps an item, and does what a blanking asks for.
func (c *consumer) put(it map[string]any) error {
	if err := stands(it); err != nil {
		return err
	}
	c.items[number(it, "number")] = it
	blanks, _ := it["blanks"].([]any)
	for _, b := range blanks {
		target := b.(map[string]any)
		if c.ends() {
			return errEnded
		}
		for _, p := range parts(c.items[number(target, "number")]) {
			if p["name"] == target["part"] {
				delete(p, "salt")
				delete(p, "text")
				p["blanked"] = it["number"]
			}
		}
	}
	return nil
}

func parts(it map[string]any) (list []map[string]any) {
	all, _ := it["parts"].([]any)
	for _, p := range all {
		list = append(list, p.(map[string]any))
	}
	return list
}

// statement is made again line by line.
func statement(it map[string]any) string {
	var b strings.Builder
	for _, field := range []string{"number", "kind", "inspection", "place", "about", "version", "made", "synthetic", "supersedes", "before", "within"} {
		value := it[field]
		if value == nil {
			value = 0
		}
		fmt.Fprintln(&b, field, value)
	}
	blanks, _ := it["blanks"].([]any)
	for _, x := range blanks {
		fmt.Fprintln(&b, "blanks", x.(map[string]any)["number"], x.(map[string]any)["part"])
	}
	for _, p := range parts(it) {
		fmt.Fprintln(&b, "part", p["name"], p["hash"])
	}
	return b.String()
}

// stands says whether an item is what was signed: parts, hash and signature.
func stands(it map[string]any) error {
	for _, p := range parts(it) {
		if p["blanked"] != nil {
			continue
		}
		salt, err := base64.StdEncoding.DecodeString(p["salt"].(string))
		if err != nil || len(salt) != 32 {
			return fmt.Errorf("salt of %v: %v", p["name"], err)
		}
		sum := sha256.Sum256([]byte(string(salt) + p["name"].(string) + "\n" + p["text"].(string)))
		if hex.EncodeToString(sum[:]) != p["hash"] {
			return fmt.Errorf("part %v does not stand", p["name"])
		}
	}
	text := statement(it)
	if sum := sha256.Sum256([]byte(text)); hex.EncodeToString(sum[:]) != it["hash"] {
		return fmt.Errorf("the hash is of something else than\n%s", text)
	}
	signature := it["signature"].(map[string]any)
	public, _ := base64.StdEncoding.DecodeString(signature["public"].(string))
	value, _ := base64.StdEncoding.DecodeString(signature["value"].(string))
	id := sha256.Sum256(public)
	if len(public) != ed25519.PublicKeySize || signature["key"] != hex.EncodeToString(id[:16]) || !ed25519.Verify(public, []byte("kist evidence 1\n"+text), value) {
		return errors.New("the signature does not stand")
	}
	return nil
}

// chained says whether all that was kept follows each other.
func (d *disk) chained() error {
	before, within := strings.Repeat("0", 64), map[any]any{}
	for n := 1; n <= len(d.items); n++ {
		it := d.items[n]
		if it == nil || it["before"] != before {
			return fmt.Errorf("item %d does not follow", n)
		}
		if last := within[it["inspection"]]; last != nil && it["within"] != last {
			return fmt.Errorf("item %d does not follow in its inspection", n)
		}
		before, within[it["inspection"]] = it["hash"].(string), it["hash"]
	}
	return nil
}

// The program ends again and again, and the line breaks in the middle of answers, while
// inspectors go on: in the end it has what the base has, and no words that were blanked.
func TestAProgramWrittenByTheDocumentation(t *testing.T) {
	o := newOffice(t)
	rng := rand.New(rand.NewPCG(9, 9))
	kept := &disk{items: map[int]map[string]any{}}
	shaky, waited := true, 0
	wait := func() { waited++; o.clock = o.clock.Add(time.Second) }
	ask := func(path string) ([]byte, int, error) {
		r := httptest.NewRequest(http.MethodGet, root+path, nil)
		r.Header.Set("Authorization", "Bearer "+o.token)
		w := httptest.NewRecorder()
		o.ServeHTTP(w, r)
		body := w.Body.Bytes()
		switch {
		case shaky && rng.IntN(5) == 0:
			return nil, 0, errors.New("no answer")
		case shaky && rng.IntN(5) == 0:
			return body[:rng.IntN(len(body))], w.Code, nil
		}
		return body, w.Code, nil
	}
	ended := 0
	ends := func() bool {
		if !shaky || rng.IntN(4) != 0 {
			return false
		}
		ended++
		return true
	}
	o.askOften(askBurst - 9)
	for n := range 40 {
		switch {
		case n%7 == 6:
			item := 1 + rng.IntN(n/2)
			if it, err := o.base.Get(t.Context(), item); err == nil && it.Words("source/o1/says") != "" {
				_, err := o.base.Blank(t.Context(), item, "source/o1/says", "It tells who.")
				ok(t, err)
			}
		default:
			o.agree([]string{"strathlinn", "elsewhere"}[n%2], 1+rng.IntN(4), fmt.Sprintf("words %d", n%9))
		}
		run := &consumer{disk: kept, ask: ask, wait: wait, ends: ends}
		_ = run.follow() // a run that ends or loses the line is begun again
	}
	shaky = false
	if err := (&consumer{disk: kept, ask: ask, wait: wait, ends: ends}).follow(); err != nil {
		t.Fatal(err)
	}
	last, err := o.base.Last(t.Context())
	ok(t, err)
	if ended < 10 || len(kept.items) != last || last < 30 || waited == 0 {
		t.Errorf("%d ends, %d times slowed down; %d items of %d", ended, waited, len(kept.items), last)
	}
	if err := kept.chained(); err != nil {
		t.Error(err)
	}
	o.clock = o.clock.Add(time.Minute)
	sameAsFeed(t, kept, ask)
}

// A program that is sent to: it fails half of the time, before it put an item away or
// after, and ends in the middle of that; meanwhile inspectors go on. In the end it has
// what the feed has, each item once, in order.
func TestAProgramThatIsSentTo(t *testing.T) {
	o := newOffice(t)
	rng, failed, ended := rand.New(rand.NewPCG(5, 5)), 0, 0
	kept := &disk{items: map[int]map[string]any{}}
	shaky := true
	ends := func() bool {
		if !shaky || rng.IntN(3) != 0 {
			return false
		}
		ended++
		return true
	}
	r := newReceiver(t)
	r.answer = func(int) int {
		if shaky && rng.IntN(2) == 0 {
			failed++
			return http.StatusServiceUnavailable
		}
		return http.StatusAccepted
	}
	r.put, r.ends = (&consumer{disk: kept, ends: ends}).put, ends
	doc, err := o.hooks.Make(t.Context(), r.URL, "", "ros")
	ok(t, err)
	r.secret = o.hooks.Secret(doc)
	now := time.Now()
	later := func() {
		now = now.Add(aDay)
		o.run(r, now)
	}
	for n := range 40 {
		if it, err := o.base.Get(t.Context(), 1+rng.IntN(n+1)); n%7 == 6 && err == nil && it.Words("source/o1/says") != "" {
			_, err := o.base.Blank(t.Context(), it.Number, "source/o1/says", "It tells who.")
			ok(t, err)
		} else {
			o.agree([]string{"strathlinn", "elsewhere"}[n%2], 1+rng.IntN(4), fmt.Sprintf("words %d", n%9))
		}
		later()
	}
	shaky = false
	last, err := o.base.Last(t.Context())
	ok(t, err)
	for range 2 {
		later()
	}
	if took := strings.Count(r.inOrder(), " ") + 1; took != last || failed < 10 || ended < 5 || r.asked < last+10 {
		t.Errorf("%d items of %d, %d requests, %d failures, %d ends", took, last, r.asked, failed, ended)
	}
	if err := kept.chained(); err != nil {
		t.Error(err)
	}
	sameAsFeed(t, kept, func(path string) ([]byte, int, error) {
		w := o.ask(path, o.token)
		return w.Body.Bytes(), w.Code, nil
	})
}

// inOrder is numbers, of which each must follow on the one before.
func (r *receiver) inOrder() string {
	numbers := r.numbers()
	for i, n := range strings.Fields(numbers) {
		if n != strconv.Itoa(i+1) {
			r.t.Errorf("item %s came at place %d", n, i+1)
		}
	}
	return numbers
}

// sameAsFeed says whether every item that was kept is as the feed hands it out now.
func sameAsFeed(t *testing.T, kept *disk, ask func(path string) ([]byte, int, error)) {
	t.Helper()
	blanked := 0
	for n, it := range kept.items {
		body, _, err := ask(fmt.Sprintf("/evidence/%d", n))
		ok(t, err)
		var now map[string]any
		ok(t, json.Unmarshal(body, &now))
		if !reflect.DeepEqual(it, now) {
			t.Errorf("item %d is kept as %v, and is %v", n, it, now)
		}
		if strings.Contains(string(body), `"blanked"`) {
			blanked++
		}
	}
	if blanked == 0 {
		t.Error("nothing was blanked: this test shows little")
	}
}
