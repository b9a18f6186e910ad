package redact

import (
	"strings"
	"testing"
	"unicode/utf8"

	_ "kist/internal/sameseed" // the same cases in every run

	"pgregory.net/rapid"
)

func TestText(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"I feel safe at home.", "I feel safe at home."},
		{"Ring me on 07700 900123!", "Ring me on [phone]!"},
		{"email sam@example.com or 07700900123, ok", "email [email] or [phone], ok"},
		{"I live at EH1 1AB (top flat)", "I live at [postcode] (top flat)"},
		{"see www.example.com/a?b=c, then @sam_k", "see [link], then [handle]"},
		{"[phone] [email] [postcode] [link] [handle]", "[phone] [email] [postcode] [link] [handle]"},
		{"我的电话是07700900123谢谢", "我的电话是[phone]谢谢"},
		{"bad \xff bytes 07700900123 \xfe", "bad \xff bytes [phone] \xfe"},
		{"mum:07700900123;dad:07700900124", "mum:[phone];dad:[phone]"},
		{"sam@example.com/sam@example.org", "[email]"},
	} {
		if got := Text(c.in, "en"); got != c.want {
			t.Errorf("Text(%q)\n got %q\nwant %q", c.in, got, c.want)
		}
	}
}

// TestHarmless holds what must never be touched: a text in which ages and years
// are blacked out is of no use to anybody.
func TestHarmless(t *testing.T) {
	for _, in := range []string{
		"I am 11 and my brother is 7, my sister 15.",
		"since 2012, 2013-2014 and 2019/20", "2012 2013 2014 2015", "in 2023 2024 it was ok",
		"ring 999 or 101 or 111", "Childline 0800 1111", "08001111", "0800 555 111", "call 0808 800 2222 please",
		"116 123", "+44 800 1111", "0800 1111 or 999",
		"1 2 3 4 5 6 7 8 9 10", "0 1 2 3 4 5 6 7 8 9 10", "10 11 12 13 14 15 16", "10 9 8 7 6 5 4 3 2 1 0",
		"7 out of 10, 10/10, 100%", "a million is 1000000 and 1,000,000", "99999999 times", "£12345678", "€1234567",
		"3.14159265", "0.123456789", "in 12/2013", "at 10:30",
		"Room 12, flat 3/2, house 245", "P7, S3 and S3 2nd term", "primary 7b", "m8 u r gr8 2day", "B4 4pm",
		"and/or he/she sister-in-law mum's", "e.g. this, i.e. that, a.m. and p.m.", "Wait...what", "I like it.It is my fav.me too",
		"I'm @home or @ school @5pm", "snap is ok, instagram is private", "I use snapchat at 9pm", "discord: yes", "____ _ __",
		"#1 and #hashtag, C#", "look at gma", "meet at yahoo-ish", "youtube 4k",
		"عمري ١١ سنة وأخي ٧ سنوات", "منذ ٢٠١٢", "mam 12 lat, mój brat 15", "Tha mi 9 bliadhna a dh'aois",
		"🙂🙂 7️⃣ out of 🔟", "12-34", "6 x 7 = 42", "100 1000",
	} {
		if got := Text(in, "en"); got != in {
			t.Errorf("harmless %q became %q", in, got)
		}
	}
}

// TestTokens keeps the tokens inert: they are found by nothing and are told
// apart by everybody who counts them.
func TestTokens(t *testing.T) {
	for _, k := range Kinds() {
		for _, joined := range []string{
			k.String() + k.marker(2), "7" + k.marker(7) + "7", "@" + k.String(), "snap: " + k.marker(1), k.marker(1) + " 07700 [phone]",
		} {
			if got := Text(joined, "en"); got != joined {
				t.Errorf("%q became %q", joined, got)
			}
		}
	}
}

