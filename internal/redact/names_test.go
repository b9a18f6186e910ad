package redact

import "testing"

// told is a text with what must come of it.
type told struct{ in, want string }

func become(t *testing.T, lang string, cases []told) {
	t.Helper()
	for _, c := range cases {
		if got := Text(c.in, lang); got != c.want {
			t.Errorf("%s %q\n got %q\nwant %q", lang, c.in, got, c.want)
		}
	}
}

func TestNamesInEnglish(t *testing.T) {
	become(t, "en", []told{
		{"my social worker karen is late", "my social worker [name 1] is late"},
		{"my social worker, Bethan, is off sick", "my social worker, [name 1], is off sick"},
		{"Karen said karen would come", "[name 1] said [name 1] would come"},
		{"Karen and Callum, then karen's mum", "[name 1] and [name 2], then [name 1] mum"},
		{"karen smith and callum mackay", "[name 1] and [name 2]"},
		{"Karen Ann Smith came", "[name 1] came"},
		{"they took Kierans phone off him", "they took [name 1] phone off him"},
		{"mr macintyre the janitor is funny", "mr [name 1] the janitor is funny"},
		{"The headteacher Mr Pike never listens", "The headteacher Mr [name 1] never listens"},
		{"Mrs. Fairweather shouts", "Mrs. [name 1] shouts"},
		{"miss brown is my favourite teacher", "miss [name 1] is my favourite teacher"},
		{"Ms. Okonjo-Smythe is always on her phone", "Ms. [name 1] is always on her phone"},
		{"my worker is called zorvan", "my worker is called [name 1]"},
		{"my uncle Zorvan hit me", "my uncle [name 1] hit me"},
		{"my mums boyfriend dexx is scary", "my mums boyfriend [name 1] is scary"},
		{"theres a girl kirstyann at my school", "theres a girl [name 1] at my school"},
		{"Jaxxon is my best mate. jaxxon and me go fishing", "[name 1] is my best mate. [name 1] and me go fishing"},
		{"I live with foster carers Sheila & Jim", "I live with foster carers [name 1] & [name 2]"},
		{"i have a brother harry and a sister meg", "i have a brother [name 1] and a sister [name 2]"},
		{"i luv u mum xx from ellie-mae age 7", "i luv u mum xx from [name 1] age 7"},
		{"Kai, Leo, Archie n Tia r my pals", "[name 1], [name 2], [name 3] n [name 4] r my pals"},
		{"its Robyn's fault not mine", "its [name 1] fault not mine"},
		{"my da said hes gonna batter big tony", "my da said hes gonna batter big [name 1]"},
		{"HELP ME MR ROBERTSON HITS ME", "HELP ME MR [name 1] HITS ME"},
		{"my name is Nguyen Van Minh i am 16", "my name is [name 1] i am 16"},
		{"school.Karen was there", "[name 1] was there"},
		{"see karen/callum", "see [name 1]"},
		{"I saw Mr.Smith", "I saw [name 1]"},
	})
}

// TestMistakesInNames takes a listed name with one mistake.
func TestMistakesInNames(t *testing.T) {
	become(t, "en", []told{
		{"my worker karne came", "my worker [name 1] came"},
		{"i told calum and calllum", "i told [name 1] and [name 2]"},
		{"me and jaydn play", "me and [name 1] play"},
		{"i like mohamed and muhamad", "i like [name 1] and [name 2]"},
		{"my pal ewna is nice", "my pal [name 1] is nice"},
	})
	become(t, "pl", []told{{"wujek Tomke krzyczy", "wujek [name 1] krzyczy"}})
	become(t, "ar", []told{{"عمي أححمد يصرخ", "عمي [name 1] يصرخ"}})
}

// TestNamesThatAreWords need a reason beside them.
func TestNamesThatAreWords(t *testing.T) {
	become(t, "en", []told{
		{"i hope she will come in may", "i hope she will come in may"},
		{"Hope is all i have. Will you come? May I go?", "Hope is all i have. Will you come? May I go?"},
		{"In May we went, then April was wet", "In May we went, then April was wet"},
		{"we said grace and i got a mark", "we said grace and i got a mark"},
		{"a wee rose grows there", "a wee rose grows there"},
		{"mark my own work with a frank answer", "mark my own work with a frank answer"},
		{"my worker will come and my mum may not", "my worker will come and my mum may not"},
		{"i miss brown bread and i miss home", "i miss brown bread and i miss home"},
		{"I like it when Hope comes", "I like it when [name 1] comes"},
		{"i told Mark about it", "i told [name 1] about it"},
		{"auntie rose makes soup", "auntie [name 1] makes soup"},
		{"my sister grace helps me", "my sister [name 1] helps me"},
		{"she is called hope and he is called Will", "she is called hope and he is called [name 1]"},
		{"grace shouts at me", "[name 1] shouts at me"},
		{"I told skye about it", "I told [name 1] about it"},
	})
	become(t, "pl", []told{
		{"lubię rysować róże i mam nadzieję", "lubię rysować róże i mam nadzieję"},
		{"moja ciocia Róża gotuje", "moja ciocia [name 1] gotuje"},
		{"tam jest sam pan", "tam jest sam pan"},
	})
	become(t, "sco", []told{{"ah ken whit ye mean", "ah ken whit ye mean"}, {"ma pal Ken bides here", "ma pal [name 1] bides here"}})
	become(t, "ar", []told{{"أنا سعيد جدا والصباح جميل", "أنا سعيد جدا والصباح جميل"}, {"عمي سعيد هنا", "عمي [name 1] هنا"}})
}

