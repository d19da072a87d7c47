import { phrases } from './phrases.ts';

/**
 * The words of lines such as "On 3 May 2024, Ann wrote:". Twenty-nine languages, as Gmail, Outlook, Apple Mail, Thunderbird,
 * Yahoo and their like write them. A verb proves nothing alone: see attribution.ts for what else must be there.
 */
export const WROTE = phrases(
  'wrote | writes | said | says | sent',
  'schrieb | schrieben sie | schrieben | geschrieben | hat geschrieben | schreibt',
  'a écrit | a ecrit | écrit | nous a dit | a dit',
  'escribió | escribio | ha escrito | va escriure | ha escrit',
  'ha scritto | scritto | scrive | escreveu | escreve',
  'schreef | het volgende geschreven | verzond | verzonden | schreef het volgende | het geskryf | skryf',
  'napisał | napisała | napisał(a) | napisal(a) | napisal | napisano | pisze | nadesłał | nadesłał(a)',
  'skrev | skrev följande | skrev følgende | skriver | kirjoitti | skrifaði',
  'napsal | napsala | napsal(a) | píše | napísal | napísala | napísal(a) | napísal/a | napisal/a',
  'ezt írta | írta | a következőt írta | következőt írta | a scris | yazdı | şunu yazdı | şunları yazdı',
  'написал | написала | написал(а) | написали | пишет | писал | писали | писал(а) | пише | написав | написав(ла)',
  'написа | έγραψε | έγραψαν | napisao | napisala | je napisao | napisao je | napisala je | napisana | je napisao/la | napisao/la | je napisal',
  'је написао | је написала | je napisala | je napisal/-a | je napisal(a) | kirjutas | rakstīja | rašė',
  'parašė | đã viết | menulis | كتب | كتبت | كتب/كتبت | نوشت | نوشته | כתב | כתבה | כתב/ה',
);

/** The same for languages that put no space between words. */
export const WROTE_UNSPACED = phrases(
  '写道 | 寫道 | 写 | 寫 | のメッセージ | は書きました | さんは書きました | 書きました | のメール',
  '작성 | 님이 작성 | 님이 작성하였습니다 | 님이 쓴 글 | เขียนว่า | เขียน',
);

/** First words of such lines, before the date or the name. */
export const ATTRIBUTION_STARTS = phrases(
  'on | at | in message | quoting | am | zitat von | le | selon | el | citando | citando a | il | il giorno',
  'in data | em | no dia | na | a | op | w dniu | dnia | dňa | dna | dne | den | på | kl | wiadomość napisana',
  'wiadomosc napisana | în data de | pe | la | на | στις | την | dana | u | vào | pada | в | citeren | í | þann',
  'cytowanie | citat | цитирую | em qua | opus | في | بتاريخ | در | בתאריך | ב | เมื่อ | 在 | 于 | 於',
);

/** Days of the week, short and long, where attributions begin with them: "ons 4 dec. 2024 kl. 20:42 skrev …". */
export const WEEKDAYS = phrases(
  'mon | tue | wed | thu | fri | sat | sun | monday | tuesday | wednesday | thursday | friday | saturday',
  'sunday',
  'mo | di | mi | do | fr | sa | so | montag | dienstag | mittwoch | donnerstag | freitag | samstag | sonntag',
  'lun | mar | mer | jeu | ven | sam | dim | lundi | mardi | mercredi | jeudi | vendredi | samedi | dimanche',
  'mié | jue | vie | sáb | dom | lunes | martes | miércoles | jueves | viernes | sábado | domingo',
  'gio | sab | lunedì | martedì | mercoledì | giovedì | venerdì | sabato | domenica | seg | ter | qua | qui',
  'sex',
  'ma | wo | vr | za | zo | maandag | dinsdag | woensdag | donderdag | vrijdag | zaterdag | zondag',
  'mån | tis | ons | tor | tors | fre | lör | sön | måndag | tisdag | onsdag | torsdag | fredag | lördag',
  'söndag',
  'man | tir | tirs | lør | søn | mandag | tirsdag | lørdag | søndag | ti | ke | to | pe | la | su',
  'maanantai | tiistai | keskiviikko | torstai | perjantai | lauantai | sunnuntai | po | út | st | čt | pá | ne',
  'pondělí | úterý | středa | čtvrtek | pátek | sobota | neděle | ut | št | pi | pon | wt | śr | czw | pt | sob',
  'poniedziałek | wtorek | środa | czwartek | piątek | niedziela | пн | вт | ср | чт | пт | сб | вс | нд',
  'понедельник | вторник | среда | четверг | пятница | суббота | воскресенье | понеділок | вівторок | середа',
  'четвер',
  'пʼятниця | неділя | pzt | sal | çar | per | cum | cmt | paz | uto | sri | čet | pet | sub | ned | hétfő',
  'kedd',
  'szerda | csütörtök | péntek | szombat | vasárnap | joi | vin | mie | δευ | τρί | τετ | πέμ | παρ | σάβ | κυρ',
  'th 2 | th 3 | th 4 | th 5 | th 6 | th 7 | cn',
);

/** Who speaks of himself: "on 3 May I wrote:" opens the writer's own text, not a quote. */
export const FIRST_PERSONS = phrases(
  "i | we | ich | wir | j'ai | nous avons | je | ik | wij | we | jag | jeg | vi | yo | io | eu | minä | me | ja",
  'я | мы',
);
