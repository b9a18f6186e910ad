package container

import (
	"bytes"
	"math"
)

// The elements of WebM that are read or written, by their ids (RFC 9559).
const (
	idHeader    = 0x1A45DFA3
	idDocType   = 0x4282
	idSegment   = 0x18538067
	idInfo      = 0x1549A966
	idScale     = 0x2AD7B1
	idDuration  = 0x4489
	idMuxer     = 0x4D80
	idWriter    = 0x5741
	idTracks    = 0x1654AE6B
	idTrack     = 0xAE
	idTrackNo   = 0xD7
	idTrackUID  = 0x73C5
	idTrackType = 0x83
	idLacing    = 0x9C
	idCodec     = 0x86
	idConfig    = 0x63A2
	idDelay     = 0x56AA
	idPreRoll   = 0x56BB
	idEncodings = 0x6D80
	idAudio     = 0xE1
	idRate      = 0xB5
	idChannels  = 0x9F
	idVideo     = 0xE0
	idWidth     = 0xB0
	idHeight    = 0xBA
	idCluster   = 0x1F43B675
	idTime      = 0xE7
	idSimple    = 0xA3
	idGroup     = 0xA0
	idBlock     = 0xA1
	idReference = 0xFB
	idCues      = 0x1C53BB6B
	idCue       = 0xBB
	idCueTime   = 0xB3
	idCuePlace  = 0xB7
	idCueTrack  = 0xF7
	idCueAt     = 0xF1
)

const nanosecond = 1_000_000_000 // of them in a second

func isWebM(file []byte) bool { return bytes.HasPrefix(file, number(idHeader, 4)) }

// element reads the head of an element. size is -1 if it is not known.
func (c *cursor) element() (id uint32, size int64) {
	id = uint32(c.vint(4, true))
	before := c.left
	v := c.vint(8, false)
	if n := len(before) - len(c.left); n > 0 && v == 1<<(7*n)-1 {
		return id, -1
	}
	if v > math.MaxInt32 {
		c.bad = true
	}
	return id, int64(v)
}

// vint reads a number whose first byte tells its length, of most bytes at most.
// The mark of the length stays in ids.
func (c *cursor) vint(most int, keep bool) uint64 {
	first := c.u8()
	n := 1
	for mask := byte(0x80); n <= 8 && first&mask == 0; mask >>= 1 {
		n++
	}
	if n > most {
		c.bad = true
		return 0
	}
	v := uint64(first)
	if !keep {
		v &= 1<<(8-n) - 1
	}
	return v<<(8*(n-1)) | c.number(n-1)
}

// elements calls visit for each element of a body that has a size of its own,
// until it says false. What is not known is passed over.
func elements(body []byte, visit func(id uint32, body []byte) bool) bool {
	c := cursor{left: body}
	for c.more() {
		id, size := c.element()
		if flat := id == idSegment || id == idCluster; flat {
			continue // their elements are told apart without them, and their sizes need not be known
		}
		inner := c.take(int(size))
		if c.bad || !visit(id, inner) {
			return false
		}
	}
	return !c.bad
}

func unsigned(body []byte) uint64 {
	c := cursor{left: body}
	return c.number(min(len(body), 8))
}

func float(body []byte) float64 {
	switch len(body) {
	case 4:
		return float64(math.Float32frombits(uint32(unsigned(body))))
	case 8:
		return math.Float64frombits(unsigned(body))
	}
	return 0
}

// webmReader is what is known while a file is read.
type webmReader struct {
	picture bool
	scale   uint64 // nanoseconds in a tick of the file
	chosen  uint64 // number of the track that is kept; 0: none yet
	other   bool   // there was a track of the right sort with a codec that is not taken
	now     uint64 // time of the cluster
	room    int
	track
}

// readWebM reads the first track of the sort that is wanted.
func readWebM(file []byte, picture bool) (*track, error) {
	w := &webmReader{picture: picture, scale: 1_000_000, room: len(file), track: track{scale: 1000}}
	whole := elements(file, w.element)
	switch {
	case w.chosen == 0 && w.other:
		return nil, problem(pick(picture, "codec_picture", "codec_sound"))
	case !whole:
		return nil, problem("broken")
	case w.chosen == 0:
		return nil, problem(pick(picture, "no_picture", "no_sound"))
	}
	w.space()
	if n := len(w.frames); n > 1 {
		w.frames[n-1].lasts = w.frames[n-2].lasts
	}
	return &w.track, nil
}

