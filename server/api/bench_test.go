package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"kist/internal/evidence"
	"kist/internal/store"
)

// seeded is an item as it is stored.
type seeded struct {
	store.Head    `bson:",inline"`
	evidence.Item `bson:",inline"`
	Subject       string `json:"subject"`
	Waiting       bool   `json:"waiting"`
}

// BenchmarkHundredThousand pages through 100,000 items on SQLite as a program does, over
// HTTP and with the tag of each page made.
func BenchmarkHundredThousand(b *testing.B) {
	const all = 100_000
	o := newOffice(b)
	o.agree("strathlinn", 1, "“They moved me to another town, and nobody asked me what I thought of it.”")
	like, err := o.base.Get(b.Context(), 1)
	ok(b, err)
	docs, err := store.Open[seeded](b.Context(), o.engine, store.Spec{Name: "evidence", Indexes: []store.Index{
		{Field: "subject"}, {Field: "inspection", Order: "number"}, {Field: "about", Order: "number"}, {Field: "waiting"},
	}})
	ok(b, err)
	var wg sync.WaitGroup
	for from := range 50 {
		wg.Go(func() {
			for n := from + 2; n <= all; n += 50 {
				doc := seeded{Head: store.Head{ID: fmt.Sprintf("%09d", n)}, Item: *like, Subject: fmt.Sprint(n)}
				doc.Number = n
				if err := docs.Insert(b.Context(), &doc); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	s := httptest.NewServer(o.Echo)
	defer s.Close()
	bytes := 0
	for b.Loop() {
		o.clock = o.clock.Add(time.Minute) // so that nobody is slowed down
		got := 0
		for after, more := 0, true; more; {
			r, err := http.NewRequest(http.MethodGet, fmt.Sprintf("%s%s/evidence?after=%d&limit=1000", s.URL, root, after), nil)
			ok(b, err)
			r.Header.Set("Authorization", "Bearer "+o.token)
			resp, err := http.DefaultClient.Do(r)
			ok(b, err)
			var page struct {
				Items []json.RawMessage `json:"items"`
				Next  int               `json:"next"`
				More  bool              `json:"more"`
			}
			ok(b, json.NewDecoder(resp.Body).Decode(&page))
			ok(b, resp.Body.Close())
			got, after, more = got+len(page.Items), page.Next, page.More
			for _, it := range page.Items {
				bytes += len(it)
			}
		}
		if got != all {
			b.Fatalf("%d items", got)
		}
	}
	b.ReportMetric(float64(all)*float64(b.N)/b.Elapsed().Seconds(), "items/s")
	b.ReportMetric(float64(bytes)/float64(all)/float64(b.N), "B/item")
}
