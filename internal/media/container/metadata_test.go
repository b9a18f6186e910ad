package container

import (
	"bytes"
	"encoding/binary"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/Eyevinn/mp4ff/mp4"
	"github.com/at-wat/ebml-go"
	"github.com/at-wat/ebml-go/webm"
)

// telling is what files say about those who made them.
var telling = []string{"+55.9533-003.1883/", "Morag Macleod", "Morag’s phone", "com.apple.quicktime", "Lavf61.7.100", "2031-03-03"}

// withTags puts into a file of WebM what programs and phones put there.
func withTags(file []byte) []byte {
	const tags, tag, simple, name, text, void, title, date, trackName, attachments = 0x1254C367, 0x7373, 0x67C8, 0x45A3, 0x4487, 0xEC, 0x7BA9, 0x4461, 0x536E, 0x1941A469
	all := []byte(strings.Join(telling, " "))
	extra := slices.Concat(
		element(tags, element(tag, element(simple, element(name, []byte("LOCATION")), element(text, all)))),
		element(void, all), element(attachments, element(0x61A7, element(0x466E, all), element(0x465C, all))),
	)
	info := slices.Concat(element(title, all), numbered(date, 1), element(trackName, all))
	file = grow(file, idInfo, info)
	return append(file, extra...) // the segment of a recording has no end of its own
}

// grow adds to the first element with this id, whose size is one byte.
func grow(file []byte, id uint32, more []byte) []byte {
	at := bytes.Index(file, idBytes(id))
	c := cursor{left: file[at:]}
	_, size := c.element()
	start := len(file) - len(c.left)
	return slices.Concat(file[:at], element(id, file[start:start+int(size)], more), file[start+int(size):])
}

func TestWebMTellsNothing(t *testing.T) {
	dirty := withTags(kept(t, "sound.webm"))
	wantTold(t, dirty, true)
	clean, err := Read(dirty, Sound)
	if err != nil {
		t.Fatal(err)
	}
	wantTold(t, clean.Bytes, false)
	same, err := Read(kept(t, "sound.webm"), Sound)
	if err != nil || !bytes.Equal(same.Bytes, clean.Bytes) {
		t.Errorf("what was added left a trace (%v)", err)
	}
	if bytes.Contains(clean.Bytes, []byte("Chrome")) || !bytes.Contains(kept(t, "sound.webm"), []byte("Chrome")) {
		t.Error("the file says which browser made it")
	}
}

func wantTold(t *testing.T, file []byte, want bool) {
	t.Helper()
	for _, text := range telling {
		if bytes.Contains(file, []byte(text)) != want {
			t.Errorf("the file tells %q: %v", text, !want)
		}
	}
}

