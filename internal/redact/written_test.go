package redact

import "testing"

// TestPostcodesAsChildrenWriteThem: whole, with letters for digits, spelled, and half.
func TestPostcodesAsChildrenWriteThem(t *testing.T) {
	gone(t, "en",
		"its {EH1 1AB}", "its {eh11ab} ok", "its {EH1O 1AB}", "its {G12 OQQ}", "its {G12 oqq}", "its {KY1 lAB}", "its {kyl 1ab}", "its {EHl 1AB}", "its {EH 1 1AB}", "its {EH1 1 AB}", "its {E H 1 1 A B}", "its {e.h.1.1.a.b}", "its {E-H-1-1-A-B}", "its {EH1,1AB}", "its {EH1/1AB}", "its {EH1\n1AB}", "its {G 12 8 Q Q}",
		"its {eh one one ab} ok", "its {eh one, one a b} ok", "its {G twelve 8QQ}", "its {ph1 five jh}", "its {ＥＨ１１ＡＢ}", "its {ml1-2xx}", "its {KY8_5XX}", "its {EH1 lAB}", "its {(EH1) 1AB}",
		"my postcode is {EH6} so", "postcode {g42} so", "i live in {EH6} now", "i stay in {G42} with gran", "we moved to {KY8}", "i live in {ML1}", "near {DD3} in town", "postcode starts {EH6} so", "my post code is {EH99 9ZZX}", "postcode {AB1 23C}", "my postcode ends {1AB}", "post code: {eh6 lxx}", "its {EH6 7xx}",
	)
	gone(t, "pl", "kod pocztowy {31-042} tak", "mieszkałem w {31-042}", "kod {EH1 1AB}")
	gone(t, "uk", "індекс {79000} так", "поштовий індекс {EH1 1AB}")
	gone(t, "ar", "الرمز البريدي {EH1 1AB}", "الرمز البريدي {EH١ ١AB}")
	gone(t, "zh", "邮编{EH1 1AB}", "我住在{EH1 1AB}附近")
	gone(t, "en", "P7 is ok", "i am in S3 now", "in S2 we did maths", "m8 come here", "i am in G3 group", "B4 school", "in P5 i was sad", "a k9 dog", "i sit in e4", "room g12 off the stairs", "at g5 off the lift", "in year 7 now", "in s1 off sick", "w8 for me", "i got a B1 in maths", "i stay at the {Old Manse}", "L8 again", "i am in ph level", "the m8 is busy", "dd for dad", "my 1st day", "in 1st class")
}

// TestAddressesAsChildrenWriteThem: streets with and without numbers, flats and farms.
func TestAddressesAsChildrenWriteThem(t *testing.T) {
	gone(t, "en",
		"i live at {14 Burnside Road} ok", "i live at {14b Burnside Road}", "i live at {14 b Burnside Road}", "i live at {14 burnside rd} so", "i live at {flat 2/1 14 Burnside Road}", "i live at {flat 2/1, 14 Burnside Road} so", "i live at {14 Burnside Road, flat 2/1} so", "my address is {27 Lochend Crescent flat 2/1} and i want home", "i live at {2/1 14 Burnside Road}", "i live at {2/1, 14 Burnside Road}", "i live at {number 12 Mill Street} so", "i live at {number 12 on Mill Street}", "i live at {no 12 mill street}", "its {No. 12 Mill Street}", "i live at {12, Mill Street}",
		"i live on {mill road} with dad", "i live in {castle street} with dad", "he lives on {Station Road}", "i stay in {church lane} now", "i stay at {number twelve mill street}", "i live at {twelve mill street}", "we live in {burnside avenue}", "i live up {kirk wynd} with nan", "i live at {5 The Glebe}", "my address is {12 The Paddock}", "i live at {unit 3 Rowan Court}", "my address is {14 main street} so", "i live at {14 high street} so", "i live at {14 school lane}", "address: {14 Burnside}", "my address is {14 burnside}", "my address is {flat 3/2} so",
		"i live at {rose cottage} so", "i live at {Rose Cottage} so", "i live at {Easter Kelder Farm} so", "i live on {Kelder farm}", "i live at {Elm House} so", "i live at {kelder lodge} so", "the caravan at {Kelder Holiday Park}", "i live in {Flat 9 Elm Court}", "i live at {14-16 Burnside Road}", "i live at {block 4 Elm Court}", "i live at {14 St Marys Road} so", "i live at {14 Queen Victoria Road} so", "i live at {122 Great Northern Road}", "he stays at {31 george st}", "he stays at {31 George Street, Kelder}",
	)
	gone(t, "pl", "mieszkam na {ul. Lipowej 5}", "mieszkam na {ulicy Lipowej 5 m. 3} z mamą", "mieszkam przy {ul. Lipowa 5/3}", "adres {Lipowa 5}", "mieszkam na {osiedlu Lipowym} z mamą")
	gone(t, "uk", "я живу на {вулиці Шевченка 12} з мамою", "я живу на {вул. Садова, 5}", "адреса {вул. Садова 5, кв. 3}")
	gone(t, "ro", "stau pe {strada Florilor 12} cu mama", "stau pe {str. Florilor nr. 12} cu mama")
	gone(t, "ar", "أسكن في {شارع النور 12} مع أمي", "أعيش في {شارع الملك فيصل} مع أمي")
	gone(t, "en", "i live at home", "i live at number 7 in the row", "cross the main road", "on the busy road", "at the end of the road", "on the road home", "i play in the street", "on my street", "in this street", "down the lane", "the school lane is muddy", "i live on a farm", "i live in a big house", "in a wee cottage", "at my grans house", "number 12 is my fave", "12 kids in a house", "flat 3/2", "a flat with 2 rooms", "we cross roads", "on one street", "we moved house", "in court today", "i was 5 then drive away", "i drive 12 hours", "2 close friends", "my 2 best places", "on school road trips", "it is 12 past nine", "on each street", "at high school", "my address is secret", "my address changed", "in the back lane", "i live on my own", "on a quiet street", "a street party", "a road trip", "off road bikes", "in road safety week", "on street corners", "in front of the street")
}

// TestSchoolsAsChildrenWriteThem: nurseries, primaries and those called after our lady.
func TestSchoolsAsChildrenWriteThem(t *testing.T) {
	gone(t, "en",
		"he is at {little acorns nursery} now", "i go to {Little Acorns Nursery} ok", "{Our Lady of the Braes} is far", "i go to {our lady of the braes} now", "i go to {our ladys primary} now", "i go to {Our Lady's} now", "i go to {holy cross} now", "i go to {Holy Cross High} now", "i go to {sacred heart primary} now", "i went to {kelder academy} last year", "i went to {kelderbrae primary} last year", "i go to {Kelder HS}", "i go to {Kelder PS} now", "i go to {kelder primary school} so", "at {rainbow nursery} we sang", "i go to {burnside primary} now", "at {station road primary} so",
		"i am at {St Ninians} now", "i am at {st. ninians primary} now", "i go to {saint ninians rc primary} now", "i go to {St Ninian's High School} ok",
	)
	gone(t, "en", "i go to school", "i go to primary school", "i go to high school", "i go to big school", "at nursery i was happy", "he goes to nursery", "in upper primary", "my new school", "at my old primary", "to a special school", "in lower primary it was fun", "at boarding school", "at summer school", "in sunday school", "after school club", "at the local academy", "go to college", "at a private nursery", "from nursery to primary", "at playgroup", "the whole school", "from primary to high school", "at music school", "in first primary", "our lady teacher is nice", "in both primary and high school")
}
