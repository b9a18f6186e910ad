package faulty

import "testing"

func TestSays(t *testing.T) {
	go func() { t.Fatal("never seen") }()
	t.Logf("%d", "word")
}
