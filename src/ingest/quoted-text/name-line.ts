import { SIGN_OFFS } from './words/sign-offs.ts';

/** Whether a line could stand in a signature, judged by its shape. */

const PARTICLES = new Set([
  'de',
  'da',
  'do',
  'dos',
  'du',
  'van',
  'von',
  'der',
  'den',
  'la',
  'le',
  'el',
  'al',
  'bin',
  'ibn',
  'di',
  'del',
  'della',
  'y',
  'zu',
  'ter',
  'ten',
  'af',
  'av',
]);

/** Capitalised words that end mails without being names. */
const NO_NAMES = new Set(
  [
    'thanks thank thx hello hi hey dear yes no ok okay sure please urgent help best regards cheers sorry done attached attachment attachments',
    'enjoy great good bye goodbye welcome congratulations congrats perfect fine agreed approved confirmed correct noted understood will test',
    'danke bitte ja nein hallo gut genau merci oui non bonjour salut gracias hola si sí no grazie ciao prego obrigado obrigada sim não bedankt',
    'nee tack nej tak kiitos dzięki tak nie proszę děkuji ano спасибо да нет привет хорошо asap fyi eof end n/a none nothing tbd tba ps p.s pps',
    'monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december',
    'document documents instruction instructions file files form forms page pages list report order number invoice copy version update table figure',
    'from to cc bcc subject sent re fwd fw note notes fyi summary details here there this that these those what when where who why how',
    'question questions answer answers problem issue request ticket subject total amount date time name address phone email e-mail website link links',
  ].flatMap((words) => words.split(' ')),
);

const SIGN_OFF_SET = new Set(SIGN_OFFS);
const TITLE = /^(?:dr|mr|mrs|ms|prof|ing|dipl|herr|frau|m|mme|sr|sra|sig|dott|mag|rev|sir|lic)\.$/iu;
const NAME_WORD = /^[\p{Lu}\p{Lt}\p{Lo}][\p{L}\p{M}'’.-]*$/u;

/** One to four capitalised words, none of them a common one. */
export function isNameLike(plain: string): boolean {
  const text = plain.replace(/^[*_"“~\s]+|[*_"”,.\s]+$/gu, '').replace(/\s?\([^()]{1,20}\)$/u, '');
  if (text.length < 1 || text.length > 45 || /^\S{21}/u.test(text)) return false;
  const words = text.split(' ').filter((word) => !TITLE.test(word));
  const names = words.filter((word) => !PARTICLES.has(word));
  if (words.length > 5 || names.length === 0 || names.length > 4) return false;
  return names.every((word) => NAME_WORD.test(word)) && !names.some(isCommonWord);
}

function isCommonWord(word: string): boolean {
  const lower = word.toLowerCase().replace(/[.'’]+$/u, '');
  return NO_NAMES.has(lower) || SIGN_OFF_SET.has(lower);
}

const PHONE =
  /(?:^|[\s(:+#])\+?\(?\d[\d\s()./–-]{5,}\d|^\(?x[\s.-]?\d{3,6}\)?$|^\d[ -]\d{4}\.?$|\bext\.?\s?\d{2,6}\b|^\p{Lu}\S{0,20}(?:\s\p{Lu}\S{0,20})?\s+x?\d[\d -]{3,}\.?$/iu;
/** List items, dates, and labelled values that reach nobody. */
const NO_CONTACT = /^(?:\d{1,2}[.)]|[•▪*-])\s|\d{4}-\d\d-\d\d|\d\d?[./]\d\d?[./]\d{4}/u;

const REACH =
  /https?:\/\/|www\.|[^\s@]@[^\s@]+\.\p{L}{2,}|\p{L}\.(?:com|org|net|de|co|io|fr|nl|es|it|pl|eu|uk)(?:\/|$|\s)|^@[\w.-]+$/iu;
const LABEL =
  /^(?:tel|telephone|phone|ph|fax|mobile|mob|cell|cel|direct|office|work|home|skype|email|e-mail|mail|web|website|internet|t|f|m|p|e|w|o|d|telefon|telefax|handy|mobil|tél|téléphone|portable|móvil|teléfono|telefono|cellulare|telefone|celular|тел|моб|linkedin|twitter|whatsapp)(?!\p{L})\.?\s?[:.+(\d/|]/iu;

/** A name in a script with capitals, so that it can be told without a formula above it. */
export function isCapitalisedName(plain: string): boolean {
  return isNameLike(plain) && !plain.endsWith(',') && /\p{Lu}/u.test(plain) && !/\p{Lo}/u.test(plain);
}

/** A phone number, an address on the net, or a labelled line of such. */
export function isContact(plain: string): boolean {
  return (
    plain.length <= 160 &&
    !NO_CONTACT.test(plain) &&
    (PHONE.test(plain) || REACH.test(plain) || LABEL.test(plain)) &&
    !isSentence(plain)
  );
}

/** Nothing but a phone number, an extension, an address on the net, perhaps after initials or a label. */
export function isBareContact(plain: string): boolean {
  const rest = plain
    .replace(/\+?[\d][\d\s()./–-]{2,}\d|x[\s.-]?\d{3,6}|\S+@\S+|(?:https?:\/\/|www\.)\S+/giu, '')
    .replace(/[^\p{L}\p{M}\s]/gu, ' ')
    .trim();
  return isContact(plain) && rest.split(/\s+/u).filter((word) => word !== '').length <= 3;
}

/** Short, begins with a capital, a digit or a sign, and is no sentence: a title, a company, a street. */
export function isShortLine(plain: string): boolean {
  if (plain.length > 70 || plain.split(' ').length > 9) return false;
  if (
    /[?;:]$/u.test(plain) ||
    /^(?:\p{Ll}|<<|\d{1,2}[.)]\s|[•·▪*-]\s|[\p{L}][\p{L}\s-]{1,24}[:：]\s?\S)/u.test(plain) ||
    isSentence(plain)
  )
    return false;
  const words = plain.split(' ');
  return (words.length <= 4 || !plain.endsWith('!')) && words.filter(isPlainWord).length <= 2;
}

/** A word in lower case that carries meaning, as titles and companies have few. */
function isPlainWord(word: string): boolean {
  return /^\p{Ll}{3,}/u.test(word) && !PARTICLES.has(word) && !LINKING.has(word);
}

const LINKING = new Set([
  'and',
  'the',
  'for',
  'und',
  'für',
  'der',
  'des',
  'pour',
  'les',
  'para',
  'los',
  'las',
  'per',
  'och',
  'voor',
  'het',
  'een',
]);

function isSentence(plain: string): boolean {
  if (/\p{L}{2,}[.!?]\s+\p{Lu}\p{Ll}+\s\p{Ll}/u.test(plain)) return true;
  const words = plain.split(' ');
  return (
    words.length >= 5 && /\p{Ll}{3,}[.!?]$/u.test(plain) && words.filter((word) => /^\p{Ll}/u.test(word)).length >= 3
  );
}
