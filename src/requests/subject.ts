/**
 * Subjects as conversations know them: what is left when every "Re:", "AW:" and "转发:", list tag and reference is taken
 * off, so that an answer compares equal with what it answers. RFC 5256 §2.1, widened by what mail programs write in other
 * languages. Never evidence enough to merge two requests; enough to see that the matter has changed.
 */

/** Longer subjects are compared by their beginning: the work stays bounded. */
const LIMIT = 1000;

/** What mail programs and their users put before a subject when answering or forwarding, in lower case. */
const PREFIXES = [
  // Latin: English, German, French, Spanish, Portuguese, Italian, Dutch, Nordic, Baltic
  ...words(
    're ré fw fwd aw antwort wg weitergeleitet tr réf réponse rép rv res enc resp reenv reenviado reenviar rif r i inoltra inoltrato',
  ),
  ...words('antw antwoord beantwoorden doorst doorgestuurd sv svar vs vb vl fs vidarebefordrat videresendt ats pārs'),
  // Central European, Balkan, Turkish, Welsh, Basque
  ...words(
    'odp pd przek odpověď přepos předáno odpoveď vá válasz továbbítás továbbítva odg odgovor na proslijeđeno preslano tb posredovano',
  ),
  ...words('răsp răspuns redir redirecționat ynt ilt i̇lt cevap atb yml'),
  // Indonesian, Malay, Vietnamese
  ...words('bls balas trs hos teruskan trả_lời chuyển_tiếp'),
  // Greek, Cyrillic, Hebrew, Arabic, Persian, Thai
  ...words(
    'απ επ απάντηση σχετ πρθ προώθηση отв ответ пер переслано перенаправлено на відп відповідь пересл отг отговор',
  ),
  ...words('תגובה תשובה השב הועבר رد إعادة إعادة_توجيه تحويل پاسخ هدایت ตอบ ตอบกลับ ส่งต่อ'),
  // Chinese, Japanese, Korean
  ...words('回复 回覆 答复 答覆 转发 轉寄 轉發 转寄 返信 転送 回信 답장 회신 전달'),
];

const PREFIX_WORDS: ReadonlySet<string> = new Set(PREFIXES);
const LONGEST_PREFIX = Math.max(...PREFIXES.map((word) => word.length));

/** `Re:`, `Re :`, `RE[2]:`, `Re(3):`, `Re^2:`, `Re-4:`, and a list's tag between word and colon. */
const REPLY_MARK =
  /^(?<word>[^\s:[(^.]+(?: [^\s:[(^.]+)?)\.? ?(?:\[[^[\]]*\] ?|\(\d{1,3}\) ?|\^\d{1,3} ?|\*\d{1,3} ?)?:/u;
/** A list's or a gateway's tag; `{Spam?}` and `***SPAM***` are what scanners put in front. */
const TAG = /^(?:\[[^[\]]*\]|\{spam\??\}|\*{2,5} ?spam ?\*{2,5}) ?/;
const REFERENCE = /\[ ?# ?(\d{1,9}) ?\]/;

/**
 * The base subject, in the form in which subjects are compared: lower case, one kind of white space, no marks of answers or
 * forwards, no list tag, no `[#1234]`. Empty where nothing is left.
 */
export function baseSubject(subject: string): string {
  let rest = plain(subject).toLowerCase().replaceAll(new RegExp(REFERENCE, 'g'), ' ').replaceAll(/ +/g, ' ').trim();
  for (let before = ''; before !== rest;) {
    before = rest;
    rest = withoutForwardFrame(withoutTag(withoutMark(withoutTrailer(rest))));
  }
  return rest;
}

/**
 * The subject as its reader knows it: without marks of answers and references, in its own spelling (joined emoji stay
 * joined), without what would break a header, turn the direction of writing or is not seen at all.
 */
export function bareSubject(subject: string): string {
  let rest = subject
    .slice(0, LIMIT)
    .toWellFormed()
    .replaceAll(/[\u00AD\u061C\u180E\u200B\u2060-\u2064]/gu, '')
    .replaceAll(/[\p{Cc}\p{Z}\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]+/gu, ' ')
    .replaceAll('：', ':')
    .replaceAll(new RegExp(REFERENCE, 'g'), ' ')
    .replaceAll(/ +/g, ' ')
    .trim();
  for (let before = ''; before !== rest;) {
    before = rest;
    rest = withoutMark(rest);
  }
  return rest;
}

/** The number in the first visible reference `[#1234]` of a subject, or null. */
export function subjectReference(subject: string): number | null {
  const digits = REFERENCE.exec(plain(subject))?.[1];
  return digits === undefined ? null : Number(digits);
}

/** Compatibility forms made plain (`：` is a colon), control and format characters dropped, white space alike. */
function plain(subject: string): string {
  return subject
    .slice(0, LIMIT)
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

function withoutTrailer(subject: string): string {
  return subject.endsWith('(fwd)') ? subject.slice(0, -5).trimEnd() : subject;
}

function withoutMark(subject: string): string {
  const mark = REPLY_MARK.exec(subject.slice(0, LONGEST_PREFIX + 64));
  const word = mark?.groups?.['word']?.replace(/[-*]\d{1,3}$/, '');
  return mark && word !== undefined && PREFIX_WORDS.has(word.toLowerCase())
    ? subject.slice(mark[0].length).trimStart()
    : subject;
}

/** A tag goes where something else is left: `[urgent]` alone is the subject. */
function withoutTag(subject: string): string {
  return subject.slice(TAG.exec(subject)?.[0].length ?? 0) || subject;
}

/** `[Fwd: subject]`, as old Netscape and Lotus write it. */
function withoutForwardFrame(subject: string): string {
  return subject.startsWith('[fwd:') && subject.endsWith(']') ? subject.slice(5, -1).trim() : subject;
}

function words(list: string): string[] {
  return list.split(' ').map((word) => word.normalize('NFKC').replaceAll('_', ' '));
}
