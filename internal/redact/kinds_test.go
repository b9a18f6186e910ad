package redact

import "testing"

// found runs one kind's table: each text must come out as the token alone, with
// words before and after kept.
func found(t *testing.T, kind Kind, texts ...string) {
	t.Helper()
	for _, in := range texts {
		if got, want := Text("so "+in+" ok", "en"), "so "+kind.String()+" ok"; got != want {
			t.Errorf("%q\n got %q\nwant %q", in, got, want)
		}
	}
}

func TestPhones(t *testing.T) {
	found(t, Phone,
		"07700900123", "07700 900123", "07700 900 123", "0770 0900 123", "07700-900-123", "07700.900.123", "07700–900123", "07700/900123",
		"+447700900123", "+44 7700 900123", "+44 (0) 7700 900123", "0044 7700 900123", "44 7700 900123", "447700900123",
		"0131 496 0123", "01314960123", "0 7 7 0 0 9 0 0 1 2 3", "tel07700900123", "07700900123x",
		"+48 512 345 678", "512 345 678", "512-345-678", "512345678", "7700900123", "496 0123", "4960123",
		"٠٧٧٠٠ ٩٠٠١٢٣", "۰۳۰۰ ۱۲۳۴۵۶۷", "०७७०० ९००१२३", "０７７００９００１２３", "+٤٤ ٧٧٠٠ ٩٠٠١٢٣",
		"07700\u00a0900123", "07700\u2011900123", "0\u200d7700900123", "0️⃣7️⃣7️⃣0️⃣0️⃣9️⃣0️⃣0️⃣1️⃣2️⃣3️⃣", "07700\u200f 900123",
		"07700900123/07700900124", "07700-900123/07700-900124",
	)
}

// TestPhonesBesideNumbers takes the number and leaves what stands beside it.
func TestPhonesBesideNumbers(t *testing.T) {
	for in, want := range map[string]string{
		"I am 11 07700 900123":          "I am 11 [phone]",
		"07700 900123 11":               "[phone] 11",
		"512 345 678 11":                "[phone] 11",
		"999 07700 900123":              "999 [phone]",
		"0800 1111 07700900123":         "0800 1111 [phone]",
		"0800 555 111 07700 900123":     "0800 555 111 [phone]",
		"07700 900123 07700 900124":     "[phone] [phone]",
		"07700900123 07700900124":       "[phone] [phone]",
		"on 3/12/2013 07700 900123":     "on [date] [phone]",
		"07700 900123\n07700 900124":    "[phone]\n[phone]",
		"+44 7700 900123 +48 512345678": "[phone] [phone]",
		"(07700) 900123":                "([phone]",
	} {
		if got := Text(in, "en"); got != want {
			t.Errorf("%q\n got %q\nwant %q", in, got, want)
		}
	}
}

func TestEmails(t *testing.T) {
	found(t, Email,
		"sam@example.com", "Sam.K+kist@mail.example.co.uk", "sam@example", "sam@localhost", "żaneta@przykład.pl", "سام@example.com",
		"sam@tiktok", "sam @ gmail.com", "sam@gmail.com", "sam at gmail dot com", "sam.k at gmail.com", "sam (at) hotmail.com",
		"ＳＡＭ＠example.com", "sam_k@example.com", "o'neil@example.com",
	)
}

func TestPostcodes(t *testing.T) {
	found(t, Postcode, "EH1 1AB", "eh1 1ab", "EH11AB", "eh11ab", "G12 8QQ", "G128QQ", "AB10 1XG", "EC1A 1BB", "W1A 0AX", "M1 1AE", "EH1-1AB", "EH1  1AB", "ＥＨ１ １ＡＢ", "S3 7HQ", "S10 2nd")
}

func TestLinks(t *testing.T) {
	found(t, Link,
		"http://example.com", "https://example.com/a/b?c=d&e=f#g", "HTTPS://EXAMPLE.COM", "www.example.com", "example.com", "my.school.sch.uk/news",
		"youtu.be/dQw4w9", "tiktok.com/@sam", "t.me/sam", "discord.gg/abc", "ftp://10.0.0.1/x", "https://user@example.com/", "www.example.com/(a)b", "example.com:8080/x",
	)
}

func TestHandles(t *testing.T) {
	found(t, Handle, "@sam", "@sam.k", "@sam_k07", "@سام", "sam_k", "x_sam_x", "sam#1234", "＠sam")
	for in, want := range map[string]string{
		"my snap is sam.k07 add me": "my snap is [handle] add me",
		"Insta: sam2013":            "Insta: [handle]",
		"roblox username: sam.x99!": "roblox username: [handle]!",
		"snapchat to kasia99":       "snapchat to [handle]",
		"snap=sam.k":                "snap=[handle]",
	} {
		if got := Text(in, "pl"); got != want {
			t.Errorf("%q\n got %q\nwant %q", in, got, want)
		}
	}
}

func TestDigitOfEveryScript(t *testing.T) {
	for _, zero := range []rune{'0', '٠', '۰', '०', '০', '੦', '၀', '០', '０', '𝟎', '𝟘'} {
		for d := range rune(10) {
			if got := digit(zero + d); got != int(d) {
				t.Errorf("digit(%q) = %d; want %d", zero+d, got, d)
			}
		}
	}
	for _, r := range "ax½²①@ \uFFFD" {
		if digit(r) != -1 {
			t.Errorf("digit(%q) = %d", r, digit(r))
		}
	}
}
