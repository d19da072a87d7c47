import { fold } from './fold.ts';

/** The sentence that states an absence, and whether a return, a deputy or thanks for the mail stand beside it. */
export type Absence = { readonly sentence: string; readonly supported: boolean };

/**
 * Whether a text begins by saying that its writer is away. Only the first sentences count: vacation texts come to the point,
 * people mention their holidays further down.
 */
export function statesAbsence(text: string): Absence | null {
  const folded = fold(text);
  const opening = folded.slice(0, 320);
  const hit = ABSENCE.exec(opening);
  if (hit === null) return houseClosed(folded, opening);
  return { sentence: sentenceAround(opening, hit.index), supported: SUPPORT.test(folded.slice(0, 1_500)) };
}

/** A client may say that his office is closed; only who answers mails says besides when they will be answered. */
function houseClosed(folded: string, opening: string): Absence | null {
  const hit = CLOSED.exec(opening);
  return hit && { sentence: sentenceAround(opening, hit.index), supported: WILL_ANSWER.test(folded.slice(0, 1_500)) };
}

function sentenceAround(text: string, at: number): string {
  const start = Math.max(text.lastIndexOf('. ', at) + 1, 0);
  return text.slice(start, start + 140).trim();
}

// Matched on folded text (see fold.ts): no accents, no case. Every alternative is bounded and none nests a repetition.
const ABSENCE = alternatives([
  // en
  "\\b(?:i|we)(?: am|'m| will be|'ll be| are|'re| shall be)(?: (?:now|currently|presently|away and|also|still|both)){0,2} (?:out of (?:the |my |our )?office|out of town|away (?:from|on|until|till|through|for|at|and|\\w+day|\\d)|on (?:\\w+ )?(?:vacation|holidays?|leave|annual leave|a business trip|sabbatical)|travell?ing|unavailable|not available|absent|not in the office|(?:attending|at) an? (?:\\w+ )?(?:conference|training|seminar|workshop|trade fair)|in training|out sick|off sick)",
  '\\b(?:currently|presently|am|is) (?:out of (?:the )?office|away from (?:the|my) (?:office|desk|mail|e-?mail))',
  '\\b(?:this is|you have reached) an? (?:auto(?:mated|matic)?[ -]?(?:reply|response|responder|message))',
  '^out of (?:the )?office\\b',
  '\\b(?:i am|is|are) no longer (?:with|working (?:at|for|with)|employed (?:at|by|with))\\b',
  "\\b(?:i have|i've|has|have) (?:now |recently |since )?left (?:the company|our company|the organi[sz]ation|our team)\\b",
  '\\bthis (?:e-?mail )?(?:address|mailbox|inbox|account)<60> (?:is|are) (?:no longer|not) (?:in use|monitored|valid|active|read)\\b',
  // de
  '\\bich (?:bin|befinde mich|werde)<60>\\b(?:nicht (?:im|in meinem) (?:buro|haus|hause)|ausser haus|abwesend|im urlaub|in urlaub|in elternzeit|im mutterschutz|krankgeschrieben|auf (?:einer )?(?:fortbildung|schulung|messe)|nicht erreichbar|auf dienstreise|nicht am platz|nicht im dienst)',
  '\\b(?:bin ich|sind wir)<60>\\b(?:nicht (?:im|in meinem) (?:buro|haus|hause)|ausser haus|abwesend|im urlaub|nicht erreichbar)',
  '\\bwahrend meiner abwesenheit\\b',
  '\\b(?:ist|bin|sind) (?:leider |seit <20>)?nicht mehr (?:fur|bei|in) <40>\\b(?:tatig|beschaftigt)',
  '\\b(?:ist|bin) (?:leider )?nicht mehr (?:im unternehmen|in unserem (?:hause?|unternehmen)|bei uns (?:tatig|beschaftigt))',
  // fr
  '\\bje (?:suis|serai)<50>\\b(?:absente?|en conges?|en vacances|en deplacement|en formation|en arret maladie|hors du bureau|indisponible)\\b',
  '\\bactuellement (?:absente?|en conges?|en vacances|en deplacement|en arret|en formation)\\b',
  "\\b(?:a quitte (?:la societe|l'entreprise)|ne fait plus partie de (?:la|notre|l))",
  // es, pt, ca
  '\\b(?:estoy|estare|me encuentro|me encontrare)<50>\\b(?:fuera de (?:la )?oficina|de vacaciones|ausente|de viaje|de baja)\\b',
  '\\b(?:estou|estarei|encontro-me)<50>\\b(?:fora do escritorio|de ferias|em ferias|ausente|em viagem|de licenca)\\b',
  // it
  '\\b(?:sono|saro)<50>\\b(?:fuori (?:ufficio|sede)|assente|in ferie|in viaggio|in trasferta)\\b',
  // nl
  '\\bik ben<50>\\b(?:afwezig|niet (?:aanwezig|op kantoor|bereikbaar)|op vakantie|met verlof|met vakantie|buiten kantoor)\\b',
  '\\bben ik<50>\\b(?:afwezig|niet (?:aanwezig|op kantoor|bereikbaar)|op vakantie|met verlof|met vakantie)\\b',
  // sv, da, no
  '\\b(?:jag|jeg) (?:ar|er)<50>\\b(?:(?:inte|ikke|ej) (?:pa kontoret|til stede|tilgaengelig|tillganglig|pa plats)|pa semester|pa ferie|bortrest|pa rejse|ledig|franvarande|fravaerende|ute av kontoret|ude af kontoret|tjanstledig|foraldraledig)\\b',
  '\\bje(?:g) (?:holder|har) (?:ferie|fri|sommerferie|juleferie)\\b',
  '\\bjag har semester\\b',
  '\\b(?:ar|er) (?:jag|jeg)<50>\\b(?:pa semester|pa ferie|ute av kontoret|ikke pa kontoret|inte pa kontoret|franvarande|fravaerende)\\b',
  // fi, et
  '\\b(?:olen|en ole)<40>\\b(?:lomalla|poissa|toimistolla|tavoitettavissa|matkoilla|vanhempainvapaalla)\\b',
  '\\b(?:viibin|olen)<40>\\b(?:puhkusel|kontorist eemal|komandeeringus)\\b',
  // pl, cs, sk
  '\\b(?:jestem|bede|przebywam)<50>\\b(?:poza biurem|na urlopie|na zwolnieniu|nieobecn[ya]|niedostepn[ya]|w delegacji)\\b',
  '\\b(?:jsem|budu|som|budem|cerpam)<50>\\b(?:mimo kancelar|na dovolene|na dovolenke|nepritom\\w{1,4}|dovolenou|dovolenku|na sluzebni ceste)',
  // sl, hr, sr (latin)
  '\\b(?:sem|nisam|bom|bit cu)<50>\\b(?:odsot\\w{1,3}|na dopustu|na godisnjem|izvan ureda|u uredu|na odmoru|odsut\\w{1,3})\\b',
  // hu, ro
  '\\b(?:szabadsagon (?:vagyok|leszek)|nem vagyok (?:az irodaban|bent|elerheto)|hazon kivul vagyok|tavol vagyok)',
  '\\b(?:sunt|voi fi|ma aflu)<40>\\b(?:in concediu|plecat|absent|in afara biroului|in delegatie)',
  // lt, lv
  '\\b(?:siuo metu|esu|busiu)<40>\\b(?:atostog\\w{1,4}|isvyk\\w{1,3}|ne biure|komandiruote\\w{0,3})',
  '\\b(?:esmu|atrodos|busu)<40>\\b(?:atvalinajuma|prombutne|arpus biroja|komandejuma)',
  // tr
  '\\b(?:ofis disinda|yillik izinde|izinde|is seyahatinde|tatilde)(?:yim|yiz|yım| olacagim| olacagım)',
  // ru, uk, bg
  '(?:я |мы )?(?:нахожусь|буду|сейчас|нет|отсутствую)<50>(?:в отпуске|в командировке|вне офиса|на рабочем месте|отсутств)',
  '(?:я )?(?:перебуваю|буду|зараз)<50>(?:у відпустці|в відпустці|у відрядженні|поза офісом|відсутн)',
  '(?<!\\p{L})я (?:в отпуске|в командировке|у відпустці|в відпустці|у відрядженні)',
  '(?:в отпуск съм|извън офиса съм|отсъствам от офиса)',
  // el
  '(?:ειμαι|θα ειμαι|βρισκομαι|απουσιαζω)<50>(?:εκτος γραφειου|σε αδεια|απο το γραφειο|απων|απουσα)',
  // he, ar
  '(?:אני|הנני)<40>(?:בחופשה|מחוץ למשרד|לא במשרד)',
  '(?:انا|أنا|سأكون|اكون)<40>(?:خارج المكتب|في اجازة|في إجازة)',
  // ja, zh, ko
  '(?:ただいま|現在|本日|出張|休暇|不在)[^。]{0,30}(?:不在|休暇|休業|出張|外出|留守)',
  '(?:我|本人|目前|正在)[^。]{0,20}(?:休假|出差|不在办公室|不在辦公室|外出|请假|請假)',
  ...['휴가 중', '부재 중', '부재중', '출장 중', '자리를 비'].map((phrase) => escapeFolded(phrase)),
]);

