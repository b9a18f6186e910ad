package questions

// plain are tables of the corpus: tables as most people write them.
var plain = []one{
	{"a type for each", `type,name,text,answers,min,max,low,high
one choice,mood,How was your week?,Good | So-so | Bad,,,,
several,helps,Who helps you?,Family|A teacher|Nobody,,2,,
yes/no,safe,Do you feel safe?,,,,,
story,more,Tell us more.,,,500,,
number,age,How old are you?,,4,18,,
scale,noise,How loud is it?,,1,5,Quiet,Loud
faces,like,Do you like it here?,,,,,
agreement,heard,Staff listen to me.,,,,,
order,first,What matters most?,Friends|Sleep|Food,,,,
`, `
survey [en] survey
mood one_choice How was your week?
- good Good
- so-so So-so
- bad Bad
helps several Who helps you? 0..2
- family Family
- a_teacher A teacher
- nobody Nobody
safe yes_no Do you feel safe?
more story Tell us more. 0..500
age number How old are you? 4..18
noise number How loud is it? 1..5 from Quiet to Loud
like faces Do you like it here?
heard agreement Staff listen to me.
first order What matters most?
- friends Friends
- sleep Sleep
- food Food
`, `
0 : added title
table 1 : added language_guess
table 2 mood: kept
table 3 helps: kept
table 4 safe: kept
table 5 more: kept
table 6 age: kept
table 7 noise: kept
table 8 like: kept
table 9 heard: kept
table 10 first: kept
`},
	{"semicolons", `type;name;text;answers
one choice;mood;How was your week, all in all?;Good | Bad
`, `
survey [en] survey
mood one_choice How was your week, all in all?
- good Good
- bad Bad
`, `
0 : added title
table 1 : added language_guess
table 2 mood: kept
`},
	{"tabs", `type	name	text	answers
one choice	mood	How was your week, all in all; or today?	Good | Bad
`, `
survey [en] survey
mood one_choice How was your week, all in all; or today?
- good Good
- bad Bad
`, `
0 : added title
table 1 : added language_guess
table 2 mood: kept
`},
	{"what Excel says first", `sep=;
type;text
story;How was it, then?
`, `
survey [en] survey
q1 story How was it, then?
`, `
0 : added title
table 1 : added language_guess
table 2 q1: kept
`},
	{"a head in many words", `Question type;Key;Question;Help;Options;Ask if;Minimum;Most
Radio;a;Which?;Think of today.;Here|There;;;
Number;b;How many?;;;a = Here;1;9
Comment;c;Why?;;;b > 3;;200
`, `
survey [en] survey
a one_choice Which? hint Think of today.
- here Here
- there There
b number How many? 1..9 if a=here
c story Why? 0..200 if b=4,5,6,7,8,9
`, `
0 : added title
table 1 : added language_guess
table 2 a: kept
table 3 b: kept
table 4 c: kept
`},
	{"no type", `text,answers
Which?,One|Two
Why?,
`, `
survey [en] survey
q1 one_choice Which?
- one One
- two Two
q2 story Why?
`, `
0 : added title
table 1 : added language_guess
table 2 q1: kept
table 3 q2: kept
`},
	{"lines that ask nothing", `type,text
title,My week
welcome,Tell us about your week.
welcome,It takes five minutes.
note,This comes before.
story,One?
note,Now think of today.
story,Two?
note,The end.
title,Another
note,
`, `
my_week [en] My week
lead Tell us about your week. It takes five minutes. This comes before.
q1 story One?
q2 story Two? hint Now think of today.
`, `
table 1 : added language_guess
table 2 : kept
table 3 : kept
table 4 : kept
table 5 : changed note_lead
table 6 q1: kept
table 7 : changed note_hint
table 8 q2: kept
table 9 : left note_last
table 10 : left csv_title_second
table 11 : left note_empty
`},
	{"empty lines and cells", `type,text,answers
,,

story,One?,
 , ,
story,  Two?  ,
`, `
survey [en] survey
q1 story One?
q2 story Two?
`, `
0 : added title
table 1 : added language_guess
table 4 q1: kept
table 6 q2: kept
`},
	{"scales without limits", `type,text,min,max,low,high
scale,How loud?,,,Quiet,Loud
scale,How warm?,,7,Cold,Warm
scale,How far?,0,,Near,Far
number,How many?,,,,
number,How often?,2,,,
`, `
survey [en] survey
q1 number How loud? 0..10 from Quiet to Loud
q2 number How warm? 1..7 from Cold to Warm
q3 number How far? 0..10 from Near to Far
q4 number How many? 0..100
q5 number How often? 2..100
`, `
0 : added title
table 1 : added language_guess
table 2 q1: changed number_open
table 3 q2: changed number_open
table 4 q3: changed number_open
table 5 q4: changed number_open
table 6 q5: changed number_open
`},
	{"numbers that are none", `type,text,min,max
number,How many?,few,lots
number,How old?,4.0,18.0
number,How deep?,-3,5
number,How long?,5,2
number,How wide?,0,5000
`, `
survey [en] survey
q1 number How many? 0..100
q2 number How old? 4..18
q3 number How deep? 0..5
`, `
0 : added title
table 1 : added language_guess
table 2 q1: changed csv_number
table 2 q1: changed csv_number
table 2 q1: changed number_open
table 3 q2: kept
table 4 q3: changed csv_number
table 5 q4: left flaw.number_range
table 6 q5: left flaw.number_range
`},
	{"limits where none are", `type,text,answers,min,max,low,high
story,Why?,,10,4000,,
one choice,Which?,A|B,1,1,Bad,Good
several,Which ones?,A|B|C,,3,,
several,Which two?,A|B|C,1,2,,
yes no,Well?,,,,No way,
`, `
survey [en] survey
q1 story Why?
q2 one_choice Which?
- a A
- b B
q3 several Which ones?
- a A
- b B
- c C
q4 several Which two? 0..2
- a A
- b B
- c C
q5 yes_no Well?
`, `
0 : added title
table 1 : added language_guess
table 2 q1: changed csv_limit
table 2 q1: changed csv_limit
table 3 q2: changed csv_limit
table 3 q2: changed csv_limit
table 3 q2: changed csv_limit
table 3 q2: changed csv_limit
table 4 q3: changed csv_limit
table 5 q4: changed csv_limit
table 6 q5: changed csv_limit
`},
	{"what nothing asks", `type,text
date,When?
photo,Show it.
picture,Which picture?
email,Where can we write?
map,Where?
sorcery,What?
story,Why?
`, `
survey [en] survey
q1 story Why?
`, `
0 : added title
table 1 : added language_guess
table 2 : left type.date
table 3 : left type.file
table 4 : left type.picture
table 5 : left type.meta
table 6 : left type.place
table 7 : left type.unknown
table 8 q1: kept
`},
	{"types in any spelling", `type,text,answers
One-Choice,A?,x|y
ONE CHOICE,B?,x|y
yes_no,C?,
Yes / No,D?,
Open text,E?,
Tick boxes,F?,x|y
Select_one,G?,x|y
own words:,H?,
`, `
survey [en] survey
q1 one_choice A?
- x x
- y y
q2 one_choice B?
- x x
- y y
q3 yes_no C?
q4 yes_no D?
q5 story E?
q6 several F?
- x x
- y y
q7 one_choice G?
- x x
- y y
q8 story H?
`, `
0 : added title
table 1 : added language_guess
table 2 q1: kept
table 3 q2: kept
table 4 q3: kept
table 5 q4: kept
table 6 q5: kept
table 7 q6: kept
table 8 q7: kept
table 9 q8: kept
`},
	{"quotes", `type,text
story,"She said ""hello"". How did that feel?"
story,"One
line after another?"
story,Don't you?
`, `
survey [en] survey
q1 story She said "hello". How did that feel?
q2 story One line after another?
q3 story Don't you?
`, `
0 : added title
table 1 : added language_guess
table 2 q1: kept
table 3 q2: kept
table 5 q3: kept
`},
	{"a survey of a house", `Type,Name,Text,Hint,Answers,Only if,Min,Max,Low,High,Alone
title,,Life in our house,,,,,,,,
welcome,,Tell us how it is to live here. You may leave out any question.,,,,,,,,
faces,general,How is it to live here?,,,,,,,,
agreement,listen,Adults here listen to me.,,,,,,,,
yes/no,room,Do you have a room of your own?,,,,,,,,
scale,noise,How loud is it at night?,,,room = no,1,5,Quiet,Loud,
several,talk,Whom can you talk to?,Tick all that fit.,Staff | Family | Friends | Nobody,,,,,,Nobody
story,nobody,What would help you to find somebody?,,,talk = Nobody,,800,,,
order,change,What should change first?,,Food | Rules | Rooms,,,,,,
story,else,Is there anything else?,,,,,,,,
`, `
life_in_our_house [en] Life in our house
lead Tell us how it is to live here. You may leave out any question.
general faces How is it to live here?
listen agreement Adults here listen to me.
room yes_no Do you have a room of your own?
noise number How loud is it at night? 1..5 from Quiet to Loud if room=no
talk several Whom can you talk to? hint Tick all that fit.
- staff Staff
- family Family
- friends Friends
- nobody Nobody alone
nobody story What would help you to find somebody? 0..800 if talk=nobody
change order What should change first?
- food Food
- rules Rules
- rooms Rooms
else story Is there anything else?
`, `
table 1 : added language_guess
table 2 : kept
table 3 : kept
table 4 general: kept
table 5 listen: kept
table 6 room: kept
table 7 noise: kept
table 8 talk: kept
table 9 nobody: kept
table 10 change: kept
table 11 else: kept
`},
	{"a survey of meals", `text;answers;only if;name
How often do you cook together?;Never | Sometimes | Often;;cook
Why not?;;cook = Never;
What do you like to cook?;;cook = Sometimes | Often;
`, `
survey [en] survey
cook one_choice How often do you cook together?
- never Never
- sometimes Sometimes
- often Often
q2 story Why not? if cook=never
q3 story What do you like to cook? if cook=sometimes,often
`, `
0 : added title
table 1 : added language_guess
table 2 cook: kept
table 3 q2: kept
table 4 q3: kept
`},
	{"one line with all there is", `name,type,text,hint,answers,alone,max
who,several,Who helps you?,As many as you like.,Family|Friends|Nobody,Nobody,2
`, `
survey [en] survey
who several Who helps you? hint As many as you like. 0..2
- family Family
- friends Friends
- nobody Nobody alone
`, `
0 : added title
table 1 : added language_guess
table 2 who: kept
`},
	{"one question only", `text
Is there anything that you want to say?
`, `
survey [en] survey
q1 story Is there anything that you want to say?
`, `
0 : added title
table 1 : added language_guess
table 2 q1: kept
`},
}
