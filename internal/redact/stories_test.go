package redact

import "testing"

// TestShapesInStories: what has a shape inside of longer sentences, as it is told.
func TestShapesInStories(t *testing.T) {
	gone(t, "en",
		"if u need me my mobile is {07700 900 123} or text mum {07700900124}", "mum's work number's {0131 496 0123} ext 4", "call my nan {01592 496012} after tea", "her no. is {07700900123}", "his nmbr: {07700 900123}", "phone {07700900123x}", "the number's {07700-900-123}.", "07 that is all", "ring {07700.900.123}!", "mobile={07700900123}", "text {07700 900 123} not the old 1", "my gran's landline {0141 496 0123}",
		"my number is {zero double seven double zero nine double zero one two three}", "{oh 77 double oh 900 123}", "{07 700 900 1 2 3}", "07700 is the start then i forget", "it's {+44 7700 900123} if abroad", "{+447700 900 123}", "{(+44) 7700 900123}", "{07700 900 12three}",
		"you can get me at {sammy.k@hotmail.co.uk} x", "email's {sammyk@live.com}", "my mail is {sammyk2012@icloud.com}, write back", "{sammy_k@gmail.com}/{sammyk@gmail.com}", "{sammyk@gmail}", "my school email is {sk12345@kelder.sch.uk}", "its {sammyk12 @ g mail . com}", "its {sammyk12 at g mail dot com}", "{sammy k 12 at outlook dot com} is my email",
		"look us up {www.kelderkids.org.uk/join?x=1}", "the group is on {https://chat.whatsapp.com/Ab12Cd}", "its on {youtu.be/Ab12Cd}", "watch {youtube.com/watch?v=Ab12}", "{kelderkids.co.uk} is the site", "{http://bit.ly/abc12}", "link: {discord.com/invite/abc}", "my blog is {sammyk.wordpress.com}", "find it at {kelder-kids.com}", "go to {kelderkids dot org dot uk}",
		"my insta is {@sammyk_x}", "snap {sammyk.xo} add", "add my snap {sammykx12}", "my user on roblox is {SammyK_2012}", "im {sammyk2012} on everything", "xbox: {SammyGamer07}", "my gamertag's {SammyGamer}", "psn id {sammy-gamer}", "add me on disc {sammyk#1234}", "tiktok {@sammyk}", "username: {sammyk2012}", "follow {@sammyk} on insta", "my snap user is {sammykxo}", "im on snap as {sammykxo}", "im called {sammykxo} on insta", "my yt is {SammyPlays}", "subscribe to {SammyPlays}", "my old insta was {sammykxo9}",
		"my postcode is {eh6 7xx}", "live at {g42 8xx}", "{KY11 2XX} thats us", "its {G4 2xx} i think", "post code {KY112XX}", "we are in the {EH6} area",
		"dob: {12/03/2011}", "d.o.b {12.3.11}", "i was born on the {12th March 2011}", "my birthday is {12 march}", "its my birthday on {12/03}", "my birthday is on the {12th of march} and i will be 14", "born {12th of march 2011} in hospital", "my b-day is {march 12th}", "i turn 14 on {march 12th}", "my brother was born {5.6.2015}", "taken into care on {4 June 2019}", "moved here on {04/06/19}", "moved on {4th june 2019}", "on monday {4 june 2019}", "since {4 June 2019} ive been here", "my birthday {12-03-2011}", "hearing on {14/02/2025}", "{12 Mar 2011} is my dob", "{2011-03-12}", "my birthday is the {twelfth of march}", "my birthdays {12 3 2011}",
		"my chi number is {120311 1234}", "nhs {485 777 3456}", "ni {QQ 12 34 56 C}", "my scottish candidate number is {123456789}", "passport no {123456789}", "case number is {SW/2291/25}", "my swift number {P1234567}", "ref no {22914-A}", "school reference {KH-20411}", "social work ref {SW20411}", "reporter case {R/20411}", "bank card {4929 1234 5678 9012}", "account number {12345678} sort {12-34-56}", "reg {SK12 XYZ}", "a white van {SK12XYZ} follows me", "dads car reg is {SK12 XYZ}", "my library card number is {20411223}", "bus card number {633597 01234567}", "pupil number {20411}",
		"we live at {14 Kelder Crescent, Kelderbrae}", "we are at {22 High Street}", "i live at {flat 3, 22 kelder road}", "its {22a kelder rd}", "its {number 22 kelder road}", "my dads at {Flat 1/2, 22 Kelder Road}, {EH6 7XX}", "{22 Kelder Rd EH6 7XX}", "in {22 Kelder Gardens}",
	)
	gone(t, "pl", "mój numer to {+48 600 123 456}", "zadzwoń {600-123-456}", "mail {kasia2012@wp.pl}", "mój insta {kasia.xo}", "ur. {12 marca 2011}", "urodziłam się {12.03.2011}", "mój kod to {EH6 7XX}", "mieszkam {ul. Kwiatowa 5}", "PESEL {11231212345}", "snap: {kasiaxo}")
	gone(t, "uk", "мій номер {+380 67 123 45 67}", "пошта {oksana2012@gmail.com}", "мій тікток {oksana.xo}", "народилась {12 березня 2011}", "мій телефон {07700 900123}", "інста {oksana.xo1}", "паспорт {FA123456}")
	gone(t, "ro", "numărul meu e {+40 721 234 567}", "sunați la {07700 900123}", "mail {ionut2012@yahoo.com}", "născut pe {12 martie 2011}", "insta: {ionut.xo}", "snap {ionutxo12}")
	gone(t, "ar", "رقمي {+963 944 123 456}", "اتصلوا على {07700900123}", "ايميلي {sami2012@gmail.com}", "ولدت في {12 مارس 2011}", "سنابي {sami.xo}", "انستا {sami_xo_1}", "رقم هاتف أمي {٠٧٧٠٠٩٠٠١٢٣}", "الرمز البريدي {EH6 7XX}", "رقم جوازي {N1234567}")
	gone(t, "ur", "میرا نمبر {0300-1234567} ہے", "میرا فون {07700900123} ہے", "ای میل {sami2012@gmail.com}", "میری انسٹا {sami.xo12} ہے", "میں {12 مارچ 2011} کو پیدا ہوا", "پوسٹ کوڈ {EH6 7XX}")
	gone(t, "pa", "ਮੇਰਾ ਨੰਬਰ {07700900123} ਹੈ", "ਮੇਰਾ ਜਨਮ {12 ਮਾਰਚ 2011} ਨੂੰ ਹੋਇਆ", "ਈਮੇਲ {jass2012@gmail.com}", "ਸਨੈਪ {jass.xo12}")
	gone(t, "zh", "我的手机是{07700 900123}", "邮箱{wang2012@qq.com}", "微信{wang2012}", "我{2011年3月12日}出生", "我住{EH6 7XX}", "我的QQ是{12345678}")
	gone(t, "gd", "is e {07700 900123} an àireamh agam", "rugadh mi {12/03/2011}", "post-d: {eilidh2012@gmail.com}", "tha mi air snap: {eilidh.xo}")
	gone(t, "en",
		"ma phone is {oh seven seven double oh nine hundred one two three}", "its {07700 nine-hundred 123}", "its {077 00 90 01 23}", "its {0-77-00-90-01-23} ok", "{07700900l23} is mine", "{O77009OO123} is mine", "{07700 9001 23} (mum)", "mum - {07700900123} / dad - {07700900124}", "{07700 nine zero zero 123}", "number = {zero seven 700 900 one two three}", "{07700.9OO.I23}", "tel: {(0131) 496-0123}", "{0131-4960123}", "{+44-131-496-0123}", "{00447700900123}", "its {07700 and then 900123}", "dial {07700 900123}", "{0770090012} missing one", "call {7700 900 123}", "its {07 7 0 0 9 0 0 1 2 3}", "{O seven seven O O nine O O one two three} she said",
		"ring {０７７００ ９００１２３}", "ring {٠٧٧٠٠ ٩٠٠١٢٣}", "mob {07700900123mum}", "mob {07700900123}.", "i rang {07700-900-12 3}",
		"my e mail is {samk at gmail dot com}", "my email is {s.a.m.k@gmail.com}", "{samk+school@gmail.com} works", "its {samk (a) gmail.com}", "its {samk_at_gmail_dot_com}", "its {samk@gmail.cm}", "its {samk@gmail.con}", "its {samkatgmaildotcom}", "its {samk@gmailcom}", "its {sam k at gmail dot com}",
		"my tiktok name {zorvyqueen}", "its {zorvyqueen} on tiktok", "on insta im {zorvyqueen}", "find me on insta as {zorvy.queen}", "my insta handle is {zorvyqueen}", "my ig: {zorvyqueen}", "add {zorvyqueen99}", "add {zorvyqueen} on snap", "my snap name is {zorvy}", "roblox acc {zorvykid}", "my discord tag: {zorvy#0001}", "discord: {zorvy}", "my insta is {its_zorvy}", "my insta is {its.zorvy.x}", "my snap is {itszorvy}", "my name on roblox is {zorvykid}", "im known as {zorvykid} on xbox", "in roblox i am {zorvykid}", "hit me up on snap, {zorvyxo}", "my snap is in my bio",
		"we live in {EH6}, near the shops", "my postcode begins {EH6}", "i live in {G11}", "postcode: {E H 6 7 X X}", "the postcode is {eh six seven xx}", "its {EH6-7XX}", "its {eh67xx}",
		"im 12 on {3 march}", "b. {3/5/12}", "dob is {3rd of may 2012}", "birthday: {3rd May}", "BIRTHDAY {3RD MAY}", "born {3.5.2012}", "born {3 5 2012}", "my birthday's {may 3rd}", "i was 11 on {may 3rd}", "i will turn 13 {3rd of may}", "it was my birthday {3rd may} and nobody came", "{3rd may 2012} thats when", "i became 12 on {3 may}", "happy birthday to me {3rd may}", "my birthday is {3rd may}", "we share a birthday {3 may}",
		"case no {CR/2291}", "case ref {22-9101}", "my file number is {229101}", "worker said my ref is {SWK229101}", "my candidate no. is {12 345 6789}", "NINO {QQ123456C}", "my ID: {KH20411}", "licence {SMITH901234AB9CD}", "CHI {0305121234}", "chi no. {030512 1234}", "chi {030512-1234}", "hospital no {R123456}", "prison number {12345}", "ticket {AB1234}", "order no {203-1234567-1234567}",
		"we r at {4 kelder wynd}", "i stay at {4 kelder wynd}", "my house is {4 kelder wynd}", "gran lives at {no. 4, kelder wynd}", "the blue door at {4 Kelder Wynd}", "{Flat 2/1, 4 Kelder Wynd} is ours", "i live at {4/2 Kelder Wynd}", "{4 Kelder Wynd flat 2} is ours", "up the close at {4 Kelder Wynd}", "i live in {Kelder Wynd}")
}

// TestEndsOfTexts: whatever a text ends with, nothing looks beyond it.
func TestEndsOfTexts(t *testing.T) {
	for _, piece := range pieces {
		for _, end := range []string{"", " ", ", ", ". ", " '", ",", "@", " @ ", "\n", "://", " (", "-", ": ", "年", "月"} {
			for _, before := range []string{"", "so ", "number ", "at "} {
				for _, lang := range []string{"en", "ar"} {
					Text(before+piece+end, lang)
				}
			}
		}
	}
}