func TestNamesInOtherLanguages(t *testing.T) {
	become(t, "sco", []told{
		{"ma social wirker Senga is braw", "ma social wirker [name 1] is braw"},
		{"ma teacher's cried shuggy an she's crabbit", "ma teacher's cried [name 1] an she's crabbit"},
		{"ma uncle tam taks me tae the fitba", "ma uncle [name 1] taks me tae the fitba"},
		{"ma pal wee shug bides wi us", "ma pal wee [name 1] bides wi us"},
	})
	become(t, "gd", []told{
		{"Bha mi a' bruidhinn ri Màiri an-dè.", "Bha mi a' bruidhinn ri [name 1] an-dè."},
		{"Thuirt mi ri Mhàiri e", "Thuirt mi ri [name 1] e"},
		{"'S e Iain MacDhòmhnaill an tidsear agam", "'S e [name 1] an tidsear agam"},
		{"tha mo charaid seonaidh tinn", "tha mo charaid [name 1] tinn"},
		{"tha mi ann an seo agus na rudan math", "tha mi ann an seo agus na rudan math"},
	})
	become(t, "pl", []told{
		{"wujek Tomek krzyczy", "wujek [name 1] krzyczy"},
		{"bawię się z Tomkiem i Kasią", "bawię się z [name 1] i [name 2]"},
		{"lubię tomka", "lubię [name 1]"},
		{"mój brat lesław mnie bije", "mój brat [name 1] mnie bije"},
		{"moja pani Agnieszka Wrzos jest miła", "moja pani [name 1] jest miła"},
		{"Mój wychowawca Pan Zieliński jest surowy", "Mój wychowawca Pan [name 1] jest surowy"},
		{"wujek krzyczy a mama płacze", "wujek krzyczy a mama płacze"},
	})
	become(t, "uk", []told{
		{"Мою вчительку звати Оксана.", "Мою вчительку звати [name 1]."},
		{"я граю з тарасом", "я граю з [name 1]"},
		{"дядько Добромир часто кричить", "дядько [name 1] часто кричить"},
		{"дядько кричить на мене", "дядько кричить на мене"},
		{"Богдан Шевченко допомагає", "[name 1] допомагає"},
	})
	become(t, "ro", []told{
		{"unchiul Zamfir țipă la mine", "unchiul [name 1] țipă la mine"},
		{"i-am spus lui andrei", "i-am spus lui [name 1]"},
		{"cartea Mariei este la Ioana", "cartea [name 1] este la [name 2]"},
		{"unchiul strigă la mine", "unchiul strigă la mine"},
	})
	become(t, "ar", []told{
		{"عمي أحمد يصرخ علي", "عمي [name 1] يصرخ علي"},
		{"معلمتي اسمها مريم وهي لطيفة", "معلمتي اسمها [name 1] وهي لطيفة"},
		{"ألعب مع فاطمة ويوسف", "ألعب مع [name 1] [name 2]"},
		{"عمي يضربني كثيرا", "عمي يضربني كثيرا"},
	})
	become(t, "ur", []told{
		{"میری ٹیچر کا نام عائشہ ہے", "میری ٹیچر کا نام [name 1] ہے"},
		{"چچا بلال مجھ پر چیختے ہیں", "چچا [name 1] مجھ پر چیختے ہیں"},
		{"میں اداس ہوں", "میں اداس ہوں"},
	})
	become(t, "pa", []told{
		{"ਚਾਚਾ ਹਰਜੀਤ ਮੇਰੇ ਤੇ ਚੀਕਦਾ ਹੈ", "ਚਾਚਾ [name 1] ਮੇਰੇ ਤੇ ਚੀਕਦਾ ਹੈ"},
		{"ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ ਚੰਗਾ ਹੈ", "[name 1] ਚੰਗਾ ਹੈ"},
		{"ਮੈਂ ਖੁਸ਼ ਹਾਂ", "ਮੈਂ ਖੁਸ਼ ਹਾਂ"},
	})
}