const SUPPORT = alternatives([
  '\\b(?:until|till|return(?:ing)?|back (?:on|in|at|by)|be back|upon my return|as soon as) ?\\w',
  '\\b(?:limited|intermittent|no|sporadic|little) (?:access|e-?mail)',
  '\\b(?:urgent|emergency|in my absence|please (?:contact|use|visit|direct)|immediate (?:assistance|attention|help)|please (?:call|e-?mail|reach))',
  '\\b(?:thank(?:s| you) for (?:your|you|contacting|the)|thanks for)\\b',
  '\\b(?:bis (?:zum|einschl)|ab dem|wieder (?:im|da|erreichbar)|dringend|vertretung|mutterschutz|wenden sie sich|meine kolleg|vielen dank|ruckkehr|zuruck)',
  "\\b(?:jusqu|de retour|(?:a|des) mon retour|en cas d'urgence|urgen\\w{1,3}|contacter|merci (?:de|pour)|remplac)",
  '\\b(?:hasta el|regres|vuelta|volver|urgen\\w{1,4}|contact\\w{1,4}|gracias por|ate (?:ao |o )?(?:dia)?|retorn|obrigad|fino al|rientr|al mio ritorno|grazie per)',
  '\\b(?:tot en met|terug|dringend|spoed|bedankt|dank|contact op|till och med|tillbaka|ater|akut|tack for|tilbage|til og med|hastesag\\w{0,2}|kontakt venligst|haster|tak for|tilbake|haste|takk for)\\b',
  '\\b(?:asti|takaisin|palaan|kiireelli|kiitos|saakka|tagasi|kuni)',
  '\\b(?:do dnia|wracam|powrot|piln|pros\\w{1,3} o kontakt|dziekuje|vratim|navrat|zpet|spat|nalehav|kontaktu|dekuji|dakujem|povratk|vracam|hitno|nujn|hvala)',
  '\\b(?:vissza|surgos|koszon|pana (?:la|pe|in)|revin|urgent|multumesc|grisiu|grizt|skub|dekoj|lidz|atgriez|steidz|paldies)',
  '\\b(?:tarihine kadar|donus|doneceg|acil|tesekkur)',
  '(?:до \\d|вернусь|возвращ|срочн|обращ|спасибо|благодар|повернусь|терміново|зверта|дякую|връщам|спешн|επιστρ|επειγον|ευχαριστ)',
  '(?:אחזור|דחוף|לפנות|תודה|حتى|عاجل|الاتصال|شكرا)',
  '(?:まで|以降|戻り|緊急|お急ぎ|ご連絡|ありがとう|返信|至|返回|紧急|緊急|联系|聯繫|谢谢|謝謝)',
  ...['까지', '복귀', '급한', '연락', '감사'].map((phrase) => escapeFolded(phrase)),
]);

