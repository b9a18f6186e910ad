package redact

import "testing"

// TestPhonesAsChildrenWriteThem: one number in every way that a child may put it down.
func TestPhonesAsChildrenWriteThem(t *testing.T) {
	gone(t, "en",
		// marks between the groups, lines and words
		"ring {07700,900,123}", "ring {07700, 900 123} ok", "ring {07700*900*123}", "ring {07700 | 900 | 123}", "ring {07700~900~123}", "ring {07700;900123}", "its {07700\n900123}", "its {07700 900\n123}",
		"its {07700 -- 900 -- 123}", "its {07700_900_123}", "its {07700 … 900123}", "its {07700...900...123} ok", "its {0 7 7 0 0, 9 0 0, 1 2 3}", "{0-7-7-0-0-9-0-0-1-2-3} is hers", "its ({07700}) {900123}",
		"its {07700 then 900 then 123} ok", "its {07700 and then 900 and 123}", "its {07700 an 900 an 123}", "it starts {07700 then its 900 and it ends 123} so",
		"it starts {0131 then 496 and the last bit is 0123} so", "its {07700 (thats the first bit) 900123}", "its {07700 dash 900 dash 123}", "its {07700 space 900 space 123}",
		// letters for digits
		"ring {O7700 9OO123}", "ring {o77oo 9oo i23}", "ring {077oo9ool23}", "ring {O77OO 9OO I23}", "ring {0770O9OO123}", "ring {o7700900123}",
		// in words
		"oh well ring {oh seven seven double oh nine double oh one two three}", "its {zero seven seven zero zero nine zero zero one two three} ok", "{nought seven seven nought nought nine nought nought one two three} is her phone",
		"its {o seven seven o o nine o o one two three}", "its {oh double seven double oh nine hundred one two three}", "its {oh seven seven hundred nine hundred one two three} ok", "its {oh seven seventy nine oh one twenty three fourteen} ok",
		"its {0 double 7 double 0 9 double 0 123}", "its {07 double 7 900123}", "its {077 double oh 900 123}", "its {0 treble 7 900 123 4}", "its {oh triple seven nine double oh one two three} ok",
		"its {07700 nine double oh one two three}", "its {zero-seven-seven-zero-zero-nine-zero-zero-one-two-three}", "its {zero, seven, seven, zero, zero, nine, zero, zero, one, two, three}", "its {oh 7 7 oh oh 9 oh oh 1 2 3}",
		"its {zero7700nine00123}", "its {0seven700 900 123}", "its {plus four four seven seven double oh nine double oh one two three}", "its {oh sevn seven oh oh nine oh oh one too tree}",
		"its {ZERO SEVEN SEVEN ZERO ZERO NINE ZERO ZERO ONE TWO THREE}", "its {0h seven seven 0h 0h nine 0h 0h one two three}",
		// country codes
		"{+44 (0)7700 900 123}", "{+44(0)7700900123}", "{+44 0 7700 900123}", "+ {44 7700 900123}", "{0044 (0) 7700 900123}", "{44 7700 900 123}", "{00 44 7700 900123}", "{48 512 345 678}", "{+48 512-345-678}", "{0048512345678}", "{380 67 123 45 67}", "{+38 (067) 123-45-67}", "{+380671234567}",
		"{40 721 234 567}", "{+40721234567}", "{+963 944 123 456}", "{963 944 123 456}", "{92 300 1234567}", "{+92-300-1234567}", "{0300-1234567}", "{91 98765 43210}", "{+91 98765-43210}", "{98765 43210}", "{86 138 0013 8000}", "{+86 138 0013 8000}", "{138 0013 8000}", "{+353 85 123 4567}", "{20 100 123 4567}", "{964 770 123 4567}",
		// digits of other makes
		"{⓪⑦⑦⓪⓪⑨⓪⓪①②③}", "{⁰⁷⁷⁰⁰⁹⁰⁰¹²³}", "{０７７００－９００１２３}", "{𝟎𝟕𝟕𝟎𝟎 𝟗𝟎𝟎𝟏𝟐𝟑}", "{੦੭੭੦੦ ੯੦੦੧੨੩}", "{۰۷۷۰۰۹۰۰۱۲۳}", "{٠٧٧٠٠-٩٠٠-١٢٣}", "{0️⃣7️⃣7️⃣0️⃣0️⃣ 9️⃣0️⃣0️⃣1️⃣2️⃣3️⃣}", "{❼❼❶❷❸❹❺❻❼❽}",
		// short ones that are said to be a number
		"my number is {496012} ok", "phone me {496 012}", "text me on {496-0123} k", "nans number is {49 60 12}", "mob {7700900123}", "mob:{07700900123}", "fone {07700 90012}", "whatsapp {07700 9001234}", "call 999 or {0131 496 0123}", "{tel.0131 496 0123}", "ma mums fone number is {07700 900123}",
		"my phone number is like {01592 496 01 2}", "call me: {07700 9OO l23}",
		// of a service that is no national helpline
		"call {0800 158 0 412} they said", "the office is {0345 600 0123}", "freephone {0800 496 0123}",
	)
	gone(t, "pl", "dzwoń {zero siedem siedem zero zero dziewięć zero zero jeden dwa trzy}", "numer {pięćset dwanaście trzysta czterdzieści pięć sześćset siedemdziesiąt osiem}", "mój numer to {512 345 678}", "tel. {512-345-678}", "numer to {512 potem 345 i 678}", "mój numer {pięć jeden dwa trzy cztery pięć sześć siedem osiem}")
	gone(t, "uk", "дзвони {нуль сім сім нуль нуль дев'ять нуль нуль один два три}", "мій номер {067 123 45 67}", "тел. {0671234567}", "номер {067 потім 123 потім 4567}")
	gone(t, "ro", "sună la {zero șapte șapte zero zero nouă zero zero unu doi trei}", "numărul e {0721 234 567}", "numarul meu {0721.234.567}", "nr {0721 apoi 234 apoi 567}")
	gone(t, "ar", "رقمي {صفر سبعة سبعة صفر صفر تسعة صفر صفر واحد اثنان ثلاثة}", "رقمي {٠٩٤٤ ١٢٣ ٤٥٦}", "رقمي {0944123456}", "رقمي {07700 ثم 900 ثم 123}")
	gone(t, "ur", "میرا نمبر {صفر تین سو ایک دو تین چار پانچ چھ سات} ہے", "نمبر {0300 پھر 1234567}", "میرا نمبر {۰۳۰۰-۱۲۳۴۵۶۷} ہے")
	gone(t, "pa", "ਮੇਰਾ ਨੰਬਰ {ਸਿਫ਼ਰ ਸੱਤ ਸੱਤ ਸਿਫ਼ਰ ਸਿਫ਼ਰ ਨੌਂ ਸਿਫ਼ਰ ਸਿਫ਼ਰ ਇੱਕ ਦੋ ਤਿੰਨ} ਹੈ", "ਨੰਬਰ {੦੭੭੦੦ ੯੦੦੧੨੩}")
	gone(t, "zh", "我的电话是{零七七零零九零零一二三}", "电话{07700 900 123}打给我", "手机{一三八零零一三八零零零}", "我的号码是{〇七七〇〇九〇〇一二三}。")
	gone(t, "gd", "'s e an àireamh {neoni seachd seachd neoni neoni naoi neoni neoni aon dhà trì}", "fòn {07700 900123} ma thogras tu")
	gone(t, "sco", "ring {oh seeven seeven oh oh nine oh oh wan twa three}", "ma nummer is {07700 900123} ken")
}

