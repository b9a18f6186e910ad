package questions

// answers are tables of the corpus: answers and conditions.
var answers = []one{
	{"words alone", `text
How was your week?
What was good?
`, `
survey [en] survey
q1 story How was your week?
q2 story What was good?
`, `
0 : added title
table 1 : added language_guess
table 2 q1: kept
table 3 q2: kept
`},
	{"columns of answers", `type,text,answer 1,answer 2,Answer 3,ANSWER 4
one choice,Which?,One,Two,,
several,Which ones?,One,,Three,Four
,Which?,Yes,No,,
`, `
survey [en] survey
q1 one_choice Which?
- one One
- two Two
q2 several Which ones?
- one One
- three Three
- four Four
q3 one_choice Which?
- yes Yes
- no No
`, `
0 : added title
table 1 : added language_guess
table 2 q1: kept
table 3 q2: kept
table 4 q3: kept
`},
	{"answers a line each", `type,text,answers
one choice,Which?,"One
Two
Three"
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
	{"answers with other signs", `type,text,answers
one choice,Which?,"Yes; always; No"
one choice,Which one?,"One, Two"
one choice,Only one?,One
one choice,Empty?,One||Two|
`, `
survey [en] survey
q1 one_choice Which?
- yes Yes
- always always
- no No
q2 one_choice Which one?
- one One
- two Two
q4 one_choice Empty?
- one One
- two Two
`, `
0 : added title
table 1 : added language_guess
table 2 q1: kept
table 3 q2: kept
table 4 q3: left flaw.options_few
table 5 q4: kept
`},
	{"conditions", `type,name,text,answers,only if
one choice,safe,Safe?,Yes|No|Not always,
story,a,A?,,safe = No
story,b,B?,,safe is no
story,c,C?,,safe = no | not always
story,d,D?,,safe = No or Not always
story,e,E?,,"safe is No, Not always"
story,f,F?,,safe != Yes
story,g,G?,,safe is not yes
story,h,H?,,safe is answered
story,i,I?,,safe is not answered
story,j,J?,,safe =
story,k,K?,,"Safe = ""Not always"""
story,l,L?,,SAFE<>No
`, `
survey [en] survey
safe one_choice Safe?
- yes Yes
- no No
- not_always Not always
a story A? if safe=no
b story B? if safe=no
c story C? if safe=no,not_always
d story D? if safe=no,not_always
e story E? if safe=no,not_always
f story F? if safe=no,not_always,skipped
g story G? if safe=no,not_always,skipped
h story H? if safe=yes,no,not_always
i story I? if safe=skipped
j story J? if safe=skipped
k story K? if safe=not_always
l story L? if safe=yes,not_always,skipped
`, `
0 : added title
table 1 : added language_guess
table 2 safe: kept
table 3 a: kept
table 4 b: kept
table 5 c: kept
table 6 d: kept
table 7 e: kept
table 8 f: kept
table 9 g: kept
table 10 h: kept
table 11 i: kept
table 12 j: kept
table 13 k: kept
table 14 l: kept
`},
	{"conditions on numbers", `type,name,text,min,max,only if
number,how old,How old?,4,18,
story,a,A?,,,how old < 12
story,b,B?,,,how old <= 11
story,c,C?,,,how old > 11
story,d,D?,,,how old >= 12 and how old < 16
story,e,E?,,,how old = 18
scale,s,S?,1,5,
story,f,F?,,,s = 1 or s = 2
story,g,G?,,,how old < many
`, `
survey [en] survey
how_old number How old? 4..18
a story A? if how_old=4-5,6-7,8-9,10-11
b story B? if how_old=4-5,6-7,8-9,10-11
c story C? if how_old=12-13,14-15,16-17,18
d story D? if how_old=12-13,14-15
e story E? if how_old=18
s number S? 1..5
f story F? if s=1,2
g story G?
`, `
0 : added title
table 1 : added language_guess
table 2 how old: kept
table 3 a: kept
table 4 b: kept
table 5 c: kept
table 6 d: kept
table 7 e: kept
table 8 s: kept
table 9 f: kept
table 10 g: changed condition
`},
	{"conditions on answers that come along", `type,name,text,only if
yes no,safe,Safe?,
faces,like,Like it?,
agreement,heard,Heard?,
story,a,A?,safe = yes
story,b,B?,safe = no | not sure
story,c,C?,safe is Not_Sure
story,d,D?,like = 1 | 2
story,e,E?,heard = 4
story,f,F?,like = sad
`, `
survey [en] survey
safe yes_no Safe?
like faces Like it?
heard agreement Heard?
a story A? if safe=yes
b story B? if safe=no,not_sure
c story C? if safe=not_sure
d story D? if like=1,2
e story E? if heard=4
f story F?
`, `
0 : added title
table 1 : added language_guess
table 2 safe: kept
table 3 like: kept
table 4 heard: kept
table 5 a: kept
table 6 b: kept
table 7 c: kept
table 8 d: kept
table 9 e: kept
table 10 f: changed condition
`},
	{"conditions on several answers", `type,name,text,answers,only if
several,helps,Who helps?,Mum and Dad|A friend|Nobody,
yes no,safe,Safe?,,
story,a,A?,,helps = Mum and Dad
story,b,B?,,helps = Mum and Dad and safe = no
story,c,C?,,helps = A friend or Nobody
story,d,D?,,helps = Mum and Dad or A friend
story,e,E?,,helps is not Nobody
story,f,F?,,helps = A friend and helps = Nobody
`, `
survey [en] survey
helps several Who helps?
- mum_and_dad Mum and Dad
- a_friend A friend
- nobody Nobody
safe yes_no Safe?
a story A? if helps=mum_and_dad
b story B? if helps=mum_and_dad if safe=no
c story C? if helps=a_friend,nobody
d story D? if helps=mum_and_dad,a_friend
e story E?
f story F? if helps=a_friend if helps=nobody
`, `
0 : added title
table 1 : added language_guess
table 2 helps: kept
table 3 safe: kept
table 4 a: kept
table 5 b: kept
table 6 c: kept
table 7 d: kept
table 8 e: changed condition
table 9 f: kept
`},
	{"conditions that cannot be said", `type,name,text,answers,only if
one choice,a,A?,Yes|No,
story,s,S?,,
yes no,y,Y?,,
story,b,B?,,nothing = Yes
story,c,C?,,a = Perhaps
story,d,D?,,a
story,e,E?,,if you like
story,f,F?,,a = Yes or y = no
story,g,G?,,s = something
story,h,H?,,later = Yes
one choice,later,Later?,Yes|No,
story,i,I?,,a < 3
story,j,J?,,a = Yes and
story,k,K?,,not a = Yes
`, `
survey [en] survey
a one_choice A?
- yes Yes
- no No
s story S?
y yes_no Y?
b story B?
c story C?
d story D?
e story E?
f story F?
g story G?
h story H?
later one_choice Later?
- yes Yes
- no No
i story I?
j story J?
k story K?
`, `
0 : added title
table 1 : added language_guess
table 2 a: kept
table 3 s: kept
table 4 y: kept
table 5 b: changed condition
table 6 c: changed condition
table 7 d: changed condition
table 8 e: changed condition
table 9 f: changed condition
table 10 g: changed condition
table 11 h: changed condition
table 12 later: kept
table 13 i: changed condition
table 14 j: changed condition
table 15 k: changed condition
`},
	{"answers where none are", `type,text,answers
yes no,Safe?,Yes|No
story,Why?,A|B
number,How many?,1|2|3
`, `
survey [en] survey
q1 yes_no Safe?
q2 story Why?
q3 number How many? 0..100
`, `
0 : added title
table 1 : added language_guess
table 2 q1: changed csv_answers
table 3 q2: changed csv_answers
table 4 q3: changed csv_answers
table 4 q3: changed number_open
`},
	{"one that goes with no other", `type,text,answers,alone
several,Who helps?,Family|A friend|Nobody,nobody
several,Who else?,Family|A friend,No one
one choice,Who most?,Family|A friend,Family
`, `
survey [en] survey
q1 several Who helps?
- family Family
- a_friend A friend
- nobody Nobody alone
q2 several Who else?
- family Family
- a_friend A friend
q3 one_choice Who most?
- family Family
- a_friend A friend
`, `
0 : added title
table 1 : added language_guess
table 2 q1: kept
table 3 q2: changed csv_alone
table 4 q3: changed csv_alone
`},
	{"too many answers", `type,text,answers
one choice,Which?,1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|16|17|18|19|20|21
order,What first?,1|2|3|4|5|6|7|8|9
story,Why?,
`, `
survey [en] survey
q3 story Why?
`, `
0 : added title
table 1 : added language_guess
table 2 q1: left flaw.too_many_items
table 3 q2: left flaw.too_many_items
table 4 q3: kept
`},
	{"multiple choice", `type,text,answers
multiple choice,Which?,One|Two
Multiple-Choice,Which else?,One|Two
`, `
survey [en] survey
q1 one_choice Which?
- one One
- two Two
q2 one_choice Which else?
- one One
- two Two
`, `
0 : added title
table 1 : added language_guess
table 2 q1: changed csv_multiple
table 3 q2: changed csv_multiple
`},
	{"answers put in", `type,name,text
story,name,Your nickname?
story,a,"Hello ${name}, how are you?"
story,b,"Hello {name}, how are you?"
`, `
survey [en] survey
name story Your nickname?
a story Hello …, how are you?
b story Hello …, how are you?
`, `
0 : added title
table 1 : added language_guess
table 2 name: kept
table 3 a: changed piping
table 4 b: changed piping
`},
	{"numbered answers beyond all", `type,text,answer 999,answer 2,answer 0
one choice,Which?,Last,Two,None
`, `
no draft
`, `
0 : added title
table 1 : added language_guess
table 1 answer 999: left csv_column
table 1 answer 0: left csv_column
table 2 q1: left flaw.options_few
`},
	{"only answers", `answers,text
One|Two,Which?
`, `
survey [en] survey
q1 one_choice Which?
- one One
- two Two
`, `
0 : added title
table 1 : added language_guess
table 2 q1: kept
`},
	{"a condition on what stands above in a list", `type,name,text,answers,only if
one choice,a,A?,Yes|No,
one choice,b,B?,Yes|No,a = yes
one choice,c,C?,Yes|No,a = yes and b = yes
story,d,D?,,a = yes and b = yes and c = yes
story,e,E?,,a = yes and b = yes or c = no
`, `
survey [en] survey
a one_choice A?
- yes Yes
- no No
b one_choice B? if a=yes
- yes Yes
- no No
c one_choice C? if a=yes if b=yes
- yes Yes
- no No
d story D? if a=yes if b=yes if c=yes
e story E?
`, `
0 : added title
table 1 : added language_guess
table 2 a: kept
table 3 b: kept
table 4 c: kept
table 5 d: kept
table 6 e: changed condition
`},
	{"conditions with too much to say", `type,name,text,answers,only if
several,a,A?,One|Two|Three,
story,b,B?,,a = One and a = Two and a = Three
story,c,C?,,a != One and a != Two
story,d,D?,,a = One or a is answered
`, `
survey [en] survey
a several A?
- one One
- two Two
- three Three
b story B? if a=one if a=two if a=three
c story C?
d story D? if a=one,two,three
`, `
0 : added title
table 1 : added language_guess
table 2 a: kept
table 3 b: kept
table 4 c: changed condition
table 5 d: kept
`},
	{"numbers in answers", `type,name,text,answers,only if
one choice,age,How old?,4-7|8-10|11-13,
story,a,A?,,age = 4-7
story,b,B?,,age = 8-10 | 11-13
`, `
survey [en] survey
age one_choice How old?
- 4-7 4-7
- 8-10 8-10
- 11-13 11-13
a story A? if age=4-7
b story B? if age=8-10,11-13
`, `
0 : added title
table 1 : added language_guess
table 2 age: kept
table 3 a: kept
table 4 b: kept
`},
}
