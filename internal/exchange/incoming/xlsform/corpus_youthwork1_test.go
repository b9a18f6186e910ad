package xlsform

var youthworkForms1 = []filed{
	{"youth work: the club night", `
|settings|
|form_title|form_id|default_language|
|Friday club|friday|English|
|survey|
|type|name|label::English|label::Polish|
|select_multiple do|do|What do you like to do at the club?|Co lubisz robić w klubie?|
|select_one yn|safe|Do you feel safe on the way home?|Czy czujesz się bezpiecznie w drodze do domu?|
|text|idea|What should we try?|Co powinniśmy wypróbować?|
|choices|
|list_name|name|label::English|label::Polish|
|do|pool|Play pool|Grać w bilard|
|do|cook|Cook|Gotować|
|do|chat|Just talk|Po prostu rozmawiać|
|yn|1|Yes|Tak|
|yn|0|No|Nie|
`, `
friday [en pl] en:Friday club
lead en:Friday club
do several en:What do you like to do at the club? / pl:Co lubisz robić w klubie?
- pool en:Play pool / pl:Grać w bilard
- cook en:Cook / pl:Gotować
- chat en:Just talk / pl:Po prostu rozmawiać
safe one_choice en:Do you feel safe on the way home? / pl:Czy czujesz się bezpiecznie w drodze do domu?
- 1 en:Yes / pl:Tak
- 0 en:No / pl:Nie
idea story en:What should we try? / pl:Co powinniśmy wypróbować?
`, `
survey 2 do: kept
survey 3 safe: kept
survey 4 idea: kept
`},
	{"youth work: volunteers, numeric names and two lists alike", `
|survey|
|type|name|label|relevant|
|select_one yn|vol|Do you volunteer?| |
|select_multiple task|task|What do you do?|${vol} = 1|
|select_one yn2|again|Would you do it again?|${vol} = '1'|
|select_one yn|not|Would you like to?|${vol} = 0|
|text|other|What else do you do?|selected(${task}, '99')|
|choices|
|list_name|name|label|
|yn|1|Yes|
|yn|0|No|
|yn2|1|Yes|
|yn2|0|No|
|task|1|Help with games|
|task|2|Help with food|
|task|99|Something else|
|task|-1|I would rather not say|
`, `
survey [en] en:survey
lead en:survey
vol one_choice en:Do you volunteer?
- 1 en:Yes
- 0 en:No
task several en:What do you do? if vol=1
- 1 en:Help with games
- 2 en:Help with food
- 99 en:Something else
- 1_2 en:I would rather not say
again one_choice en:Would you do it again? if vol=1
- 1 en:Yes
- 0 en:No
not one_choice en:Would you like to? if vol=0
- 1 en:Yes
- 0 en:No
other story en:What else do you do? if task=99
`, `
0 : added title
settings 0 default_language: added language_guess
survey 2 vol: kept
survey 3 task: kept
survey 4 again: kept
survey 5 not: kept
survey 6 other: kept
`},
	{"youth work: a day out", `
|survey|
|type|name|label|
|select_one place|place|Where shall we go?|
|rank place|order|Put the places in order|
|select_one gone|gone|Have you been there?|
|select_one|nothing|Which one?|
|select_multiple two|two|Which two?|
|note|bye|See you there!|
|choices|
|list_name|name|label|
|place|beach|The beach|
|place|castle|The castle|
|place|cinema|The cinema|
|two|only|Only this|
|spare|a|Not asked|
|spare|b|Not asked either|
`, `
survey [en] en:survey
lead en:survey
place one_choice en:Where shall we go?
- beach en:The beach
- castle en:The castle
- cinema en:The cinema
order order en:Put the places in order
- beach en:The beach
- castle en:The castle
- cinema en:The cinema
`, `
0 : added title
settings 0 default_language: added language_guess
survey 2 place: kept
survey 3 order: kept
survey 4 gone: left list_missing list=gone
survey 5 nothing: left list_missing list=
survey 6 two: left flaw.options_few given=1 message=Edition 14-18 has 1 answers to choose from. place=options
survey 7 bye: left note_last question=
choices 6 spare: left list_unused
`},
	{"youth work: a list that is too long", `
|survey|
|type|name|label|
|select_one town or_other|town|Where do you live?|
|text|like|What do you like about it?|
|choices|
|list_name|name|label|
|town|a|Ardrossan|
|town|b|Beith|
|town|c|Cumnock|
|town|d|Dalry|
|town|e|Ellon|
|town|f|Falkirk|
|town|g|Girvan|
|town|h|Huntly|
|town|i|Irvine|
|town|j|Jedburgh|
|town|k|Keith|
|town|l|Largs|
|town|m|Maybole|
|town|n|Nairn|
|town|o|Oban|
|town|p|Perth|
|town|q|Queensferry|
|town|r|Rothesay|
|town|s|Saltcoats|
|town|t|Tain|
|town|u|Ullapool|
`, `
survey [en] en:survey
lead en:survey
like story en:What do you like about it?
`, `
0 : added title
settings 0 default_language: added language_guess
survey 2 town: added or_other
survey 2 town: left flaw.too_many_items given=22 most=20 place=options
survey 2 town: left with_left question=town
survey 3 like: kept
`},
	{"youth work: names that look alike, and none", `
|survey|
|type|name|label|relevant|
|select_one yn|Q 1|First?| |
|select_one yn|q_1|Second?| |
|select_one yn|1st|Third?| |
|select_one yn| |Fourth?| |
|select_one yn|Älter|Fifth?| |
|text|age_band|Sixth?|${q_1} = 'ja'|
|text|q_1|Seventh, of the same name|${1st} = 'Nein!'|
|text|eight|Eighth?|${q_1} = 'ja'|
|choices|
|list_name|name|label|
|yn|ja|Ja|
|yn|Nein!|Nein|
|yn|nein|Nein, ganz klein|
|yn|skipped|Ohne|
`, `
survey [en] en:survey
lead en:survey
q_1 one_choice en:First?
- ja en:Ja
- nein en:Nein
- nein_2 en:Nein, ganz klein
- skipped_2 en:Ohne
q_1_2 one_choice en:Second?
- ja en:Ja
- nein en:Nein
- nein_2 en:Nein, ganz klein
- skipped_2 en:Ohne
q_1st one_choice en:Third?
- ja en:Ja
- nein en:Nein
- nein_2 en:Nein, ganz klein
- skipped_2 en:Ohne
question one_choice en:Fourth?
- ja en:Ja
- nein en:Nein
- nein_2 en:Nein, ganz klein
- skipped_2 en:Ohne
alter one_choice en:Fifth?
- ja en:Ja
- nein en:Nein
- nein_2 en:Nein, ganz klein
- skipped_2 en:Ohne
age_band_asked story en:Sixth? if q_1_2=ja
q_1_3 story en:Seventh, of the same name if q_1st=nein
eight story en:Eighth?
`, `
0 : added title
settings 0 default_language: added language_guess
survey 2 Q 1: kept
survey 3 q_1: kept
survey 4 1st: kept
survey 5 : kept
survey 6 Älter: kept
survey 7 age_band: kept
survey 8 q_1: kept
survey 9 eight: changed condition condition=${q_1} = 'ja'
`},
	{"youth work: answers of the same name, and without words", `
|survey|
|type|name|label|
|select_one where|where|Where do you meet friends?|
|select_one quiet|quiet|Is there a quiet place?|
|choices|
|list_name|name|label|media::image|
|where|park|In the park| |
|where|park|In the other park| |
|where|shop|At the shops| |
|quiet|yes| |yes.png|
|quiet|no| |no.png|
`, `
survey [en] en:survey
lead en:survey
where one_choice en:Where do you meet friends?
- park en:In the park
- shop en:At the shops
quiet one_choice en:Is there a quiet place?
- yes en:yes
- no en:no
`, `
0 : added title
settings 0 default_language: added language_guess
survey 2 where: kept
survey 3 quiet: kept
choices 1 media::image: left column.media
choices 3 park: left choice_twice list=where
choices 5 yes: changed choice_label
choices 6 no: changed choice_label
`},
	{"youth work: detached work, a form of calculations", `
|survey|
|type|name|label|calculation|relevant|
|calculate|stamp| |now()| |
|text|street|Which street?| | |
|integer|met|How many did you meet?|2 + 2| |
|calculate|many| |if(${met} > 5, 'yes', 'no')| |
|text|why|Why so many?| |${many} = 'yes'|
|xml-external|roads| | | |
|csv-external|names| | | |
`, `
survey [en] en:survey
lead en:survey
street story en:Which street?
met number en:How many did you meet? 0..100
why story en:Why so many?
`, `
0 : added title
settings 0 default_language: added language_guess
survey 2 stamp: left type.calculate type=calculate
survey 3 street: kept
survey 4 met: changed cell.calculation value=2 + 2
survey 4 met: changed number_open max=100 min=0
survey 5 many: left type.calculate type=calculate
survey 6 why: changed condition condition=${many} = 'yes'
survey 7 roads: left type.external type=xml-external
survey 8 names: left type.external type=csv-external
`},
	{"youth work: nothing that can be asked", `
|survey|
|type|name|label|
|start|start| |
|note|hello|Hello|
|date|when|When?|
|select_one gone|gone|Which?|
|sorcery|magic|Who knows?|
`, `
no draft
`, `
0 : added title
settings 0 default_language: added language_guess
survey 2 start: left type.meta type=start
survey 3 hello: changed note_lead
survey 4 when: left type.date type=date
survey 5 gone: left list_missing list=gone
survey 6 magic: left type.unknown type=sorcery
`},
}