// TestNumbersThatAreNone: counting, scores, ages, prices, times and national helplines stay.
func TestNumbersThatAreNone(t *testing.T) {
	gone(t, "en",
		"one two three four five six seven eight nine ten", "one, two, three, four, i declare a thumb war", "5 4 3 2 1 blast off", "i counted 10 20 30 40 50 60 70 80 90 100", "oh no i have two brothers and three sisters and four cats and five dogs",
		"we won 3-0 then 2-1 then 4-2", "i am 12 and he is 14 and she is 16", "from 2015 then 2016 then 2017", "at 10:30 then 11:45", "i got 89 and then 90 and then 100", "zero times", "oh one more thing, two of us got one each", "oh oh seven is a spy, 007",
		"text 85258", "shout is 85258 if you need it", "samaritans 116 123 or 116123", "ring 116 000", "childline is oh eight hundred one one one one", "childline 0800 11 11", "0808 800 5000 is for kids", "room 12 then room 14 then 15", "i scored 1000 then 2000 then 3000",
		"i have 100 000 followers", "my number is 7", "my number is 10 on my shirt", "i phoned 3 times and texted 20 times", "my number is 2012", "call me in 10 minutes or 20", "phone me at 7 or 8 or 9", "i rang at 12 30 45", "1st 2nd 3rd 4th", "i did 20 30 40 press ups",
		"there are 12 kids and 13 staff and 2 dogs and 1 cat", "seven seven seven is lucky", "page 12 13 14 15", "two two train", "nine one one", "one one two", "it costs 1200 or 1500 or 2000 pounds", "i was in 3 homes then 4 schools then 12 foster places",
	)
	gone(t, "pl", "mam dwa koty, trzy psy i jeden chomik", "raz dwa trzy cztery pięć", "jeden dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć")
	gone(t, "ar", "واحد اثنان ثلاثة أربعة خمسة ستة سبعة", "عندي أخ واحد وثلاث أخوات")
	gone(t, "zh", "一二三四五六七八九十", "我有三个朋友一只狗两只猫")
}
