package redact

import "testing"

// Numbers that are written as they are said, or with letters that look like digits,
// ring the same phone.
func TestNumbersInWordsAndLetters(t *testing.T) {
	for text, want := range map[string]string{
		"ring me on o7700 9OO123 pls":                                           "ring me on [phone] pls",
		"call me on +44 7700 9oo 123":                                           "call me on [phone]",
		"door code is 12345 and my locker 4567":                                 "door code is [number] and my locker [number]",
		"phone me 07700900 I23":                                                 "phone me [phone]",
		"ma nummer is O77OO9OO321":                                              "ma nummer is [phone]",
		"my number is oh seven seven double oh nine double oh one two three ok": "my number is [phone] ok",
		"zero one three one, four nine six, zero one two three":                 "[phone]",
		"oh seven seven zero zero nine hundred":                                 "oh seven seven zero zero nine hundred", // too few to ring
		"one two three four five six seven eight nine ten":                      "one two three four five six seven eight nine ten",
		"oh one of them said two things and three of us laughed":                "oh one of them said two things and three of us laughed",
		"double one double two double three":                                    "double one double two double three",
		"o2 and 101 dalmatians, 10 of 20 and i0l":                               "o2 and 101 dalmatians, 10 of 20 and i0l",
		"oh eight hundred one one one one is childline, oh no":                  "oh eight hundred one one one one is childline, oh no",
		"zero eight zero zero one one one one is free":                          "zero eight zero zero one one one one is free", // a helpline
		"zero zero zero zero zero zero zero zero zero zero":                     "zero zero zero zero zero zero zero zero zero zero",
	} {
		if got := Text(text, "en"); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
		if again := Text(Text(text, "en"), "en"); again != Text(text, "en") {
			t.Errorf("%q is not left alone a second time: %q", text, again)
		}
	}
}

func TestDaysInWords(t *testing.T) {
	for text, want := range map[string]string{
		"my birthday is on the third of april":     "my birthday is on the [date]",
		"my birthday is the twenty-first of june":  "my birthday is the [date]",
		"we moved on the second of may 2019":       "we moved on the [date]",
		"dob 12 03 11 for me":                      "dob [date] for me",
		"ah wis born the 4th o may":                "ah wis born the [date]",
		"i turn 13 on the 5th of june":             "i turn 13 on the [date]",
		"we moved on the second of may":            "we moved on the second of may",
		"i came second and may came third of all":  "i came second and may came third of all",
		"my birthday is in april and i came third": "my birthday is in april and i came third",
	} {
		if got := Text(text, "en"); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}
