// Package container reads the files that volunteers upload, and writes them anew
// with nothing in them but the sound, or the picture, of one recording.
//
// What comes in is somebody's file: it may name a person, a place and a device,
// or be made to do harm. So nothing is copied but the frames of one track and
// what a decoder needs to read them; every box, tag, time and comment around them
// is left behind, and the file that is kept is written by this package.
//
// The two formats are read here and not by a library, because the ones there
// are trust the file: 12 MB of nested boxes end the whole program in one, and the
// other refuses whatever element it does not know. Here nothing recurses, and
// nothing is as large as a file claims. Tests read what is written with both
// libraries.
package container

import (
	"math"
	"time"

	"kist/internal/fault"
)

// Rules are what a recording may be.
type Rules struct {
	Picture bool          // a signed video, which is kept without its sound; otherwise sound alone
	Longest time.Duration // playing time
	Bytes   int           // of the file that comes in, and of the one that is kept
}

// The rules of the two kinds of recordings. Two minutes of speech at 32 kbit/s
// have 480 KB; two minutes of signing at 640 x 480 fit at 800 kbit/s.
var (
	Sound  = Rules{Longest: longest, Bytes: maxSound}
	Signed = Rules{Picture: true, Longest: longest, Bytes: maxSigned}
)

const (
	longest   = 2 * time.Minute
	maxSound  = 600 << 10              // bytes
	maxSigned = 12 << 20               // bytes
	shortest  = 300 * time.Millisecond // less holds no word
	maxFrames = 60_000                 // two minutes of the shortest frames there are
	maxSide   = 1920                   // pixels of a picture
)

// Clean is a recording as it is kept.
type Clean struct {
	Type          string // "audio/webm", "audio/mp4", "video/webm" or "video/mp4"
	Length        time.Duration
	Width, Height int // pixels as shown; 0 for sound
	Bytes         []byte
}

// Read checks a file and writes it anew. The error is a fault.Problem that says
// what to do; nothing else goes wrong.
func Read(file []byte, r Rules) (*Clean, error) {
	if len(file) == 0 {
		return nil, problem("empty")
	}
	if len(file) > r.Bytes {
		return nil, r.tooLarge()
	}
	read, write, kind := readMP4, writeMP4, "mp4"
	switch {
	case isWebM(file):
		read, write, kind = readWebM, writeWebM, "webm"
	case !isMP4(file):
		return nil, problem("kind")
	}
	t, err := read(file, r.Picture)
	if err != nil {
		return nil, err
	}
	if err := t.check(r); err != nil {
		return nil, err
	}
	c := &Clean{Type: "audio/" + kind, Length: t.length(), Bytes: write(t)}
	if r.Picture {
		c.Type, c.Width, c.Height = "video/"+kind, int(t.width), int(t.height)
		if t.turn[1] != 0 {
			c.Width, c.Height = c.Height, c.Width
		}
	}
	if len(c.Bytes) > r.Bytes {
		return nil, r.tooLarge()
	}
	return c, nil
}

func (r Rules) tooLarge() error {
	return fault.Problem{Field: Field, ID: "staff.media.wrong.large", Args: map[string]any{"Most": r.Bytes / 1000}}
}

// Field is the form field that problems are about.
const Field = "file"

// problem says what is wrong with a file.
func problem(what string) error { return fault.Problem{Field: Field, ID: "staff.media.wrong." + what} }

// codec is how frames are coded, by the name of its box in MP4 or of its codec
// in WebM.
type codec string

const (
	aac  codec = "mp4a"
	h264 codec = "avc1"
	opus codec = "A_OPUS"
	vp8  codec = "V_VP8"
	vp9  codec = "V_VP9"
)

// track is the one track that is kept of a file.
type track struct {
	codec         codec
	config        []byte // what its decoder must know first; nil: nothing
	scale         uint32 // ticks a second
	width, height uint32 // pixels; 0 for sound
	turn          turn
	rate          uint32 // samples a second; 0 for pictures
	channels      uint16
	frames        []frame
}

// frame is a piece of a track, in the order in which they are decoded.
type frame struct {
	data  []byte
	at    int64  // ticks from the first, when it is decoded
	lasts uint32 // ticks
	later int32  // ticks from at to when it is shown
	key   bool   // decoded without the frames before it
}

// add appends a frame, and says whether that is still a recording: frames that
// overlap in a file must not make a larger one of it.
func (t *track) add(f frame, room *int) bool {
	*room -= len(f.data)
	if *room < 0 || len(t.frames) >= maxFrames || len(f.data) == 0 {
		return false
	}
	t.frames = append(t.frames, f)
	return true
}

// space counts times from the first frame, and lets each frame last until the
// next.
func (t *track) space() {
	for i := range t.frames {
		if i > 0 {
			t.frames[i-1].lasts = uint32(min(t.frames[i].at-t.frames[i-1].at, math.MaxUint32))
		}
	}
	for i := len(t.frames) - 1; i >= 0; i-- {
		t.frames[i].at -= t.frames[0].at
	}
}

// length is how long it really plays: by the frames' times, and for sound by
// what is in the frames, whatever their times say.
func (t *track) length() time.Duration {
	if len(t.frames) == 0 || t.scale == 0 {
		return 0
	}
	last := t.frames[len(t.frames)-1]
	ticks := last.at - t.frames[0].at + int64(last.lasts)
	byTimes := time.Duration(float64(ticks) / float64(t.scale) * float64(time.Second))
	return max(byTimes, t.sounding())
}

// check holds a track to the rules.
func (t *track) check(r Rules) error {
	length := t.length()
	switch {
	case len(t.frames) == 0 || length < shortest:
		return problem("short")
	case length > r.Longest:
		return fault.Problem{Field: Field, ID: "staff.media.wrong.long", Args: map[string]any{
			"Most": int(r.Longest.Seconds()), "Is": int(length.Round(time.Second).Seconds()),
		}}
	case r.Picture && (t.width == 0 || t.height == 0):
		return problem("broken")
	case t.width > maxSide || t.height > maxSide:
		return fault.Problem{Field: Field, ID: "staff.media.wrong.wide", Args: map[string]any{"Most": maxSide}}
	}
	return nil
}

// sounding is how long the sound in the frames is; 0 for pictures.
func (t *track) sounding() time.Duration {
	var total time.Duration
	switch t.codec {
	case opus:
		for _, f := range t.frames {
			total += opusTime(f.data)
		}
	case aac:
		if t.rate > 0 {
			total = time.Duration(len(t.frames)) * 1024 * time.Second / time.Duration(t.rate)
		}
	}
	return total
}

// opusTime is how long one packet of Opus plays (RFC 6716, section 3.1).
func opusTime(packet []byte) time.Duration {
	if len(packet) == 0 {
		return 0
	}
	const ms = time.Millisecond
	var one time.Duration
	switch kind := packet[0] >> 3; {
	case kind < 12:
		one = []time.Duration{10 * ms, 20 * ms, 40 * ms, 60 * ms}[kind&3]
	case kind < 16:
		one = []time.Duration{10 * ms, 20 * ms}[kind&1]
	default:
		one = []time.Duration{5 * ms / 2, 5 * ms, 10 * ms, 20 * ms}[kind&3]
	}
	switch packet[0] & 3 {
	case 0:
		return one
	case 3:
		if len(packet) < 2 {
			return 0
		}
		return one * time.Duration(packet[1]&63)
	}
	return 2 * one
}
