package corpus

// frames are the sentences that texts are made from.
const frames = `# Sentences of the corpus: "tune" may be looked at while rules are made, "held" never. A word in braces is filled in from
# names.txt, or made up ({phone}, {date}); a sentence without braces has nothing to take out.
@tune en
My social worker {name} comes every two weeks and we get a McDonalds.
my teacher is called {name} and she is nice
I told {name} about it but nothing changed.
me and {name} play football at break
{name} shouts at me when i dont do my homework
I go to {school} and it is too big
i stay in {home} with five other kids and i like it
My mum lives in {place} and i cant see her
we moved to {street} in the summer
my uncle {name} hit me once
i play for {team} on saturdays
my foster carers are {name} and {name}, they are kind
{name} said i could stay up late
My best pal is {full}.
you can phone my mum on {phone}
my birthday is {birthday}
I was born on {date} in the hospital
my snap is {handle} if you want to talk
email me at {email} please
my house is {postcode}
my case number is {number}
i hate it when {name} ignores me
Thank you {name} for listening to me.
The headteacher Mr {surname} never listens
my wee brother {name} is annoying but i love him
@tune en
I hope things will get better at home.
we had art and maths and then it may snow
i feel safe at school most of the time
The food is bad but the staff are kind and funny.
I want a dog and a bigger bedroom.
nobody listens to me when i say no
Grown ups should ask us more often what we think
my room is cold in winter and too hot in summer
i like drawing roses and playing minecraft
sometimes there are fights on the bus and it is scary
She said a wee rose grows in the garden.
I got grant money for my college course and a mark of 7 out of 10.
they never told me why i had to move again
reading is my favourite thing to do, and swimming
i get nervous before meetings because so many people talk
@held en
{name} my key worker is the best person here
I wish my dad would let me see {name} more.
at the weekend i stay with {name} and her dog
there is a boy called {name} who bullies me
i trust {name} because she keeps her promises
My panel was hard but {name} came with me.
i used to live in {place} but now i am with my gran
my nurse {full} helps with my diabetes
i am at {school} and the toilets are horrible
staff at {home} change all the time
they put us in a flat on {street}
our team is {team} and we won 3-1
Miss {surname} gives us too much homework
auntie {name} makes the best soup
{name} and {name} fight every night and i hear it
i dont want {name} to know i wrote this
my sister {name} got moved and nobody asked me
please tell {name} i said thanks
Dear inspector, I am {full} and this is my story.
text me on {phone} after school
my date of birth is {date}
i was born {birthday} so i am the youngest
add me on insta {handle}
my address is {street} {postcode}
send it to {email}
my chi number is {number}
look at my page {link}
@held en
It is hard to sleep because of the noise from the road.
i would change the rules about phones
I will be thirteen soon and may get my own room.
we should have more trips and better wifi
Some teachers have no patience with us.
i lost faith in grown ups after that
the park is good but the swings are broken
They wrote things about me that are not true.
i am happy here and i feel like i belong
my hope is that we can stay together
nobody asked what i wanted so i stopped talking
breakfast is good, lunch is ok and dinner is boring
I miss my old school and my pals
it was a bright summer day and we went to the beach
bullying is a big problem on the bus
the meetings are too long and they use big words
@tune sco
ma social wirker {name} is braw
{name} telt me tae wheesht
ah bide wi ma granny in {place}
ma teacher's cried {name} an she's crabbit
ah gang tae {school} but ah dinnae like it
ma uncle {name} taks me tae the fitba
ma best pal is {full}
@tune sco
naebody listens tae weans like me
the hoose is cauld an there's nae room
ah ken whit ah want but they dinnae ask
it wis a braw day an we had oor tea ootside
ah'm feart o the big laddies on the bus
@held sco
{name} is ma keyworker an she's sound
ah wis bidin wi {name} in {place}
{name} skelped me an ah telt the dominie
ma wee sister {name} greets at nicht
the schuil is {school} an it's fu o noise
ma pal {full} is awa noo
@held sco
ah want tae bide wi ma brither
they aye say they'll phone but they dinnae
the grub's no bad but the beds are hard
ah wish the polis wid listen tae us
ma room's wee but it's mine
@tune gd
Tha an tidsear agam {name} coibhneil.
Bha mi a' bruidhinn ri {name} an-dè.
Tha mi a' fuireach ann an {place} còmhla ri mo sheanmhair.
Tha mi a' dol gu {school} a h-uile latha.
'S e {full} an neach-obrach sòisealta agam.
Is toigh leam {name} oir tha i ag èisteachd rium.
@tune gd
Tha mi toilichte san dachaigh agam.
Chan eil duine ag èisteachd rium uaireannan.
Is toil leam a bhith a' cluich ball-coise.
Tha an sgoil ro mhòr agus ro fhuaimneach.
@held gd
Thuirt {name} rium nach robh e fìor.
Tha mo charaid {name} a' fuireach faisg oirnn.
Thàinig sinn à {place} an-uiridh.
Tha {full} gam chuideachadh leis an obair-dachaigh.
Chaidh mi gu {school} nuair a bha mi beag.
'S e {name} an t-ainm a th' air mo bhràthair.
@held gd
Bu toigh leam barrachd ùine còmhla ri mo theaghlach.
Tha eagal orm air an oidhche.
Bha am biadh math ach bha an seòmar fuar.
Bidh sinn a' snàmh gach seachdain.
@tune pl
Moja pani {name} jest bardzo miła.
wujek {name} krzyczy na mnie
Lubię bawić się z {name} po szkole.
Chodzę do {school} i jest tam głośno.
Mieszkamy przy {street} od dwóch lat.
Moja najlepsza koleżanka to {full}.
Przyjechaliśmy z miasta {place} rok temu.
mój brat {name} mnie bije
@tune pl
Czuję się bezpiecznie w domu.
nikt mnie nie słucha kiedy mówię
W szkole jest za głośno i boję się przerwy.
lubię rysować róże i grać w piłkę
Chcę żeby dorośli pytali nas o zdanie.
@held pl
Pracownica socjalna {name} przychodzi w piątki.
Mój kolega {name} też tak myśli.
ciocia {name} robi dobre obiady
Powiedziałam o tym {name} i mi pomogła.
Na imię mam {name} i mam dziesięć lat.
Nazywam się {full}.
Mieszkaliśmy w mieście {place} zanim przyjechaliśmy.
Moja szkoła to {school} i jest fajna.
Nasz dom stoi przy {street} obok parku.
@held pl
Tęsknię za moją babcią i za psem.
czasami boję się iść spać
Jedzenie jest dobre ale pokoje są małe.
Mam nadzieję że będzie lepiej.
nie lubię kiedy ktoś krzyczy
@tune uk
Мою вчительку звати {name}.
Мій друг {name} живе поруч.
Ми приїхали з міста {place} два роки тому.
дядько {name} часто кричить
Мій соціальний працівник {full} допомагає нам.
Моя {school} дуже велика.
@tune uk
Я люблю малювати і грати у футбол.
Мені страшно вночі коли гучно.
Ніхто не питає чого я хочу.
Я сподіваюся що все буде добре.
@held uk
Моя сестра {name} плаче вночі.
Я розповіла про це {name} і вона допомогла.
тітка {name} готує смачний борщ
Раніше ми жили в місті {place}.
Мене звати {full}, мені десять років.
Тут я ходжу в {school}.
@held uk
Я сумую за бабусею і за своїм котом.
У школі добре але їжа погана.
Хочу щоб дорослі слухали нас.
Іноді хлопці в автобусі мене ображають.
@tune ro
Profesoara mea {name} este foarte bună.
unchiul {name} țipă la mine
Prietenul meu {name} stă aproape.
Am venit din {place} acum doi ani.
Merg la {school} și îmi place.
Mă numesc {full} și am zece ani.
@tune ro
Îmi place să desenez și să joc fotbal.
nimeni nu mă ascultă când vorbesc
Mi-e frică noaptea în camera mea.
Vreau să stau cu frații mei.
@held ro
Asistenta socială {name} vine în fiecare vineri.
tanti {name} face mâncare bună
I-am spus lui {name} ce s-a întâmplat.
Sora mea {name} plânge noaptea.
Numele meu este {full}.
Înainte locuiam în {place}.
Școala mea este {school}.
@held ro
Mâncarea este bună dar camera e rece.
uneori copiii mari se bat în autobuz
Aș vrea ca adulții să ne întrebe mai des.
Mi-e dor de bunica și de câinele meu.
@tune ar
معلمتي اسمها {name} وهي لطيفة
عمي {name} يصرخ علي كثيرا
ألعب مع {name} بعد المدرسة
جئنا من {place} قبل سنتين
العاملة الاجتماعية {full} تساعدنا
أدرس في {school} وهي كبيرة
@tune ar
أحب الرسم وكرة القدم
لا أحد يسمعني عندما أتكلم
أشعر بالأمان في البيت
أخاف في الليل عندما يكون الصوت عاليا
@held ar
صديقي {name} يسكن قريبا منا
أختي {name} تبكي كل ليلة
قلت ذلك ل {name} ولم يتغير شيء
خالتي {name} تطبخ جيدا
كنا نسكن في {place} قبل الحرب
اسمي {full} وعمري عشر سنوات
ذهبت إلى {school} وأنا صغير
@held ar
أريد أن أبقى مع إخوتي
الطعام جيد لكن الغرفة باردة
أتمنى أن يسألنا الكبار أكثر
في الحافلة يضربني الأولاد الكبار
@tune ur
میری ٹیچر کا نام {name} ہے
چچا {name} مجھ پر چیختے ہیں
میں {name} کے ساتھ کھیلتا ہوں
ہم {place} سے آئے ہیں
میرا دوست {full} بہت اچھا ہے
{name} نے مجھے مارا
@tune ur
مجھے کرکٹ کھیلنا پسند ہے
کوئی میری بات نہیں سنتا
مجھے رات کو ڈر لگتا ہے
گھر میں سب ٹھیک ہے
@held ur
{name} آنٹی بہت اچھا کھانا بناتی ہیں
میری بہن {name} روتی رہتی ہے
ماموں {name} نے وعدہ توڑ دیا
میرا نام {full} ہے
پہلے ہم {place} میں رہتے تھے
سوشل ورکر {name} ہماری مدد کرتی ہیں
@held ur
اسکول کا کھانا اچھا نہیں ہے
میں اپنے بھائی کے ساتھ رہنا چاہتا ہوں
بڑے ہم سے کیوں نہیں پوچھتے
بس میں لڑکے تنگ کرتے ہیں
@tune pa
ਮੇਰੀ ਟੀਚਰ ਦਾ ਨਾਮ {name} ਹੈ
ਚਾਚਾ {name} ਮੇਰੇ ਤੇ ਚੀਕਦਾ ਹੈ
ਅਸੀਂ {place} ਤੋਂ ਆਏ ਹਾਂ
ਮੇਰਾ ਦੋਸਤ {full} ਚੰਗਾ ਹੈ
{name} ਨੇ ਮੈਨੂੰ ਮਾਰਿਆ
@tune pa
ਮੈਨੂੰ ਖੇਡਣਾ ਪਸੰਦ ਹੈ
ਕੋਈ ਮੇਰੀ ਗੱਲ ਨਹੀਂ ਸੁਣਦਾ
ਮੈਨੂੰ ਰਾਤ ਨੂੰ ਡਰ ਲੱਗਦਾ ਹੈ
@held pa
ਮੇਰੀ ਭੈਣ {name} ਰੋਂਦੀ ਹੈ
{name} ਆਂਟੀ ਚੰਗਾ ਖਾਣਾ ਬਣਾਉਂਦੀ ਹੈ
ਮੇਰਾ ਨਾਮ {full} ਹੈ
ਪਹਿਲਾਂ ਅਸੀਂ {place} ਵਿੱਚ ਰਹਿੰਦੇ ਸੀ
@held pa
ਸਕੂਲ ਦਾ ਖਾਣਾ ਚੰਗਾ ਨਹੀਂ ਹੈ
ਮੈਂ ਆਪਣੇ ਭਰਾ ਨਾਲ ਰਹਿਣਾ ਚਾਹੁੰਦਾ ਹਾਂ
ਵੱਡੇ ਸਾਨੂੰ ਪੁੱਛਦੇ ਕਿਉਂ ਨਹੀਂ
@tune zh
我的老师叫{name}，她很好。
我的朋友{name}住在附近。
我们以前住在{place}。
我在{school}上学。
{name}阿姨做的饭很好吃。
@tune zh
我喜欢画画和踢足球。
没有人听我说话。
晚上很吵，我很害怕。
@held zh
我叫{name}，今年十岁。
我的社工{name}常常来看我。
我和{name}一起玩。
我们从{place}来。
我去{school}读书。
{name}叔叔打过我。
@held zh
学校的饭不好吃。
我想和弟弟住在一起。
大人应该多问问我们。
@tune en
i dont like {name} because he is loud
when {name} is on shift we get pizza
my carer {name} has a dog
{name} in my class has the same shoes
we went to {place} on the train to see my da
my advocate is {full} and she is patient
at {school} they let me sit in the quiet room
@tune en
my mum works nights so i make my own tea
The lights are too bright in the hall.
i think it would help if we had a box for ideas
nobody said when i could go home
i am good at maths but spelling is hard
they should listen before they decide
@held en
then {name} came in and told us all to be quiet
can i have {name} back as my worker please
i only feel ok when {name} is here
{name} never comes when she says she will
the police came because {name} rang them
my cousin {name} is in the army
i share a room with {name}
we had to leave {place} in the night
{full} is my lawyer
the people at {school} were nice to me
i do boxing with {team}
@held en
i want to know what is in my plan
some people think children in care are bad
the wifi is slow and the tv is broken
It made me angry when they laughed at me.
i love my gran and her soup
we play cards on wet days
@held sco
{name} is aye moanin
ma auntie {name} cam tae see us
@held sco
it's awfy quiet at nicht
@held gd
Bha {name} còmhla rium air a' bhus.
@held gd
Tha mi ag ionndrainn mo charaidean.
@held pl
{name} jest moją opiekunką.
Codziennie gram z {name} w karty.
@held pl
Chcę wiedzieć co będzie dalej.
@held uk
{name} мій найкращий друг.
@held uk
Я хочу знати що буде далі.
@held ro
{name} este cel mai bun prieten al meu.
@held ro
Vreau să știu ce se întâmplă cu mine.
@held ar
قال {name} إن كل شيء سيكون بخير
@held ar
أريد أن أعرف ماذا سيحدث
@held ur
{name} میرا بہترین دوست ہے
@held ur
میں جاننا چاہتا ہوں کہ آگے کیا ہوگا
@held pa
{name} ਮੇਰਾ ਦੋਸਤ ਹੈ
@held zh
{name}是我的好朋友。
@held zh
我想知道以后会怎么样。
@tune pl
zadzwoń do mnie {phone}
@held pl
mój mail to {email}
@tune uk
мій номер {phone}
@held uk
пиши мені на {email}
@tune ro
numărul meu este {phone}
@held ro
sună-mă la {phone}
@tune ar
رقم هاتفي {phone}
@held ar
راسلني على {email}
@tune ur
میرا نمبر {phone} ہے
@held ur
مجھے {phone} پر فون کریں
@tune pa
ਮੇਰਾ ਨੰਬਰ {phone} ਹੈ
@held pa
ਮੈਨੂੰ {phone} ਤੇ ਫ਼ੋਨ ਕਰੋ
@tune zh
我的电话是{phone}。
@held zh
请发邮件到 {email} 。
@tune sco
gie's a phone oan {phone}
@held sco
ma snap's {handle} if ye want me
@tune gd
'S e {phone} an àireamh agam.
@held gd
Sgrìobh thugam aig {email} no fòn {phone}.
@tune en
call {phone} and ask for me
my file ref {number} has it all wrong
my mum is at {postcode} now
its on {link} for all to see
@held en
whatsapp me {phone}
my da's number is {phone} if you need him
write to {email} or {email}
passport number {number}
born {date}
we stay near {postcode}
youtube is {link}
i am {handle} on tiktok
`
