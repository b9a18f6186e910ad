package xlsform

var languagesForms1 = []filed{
	{"languages: English, Gaelic and Polish", `
|settings|
|form_title::English (en)|form_title::Gàidhlig (gd)|form_title::Polski (pl)|form_id|default_language|
|A good place to live|Àite math airson fuireach|Dobre miejsce do życia|good-place|English (en)|
|survey|
|type|name|label::English (en)|label::Gàidhlig (gd)|label::Polski (pl)|hint::English (en)|hint::Gàidhlig (gd)|
|note|hi|Hello!|Halò!|Cześć!| | |
|select_one yn|like|Do you like living here?|An toil leat a bhith a’ fuireach an seo?|Czy lubisz tu mieszkać?|Think of your street|Smaoinich air an t-sràid agad|
|text|best|What is best about it?|Dè an rud as fheàrr mu dheidhinn?| | | |
|choices|
|list_name|name|label::English (en)|label::Gàidhlig (gd)|label::Polski (pl)|
|yn|yes|Yes|’S toil|Tak|
|yn|no|No|Cha toil| |
`, `
good_place [en gd pl] en:A good place to live / gd:Àite math airson fuireach / pl:Dobre miejsce do życia
lead en:Hello! / gd:Halò! / pl:Cześć!
like one_choice en:Do you like living here? / gd:An toil leat a bhith a’ fuireach an seo? / pl:Czy lubisz tu mieszkać? hint en:Think of your street / gd:Smaoinich air an t-sràid agad
- yes en:Yes / gd:’S toil / pl:Tak
- no en:No / gd:Cha toil
best story en:What is best about it? / gd:Dè an rud as fheàrr mu dheidhinn?
`, `
survey 2 hi: changed note_lead
survey 3 like: kept
survey 4 best: kept
`},
	{"languages: Arabic, from right to left", `
|settings|
|form_title::العربية (ar)|form_title::English (en)|form_id|default_language|
|كيف حالك في المدرسة؟|How is school for you?|school-ar|العربية (ar)|
|survey|
|type|name|label::العربية (ar)|label::English (en)|relevant|
|note|hi|مرحبا بك.|Welcome.| |
|select_one yn|friends|هل لديك أصدقاء في المدرسة؟|Do you have friends at school?| |
|select_multiple with|play|مع من تلعب؟|Whom do you play with?|${friends} = 'yes'|
|text|wish|ماذا تتمنى؟|What do you wish for?| |
|choices|
|list_name|name|label::العربية (ar)|label::English (en)|
|yn|yes|نعم|Yes|
|yn|no|لا|No|
|with|girls|مع البنات|With girls|
|with|boys|مع الأولاد|With boys|
`, `
school_ar [ar en] ar:كيف حالك في المدرسة؟ / en:How is school for you?
lead ar:مرحبا بك. / en:Welcome.
friends one_choice ar:هل لديك أصدقاء في المدرسة؟ / en:Do you have friends at school?
- yes ar:نعم / en:Yes
- no ar:لا / en:No
play several ar:مع من تلعب؟ / en:Whom do you play with? if friends=yes
- girls ar:مع البنات / en:With girls
- boys ar:مع الأولاد / en:With boys
wish story ar:ماذا تتمنى؟ / en:What do you wish for?
`, `
survey 2 hi: changed note_lead
survey 3 friends: kept
survey 4 play: kept
survey 5 wish: kept
`},
	{"languages: Gaelic first, and only a few lines in English", `
|settings|
|form_title|default_language|
|An sgoil againn|Gàidhlig (gd)|
|survey|
|type|name|label::Gàidhlig (gd)|label::English (en)|
|text|deagh|Dè tha math mun sgoil?|What is good about school?|
|text|dona|Dè nach eil cho math?| |
|text|sasannach| |Only in English|
`, `
an_sgoil_againn [gd en] gd:An sgoil againn
lead gd:An sgoil againn
deagh story en:What is good about school? / gd:Dè tha math mun sgoil?
dona story gd:Dè nach eil cho math?
`, `
survey 2 deagh: kept
survey 3 dona: kept
survey 4 sasannach: left flaw.text_missing message=This text is missing for edition 14-18. place=text
`},
	{"languages: Polish alone, with a title that names no language", `
|settings|
|form_title|form_id|
|Twoja szkoła|szkola|
|survey|
|type|name|label::Polski (pl)|hint|
|select_one tn|lubisz|Czy lubisz szkołę?|Wybierz jedną odpowiedź|
|text|czemu|Dlaczego?| |
|choices|
|list_name|name|label::Polski (pl)|
|tn|tak|Tak|
|tn|nie|Nie|
`, `
szkola [pl] pl:Twoja szkoła
lead pl:Twoja szkoła
lubisz one_choice pl:Czy lubisz szkołę? hint pl:Wybierz jedną odpowiedź
- tak pl:Tak
- nie pl:Nie
czemu story pl:Dlaczego?
`, `
survey 2 lubisz: kept
survey 3 czemu: kept
`},
	{"languages: words without a language, which the settings name", `
|settings|
|form_title|default_language|
|L’école et moi|Français (fr)|
|survey|
|type|name|label|label::English (en)|
|select_one on|bien|Es-tu bien à l’école ?|Are you well at school?|
|text|quoi|Que changerais-tu ?|What would you change?|
|choices|
|list_name|name|label|label::English (en)|
|on|oui|Oui|Yes|
|on|non|Non|No|
`, `
l_ecole_et_moi [fr en] fr:L’école et moi
lead fr:L’école et moi
bien one_choice en:Are you well at school? / fr:Es-tu bien à l’école ?
- oui en:Yes / fr:Oui
- non en:No / fr:Non
quoi story en:What would you change? / fr:Que changerais-tu ?
`, `
survey 2 bien: kept
survey 3 quoi: kept
`},
	{"languages: a country in brackets is no language", `
|survey|
|type|name|label::English (UK)|label::Portuguese (BR)|label::Polski (PL)|label::French(fr)|
|text|how|How are you?|Como vai você?|Jak się masz?|Comment vas-tu ?|
|select_one yn|ok|Is it OK here?|Está tudo bem aqui?|Czy jest tu dobrze?|Ça va ici ?|
|choices|
|list_name|name|label::English (UK)|label::Portuguese (BR)|label::Polski (PL)|label::French(fr)|
|yn|y|Yes|Sim|Tak|Oui|
|yn|n|No|Não|Nie|Non|
`, `
survey [en pt pl fr] en:survey
lead en:survey
how story en:How are you? / fr:Comment vas-tu ? / pl:Jak się masz? / pt:Como vai você?
ok one_choice en:Is it OK here? / fr:Ça va ici ? / pl:Czy jest tu dobrze? / pt:Está tudo bem aqui?
- y en:Yes / fr:Oui / pl:Tak / pt:Sim
- n en:No / fr:Non / pl:Nie / pt:Não
`, `
0 : added title
survey 2 how: kept
survey 3 ok: kept
`},
	{"languages: one that nobody knows, and one that is empty", `
|settings|
|form_title|default_language|
|What I think|English (en)|
|survey|
|type|name|label::English (en)|label::Playground talk|label::Cymraeg (cy)|hint::English (en)|hint::Playground talk|
|text|think|What do you think about at night?|Whit's up?| |Anything|Anyhin|
|text|dream|What do you dream of?|Dreams?| | | |
`, `
what_i_think [en] en:What I think
lead en:What I think
think story en:What do you think about at night? hint en:Anything
dream story en:What do you dream of?
`, `
survey 1 Playground talk: left language_unknown
survey 2 think: kept
survey 3 dream: kept
`},
	{"languages: the same one twice", `
|settings|
|default_language| |
|English (en)| |
|survey|
|type|name|label::English (en)|label::English (en-US)|label|
|text|colour|What is your favourite colour?|What is your favorite color?|Colour?|
|text|fall|What do you do in autumn?|What do you do in the fall?| |
`, `
survey [en] en:survey
lead en:survey
colour story en:What is your favourite colour?
fall story en:What do you do in autumn?
`, `
0 : added title
survey 1 label::English (en-US): left column.twice
survey 1 label: left column.twice
survey 2 colour: kept
survey 3 fall: kept
`},
	{"languages: beside its own words stand others without a language", `
|settings|
|default_language| |
|Gàidhlig (gd)| |
|survey|
|type|name|label|label::Gàidhlig (gd)|
|text|a|What do you see?|Dè tha thu a’ faicinn?|
|text|b|What do you hear?|Dè tha thu a’ cluinntinn?|
`, `
survey [gd en] gd:survey
lead gd:survey
a story en:What do you see? / gd:Dè tha thu a’ faicinn?
b story en:What do you hear? / gd:Dè tha thu a’ cluinntinn?
`, `
0 : added title
settings 0 default_language: added language_bare
survey 2 a: kept
survey 3 b: kept
`},
	{"languages: Ukrainian and Chinese by their tags alone", `
|survey|
|type|name|label::uk|label::zh-Hant|hint::uk|
|text|home|Що для тебе дім?|你覺得家是什麼？|Напиши кілька слів|
|select_one yn|warm|Тобі тепло?|你覺得溫暖嗎？| |
|choices|
|list_name|name|label::uk|label::zh-Hant|
|yn|yes|Так|是|
|yn|no|Ні|不是|
`, `
survey [uk zh-Hant] uk:survey
lead uk:survey
home story uk:Що для тебе дім? / zh-Hant:你覺得家是什麼？ hint uk:Напиши кілька слів
warm one_choice uk:Тобі тепло? / zh-Hant:你覺得溫暖嗎？
- yes uk:Так / zh-Hant:是
- no uk:Ні / zh-Hant:不是
`, `
0 : added title
survey 2 home: kept
survey 3 warm: kept
`},
}