// harmlessSaid are sentences without any name.
var harmlessSaid = map[string][]string{
	"en": {
		"i hate my life and nobody listens",
		"My Mum And Dad Split Up When I Was Four",
		"i love minecraft and roblox but my ipad got broke",
		"ffs this place is awful lol, sorry for swearing",
		"teachers shud lissen mor and not showt at us",
		"i wud like a bigger rom and a telly and a cat called fluffy",
		"The Reporter and the Hearing people dont talk to me they talk to my mum",
		"Covid was horrible. We couldnt see Gran at Christmas",
		"i go to brownies on tuesday and swimming at the leisure centre",
		"nobody at childline answered for ages",
		"it would help if staff had training about autism and adhd",
		"We need more money for trips, new sofas, and a pool table!!!",
		"They dont let me pray and they give me pork. I am Muslim.",
		"PLEASE STOP MOVING ME",
		"it is like living in a zoo!!! Everyone screaming, doors banging, alarms going off",
		"favourite food pizza worst food brocoli",
		"my high school is too big and my primary school was better",
		"the children's house is on a busy street near the park",
		"at the weekend i stay in bed and watch telly with my nana",
		"They wrote things about me that are not true.",
	},
	"sco": {
		"ma teacher disnae ken ma name",
		"naebody listens tae weans like me",
		"the hoose is cauld an there's nae room",
		"ah'm feart o the big laddies on the bus",
	},
	"gd": {
		"Chan eil mi ag iarraidh gluasad a-rithist idir",
		"Tha mi toilichte san dachaigh agam.",
		"Is toil leam a bhith a' cluich ball-coise.",
	},
	"pl": {
		"chciałbym mieć więcej czasu z mamą",
		"W Polsce było mi lepiej. Tutaj nikogo nie znam.",
		"Czuję się bezpiecznie w domu.",
		"W szkole jest za głośno i boję się przerwy.",
	},
	"uk": {
		"Друзі з класу сміються з мене бо я погано говорю англійською",
		"Я люблю малювати і грати у футбол.",
		"Мені страшно вночі коли гучно.",
	},
	"ro": {
		"Îmi place să desenez și să joc fotbal.",
		"nimeni nu mă ascultă când vorbesc",
		"Vreau să stau cu frații mei.",
	},
	"ar": {
		"المعلم لا يفهم لغتي ولا يحاول",
		"أشعر بالأمان في البيت",
		"لا أحد يسمعني عندما أتكلم",
	},
	"ur": {"کوئی میری بات نہیں سنتا", "گھر میں سب ٹھیک ہے", "مجھے کرکٹ کھیلنا پسند ہے"},
	"pa": {"ਮੈਨੂੰ ਖੇਡਣਾ ਪਸੰਦ ਹੈ", "ਕੋਈ ਮੇਰੀ ਗੱਲ ਨਹੀਂ ਸੁਣਦਾ"},
	"zh": {"我喜欢画画和踢足球。", "没有人听我说话。", "老师叫我坐下，我很害怕。", "我的小学很大，高中更大。"},
}

func TestNoNames(t *testing.T) {
	for lang, texts := range harmlessSaid {
		for _, in := range texts {
			if got := Text(in, lang); got != in {
				t.Errorf("%s harmless %q became %q", lang, in, got)
			}
		}
	}
}

