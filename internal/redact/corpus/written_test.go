package corpus

// written are the texts that were written one by one.
const written = `# Texts written one by one, as children write; what has to go is in braces with its kind. "~": a listed name with one
# mistake. The part and the language come first.
tune en	my social worker {name:karen} is nice but she is always late and then {name:karen} forgets
tune en	{name:Tam} and {name:Shug} from the unit are always fighting. staff do nothing
tune en	i live wi my granny in {place:kilmarnock} cos my mum is no well
tune en	I like Mrs {name:McAllister}, she let me draw. I dont like maths.
tune en	At {school:St Ninian's} the big ones push in the dinner line.
tune en	i wish {name~:karn} and {name~:calum} would come back
tune en	my mum may come on sunday i hope she does. will you tell her?
tune en	Grace is a nice word. I said grace before dinner and mark my own work.
tune en	MY TEACHER {name:CALLUM} SHOUTS ALL THE TIME
tune en	{name:mohammad} is my best friend at the mosque, we read the quran
tune en	I have been in 7 placements since i was 5. Nobody said sorry.
tune en	my da {name:Stevie} is in the jail and i visit on a friday
tune en	i like when {name:Hope} comes to see me but i hope she brings sweets
tune en	the man at number {street:14 Burnside Road} shouts at us
tune en	Year 6 was bad. P7 is ok. S1 will be scary i think
tune en	I play xbox with {name:Brodie} and {name:Lachie} on fortnite
tune en	Ms {name:Iqbal} is the guidance teacher and she listens
tune en	My Favourite Thing Is Swimming On Saturday
tune en	ring {phone:07700 900123} thats my gran {name:Betty}
tune sco	ma da {name:Wullie} disnae ken ah'm here, dinnae tell him
tune sco	ah dinnae ken whit tae say, it's aw fine ah suppose
tune gd	Chan eil {name:Seonaidh} snog rium san sgoil
tune gd	Tha mi sgìth agus ag iarraidh a dhol dhachaigh
tune pl	wujek {name:Tomek} pije i wtedy krzyczy a ciocia {name:Beata} płacze
tune pl	nie chcę wracać do domu bo tam jest źle
tune uk	Тато {name:Сергій} на війні, я дуже сумую
tune ro	Bunica {name:Florica} are grijă de mine și de {name:Ionuț}
tune ar	أخي {name:محمد} لا يذهب إلى المدرسة
tune ur	مس {name:صائمہ} بہت اچھی ہیں اور {name:بلال} شرارتی ہے
tune pa	ਮੇਰਾ ਭਰਾ {name:ਹਰਮਨ} ਮੇਰੀ ਮਦਦ ਕਰਦਾ ਹੈ
tune zh	我的表哥{name:李伟}住在{place:爱丁堡}，他对我很好。
held en	{name:Kelsey} says im a liar but i am not. ask Mr {name:Dunbar} he saw it
held en	i have 2 sisters {name:Lacey} and {name:Bo} and they are with another carer in {place:Ayr}
held en	my worker left again. thats {name:Joanne}, {name:Pete} and {name:Marie} all gone in one year
held en	they said my mum isnt well enough. i think they should of asked me first
held en	i want my phone back before bed and a lock on my door
held en	The contact centre smells and the toys are for babies.
held en	i go to kickboxing on mondays its class
held en	Can {name:Tracy} please be my worker again, she was brilliant
held en	my grandad {name:Archie} died and no one let me go to the funeral
held en	{name~:jaydn} keeps taking my stuff and {name~:nicol} laughs
held en	im scared of {name~:Connro} he is bigger than me
held en	{name:Saoirse} is from {place:Derry} and she talks funny
held en	i like it here because Big {name:Davie} makes pancakes
held en	my childrens panel is in {place:hamilton} and it takes ages to get there
held en	dont send me back to {home:Torwood Lodge}
held en	there should be more for teenagers to do in {place:wick} its boring
held en	i said will you stop and he said make me
held en	In May we went camping. April was too wet. I liked June best.
held en	I was born on {date:3 May 2013} and my wee cousin on {date:4/6/2019}.
held en	My email is {email:bigdave@example.com} and my xbox is {handle:xx_dave_xx}
held en	{name:Oluwaseun} prayed with me and {name:Blessing} sang
held en	My name is {name:Xanthe Ford} and I am care experienced.
held en	the doctor Dr {name:Patel} said i have adhd
held en	my teacher hates me. she picks on everyone at the back
held en	we live above the chip shop on {street:Gallow Road} next to the bridge
held en	I support {team:Hibs} and my brother supports {team:Hearts} so we argue
held en	my pal {name:zyanna} and her mum {name:Lorraine} took me to the shows
held en	I dont feel heard. I feel like a number. Please fix this.
held en	mum cries a lot since dad went. i make the dinner most nights
held en	{name:Ailidh} in my class has two dads and they are cool
held en	its rubbish but wat can u do lol
held en	I got moved from {school:Craigend High} to {school:St Columba's} in the middle of term
held en	they took {name:Kieran}s phone off him and he went mental
held en	what matters to me is my dog {name:Biscuit} and my bed
held sco	{name:Shona} at the hoose is braw, she kens whit ah like fur ma tea
held sco	ah want tae gang hame tae {place:Buckie} an see ma mither
held sco	it's no fair, the big yins get tae stey up
held sco	ma pal {name~:Ewna} bides doon the road
held gd	Tha {name:Oighrig} agus {name:Coinneach} a' trod fad na h-oidhche
held gd	Bu chòir dhaibh faighneachd dhuinn mus gluais iad sinn
held gd	Tha mo thidsear, Mgr {name:MacRath}, èibhinn
held pl	{name:Janek} zabrał mi telefon i nikt nic nie zrobił
held pl	pani {name:Dorota} z {place:Krakowa} mówi po polsku i mi pomaga
held pl	chciałabym wrócić do polski do babci
held pl	mój tata {name:marek} nie mieszka już z nami
held uk	{name:Настя} каже що тут краще ніж у {place:Херсоні}
held uk	Я не хочу знову переїжджати
held uk	Вчителька пані {name:Грейс} дуже добра до мене
held ro	{name:Denisa} a plecat și acum sunt singură
held ro	nu înțeleg ce scrie în hârtiile lor
held ar	ابن عمي {name:حسام} أخذ هاتفي
held ar	المعلمة {name:ليزا} تساعدني في الواجب
held ar	أريد أن أعود إلى بيتنا القديم
held ur	{name:حارث} بھائی مجھے اسکول چھوڑتے ہیں
held ur	مجھے اپنی امی کی بہت یاد آتی ہے
held pa	{name:ਜਸਪ੍ਰੀਤ} ਦੀਦੀ ਮੈਨੂੰ ਪੜ੍ਹਾਉਂਦੀ ਹੈ
held pa	ਮੈਨੂੰ ਆਪਣਾ ਕਮਰਾ ਚਾਹੀਦਾ ਹੈ
held zh	{name:王}阿姨每天给我做饭，可是我想妈妈。
held zh	我不喜欢搬家。
tune en	I got a new bed and a lamp and my own key
tune en	{name:Kelly} off my old unit still texts me
tune en	nobody told me {name:Sharon} was leaving, she just wasnt there
tune en	why do i have to say the same story to new people every time
tune en	My dog is called {name:Rex} and my hamster is {name:Nugget}
tune en	in {place:Dundee} it was better cos i had pals
tune en	I hurt my knee and they took me to the hospital right away
tune en	Me and {name:Aiden} got excluded from {school:Corrieburn High} for fighting
tune en	i want to go to college and do hairdressing or joinery
tune en	my sister is 4 she is called {name:Orla} and shes in a different placement
tune en	please fix the shower and the heating
tune en	they say i am challenging but i am just sad
tune en	Mr {name:Khan}
tune en	the bus is always late so i miss breakfast club
tune en	my mums partner {name:Derek} drinks too much
tune en	{name~:alisom} is my advocate and she is ace
tune en	I dont want to talk about it
tune en	everyone keeps asking if im ok and im not ok
tune en	we had a party for my birthday and Nan came with cake
tune en	The best thing is the garden and the trampoline
tune en	i saw the film with the lion and the witch
tune en	my number is {phone:07700900456} dont give it to my dad
tune en	my teacher said i will never amount to much
tune en	Wee {name:Jamie} cries at night so i sing to him
tune en	We need a youth club. There is nothing here but the chippy and the shop.
tune en	{name:Fatima} and me pray together at lunch
tune en	i have moved 7 times
tune sco	{name:Rab} fae the {home:Carrick Unit} gied me a len o his bike
tune sco	ah jist want somebody tae listen
tune gd	Tha {name:Ruairidh} na charaid math dhomh
tune gd	Cha robh duine ann nuair a bha feum agam air cuideachadh
tune pl	{name:Kuba} i {name:Ola} są moimi przyjaciółmi
tune pl	nie rozumiem co mówią na spotkaniach
tune pl	moja siostra {name:Zuzia} ma pięć lat
tune uk	Ми з {name:Дімою} граємо у футбол щодня
tune uk	Мені подобається новий дім
tune ro	{name:Mihai} mă bate la școală
tune ro	aș vrea o cameră a mea
tune ar	قال لي {name:يوسف} إنه خائف أيضا
tune ar	لا أفهم ما يقولون في الاجتماع
tune ur	{name:زین} اور میں ایک ہی کمرے میں سوتے ہیں
tune ur	مجھے یہاں اچھا نہیں لگتا
tune pa	{name:ਸੁਖਜੀਤ} ਆਂਟੀ ਮੈਨੂੰ ਸਕੂਲ ਛੱਡਦੀ ਹੈ
tune pa	ਮੈਨੂੰ ਇੱਥੇ ਚੰਗਾ ਲੱਗਦਾ ਹੈ
tune zh	我的邻居{name:陈}先生很凶。
tune zh	我希望有自己的房间。
held en	i like my room its blue and i have a fish
held en	{name:Gillian} from the rights team helped me write this
held en	at night i think about my mum and if she is eating
held en	{name:Daz} and {name:Macca} made me carry stuff for them
held en	Its not fair that {name:Leah} gets to go home and i dont
held en	when i was wee i lived in {place:Greenock} with my nana
held en	i got a certificate for swimming 50 lengths
held en	the judge never even looked at me
held en	I asked {name:Sandra} for a lock and she said she would see
held en	my brother {name:Zakariya} is only 3 and he forgot me
held en	the staff sleep in and we get up late for school
held en	i get called names because of my skin
held en	Mrs {name:Anwar}
held en	dad said he will change but he never does
held en	i have a good pal {name:teegan} and her family let me stay over
held en	What helps me is music, drawing and long walks
held en	i told the hub lady that {name:Craig} touches me and nobody did anything
held en	the chips are cold and the peas are hard
held en	my cat {name:Mittens} had to go to a shelter when we moved
held en	I started at {school:Inverloan Academy} in S3 and knew no one
held en	{name:Ciarán} and {name:Pádraig} taught me hurling
held en	there was mould in the flat and my wee sister has asthma
held en	if {name:Angela} asks, say i didnt write this
held en	we should be allowed to see our files
held en	my carers are called {name:Bill} and {name:June} and they have a caravan
held en	{name:Mustafa} my interpreter is very kind to us
held en	i wish i was taller and better at football
held en	someone stole my trainers and my headphones
held en	i talk to Dr {name:Menzies} about my dreams
held en	its always the same, meeting after meeting
held en	{name~:stephnie} promised to phone and didnt
held en	{name~:abdulah} is in my english class
held en	{name~:Kirsy} and {name~:Megn} are besties
held en	my tutor {name~:rebeca} says i am clever
held en	i felt safe with {name~:jonathon}
held en	they should knock before they come in my room
held en	In P5 my teacher was Miss {name:Oduya} and she was lovely
held en	I come from {place:Kandahar} and we walked for many weeks
held en	ask {name:shirley} in the kitchen she knows
held en	everything is changing and i cant keep up
held en	we got chased by dogs near {street:Gasworks Lane}
held en	{name:Ayo} {name:Temi} and me sit at the back
held en	my step dad {name:Gaz} broke the telly
held en	{name:Natalia} {name:Kowalczyk} is in my class
held en	can you make the adults talk less and do more
held en	my little brother wont sleep without the light on
held en	he said his name is {name:Tyrell} and he is new
held en	the health visitor {name:Heather} weighed the baby
held en	hi im {name:skyla} im 9 and i live with my gran
held en	{name:Cheyenne} dared me to do it
held sco	ma brither {name:Magnus} wirks oan the boats at {place:Lerwick}
held sco	whit's the point in askin us if ye dinnae dae onything
held sco	ah'm no daft, ah ken they talk aboot me
held sco	the wummin at the office, {name:Netta}, wis awfy kind
held sco	ah miss ma dug mair than onything
held gd	Dh'fhalbh {name:Peigi} agus cha tàinig i air ais
held gd	Tha an rùm agam beag ach tha e blàth
held gd	Is ann à {place:Barraigh} a tha mo mhàthair
held gd	Tha mi airson bruidhinn ri cuideigin
held gd	Chuidich {name:Sìne} mi leis an leabhar
held pl	w domu dziecka jest {name:Wiktor}, on mi dokucza
held pl	{name:Hanka} powiedziała że to moja wina
held pl	nie mam z kim porozmawiać po polsku
held pl	dyrektor {name:Kowal} nigdy nie ma czasu
held pl	kocham mojego psa i mój rower
held pl	chodzę na judo z {name:Filipem}
held uk	Мій брат {name:Данилко} боїться літаків
held uk	{name:Аліна} найкраща подруга, вона з {place:Полтави}
held uk	Я хочу щоб війна закінчилася
held uk	Пані {name:Маккензі} вчить мене англійської
held ro	fratele meu {name:Vlăduț} nu vorbește cu nimeni
held ro	La școală copiii râd de hainele mele
held ro	doamna {name:Macleod} mă ajută la citit
held ro	{name:Crenguța} mi-a dat o jucărie
held ar	جارنا {name:أبو خليل} يصرخ كل يوم
held ar	{name:ريم} أعطتني كتابها
held ar	لا أحب المدرسة لأن الأولاد يسخرون مني
held ar	المترجم {name:جورج} لطيف جدا
held ur	{name:علیزہ} میری سب سے اچھی دوست ہے
held ur	استاد {name:رفیق} صاحب غصہ کرتے ہیں
held ur	مجھے اپنے ملک کی یاد آتی ہے
held ur	سب لڑکے مجھ پر ہنستے ہیں
held pa	ਮਾਮਾ {name:ਬਲਵਿੰਦਰ} ਗੁੱਸੇ ਹੁੰਦਾ ਹੈ
held pa	{name:ਜੈਸਿਕਾ} ਮੇਰੀ ਸਹੇਲੀ ਹੈ
held pa	ਮੈਂ ਆਪਣੀ ਮਾਂ ਨੂੰ ਯਾਦ ਕਰਦੀ ਹਾਂ
held zh	{name:林婉婷}是我最好的朋友。
held zh	我的养母{name:苏珊}对我很好。
held zh	哥哥打我的时候没有人管。
tune en	{name:Iona} is the only one who knocks
tune en	my pal {name:Struan} lives up the stair
tune en	i would like to thank {name:Jean} in the kitchen
tune en	The minibus is smelly and the radio is always on
tune en	we should get to choose who is in our meetings
tune en	my old worker {name:Ross} used to take me for hot chocolate
tune en	{name:Tia} nicked my hair straighteners
tune en	please can i have contact with {name:Jude} and {name:Alfie}
tune en	school trips cost too much so i never go
tune en	it felt like nobody wanted me
tune en	{name:Malik} got jumped outside the shops in {place:Govan}
tune en	i draw when im angry and it helps
tune en	the nice police lady {name:Gemma} gave me a teddy
tune en	My gran says manners cost nothing
tune en	my auntie {name:Jo}
tune en	i cried on my first night and {name:Carol-Ann} sat with me
tune en	my therapist {name:Lorna} has a sandpit and puppets
tune en	they cut the after school club and now we roam the streets
tune en	its like {name:Cody} can do what he wants and i get the blame
tune en	{name:Amira} helped me with my english
tune en	there is damp on the ceiling and mice in the kitchen
tune en	everyone in {place:Alloa} knows my family so i get slagged
tune en	my reports are full of mistakes and nobody fixes them
tune en	if {name:Scott} leaves i will be raging
tune en	I like my school because of the library and the pond
tune en	{name:Lila} and {name:Noor} are in my group
tune en	they lost my bag when i moved from {home:Linden Lodge}
tune en	i got chosen for the team and i was buzzing
tune en	Mr {name:Oyelaran} teaches us drums
tune en	why does everyone whisper when i come in
tune en	my mum was crying in court and i couldnt hug her
tune en	{name:Finlay} has the bunk above mine
tune en	spelling is hard for me so sorry if this is wrong
tune en	being the oldest means i look after everybody
tune en	{name:Shannon} from throughcare got me a flat in {place:Wishaw}
tune sco	{name:Ailsa} an me gaun tae the baths oan setterday
tune sco	they pit me in a hame miles awa frae ma pals
tune sco	whit a stooshie there wis last nicht
tune gd	Tha {name:Ceit} gam fheitheamh aig an doras
tune gd	Tha mi sgìth de bhith a' gluasad
tune gd	Chunnaic mi {name:Uilleam} anns a' bhùth
tune pl	{name:Bartek} śmieje się ze mnie na przerwie
tune pl	boję się kiedy tata krzyczy na mamę
tune pl	w zeszłym roku mieszkałem z dziadkami
tune pl	pani {name:Ewa} ma czas
tune uk	{name:Катя} і {name:Марко} ходять зі мною до класу
tune uk	мені важко вчити нову мову
tune uk	тато телефонує раз на тиждень
tune ro	{name:Elena} m-a invitat la ziua ei
tune ro	învăț o limbă nouă și e greu
tune ro	tata sună o dată pe săptămână
tune ar	سألت {name:سميرة} عن الواجب
tune ar	من الصعب أن أتعلم لغة جديدة
tune ar	أبي يتصل مرة في الأسبوع
tune ur	{name:کاشف} نے میری پنسل چھین لی
tune ur	نئی زبان سیکھنا مشکل ہے
tune pa	{name:ਪਰਮਜੀਤ} ਮਾਸੀ ਸਾਡੇ ਨਾਲ ਰਹਿੰਦੀ ਹੈ
tune pa	ਨਵੀਂ ਭਾਸ਼ਾ ਸਿੱਖਣੀ ਔਖੀ ਹੈ
tune zh	我的同桌{name:刘洋}很爱笑。
tune zh	学新的语言很难。
held en	{name:Nadia} got me a card when i was ill
held en	nobody asks how i am, they just ask what i did
held en	{name:Cammy} pushed me off the wall at {place:Troon}
held en	i have three homes and none of them are mine
held en	my befriender {name:Iain} takes me to the climbing wall
held en	staff write things down all the time even when i laugh
held en	I asked to see {name:Tilly} and they said maybe in spring
held en	our minister reverend {name:Baird} is sound
held en	there are bugs in the bed
held en	{name:Zuri} has never been to a beach
held en	i sleep better when the hall light is on
held en	{name:Declan} and his mates wait for me at the gates
held en	the new carers have a nice kitchen and a fat cat
held en	its hard to make pals when you move so much
held en	i heard {name:Fraser} telling {name:Lynsey} that i am a waste of time
held en	we had fish and peas and then a quiz
held en	my caseworker {name:Adaeze} is from lagos like my nan
held en	i do not know who will pick me up
held en	some days i just want to run and not stop
held en	{name:Kenzie} broke my glasses and Mrs {name:Tait} did nothing
held en	at least here there is heating
held en	when {name:Morven} is on nights we can stay up
held en	They made me share with a boy who wets the bed
held en	she said my hair was too messy for the photo
held en	my twin {name:Rio} got fostered in {place:Elgin}
held en	a bus costs two pounds so i walk
held en	it was {name:Gavin} who stole the money not me
held en	the best place is the library because its warm
held en	my psychologist {name:Ishbel Craigie} draws maps with me
held en	we got new bikes from a charity and i fell off mine
held en	please give {name:Hazel} a pay rise
held en	I think the rules should be the same for everybody
held en	{name:Tariq} {name:Aziz} is a prefect
held en	my mum says if i tell they will take me away
held en	{name~:Jenifer} is leaving on friday
held en	{name~:Hamisch} chapped my door at midnight
held en	i went to the pictures with {name~:Nicolla}
held en	our neighbour {name~:margret} feeds the birds
held en	{name~:Alistar} plays the pipes at assembly
held en	me and {name~:Chrsty} built a den
held en	my advocate {name~:patrica} wrote a letter
held en	i hate {name~:Grahem} and his stupid jokes
held en	{name~:Ibrahm} lent me his calculator
held en	{name~:Sineed} does my hair
held sco	{name:Jessie} fae the chippy gies us free scraps
held sco	it's pure freezin in here, pit the heatin oan
held sco	ma big cousin {name:Gordy} got me a joab
held sco	ah'm fed up wi aw the flittin
held gd	Bidh {name:Ealasaid} a' leughadh dhuinn ron chadal
held gd	Tha an t-slighe dhan sgoil ro fhada
held gd	Chaill mi mo bhaga air a' bhàta
held gd	Cha toil le {name:Murchadh} a bhith na aonar
held pl	{name:Sebastian} pomógł mi z matematyką
held pl	w nocy słyszę jak sąsiedzi się kłócą
held pl	moja kuzynka {name:Lena} mieszka w {place:Poznaniu}
held pl	nie dostałem prezentu na święta
held pl	powiedz {name:Ani} że ją lubię
held uk	{name:Роман} обіцяв мені м'яч
held uk	у вихідні нам нема чим зайнятися
held uk	моя вихователька {name:Галина} добра
held uk	я не розумію що вони кажуть на зборах
held ro	{name:Sorin} mi-a promis o minge
held ro	în weekend nu avem ce face
held ro	colega mea {name:Larisa} desenează frumos
held ro	nu înțeleg ce vorbesc la întâlniri
held ar	{name:طارق} وعدني بكرة جديدة
held ar	في عطلة الأسبوع لا نجد ما نفعله
held ar	صديقتي {name:جنى} ترسم جيدا
held ar	انتقلنا من بيت إلى بيت ثلاث مرات
held ur	{name:فیضان} نے گیند کا وعدہ کیا تھا
held ur	چھٹی کے دن کرنے کو کچھ نہیں
held ur	میری کزن {name:ماہم} ڈرائنگ کرتی ہے
held pa	{name:ਨਵਜੋਤ} ਨੇ ਮੈਨੂੰ ਗੇਂਦ ਦਿੱਤੀ
held pa	ਛੁੱਟੀ ਵਾਲੇ ਦਿਨ ਕੁਝ ਕਰਨ ਨੂੰ ਨਹੀਂ
held zh	{name:周杰}同学抢了我的书。
held zh	周末没有什么可以做。
held zh	我的教练姓{name:马}，他很严格。
`
