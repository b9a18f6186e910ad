package main

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestMetricsTellRoutesOnly asks for pages and finds patterns only, and of those
// by which children answer nothing: a counter that is read every few seconds
// would tell when each of them came.
func TestMetricsTellRoutesOnly(t *testing.T) {
	a := newTestApp(t)
	round, err := a.firstLight(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	h := a.handler(slog.New(slog.DiscardHandler))
	for _, path := range []string{"/j/" + round.Codes[0], "/help", "/static/child.css", "/staff/sign-in", "/staff/sign-in", "/nothing/of/the/kind"} {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", path, nil))
	}
	address, err := a.metrics.serve(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.Get("http://" + address + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`kist_requests_total{route="GET /staff/sign-in",status="200"} 2`, `status="404"} 1`, "kist_request_seconds_bucket"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	for _, untold := range []string{round.Codes[0], "/j/", "/help", "/static/"} {
		if strings.Contains(string(text), untold) {
			t.Errorf("the metrics tell of a child on the way to the questions, or to help: %s", untold)
		}
	}
	if _, err := a.metrics.serve(t.Context(), "256.0.0.1:1"); err == nil {
		t.Error("an address that cannot be listened on is no error")
	}
}
