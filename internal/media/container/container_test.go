package container

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kist/internal/fault"
)

// kept reads a file that a browser made.
func kept(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// wantProblem wants a file to be refused, with what to do.
func wantProblem(t *testing.T, err error, id string) {
	t.Helper()
	var p fault.Problem
	if !errors.As(err, &p) || p.ID != "staff.media.wrong."+id {
		t.Errorf("got %v, want %s", err, id)
	}
}

// What browsers record comes out as long as it was, with every frame.
func TestReadWhatBrowsersMake(t *testing.T) {
	for _, test := range []struct {
		file, kind    string
		rules         Rules
		width, height int
	}{
		{"sound.webm", "audio/webm", Sound, 0, 0},
		{"picture.vp8.webm", "audio/webm", Sound, 0, 0},
		{"picture.vp8.webm", "video/webm", Signed, 160, 120},
		{"picture.vp9.webm", "video/webm", Signed, 160, 120},
		{"picture.mp4", "video/mp4", Signed, 160, 120},
	} {
		t.Run(test.file+" as "+test.kind, func(t *testing.T) {
			c, err := Read(kept(t, test.file), test.rules)
			if err != nil {
				t.Fatal(err)
			}
			if c.Type != test.kind || c.Width != test.width || c.Height != test.height {
				t.Errorf("%s, %d x %d", c.Type, c.Width, c.Height)
			}
			if c.Length < 900*time.Millisecond || c.Length > 2500*time.Millisecond {
				t.Errorf("it plays %v", c.Length)
			}
			again, err := Read(c.Bytes, test.rules)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(again.Bytes, c.Bytes) || again.Length != c.Length {
				t.Errorf("read again it is another file: %d bytes, %v; was %d, %v", len(again.Bytes), again.Length, len(c.Bytes), c.Length)
			}
		})
	}
}

// quiet is a frame of AAC in which nothing is heard.
var quiet = []byte{0x00, 0xc8, 0x00, 0x80, 0x23, 0x80}

// spoken is sound as MP4 has it, of so many frames of 1024 samples at 16 kHz.
func spoken(frames int) *track {
	t := &track{codec: aac, config: []byte{0x14, 0x08}, scale: 16_000, rate: 16_000, channels: 1}
	for i := range frames {
		t.frames = append(t.frames, frame{data: quiet, at: int64(i) * 1024, lasts: 1024, key: true})
	}
	return t
}

func TestReadSoundInMP4(t *testing.T) {
	c, err := Read(writeMP4(spoken(40)), Sound)
	if err != nil {
		t.Fatal(err)
	}
	if want := 40 * 1024 * time.Second / 16_000; c.Length != want || c.Type != "audio/mp4" {
		t.Errorf("%v, %s; want %v", c.Length, c.Type, want)
	}
}

// packets is Opus of so many packets of 20 ms, each said to be apart ms from
// the next.
func packets(n int, apart int64) *track {
	t := &track{codec: opus, config: append([]byte("OpusHead\x01\x01\x38\x01"), 0x80, 0xBB, 0, 0, 0, 0, 0), scale: 1000}
	for i := range n {
		t.frames = append(t.frames, frame{data: []byte{0x98, 1, 2}, at: int64(i) * apart, lasts: uint32(apart), key: true})
	}
	return t
}

func TestRules(t *testing.T) {
	long := writeMP4(spoken(int(2*time.Minute/(64*time.Millisecond)) + 2))
	for name, test := range map[string]struct {
		file  []byte
		rules Rules
		want  string
	}{
		"nothing":                 {nil, Sound, "empty"},
		"a text":                  {[]byte("What it's like, by somebody"), Sound, "kind"},
		"a picture":               {[]byte("\x89PNG\r\n\x1a\n0000000000000"), Signed, "kind"},
		"too many bytes":          {make([]byte, Sound.Bytes+1), Sound, "large"},
		"too long":                {long, Sound, "long"},
		"too long by its packets": {writeWebM(packets(6001, 1)), Sound, "long"},
		"too long by its times":   {writeWebM(packets(100, 2000)), Sound, "long"},
		"hardly anything":         {writeMP4(spoken(2)), Sound, "short"},
		"no frame":                {writeMP4(spoken(0)), Sound, "short"},
		"no picture":              {writeMP4(spoken(40)), Signed, "no_picture"},
		"no picture in WebM":      {kept(t, "sound.webm"), Signed, "no_picture"},
		"no sound":                {kept(t, "picture.mp4"), Sound, "no_sound"},
		"cut short":               {kept(t, "sound.webm")[:3000], Sound, "broken"},
		"cut short in MP4":        {writeMP4(spoken(40))[:700], Sound, "broken"},
		"another codec":           {bytes.Replace(kept(t, "sound.webm"), []byte("A_OPUS"), []byte("A_FLAC"), 1), Sound, "codec_sound"},
		"another picture":         {bytes.Replace(kept(t, "picture.mp4"), []byte("avc1"), []byte("hvc1"), -1), Signed, "codec_picture"},
		"too wide":                {writeWebM(wide()), Signed, "wide"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(test.file, test.rules)
			wantProblem(t, err, test.want)
		})
	}
}

