package relay

import (
	"io"
	"net"
	"testing"
)

// TestLinesEndWithIt: what is carried arrives; Close cuts both ends of an open line and
// waits for whoever carries it; a line that is kept too late is cut at once.
func TestLinesEndWithIt(t *testing.T) {
	r, err := Listen()
	if err != nil {
		t.Fatal(err)
	}
	begun, done := make(chan bool, 1), make(chan bool, 1)
	far, other := net.Pipe()
	r.Serve(func(near net.Conn) {
		defer r.Keep(far)()
		begun <- true
		_, _ = io.Copy(near, near)
		done <- true
	})
	phone, err := net.Dial("tcp", r.Address())
	if err != nil {
		t.Fatal(err)
	}
	defer phone.Close()
	if _, err := phone.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(phone, make([]byte, 1)); err != nil {
		t.Fatalf("nothing came back: %v", err)
	}
	<-begun
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	select {
	case <-done:
	default:
		t.Error("closed while a line was carried")
	}
	for name, c := range map[string]net.Conn{"near": phone, "far": other} {
		if _, err := c.Read(make([]byte, 1)); err == nil {
			t.Errorf("the %s line is open", name)
		}
	}
	if len(r.lines) != 0 {
		t.Errorf("%d lines are remembered", len(r.lines))
	}
	late, end := net.Pipe()
	r.Keep(late)
	if _, err := end.Read(make([]byte, 1)); err == nil {
		t.Error("a line that came too late is open")
	}
	if _, err := net.Dial("tcp", r.Address()); err == nil {
		t.Error("it still listens")
	}
}