func TestSchoolsHomesStreets(t *testing.T) {
	become(t, "en", []told{
		{"I go to Glenbrae Primary and it is big", "I go to [school 1] and it is big"},
		{"i go to glenbrae primary school", "i go to [school 1]"},
		{"we moved from Corrieburn High School to St Fillan's", "we moved from [school 1] to [school 2]"},
		{"at st ninians we play", "at [school 1] we play"},
		{"St. Mary's Primary is ok", "[school 1] is ok"},
		{"St Andrews is far", "[place 1] is far"},
		{"i stay in Rowan House", "i stay in [home 1]"},
		{"i stay in rowan house with five others", "i stay in [home 1] with five others"},
		{"dont send me back to Torwood Lodge", "dont send me back to [home 1]"},
		{"we were at tams house", "we were at [name 1] house"},
		{"the man at 14 Burnside Road shouts", "the man at [street 1] shouts"},
		{"we moved to Kestrel Drive last year", "we moved to [street 1] last year"},
		{"we live at 12 high street", "we live at [street 1]"},
		{"the high street is busy and the road is loud", "the high street is busy and the road is loud"},
		{"my mum lives in kilmarnock", "my mum lives in [place 1]"},
		{"we went to Fort William", "we went to [place 1]"},
		{"i play for Leith Athletic on saturdays", "i play for [team 1] on saturdays"},
		{"I support Celtic and he likes Partick Thistle", "I support [team 1] and he likes [team 2]"},
		{"Leith is a place and I live in leith", "[place 1] is a place and I live in [place 1]"},
	})
	become(t, "pl", []told{
		{"Chodzę do Szkoła Podstawowa nr 12 i lubię ją", "Chodzę do [school 1] i lubię ją"},
		{"mieszkamy przy ulica Polna", "mieszkamy przy [street 1]"},
		{"mieszkamy na ul. Lipowa 4", "mieszkamy na [street 1]"},
		{"szkoła jest duża", "szkoła jest duża"},
	})
	become(t, "uk", []told{{"Моя школа №12 дуже велика.", "Моя [school 1] дуже велика."}, {"Ми з Харкова", "Ми з [place 1]"}})
	become(t, "ro", []told{{"Merg la Școala Nr. 12 și îmi place.", "Merg la [school 1] și îmi place."}})
	become(t, "gd", []told{{"Tha mi a' dol gu Sgoil Ghleann Bràigh a h-uile latha", "Tha mi a' dol gu [school 1] a h-uile latha"}})
	become(t, "ar", []told{{"أدرس في مدرسة النور وهي كبيرة", "أدرس في [school 1] وهي كبيرة"}, {"جئنا من حلب", "جئنا من [place 1]"}})
}

func TestChinese(t *testing.T) {
	become(t, "zh-Hans", []told{
		{"我的老师叫王子涵，她很好。", "我的老师叫[name 1]，她很好。"},
		{"我的朋友李伟住在附近。", "我的朋友[name 1]住在附近。"},
		{"陈美玲阿姨做的饭很好吃。", "[name 1]阿姨做的饭很好吃。"},
		{"我和小明一起玩，小明很好", "我和[name 1]一起玩，[name 1]很好"},
		{"我们以前住在爱丁堡。", "我们以前住在[place 1]。"},
		{"我在格兰小学上学。", "我在[school 1]上学。"},
		{"他叫欢欢", "他叫[name 1]"},
		{"我生于2013年5月4日", "我生于[date]"},
		{"王老师打我", "[name 1]老师打我"},
	})
}

func TestDates(t *testing.T) {
	for in, want := range map[string]string{
		"born 3/12/2013":                     "born [date]",
		"on 2013-12-03 and 03.12.2013":       "on [date] and [date]",
		"i was born on 3rd of May 2012":      "i was born on [date]",
		"born May 3, 2012 in hospital":       "born [date] in hospital",
		"my birthday is 4 June":              "my birthday is [date]",
		"my birthday is the 4th of june":     "my birthday is the [date]",
		"my birthday is 4/6":                 "my birthday is [date]",
		"my birhtday is 26 June":             "my birhtday is [date]",
		"on 4 June we went camping":          "on 4 June we went camping",
		"in june 2020 and in 2012":           "in june 2020 and in 2012",
		"i scored 3/12 in maths":             "i scored 3/12 in maths",
		"may 7 people come":                  "may 7 people come",
		"dob 03 12 2013":                     "dob [date]",
		"urodziłem się 5 maja 2013":          "urodziłem się [date]",
		"народився 7 травня 2012":            "народився [date]",
		"ولدت في ٣ مايو ٢٠١٣":                "ولدت في [date]",
		"m-am născut pe 5 mai 2013":          "m-am născut pe [date]",
		"I was 8 in May. Born there. 3 June": "I was 8 in May. Born there. 3 June",
	} {
		lang := "en"
		switch {
		case in[0] == 'u':
			lang = "pl"
		case in[0] == 'm' && in[1] == '-':
			lang = "ro"
		case in[0] >= 0xD8:
			lang = "ar"
		case in[0] >= 0xD0:
			lang = "uk"
		}
		if got := Text(in, lang); got != want {
			t.Errorf("%q\n got %q\nwant %q", in, got, want)
		}
	}
}

func TestNumbersThatIdentify(t *testing.T) {
	become(t, "en", []told{
		{"my case number is 48213 i think", "my case number is [number] i think"},
		{"passport no 1234567", "passport no [number]"},
		{"CHI: 0305131234", "CHI: [number]"},
		{"AB123456C is my ni", "[number] is my ni"},
		{"ab 12 34 56 c", "[number]"},
		{"his car is SN57 ABC", "his car is [number]"},
		{"sn57abc", "[number]"},
		{"in my case 2 people came", "in my case 2 people came"},
		{"m8 u r gr8 2day", "m8 u r gr8 2day"},
		{"number 1234 on the door", "number 1234 on the door"},
	})
}