func wide() *track {
	t := packets(60, 20)
	t.codec, t.config, t.width, t.height = vp8, nil, maxSide+1, 100
	return t
}

func TestProblemsSayWhatIsAllowed(t *testing.T) {
	_, err := Read(writeMP4(spoken(3000)), Sound)
	var p fault.Problem
	if !errors.As(err, &p) || p.Args["Most"] != 120 || p.Args["Is"] != 192 || p.Field != Field {
		t.Errorf("%+v", p)
	}
	_, err = Read(make([]byte, 1<<20), Sound)
	if !errors.As(err, &p) || p.Args["Most"] != 614 {
		t.Errorf("%+v", p)
	}
}

func TestOpusTime(t *testing.T) {
	for packet, want := range map[string]time.Duration{
		"":             0,
		"\x00":         10 * time.Millisecond,
		"\x18":         60 * time.Millisecond,
		"\x68":         20 * time.Millisecond,
		"\x80":         2500 * time.Microsecond,
		"\x99":         40 * time.Millisecond,
		"\x9b\x06":     120 * time.Millisecond,
		"\x9b":         0,
		"\x9b\xc6 any": 120 * time.Millisecond, // the flags beside the number do not count
	} {
		if got := opusTime([]byte(packet)); got != want {
			t.Errorf("%q: %v, want %v", packet, got, want)
		}
	}
}

// Whatever is in a file, it ends in a message or in a recording that keeps the
// rules and is read again as it was written.
func FuzzWebM(f *testing.F) {
	for _, name := range []string{"sound.webm", "picture.vp8.webm", "picture.vp9.webm"} {
		f.Add(kept(f, name), true)
		f.Add(kept(f, name), false)
	}
	f.Add(withTags(kept(f, "sound.webm")), false)
	f.Fuzz(holds)
}

func FuzzMP4(f *testing.F) {
	f.Add(kept(f, "picture.mp4"), true)
	f.Add(writeMP4(spoken(40)), false)
	f.Add(withPlaces(f, writeMP4(spoken(40))), false)
	f.Add([]byte(strings.Repeat("\x00\x00\x00\x00moov", 1000)), true)
	f.Fuzz(holds)
}

func holds(t *testing.T, file []byte, picture bool) {
	rules := Sound
	if picture {
		rules = Signed
	}
	c, err := Read(file, rules)
	if err != nil {
		var p fault.Problem
		if !errors.As(err, &p) || !strings.HasPrefix(p.ID, "staff.media.wrong.") {
			t.Fatalf("no message: %v", err)
		}
		return
	}
	if c.Length < shortest || c.Length > rules.Longest || len(c.Bytes) > rules.Bytes {
		t.Fatalf("kept: %v, %d bytes", c.Length, len(c.Bytes))
	}
	if _, err := Read(c.Bytes, rules); err != nil {
		t.Fatalf("what was written is not read: %v", err)
	}
}
