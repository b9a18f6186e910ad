package corpus

// names are what is put into them.
const names = `# Names for the frames of the corpus: invented children, workers, schools, homes and streets. "tune" may be looked at
# while rules are made, "held" never. Many of "held" are on no list.
tune en name: Callum, Karen, Jamie, Aisha, Skye, Ryan, Mohammed, Kerry, Shona, Logan, Ewan, Chantelle, Bobby, Priya, Kasia, Davie, Morag, Tyler, Grace, Rose, Zorvan, Kaylum, Brannagh, Teejay
tune en full: Karen Smith, Callum Mackay, Aisha Khan, Jamie Lennox, Bob Fairweather, Shona MacLeod, Grace Muir, Zorvan Pike
tune en school: Glenbrae Primary, Corrieburn High School, St Fillan's, Auchenloan Academy, st marys primary, Dunvorlich High, Loanfoot nursery
tune en home: Rowan House, Brae Lodge, Carrick Unit, Lindenmuir Cottage
tune en street: Polwarth Street, Burnside Road, 12 Elm Row, 4 Castle Wynd, Kestrel Drive
tune en place: Leith, Airdrie, Stornoway, Kirkcaldy, Drumvaich
tune en team: Leith Athletic, Burnside Thistle, Glenbrae Rovers, Celtic
held en name: Eilidh, Jayden, Hamish, Fatima, Ruby, Connor, Yusuf, Mhairi, Lewis, Nicole, Faith, Mark, Elowen, Brodhan, Saffi, Dax, Vesper, Jorgie, Tamsyn, Lowenna, Keelin, Ottoline, Merryn, Zyanna, Rafi, Wulf, Calia, Peregrine, Ngozi, Thandeka
held en full: Eilidh Ross, Jayden Pettigrew, Elowen Strathie, Mark Balneaves, Ruby Whannel, Hamish Auchterlonie, Fatima Begum, Dax Corrigall
held en school: Kirkhope Primary, Strathlorne High School, St Modan's, Inverloan Academy, st brides primary, Balquharn High, Wellpark nursery
held en home: Hazel House, Tarbrax Lodge, Ochil Unit, Sorbie Cottage
held en street: Balfour Street, Whinney Road, 27 Larch Grove, 9 Kirk Brae, Osprey Avenue
held en place: Paisley, Falkirk, Thurso, Cumnock, Glenshellach
held en team: Wellpark Athletic, Strathlorne Thistle, Tarbrax United, Rangers
tune sco name: Tam, Shug, Isla, Wullie, Ailsa, Rab, Senga, Jeannie, Brannan
tune sco full: Tam Mair, Isla Duguid, Senga Rintoul
tune sco school: Glenbrae Primary, St Fillan's
tune sco place: Leith, Buckie
held sco name: Fraser, Kirsty, Ishbel, Magnus, Elspeth, Doddy, Lowrie, Nairie
held sco full: Kirsty Lumsden, Lowrie Isbister, Fraser Halcro
held sco school: Kirkhope Primary, St Modan's
held sco place: Peterhead, Lerwick
tune gd name: Màiri, Iain, Seonaidh, Eilidh, Ruairidh, Mòrag
tune gd full: Màiri NicLeòid, Iain MacDhòmhnaill
tune gd school: Sgoil Ghleann Bràigh, Bun-sgoil Phort Rìgh
tune gd place: Steòrnabhagh, Glaschu
held gd name: Catrìona, Dòmhnall, Peigi, Calum, Beathag, Torcuil, Muireann
held gd full: Catrìona NicAoidh, Torcuil Moireasdan
held gd school: Sgoil Loch Bhran, Bun-sgoil Steòrnabhaigh
held gd place: Inbhir Nis, Barraigh
tune pl name: Tomek, Kasia, Zosia, Bartek, Agnieszka, Kuba, Róża, Lesław
tune pl full: Katarzyna Nowak, Tomasz Wójcik, Lesław Drozd
tune pl school: Szkoła Podstawowa nr 12, Glenbrae Primary
tune pl place: Kraków, Edynburgu
tune pl street: ulica Polna, ul. Lipowa 4
held pl name: Wojtek, Magda, Hania, Piotrek, Gosia, Szymon, Dobrawa, Żelisław
held pl full: Małgorzata Kamińska, Piotr Wrzos, Dobrawa Lech
held pl school: Szkoła Podstawowa nr 5, Kirkhope Primary
held pl place: Gdańsk, Glasgow
held pl street: ulica Ogrodowa, ul. Klonowa 17
tune uk name: Оксана, Тарас, Діма, Софійка, Андрій, Добромир
tune uk full: Оксана Коваленко, Тарас Бондар
tune uk place: Харкові, Київ
tune uk school: школа №12, Glenbrae Primary
held uk name: Наталка, Богдан, Вова, Марійка, Юля, Лук'ян, Мілена
held uk full: Богдан Шевченко, Лук'ян Дрозд
held uk place: Одесі, Львів
held uk school: школа №5, Kirkhope Primary
tune ro name: Andrei, Ioana, Mihai, Gigel, Florica, Zamfir
tune ro full: Ioana Popescu, Andrei Zamfir
tune ro place: Cluj, Iași
tune ro school: Școala Nr. 12, Glenbrae Primary
held ro name: Ștefan, Raluca, Ionuț, Maricica, Bogdan, Sânziana
held ro full: Raluca Ionescu, Ștefan Vrânceanu
held ro place: Timișoara, Brașov
held ro school: Școala Nr. 5, Kirkhope Primary
tune ar name: أحمد, فاطمة, يوسف, مريم, حمودي, قصي
tune ar full: أحمد درويش, مريم الخطيب
tune ar place: حلب, غلاسكو
tune ar school: مدرسة النور
held ar name: خالد, زينب, عمر, ليلى, إبراهيم, جوان, شيرفان
held ar full: خالد منصور, زينب الحلبي
held ar place: دمشق, إدنبرة
held ar school: مدرسة الأمل
tune ur name: احمد, عائشہ, بلال, زینب, چھوٹو, شاہ میر
tune ur full: احمد خان, عائشہ بیگم
tune ur place: لاہور, گلاسگو
held ur name: عثمان, فاطمہ, حمزہ, مریم, گڑیا, ارغوان, زرلش
held ur full: عثمان ملک, فاطمہ قریشی
held ur place: کراچی, ایڈنبرا
tune pa name: ਗੁਰਪ੍ਰੀਤ, ਸਿਮਰਨ, ਹਰਜੀਤ, ਜਸਲੀਨ, ਬੰਟੀ
tune pa full: ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ, ਜਸਲੀਨ ਕੌਰ
tune pa place: ਜਲੰਧਰ, ਗਲਾਸਗੋ
held pa name: ਮਨਪ੍ਰੀਤ, ਅਮਨ, ਕੁਲਦੀਪ, ਹਰਨੂਰ, ਗੈਰੀ, ਟੀਨਾ
held pa full: ਮਨਪ੍ਰੀਤ ਗਿੱਲ, ਹਰਨੂਰ ਕੌਰ
held pa place: ਅੰਮ੍ਰਿਤਸਰ, ਐਡਿਨਬਰਾ
tune zh name: 小明, 王子涵, 李伟, 陈美玲
tune zh place: 爱丁堡, 福州
tune zh school: 格兰小学
held zh name: 小华, 张浩然, 林婉婷, 赵志强, 黄晓彤
held zh place: 格拉斯哥, 广州
held zh school: 北山中学
`