const CLOSED = alternatives([
  '\\b(?:our|the) (?:offices?|company|shop|store|support|helpdesk)<30>\\b(?:is|are|will be|remains?)(?: \\w+)? closed\\b',
  '\\b(?:unser|das) (?:buro|betrieb|unternehmen|sekretariat|support)<40>\\bgeschlossen\\b',
  '\\bwe (?:are|will be) (?:now |currently )?closed\\b',
  '\\bwir (?:haben|sind|machen)<40>\\b(?:geschlossen|betriebsferien)\\b',
  '\\b(?:estamos|estaremos)<20>\\b(?:cerrados|fechados|encerrados)\\b',
  '\\b(?:siamo|saremo) chiusi\\b',
  '\\b(?:wij|we) zijn<30>\\bgesloten\\b',
  '\\bvi (?:har|holder)<30>\\b(?:stangt|lukket)\\b',
  '\\bnous (?:sommes|serons) fermes\\b',
  '\\b(?:nos bureaux|notre (?:bureau|societe|entreprise))<40>\\b(?:fermes?|fermee)\\b',
  '\\b(?:nuestras? oficinas?|permanecer\\w{1,3})<40>\\bcerrad\\w{1,2}\\b',
  '\\b(?:i nostri uffici|il nostro ufficio|la nostra azienda)<40>\\bchius\\w\\b',
  '\\b(?:ons|onze) (?:kantoor|bedrijf)<40>\\bgesloten\\b',
  '\\b(?:vart|vart|vort|vores) kontor<40>\\b(?:stangt|lukket)\\b',
  '\\bnasze biuro<40>\\b(?:nieczynne|zamkniete)\\b',
  '(?:наш офис|офис)<40>(?:закрыт|не работает)',
  '(?:休業|休館|定休)',
  '(?:放假|休息)[^。]{0,20}(?:期间|期間)',
]);

