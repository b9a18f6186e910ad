package questions

// languages are tables of the corpus: languages and titles.
var languages = []one{
	{"three languages", `type,name,text (en),text (pl),text (العربية),hint (en),hint (pl),answers (en),answers (pl),answers (ar)
one choice,mood,How was it?,Jak było?,كيف كان؟,Think.,Pomyśl.,Good|Bad,Dobrze|Źle,جيد|سيئ
story,why,Why?,Dlaczego?,,,,,,
`, `
survey [en pl ar] survey
mood one_choice How was it? / pl:Jak było? / ar:كيف كان؟ hint Think. / pl:Pomyśl.
- good Good / pl:Dobrze / ar:جيد
- bad Bad / pl:Źle / ar:سيئ
why story Why? / pl:Dlaczego?
`, `
0 : added title
table 2 mood: kept
table 3 why: kept
`},
	{"a language of its own", `type,text,text (gd),answers,answers (gd)
one choice,How was it?,Ciamar a bha e?,Good|Bad,Math|Dona
`, `
survey [en gd] survey
q1 one_choice How was it? / gd:Ciamar a bha e?
- good Good / gd:Math
- bad Bad / gd:Dona
`, `
0 : added title
table 1 : added language_guess
table 2 q1: kept
`},
	{"one language that is not English", `type,text (pl),answers (pl)
one choice,Jak było?,Dobrze|Źle
`, `
survey [pl] survey
q1 one_choice Jak było?
- dobrze Dobrze
- zle Źle
`, `
0 : added title
table 2 q1: kept
`},
	{"columns of answers in two languages", `text,text (pl),answer 1,answer 1 (pl),answer 2,answer 2 (pl),answer 3 (pl)
Which?,Który?,One,Jeden,Two,,
Again?,Znowu?,One,Jeden,Two,Dwa,Trzy
`, `
survey [en pl] survey
q1 one_choice Which? / pl:Który?
- one One / pl:Jeden
- two Two
q2 one_choice Again? / pl:Znowu?
- one One / pl:Jeden
- two Two / pl:Dwa
`, `
0 : added title
table 1 : added language_guess
table 2 q1: kept
table 3 q2: kept
`},
	{"too few answers in one language", `type,text,text (pl),answers,answers (pl)
one choice,Which?,Który?,One|Two|Three,Jeden|Dwa
`, `
survey [en pl] survey
q1 one_choice Which? / pl:Który?
- one One
- two Two
- three Three
`, `
0 : added title
table 1 : added language_guess
table 2 q1: changed csv_answers_other
`},
	{"languages that nobody knows", `type,text (en),text (Klingonese),hint (Elvish),name (pl)
story,Why?,qatlh,,x
`, `
survey [en] survey
q1 story Why?
`, `
0 : added title
table 1 text (Klingonese): left language_unknown
table 1 hint (Elvish): left language_unknown
table 1 name (pl): left csv_column
table 2 q1: kept
`},
	{"ends of scales in two languages", `type,text,text (pl),min,max,low,low (pl),high,high (pl)
scale,How loud?,Jak głośno?,1,5,Quiet,Cicho,Loud,Głośno
`, `
survey [en pl] survey
q1 number How loud? / pl:Jak głośno? 1..5 from Quiet / pl:Cicho to Loud / pl:Głośno
`, `
0 : added title
table 1 : added language_guess
table 2 q1: kept
`},
	{"a title in two languages", `type,text,text (pl)
title,My week,Mój tydzień
welcome,Hello.,Dzień dobry.
story,Why?,Dlaczego?
`, `
my_week [en pl] My week / pl:Mój tydzień
lead Hello. / pl:Dzień dobry.
q1 story Why? / pl:Dlaczego?
`, `
table 1 : added language_guess
table 2 : kept
table 3 : kept
table 4 q1: kept
`},
	{"answers in every language of a school", `type,text (en),text (uk),text (ur),text (ro),text (pa),text (zh-Hans),answers (en),answers (uk),answers (ur),answers (ro),answers (pa),answers (zh-Hans)
one choice,Well?,Добре?,ٹھیک؟,Bine?,ਠੀਕ?,好吗？,Yes|No,Так|Ні,ہاں|نہیں,Da|Nu,ਹਾਂ|ਨਹੀਂ,是|否
`, `
survey [en uk ur ro pa zh-Hans] survey
q1 one_choice Well? / uk:Добре? / ur:ٹھیک؟ / ro:Bine? / pa:ਠੀਕ? / zh-Hans:好吗？
- yes Yes / uk:Так / ur:ہاں / ro:Da / pa:ਹਾਂ / zh-Hans:是
- no No / uk:Ні / ur:نہیں / ro:Nu / pa:ਨਹੀਂ / zh-Hans:否
`, `
0 : added title
table 2 q1: kept
`},
}
