package container

import (
	"bytes"
	"slices"
	"testing"

	"github.com/Eyevinn/mp4ff/mp4"
)

// inPieces writes sound as a phone does while it records: piece by piece.
func inPieces(t testing.TB, sound *track, each int) []byte {
	t.Helper()
	init := mp4.CreateEmptyInit()
	init.AddEmptyTrack(sound.scale, "audio", "en")
	if err := init.Moov.Trak.SetAACDescriptor(2, int(sound.rate)); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := init.Encode(&out); err != nil {
		t.Fatal(err)
	}
	number := uint32(0)
	for frames := range slices.Chunk(sound.frames, each) {
		number++
		piece, err := mp4.CreateFragment(number, init.Moov.Trak.Tkhd.TrackID)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range frames {
			piece.AddFullSample(mp4.FullSample{
				Sample:     mp4.Sample{Flags: mp4.SyncSampleFlags, Dur: f.lasts, Size: uint32(len(f.data))},
				DecodeTime: uint64(f.at), Data: f.data,
			})
		}
		if err := piece.Encode(&out); err != nil {
			t.Fatal(err)
		}
	}
	return out.Bytes()
}

// Sound in pieces, as phones record it, comes out as one file with every frame.
func TestSoundInPieces(t *testing.T) {
	sound := spoken(40)
	for _, each := range []int{1, 7, 40} {
		c, err := Read(inPieces(t, sound, each), Sound)
		if err != nil {
			t.Fatalf("pieces of %d: %v", each, err)
		}
		got, err := readMP4(c.Bytes, false)
		if err != nil || len(got.frames) != 40 || got.rate != sound.rate || got.length() != sound.length() {
			t.Fatalf("pieces of %d: %d frames, %d a second, %v: %v", each, len(got.frames), got.rate, got.length(), err)
		}
		for i, f := range got.frames {
			if !bytes.Equal(f.data, sound.frames[i].data) || f.at != sound.frames[i].at || f.lasts != 1024 {
				t.Errorf("pieces of %d: frame %d is %+v", each, i, f)
			}
		}
	}
}

// A gap between pieces stays as long as it was.
func TestGapsBetweenPieces(t *testing.T) {
	sound := spoken(40)
	for i := 20; i < 40; i++ {
		sound.frames[i].at += 8000 // half a second
	}
	c, err := Read(inPieces(t, sound, 20), Sound)
	if err != nil {
		t.Fatal(err)
	}
	if want := spoken(40).length() + 500_000_000; c.Length != want {
		t.Errorf("it plays %v, want %v", c.Length, want)
	}
}

// inChunks writes sound with its frames in chunks that lie apart, from the last to
// the first, and places of so many bytes.
func inChunks(sound *track, each, width int) []byte {
	plain := writeMP4(sound)
	frames, n := sound.frames, len(sound.frames)
	chunks := (n + each - 1) / each
	size := len(frames[0].data)
	from := len(boxed("ftyp", []byte("isom"), u32(0))) + 8
	var places []byte
	var data []byte
	for i := chunks - 1; i >= 0; i-- { // written from the last on
		for _, f := range frames[i*each : min((i+1)*each, n)] {
			data = append(data, f.data...)
		}
		data = append(data, "between"...)
	}
	at := make([]int, chunks)
	place := from
	for i := chunks - 1; i >= 0; i-- {
		at[i] = place
		place += (min((i+1)*each, n)-i*each)*size + len("between")
	}
	for _, p := range at {
		places = append(places, number(uint64(p), width)...)
	}
	kind := "stco"
	if width == 8 {
		kind = "co64"
	}
	runs := u32s(1, 1, uint32(each), 1)
	if rest := n % each; rest != 0 {
		runs = u32s(2, 1, uint32(each), 1, uint32(chunks), uint32(rest), 1)
	}
	tables := map[string][]byte{"stco": fully(kind, 0, u32(uint32(chunks)), places), "stsc": fully("stsc", 0, runs)}
	moov := replaced(inside(plain, "moov"), tables)
	return slices.Concat(boxed("ftyp", []byte("isom"), u32(0)), boxed("mdat", data), boxed("moov", moov))
}

// replaced writes a body anew with other tables in it.
func replaced(body []byte, tables map[string][]byte) []byte {
	var out []byte
	list, _ := boxes(body, 0)
	for _, b := range list {
		switch b.kind {
		case "trak", "mdia", "minf", "stbl":
			out = append(out, boxed(b.kind, replaced(b.body, tables))...)
		default:
			if other := tables[b.kind]; other != nil {
				out = append(out, other...)
				continue
			}
			out = append(out, boxed(b.kind, b.body)...)
		}
	}
	return out
}