const WILL_ANSWER = alternatives([
  "\\bwe (?:will|shall|'ll) (?:answer|reply|respond|get back|process|deal with|attend|handle|read)",
  '\\byour (?:message|e-?mail|request|mail|enquiry)<40>\\bwill be\\b',
  '\\b(?:nachricht|e-?mail|mail|anfrage|anliegen)<60>\\b(?:bearbeite|beantworte)',
  '\\bwir<60>\\b(?:bearbeiten|beantworten|melden)\\b',
  '\\bnous<40>\\b(?:repondrons|traiterons|reviendrons)\\b|\\bvotre (?:message|demande|courriel)<40>\\bsera\\b',
  '\\b(?:responderemos|atenderemos|contestaremos|su (?:mensaje|consulta)<40> sera)\\b',
  '\\b(?:risponderemo|la sua (?:richiesta|e-?mail)<40> sara)\\b',
  '\\b(?:uw (?:bericht|e-?mail|vraag)<40> (?:beantwoord|behandel)|wij beantwoorden)',
  '\\b(?:vi (?:svarar|svarer|besvarar|besvarer))\\b',
  '\\b(?:odpowiemy|odpiszemy)\\b',
  '(?:ответим|ваше (?:сообщение|письмо)<40>(?:будет|рассмотр))',
  '(?:順次|翌営業日|営業開始|対応させて|ご返信|回答)',
  '(?:回复您|回覆您|处理|處理)',
]);

/** `<60>` in a pattern: up to 60 characters of the same sentence; the dot of a date (5. Mai) does not end it. */
function alternatives(patterns: readonly string[]): RegExp {
  const spelled = patterns.map((pattern) =>
    pattern
      .normalize('NFKD')
      .replace(/\p{M}+/gu, '')
      .replace(/<(\d+)>/g, '(?:[^.]|(?<=\\d)\\.){0,$1}?'),
  );
  return new RegExp(spelled.map((pattern) => `(?:${pattern})`).join('|'), 'u');
}

/** Hangul and the like decompose when folded, so the phrase must as well. */
function escapeFolded(phrase: string): string {
  return fold(phrase);
}