func pick(picture bool, yes, no string) string {
	if picture {
		return yes
	}
	return no
}

// element takes in one element of the segment or of a cluster.
func (w *webmReader) element(id uint32, body []byte) bool {
	switch id {
	case idHeader:
		return elements(body, func(id uint32, body []byte) bool {
			return id != idDocType || string(body) == "webm" || string(body) == "matroska"
		})
	case idInfo:
		return elements(body, func(id uint32, body []byte) bool {
			if id == idScale {
				w.scale = unsigned(body)
			}
			return w.scale > 0 && w.scale <= nanosecond
		})
	case idTracks:
		return elements(body, func(id uint32, body []byte) bool { return id != idTrack || w.entry(body) })
	case idTime:
		w.now = unsigned(body)
	case idSimple:
		return w.block(body, func(flags byte) bool { return flags&0x80 != 0 })
	case idGroup:
		return w.group(body)
	}
	return true
}

// entry takes a track if it is the first that can be kept.
func (w *webmReader) entry(body []byte) bool {
	var no, sort uint64
	t := track{scale: 1000}
	sealed := false
	whole := elements(body, func(id uint32, body []byte) bool {
		switch id {
		case idTrackNo:
			no = unsigned(body)
		case idTrackType:
			sort = unsigned(body)
		case idCodec:
			t.codec = codec(body)
		case idConfig:
			t.config = body
		case idEncodings:
			sealed = true
		case idAudio, idVideo:
			return elements(body, t.describe)
		}
		return true
	})
	if !whole || no == 0 {
		return false
	}
	const video, audio = 1, 2
	if w.chosen != 0 || w.picture && sort != video || !w.picture && sort != audio {
		return true
	}
	if sealed || !t.known() {
		w.other = true
		return true
	}
	w.chosen, w.track = no, t
	return true
}

func (t *track) describe(id uint32, body []byte) bool {
	switch id {
	case idRate:
		if r := float(body); r > 0 && r <= 192_000 {
			t.rate = uint32(r)
		}
	case idChannels:
		t.channels = uint16(min(unsigned(body), math.MaxUint16))
	case idWidth:
		t.width = uint32(min(unsigned(body), math.MaxUint32))
	case idHeight:
		t.height = uint32(min(unsigned(body), math.MaxUint32))
	}
	return true
}

// known says whether the codec is one that is kept, and makes its configuration
// one that says nothing else.
func (t *track) known() bool {
	switch t.codec {
	case vp8, vp9:
		t.config = nil
		return true
	case opus:
		t.config = opusHead(t.config)
		return t.config != nil
	}
	return false
}

// opusHead is the head of a stream of Opus with one or two channels (RFC 7845,
// section 5.1); nil for any other.
func opusHead(config []byte) []byte {
	const size = 19
	if len(config) < size || string(config[:8]) != "OpusHead" || config[9] < 1 || config[9] > 2 || config[18] != 0 {
		return nil
	}
	return config[:size:size]
}

func (w *webmReader) group(body []byte) bool {
	var block []byte
	key := true
	whole := elements(body, func(id uint32, body []byte) bool {
		switch id {
		case idBlock:
			block = body
		case idReference:
			key = false
		}
		return true
	})
	return whole && (block == nil || w.block(block, func(byte) bool { return key }))
}

// block takes a frame in; key says by its flags whether it is a key frame.
func (w *webmReader) block(body []byte, key func(flags byte) bool) bool {
	c := cursor{left: body}
	no := c.vint(8, false)
	ahead := int16(c.u16())
	flags := c.u8()
	if c.bad {
		return false
	}
	if no != w.chosen || w.chosen == 0 {
		return true
	}
	const laced = 0x06
	if flags&laced != 0 || w.now > 1<<50/w.scale {
		return false
	}
	at := (int64(w.now) + int64(ahead)) * int64(w.scale) / 1_000_000 // ms
	if n := len(w.frames); n > 0 {
		at = max(at, w.frames[n-1].at)
	}
	return w.add(frame{data: c.left, at: at, key: !w.picture || key(flags)}, &w.room)
}