// pieces are what hurts: parts of every kind, and what may stand between.
var pieces = []string{
	"07700", "900123", "07700900123", "+44", "0044", "(0)", "512", "345", "678", "11", "2012", "0800", "1111", "٠٧٧٠٠", "۹۰۰۱۲۳", "７７０",
	"0", "1", "2", "999999999", "1000000", "3/12/2013", "EH1", "1AB", "eh11ab", "g12", "8qq", "S3", "2nd", "sam", "sam_k", "sam.k07", "@", "@sam", "#1234",
	"example", "gmail", ".com", ".me", "www.", "http", "://", "/", "at", "dot", "com", "snap", "is", "insta", "user", ":", "=", "?", "£", "$",
	" ", "  ", "\n", "-", "–", ".", "...", ",", "(", ")", "[", "]", "[phone]", "[email]", "'", "’", "_", "\u200f", "\u200d", "\ufe0f\u20e3", "\u0301",
	"karen", "Karen", "karn", "Grace", "grace", "hope", "will", "Zorvan", "zorvan", "smith", "my", "My", "uncle", "called", "social", "worker", "said", "and", "with", "I",
	"Glenbrae", "primary", "school", "High", "St", "Ninian's", "12", "Elm", "Row", "road", "Leith", "in", "born", "May", "3", "2012", "house", "[name 1]", "[school 2]", "[name 478]", "\uE001", "\uF8FF", "\xee", "\x80\x81",
	"wujek", "Tomka", "ulica", "nr", "ul", "عمي", "أحمد", "مع", "مدرسة", "النور", "ਚਾਚਾ", "ਹਰਜੀਤ", "ਨੇ", "sgoil", "Mhàiri", "дядько", "Тарас", "школа", "№", "lui", "Andrei",
	"oh", "seven", "double", "then", "hundred", "plus", "number", "phone", "ring", "underscore", "slash", "gmail", "www", "username", "add", "follow", "zorvy07", "DragonKid",
	"(a)", "as", "became", "cal", "lum", "eilidhsaid", "breakfastclub", "Cam", ", ", "Jonesy", "Finaly", "lady", "Club", "أبو", "وفاطمة", "كتابي", "هي", "مراد", "اور", "بلال", "喜欢", "刘凯", "叔叔", "9OO.I23", "nine-hundred",
	"case", "sort", "password", "plate", "SN57", "AB/12345", "GB29", "NWBK", "postcode", "EH6", "E", "H", "1", "A", "B", "flat", "2/1", "mill", "nursery", "our", "lady", "of", "the", "address", "third", "twenty", "is", "on", "im", "14", "birthday", "月", "日", "三", "零", "生日", "٣", "أيار", "رقم",
	"我叫", "王小明", "老师", "李", "在", "小学", "爱丁堡", "年", "月", "passport", "number", "SN57", "abc",
	"我", "电话", "ไทย", "عمري", "х", "ß", "＠", "＋", "\xff", "\xe2\x82",
}

func anyText() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		parts := rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(pieces), rapid.SampledFrom(pieces), rapid.StringN(0, 4, -1)), 0, 24).Draw(t, "parts")
		return strings.Join(parts, "")
	})
}

// spoken puts a space between the pieces, as a text has it.
func spoken() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 16).Draw(t, "words"), " ")
	})
}

func TestProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		checkProperties(t, rapid.OneOf(anyText(), spoken()).Draw(t, "text"), rapid.SampledFrom(tongues).Draw(t, "lang"))
	})
}

// checkProperties holds for any text: redacting again changes nothing, valid
// text stays valid, finds are in order and apart, and what lies between them
// comes through as it was.
func checkProperties(t interface{ Fatalf(string, ...any) }, s, lang string) {
	once := Text(s, lang)
	if twice := Text(once, lang); twice != once {
		t.Fatalf("not idempotent: %q\n once %q\ntwice %q", s, once, twice)
	}
	if utf8.ValidString(withoutPrivate(s)) != utf8.ValidString(once) {
		t.Fatalf("validity changed: %q became %q", s, once)
	}
	checkShort(t, s, once)
	s = withoutPrivate(s)
	at, rest := 0, once
	for _, f := range plain.finds(s, lang) {
		if f.from < at || f.to <= f.from || f.to > len(s) {
			t.Fatalf("find %v after %d in %q", f, at, s)
		}
		kept, ok := cutMarker(rest, s[at:f.from], f.kind)
		if !ok {
			t.Fatalf("what is between was changed: %q became %q", s, once)
		}
		at, rest = f.to, kept
	}
	if rest != s[at:] {
		t.Fatalf("the end was changed: %q became %q", s, once)
	}
}

// cutMarker takes what is before a marker, and the marker, off the front.
func cutMarker(s, before string, kind Kind) (string, bool) {
	rest, ok := strings.CutPrefix(s, before)
	if !ok || rest == "" {
		return s, false
	}
	got, _, end, ok := markerAt(rest, 0)
	if !ok || got != kind {
		return s, false
	}
	return rest[end:], true
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"07700 900123", "sam@example.com", "EH1 1AB", "www.example.com/x", "snap: sam_k", "+44 (0) 7700-900123", "٠٧٧٠٠ ٩٠٠١٢٣", "我07700900123", "0800 1111 07700 900123"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, lang := range []string{"en", "pl", "ar", "zh"} {
			checkProperties(t, s, lang)
		}
	})
}
