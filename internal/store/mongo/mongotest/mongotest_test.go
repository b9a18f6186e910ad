package mongotest

import (
	"os"
	"strings"
	"testing"
)

func TestWithDatabase(t *testing.T) {
	for uri, want := range map[string]string{
		"mongodb://localhost":                        "mongodb://localhost/fresh",
		"mongodb://localhost:1/":                     "mongodb://localhost:1/fresh",
		"mongodb://localhost/old?replicaSet=rs":      "mongodb://localhost/fresh?replicaSet=rs",
		"mongodb://a:1,b:2/?replicaSet=rs":           "mongodb://a:1,b:2/fresh?replicaSet=rs",
		"mongodb://u:p@localhost":                    "mongodb://u:p@localhost/fresh?authSource=admin",
		"mongodb://u:p@localhost/old?tls=true":       "mongodb://u:p@localhost/fresh?tls=true&authSource=old",
		"mongodb://u:p@localhost/old?authSource=ops": "mongodb://u:p@localhost/fresh?authSource=ops",
	} {
		if got := withDatabase(uri, "fresh"); got != want {
			t.Errorf("withDatabase(%s) = %s, want %s", uri, got, want)
		}
	}
}

func TestEveryTestHasItsOwnDatabase(t *testing.T) {
	if a, b := URI(t), URI(t); a == b {
		t.Errorf("two tests share %s", a)
	}
}

// TestTheStandInStops looks for what it would leave behind.
func TestTheStandInStops(t *testing.T) {
	if Real() {
		t.Skipf("%s is set: there is no stand-in", Variable)
	}
	t.Run("used", func(t *testing.T) {
		if uri := URI(t); !strings.HasPrefix(uri, "mongodb://127.0.0.1:") {
			t.Errorf("it listens at %s: others can reach it", uri)
		}
	})
	server.Lock()
	defer server.Unlock()
	if server.process == nil {
		t.Skip("it could not be started")
	}
	if server.users != 0 || server.process.ProcessState == nil {
		t.Errorf("%d still use it, it ended with %v", server.users, server.process.ProcessState)
	}
	if _, err := os.Stat(server.folder); !os.IsNotExist(err) {
		t.Errorf("its folder is still there: %v", err)
	}
}
