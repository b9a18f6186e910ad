package questions

// odd are tables of the corpus: what is written otherwise than it is described.
var odd = []one{
	{"names that look alike", `type,name,text,answers,only if
one choice,a,A?,Yes|No,
one choice,A,Again?,Yes|No,
one choice,,Nameless?,Yes|No,
story,b,B?,,q3 = Yes
story,1st thing,C?,,
story,"Ärger & Co.",D?,,
`, `
survey [en] survey
a one_choice A?
- yes Yes
- no No
a_2 one_choice Again?
- yes Yes
- no No
q3 one_choice Nameless?
- yes Yes
- no No
b story B? if q3=yes
q_1st_thing story C?
arger_co story D?
`, `
0 : added title
table 1 : added language_guess
table 2 a: kept
table 3 A: changed name_twice
table 4 q3: kept
table 5 b: kept
table 6 1st thing: kept
table 7 Ärger & Co.: kept
`},
	{"the same answer twice", `type,text,answers
one choice,Which?,One|Two|One
`, `
survey [en] survey
q1 one_choice Which?
- one One
- two Two
`, `
0 : added title
table 1 : added language_guess
table 2 q1: left answer_twice
table 2 q1: kept
`},
	{"columns that are not taken", `type,text,colour,author,notes,hint 2
story,Why?,red,,,more
story,How?,,,,
`, `
survey [en] survey
q1 story Why?
q2 story How?
`, `
0 : added title
table 1 : added language_guess
table 1 colour: left csv_column
table 1 hint 2: left csv_column
table 2 q1: kept
table 3 q2: kept
`},
	{"columns twice", `type,text,text,hint,hint
story,Why?,Ignored?,,Think.
`, `
survey [en] survey
q1 story Why? hint Think.
`, `
0 : added title
table 1 : added language_guess
table 1 text: left column.twice
table 1 hint: left column.twice
table 2 q1: kept
`},
	{"cells beyond the heads", `type,text
story,Why?,more,
story,How?
`, `
survey [en] survey
q1 story Why?
q2 story How?
`, `
0 : added title
table 1 : added language_guess
table 2 : left csv_beyond
table 2 q1: kept
table 3 q2: kept
`},
	{"mark-up", `type,text,hint,answers
one choice,<b>Which?</b>,Think *hard* and **long**.,<i>One</i>|Two
story,<script>alert(1)</script>Why?,,
story,2 < 3 & 4 > 1?,,
`, `
survey [en] survey
q1 one_choice Which? hint Think hard and long.
- one One
- two Two
q2 story Why?
q3 story 2 < 3 & 4 > 1?
`, `
0 : added title
table 1 : added language_guess
table 2 q1: changed markup
table 2 q1: changed markup
table 2 q1: changed markup
table 3 q2: changed markup
table 4 q3: kept
`},
	{"long words", `type,text,hint
story,Why is it that of all the things that can happen in a week and of all the people who can be there when they happen and of all the places where they can happen and of all the ways in which they can go on and of all the words that can be said about them you remember just this one and none of the others?,
story,Why?,Why is it that of all the things that can happen in a week and of all the people who can be there when they happen and of all the places where they can happen and of all the ways in which they can go on and of all the words that can be said about them you remember just this one and none of the others?
`, `
survey [en] survey
q2 story Why?
`, `
0 : added title
table 1 : added language_guess
table 2 q1: left flaw.text_long
table 3 q2: changed hint_long
`},
	{"no words", `type,text,answers
story,,
one choice,Which?,
one choice,Which?,|
story,Why?,
`, `
survey [en] survey
q4 story Why?
`, `
0 : added title
table 1 : added language_guess
table 2 q1: left flaw.text_missing
table 3 q2: left flaw.options_few
table 4 q3: left flaw.options_few
table 5 q4: kept
`},
	{"a sentence with a sign of Excel", `type,text
story,"=HYPERLINK(""https://example.org"")"
story,@everybody: why?
story,+1 or -1?
`, `
survey [en] survey
q1 story =HYPERLINK("https://example.org")
q2 story @everybody: why?
q3 story +1 or -1?
`, `
0 : added title
table 1 : added language_guess
table 2 q1: kept
table 3 q2: kept
table 4 q3: kept
`},
	{"keys of the program", `type,name,text,answers,only if
one choice,age_band,How old?,Young|Old,
one choice,skipped,Which?,skipped|Other,
story,why,Why?,,skipped = skipped
`, `
survey [en] survey
age_band_asked one_choice How old?
- young Young
- old Old
skipped one_choice Which?
- skipped_2 skipped
- other Other
why story Why? if skipped=skipped_2
`, `
0 : added title
table 1 : added language_guess
table 2 age_band: kept
table 3 skipped: kept
table 4 why: kept
`},
	{"spaces that are no spaces", `type, text ,answers
one choice,Which one?,One | Two
`, `
survey [en] survey
q1 one_choice Which one?
- one One
- two Two
`, `
0 : added title
table 1 : added language_guess
table 2 q1: kept
`},
	{"old letters of numbers", `text,name,min,max,type
How many friends?,friends,٠,5,number
`, `
survey [en] survey
friends number How many friends? 0..5
`, `
0 : added title
table 1 : added language_guess
table 2 friends: changed csv_number
`},
	{"names and numbers of columns", `type,text,answer1,answer_2,answer 03
one choice,Which?,One,Two,Three
`, `
survey [en] survey
q1 one_choice Which?
- one One
- two Two
- three Three
`, `
0 : added title
table 1 : added language_guess
table 2 q1: kept
`},
	{"yes with words of its own", `type,text,answers
one choice,Do you agree?,Yes | No | I'd rather not say
`, `
survey [en] survey
q1 one_choice Do you agree?
- yes Yes
- no No
- i_d_rather_not_say I'd rather not say
`, `
0 : added title
table 1 : added language_guess
table 2 q1: kept
`},
	{"a comma at the end of each line", `type,text,
story,Why?,
story,How?,
`, `
survey [en] survey
q1 story Why?
q2 story How?
`, `
0 : added title
table 1 : added language_guess
table 2 q1: kept
table 3 q2: kept
`},
	{"quotes that are no quotes", `type,name,text,answers,only if
one choice,a,A?,Don’t know|“Yes”,
story,b,B?,,a = don’t know
story,c,C?,,a = yes
`, `
survey [en] survey
a one_choice A?
- don_t_know Don’t know
- yes “Yes”
b story B? if a=don_t_know
c story C?
`, `
0 : added title
table 1 : added language_guess
table 2 a: kept
table 3 b: kept
table 4 c: changed condition
`},
}