// Frames are found wherever a file has them.
func TestFramesInChunks(t *testing.T) {
	sound := spoken(41)
	for i := range sound.frames { // told apart
		sound.frames[i].data = append(bytes.Clone(quiet), byte(i))
	}
	want := writeMP4(sound)
	for _, width := range []int{4, 8} {
		for _, each := range []int{1, 2, 5, 41} {
			c, err := Read(inChunks(sound, each, width), Sound)
			if err != nil {
				t.Errorf("%d in a chunk, places of %d bytes: %v", each, width, err)
				continue
			}
			if !bytes.Equal(c.Bytes, want) {
				t.Errorf("%d in a chunk, places of %d bytes: other frames", each, width)
			}
		}
	}
}

// Tables that contradict each other, or claim more than there is, are refused.
func TestFalseTables(t *testing.T) {
	sound := spoken(40)
	plain := writeMP4(sound)
	for name, tables := range map[string]map[string][]byte{
		"frames that are not there":       {"stsz": fully("stsz", 0, u32s(6, maxFrames+1))},
		"more frames than places":         {"stco": fully("stco", 0, u32s(0))},
		"places beyond the end":           {"stco": fully("stco", 0, u32s(1, 1<<31))},
		"a chunk of nothing":              {"stsc": fully("stsc", 0, u32s(1, 1, 0, 1))},
		"chunks that do not begin at one": {"stsc": fully("stsc", 0, u32s(1, 2, 40, 1))},
		"chunks that go back":             {"stsc": fully("stsc", 0, u32s(2, 1, 1, 1, 1, 40, 1))},
		"the whole file in each frame":    {"stsz": fully("stsz", 0, u32s(uint32(len(plain)-100), 40)), "stco": fully("stco", 0, u32s(1, 8))},
		"frames of no size":               {"stsz": fully("stsz", 0, u32s(0, 40), make([]byte, 160))},
	} {
		file := slices.Concat(boxed("ftyp", []byte("isom"), u32(0)), boxed("moov", replaced(inside(plain, "moov"), tables)), boxed("mdat", inside(plain, "mdat")))
		_, err := Read(file, Sound)
		if err == nil {
			t.Errorf("%s: kept", name)
			continue
		}
		wantProblem(t, err, "broken")
	}
}

// A picture that was filmed upright stays upright.
func TestTurnedPictures(t *testing.T) {
	picture, err := readMP4(kept(t, "picture.mp4"), true)
	if err != nil {
		t.Fatal(err)
	}
	for _, turned := range []turn{{}, {0, 1, -1, 0}, {-1, 0, 0, -1}, {0, -1, 1, 0}} {
		picture.turn = turned
		c, err := Read(writeMP4(picture), Signed)
		if err != nil {
			t.Fatal(err)
		}
		again, err := readMP4(c.Bytes, true)
		if err != nil {
			t.Fatal(err)
		}
		want := turned
		if want == (turn{}) {
			want = turn{1, 0, 0, 1}
		}
		if again.turn != want {
			t.Errorf("%v came out as %v", turned, again.turn)
		}
		if across := turned[1] != 0; across != (c.Width == 120) {
			t.Errorf("%v: shown %d wide", turned, c.Width)
		}
	}
	if turnOf(make([]byte, 36)) != (turn{}) || turnOf([]byte{1}) != (turn{}) || turnOf(bytes.Repeat([]byte{0, 1, 0, 0}, 9)) != (turn{}) {
		t.Error("what is no quarter turn is taken for one")
	}
}

// Numbers whose length is in their first bits, as WebM has them.
func TestNumbersOfWebM(t *testing.T) {
	for text, want := range map[string]int64{
		"\x81": 1, "\xfe": 126, "\x40\x7f": 127, "\x10\x00\x00\x05": 5, "\xff": -1, "\x7f\xff": -1, "\x01\xff\xff\xff\xff\xff\xff\xff": -1,
	} {
		c := cursor{left: append([]byte{0xA3}, text...)}
		if id, size := c.element(); id != idSimple || size != want || c.bad {
			t.Errorf("%x: %x, %d, bad %v", text, id, size, c.bad)
		}
	}
	for _, text := range []string{"", "\x00", "\xA3", "\xA3\x00", "\xA3\x40", "\xA3\x02\xff\xff\xff\xff\xff\xfe", "\x08\x00\x00\x00\x00\x81"} {
		c := cursor{left: []byte(text)}
		if c.element(); !c.bad {
			t.Errorf("%x was read", text)
		}
	}
	for _, id := range []uint32{idSegment, idScale, idDocType, idTrack} {
		c := cursor{left: element(id, []byte("abc"))}
		if got, size := c.element(); got != id || size != 3 {
			t.Errorf("%x came back as %x with %d bytes", id, got, size)
		}
	}
}
