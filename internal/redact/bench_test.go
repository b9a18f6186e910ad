package redact

import (
	"strings"
	"testing"
)

// stories are what children write: mostly nothing to take out.
var stories = map[string]string{
	"english": "I like my school and my teacher but sometimes it is too loud. My worker comes every 2 weeks. I am 11. You can ring my mum on 07700 900123 or look at @sam_k, we live at EH1 1AB. ",
	"arabic":  "أحب مدرستي ومعلمتي ولكن أحيانا يكون الصوت عاليا جدا. عمري ١١ سنة. يمكنك الاتصال بأمي على ٠٧٧٠٠ ٩٠٠١٢٣ في المساء. ",
	"chinese": "我喜欢我的学校和老师，但有时候太吵了。我今年11岁。你可以打电话给我妈妈07700900123。",
	"polish":  "Lubię moją szkołę ale czasami jest za głośno. Moja pani Agnieszka jest miła. wujek Tomek mieszka w Krakowie i dzwoni co tydzień. ",
	"names":   "my social worker karen smith said callum and eilidh from Glenbrae Primary can come to St Ninian's with zorvan on friday if kelsie is ok. ",
	"digits":  "0 7 7 0 0 9 0 0 1 2 3 512 345 67 8 99 0800 11 2012 1 44 ",
	"at":      "a@ @a.b_c#1:= http:/ www. ",
}

// tongue is the language of a story that is not English.
var tongue = map[string]string{"arabic": "ar", "chinese": "zh", "polish": "pl"}

func BenchmarkText(b *testing.B) {
	for name, story := range stories {
		text := strings.Repeat(story, 1+4000/len(story))
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			Text("", "en") // the lists are read
			began := processorTime()
			for b.Loop() {
				Text(text, tongue[name])
			}
			b.ReportMetric(float64(b.N*len(text))/1e6/(processorTime()-began).Seconds(), "MB/cpu-s")
		})
	}
}

// TestLinear compares a text with one sixteen times as long, by the time that
// the processor works on the one, and on the other sixteen times over. That is
// about the same; with anything quadratic the long one takes sixteen times as
// much, and never under four times.
func TestLinear(t *testing.T) {
	hard := map[string]string{
		"one word": "a", "one number": "7", "joined": "a@", "dots": "a.", "groups": "12 ", "zeros": "0 ", "plus": "+1", "hidden": "x1234567",
		"gaps": "1    ", "marks": "a\u0301", "links": "http://", "underscores": "_", "snaps": "snap is ", "postcodes": "eh1 ", "at": "a at gmail ",
		"unknown": "zorvan qwrtz ", "uncles": "my uncle ", "full": "Karen Smith ", "saints": "St ", "houses": "12 Elm ", "schools": "Glen School ", "nearly": "karn callm ",
		"capitals": "Zorvan", "hyphens": "Anna-", "han": "王小明老师", "called": "叫", "markers": "[name 1] ", "brackets": "[", "months": "3 May ", "ids": "passport number ",
		"told": "oh then ", "snap": "my snap is on ", "mails": "sam dot k ", "flats": "flat 2/1, ", "addresses": "my address is ", "plain": "on mill castle ", "codes": "postcode E H ", "accounts": "GB29 NWBK ", "parts": "calcal lumlum ", "and": "Cam, ", "moons": "3月",
	}
	for name, piece := range stories {
		hard[name] = piece
	}
	for name, piece := range hard {
		short, ratio := strings.Repeat(piece, 1+4_000/len(piece)), 0.0
		for range 20 { // the best of several: other work in this process only adds
			now := took(strings.Repeat(short, 16), 1) / took(short, 16)
			if ratio == 0 || now < ratio {
				ratio = now
			}
			if ratio < 2 {
				break
			}
		}
		if ratio > 4 {
			t.Errorf("%s: 16 times the text takes %.0f times as long", name, 16*ratio)
		}
	}
}

// took is how long the processor works on a text, so many times over, whatever
// else the machine does.
func took(s string, times int) float64 {
	start := processorTime()
	for range times {
		Text(s, "en")
	}
	return max(1, float64(processorTime()-start))
}