// withPlaces puts into a file of MP4 what phones put there: places, names,
// times, in boxes of the file, of the track, and beside them.
func withPlaces(t testing.TB, file []byte) []byte {
	t.Helper()
	all := []byte(strings.Join(telling, " "))
	f, err := mp4.DecodeFile(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	udta := boxed("udta", boxed("\xa9xyz", all), boxed("meta", u32(0), all))
	moov := slices.Concat(boxed("mvhd", grownTimes(inside(topOf(file, "moov"), "mvhd"))), udta)
	list, _ := boxes(topOf(file, "moov"), 0)
	for _, b := range list {
		if b.kind == "trak" {
			moov = append(moov, boxed("trak", b.body, udta, boxed("meta", all))...)
		}
	}
	brands := boxed("ftyp", []byte("isom"), u32(0))
	grown := len(brands) + 8 + len(moov) + len(boxed("free", all)) - int(f.Ftyp.Size()+f.Moov.Size())
	moov = shift(moov, uint32(grown))
	return slices.Concat(brands, boxed("moov", moov), boxed("free", all), boxed("mdat", topOf(file, "mdat")), boxed("uuid", all))
}

func topOf(file []byte, kind string) []byte { return inside(file, kind) }

// grownTimes says when the file was made.
func grownTimes(mvhd []byte) []byte {
	out := bytes.Clone(mvhd)
	binary.BigEndian.PutUint32(out[4:], 0xE0000001)
	binary.BigEndian.PutUint32(out[8:], 0xE0000001)
	return out
}

// shift moves the places of frames.
func shift(moov []byte, by uint32) []byte {
	out := bytes.Clone(moov)
	at := bytes.Index(out, []byte("stco")) + 4 + 8
	binary.BigEndian.PutUint32(out[at:], binary.BigEndian.Uint32(out[at:])+by)
	return out
}

func TestMP4TellsNothing(t *testing.T) {
	plain := writeMP4(spoken(40))
	dirty := withPlaces(t, plain)
	wantTold(t, dirty, true)
	clean, err := Read(dirty, Sound)
	if err != nil {
		t.Fatal(err)
	}
	wantTold(t, clean.Bytes, false)
	if !bytes.Equal(clean.Bytes, plain) {
		t.Error("what was added left a trace")
	}
}

// Cameras write messages between the pictures of H.264; they are taken out.
func TestPicturesSayNothingBeside(t *testing.T) {
	picture, err := readMP4(kept(t, "picture.mp4"), true)
	if err != nil {
		t.Fatal(err)
	}
	message := []byte("\x06\x05 taken at +55.9533-003.1883/ by Morag Macleod")
	for i := range picture.frames {
		f := &picture.frames[i]
		f.data = slices.Concat(u32(uint32(len(message))), message, f.data)
	}
	dirty := writeMP4(picture)
	clean, err := Read(dirty, Signed)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := Read(kept(t, "picture.mp4"), Signed)
	if err != nil || !bytes.Equal(plain.Bytes, clean.Bytes) || !bytes.Contains(dirty, message) || bytes.Contains(clean.Bytes, []byte("Morag")) {
		t.Errorf("the pictures still tell: %v", err)
	}
}

// Others read what is written as it is meant.
func TestOthersReadMP4(t *testing.T) {
	for name, file := range map[string][]byte{"sound": writeMP4(spoken(40)), "picture": mustRead(t, "picture.mp4", Signed).Bytes} {
		f, err := mp4.DecodeFile(bytes.NewReader(file))
		if err != nil || f.IsFragmented() || len(f.Moov.Traks) != 1 {
			t.Fatalf("%s: %v", name, err)
		}
		trak := f.Moov.Traks[0]
		stbl := trak.Mdia.Minf.Stbl
		n := stbl.Stsz.GetNrSamples()
		ranges, err := trak.GetRangesForSampleInterval(1, n)
		if err != nil || len(ranges) != 1 || ranges[0].Offset+ranges[0].Size != uint64(len(file)) {
			t.Errorf("%s: the frames are not where the tables say: %v, %v of %d bytes", name, err, ranges, len(file))
		}
		samples, err := trak.GetSampleData(1, n)
		if err != nil || len(samples) != int(n) {
			t.Errorf("%s: %d of %d frames: %v", name, len(samples), n, err)
		}
		if name == "picture" && (stbl.Stsd.AvcX == nil || stbl.Stsd.AvcX.AvcC == nil || len(stbl.Stsd.AvcX.AvcC.SPSnalus) == 0 || stbl.Stss == nil) {
			t.Error("the pictures' configuration is lost")
		}
		if name == "sound" && (n != 40 || stbl.Stsd.Mp4a == nil || stbl.Stsd.Mp4a.Esds == nil || stbl.Stsd.Mp4a.SampleRate != 16000) {
			t.Errorf("the sound's configuration is lost: %d frames", n)
		}
	}
}

func mustRead(t *testing.T, name string, r Rules) *Clean {
	t.Helper()
	c, err := Read(kept(t, name), r)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestOthersReadWebM(t *testing.T) {
	for name, rules := range map[string]Rules{"sound.webm": Sound, "picture.vp8.webm": Signed} {
		clean := mustRead(t, name, rules)
		var got struct {
			Header  webm.EBMLHeader `ebml:"EBML"`
			Segment webm.Segment    `ebml:"Segment"`
		}
		if err := ebml.Unmarshal(bytes.NewReader(clean.Bytes), &got); err != nil && err != io.EOF {
			t.Fatalf("%s: %v", name, err)
		}
		tracks := got.Segment.Tracks.TrackEntry
		if got.Header.DocType != "webm" || len(tracks) != 1 || got.Segment.Info.Duration != float64(clean.Length.Milliseconds()) {
			t.Errorf("%s: %+v, %v", name, tracks, got.Segment.Info)
		}
		frames := 0
		for _, c := range got.Segment.Cluster {
			frames += len(c.SimpleBlock)
		}
		read, err := readWebM(kept(t, name), rules.Picture)
		if err != nil || frames != len(read.frames) {
			t.Errorf("%s: %d frames of %d, %v", name, frames, len(read.frames), err)
		}
		wantCues(t, clean.Bytes, got.Segment.Cues)
	}
}

// wantCues wants each place to jump to to be one where a cluster begins.
func wantCues(t *testing.T, file []byte, cues *webm.Cues) {
	t.Helper()
	segment := bytes.Index(file, idBytes(idSegment)) + 8
	if cues == nil || len(cues.CuePoint) == 0 {
		t.Fatal("no places to jump to")
	}
	for _, c := range cues.CuePoint {
		at := segment + int(c.CueTrackPositions[0].CueClusterPosition)
		if !bytes.HasPrefix(file[at:], idBytes(idCluster)) {
			t.Errorf("at %d no cluster begins", at)
		}
	}
}
