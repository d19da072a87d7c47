/** What one word of a moment means. */
export type Word =
  | { readonly is: 'day'; readonly ahead: number }
  | { readonly is: 'date'; readonly day: number; readonly month: number; readonly year: number | null }
  | { readonly is: 'weekday'; readonly number: number }
  | { readonly is: 'next-week' }
  | { readonly is: 'next' }
  | { readonly is: 'month'; readonly number: number }
  | { readonly is: 'time'; readonly hour: number; readonly minute: number }
  | { readonly is: 'number'; readonly number: number }
  /** "24." or "24th": a day of some month. */
  | { readonly is: 'ordinal'; readonly number: number }
  | { readonly is: 'unit'; readonly unit: 'minutes' | 'hours' | 'days' | 'months'; readonly times: number };

/** The words in order; null where one of them means nothing here. All languages at once: staff mix them. */
export function meaningOf(text: string, language: string): Word[] | null {
  const words: Word[] = [];
  // In Polish "do" is "until"; in German it is Thursday.
  let rest = language.startsWith('pl') ? folded(text).replace(/^do /, '') : folded(text);
  // "2h" is a span, "à 2h" a time of day; the word before tells.
  let spanning = !/^(?:fr|es|it|nl|pt)/.test(language);
  while (rest !== '') {
    const read = readNumeric(rest, language, spanning) ?? readPhrase(rest);
    if (read === null) return null;
    if (read.word !== null) words.push(read.word);
    const said = rest.slice(0, read.length);
    if (read.word === null) spanning = SPAN_LEADS.has(said) || (spanning && !TIME_LEADS.has(said));
    rest = rest.slice(read.length).replace(/^[\s,;]+/, '');
  }
  return words.length === 0 ? null : words;
}

const SPAN_LEADS = new Set(['in', 'dans', 'en', 'dentro de', 'tra', 'fra', 'over', 'em', 'za']);
const TIME_LEADS = new Set([
  'at',
  'um',
  'a',
  'las',
  'la',
  'by',
  'until',
  'till',
  'til',
  'before',
  'alle',
  'om',
  'tot',
  'as',
  'ate',
]);

type Read = { readonly word: Word | null; readonly length: number };

function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ł', 'l')
    .replaceAll(/['’]/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replace(/^ /, '')
    .replace(/[ .!]*$/, (end) => (end.startsWith('.') ? '.' : ''))
    .replace(/(?<!\d)\.$/, '');
}

type Pattern = { readonly like: RegExp; readonly read: (match: string[], language: string) => Word | null };

const HOUR: Pattern = {
  like: /^(\d{1,2}) ?(?:h|heures?|horas?|uur|ore) ?(\d\d)?(?![\da-z])/,
  read: ([, h, m]) => time(h, m),
};

/** In order; each is anchored. */
const NUMERIC: readonly Pattern[] = [
  { like: /^(\d{4})-(\d\d)-(\d\d)(?:t(?=\d)|(?![\da-z]))/, read: ([, y, m, d]) => date(d, m, y) },
  { like: /^(\d{1,2})\. ?(\d{1,2})\.(?: ?(\d{4}|\d\d)(?![\d:.h]))?/, read: ([, d, m, y]) => date(d, m, y) },
  {
    like: /^(\d{1,2})\/(\d{1,2})(?:\/(\d{4}|\d\d))?(?!\d)/,
    read: ([, a, b, y], language) => slashed(Number(a), Number(b), y, language),
  },
  {
    like: /^(\d{1,2})(?:[:.](\d\d))? ?(am|pm|a\.m\.?|p\.m\.?)(?![a-z])/,
    read: ([, h, m, half]) => halfDay(Number(h), Number(m ?? 0), half ?? ''),
  },
  { like: /^(\d{1,2}):(\d\d)(?::\d\d)?(?: ?(?:uhr|h))?(?![\da-z])/, read: ([, h, m]) => time(h, m) },
  { like: /^(\d{1,2})\.(\d\d) ?(?:uhr|h)(?![a-z])/, read: ([, h, m]) => time(h, m) },
  { like: /^(\d{1,2}) ?(?:uhr|o clock)(?: ?(\d\d))?(?![\da-z])/, read: ([, h, m]) => time(h, m) },
  { like: /^(\d{1,2})(?:st|nd|rd|th|er|\.)(?![\da-z])/, read: ([, n]) => ({ is: 'ordinal', number: Number(n) }) },
  { like: /^(\d{1,4})(?![\d:./])/, read: ([, n]) => ({ is: 'number', number: Number(n) }) },
];

function readNumeric(rest: string, language: string, spanning: boolean): Read | null {
  if (!/^\d/.test(rest)) return null;
  for (const { like, read } of spanning ? NUMERIC : [HOUR, ...NUMERIC]) {
    const match = like.exec(rest);
    const word = match && read([...match], language);
    if (match && word) return { word, length: match[0].length };
  }
  return null;
}

function date(day = '', month = '', year?: string): Word | null {
  const [d, m] = [Number(day), Number(month)];
  return d >= 1 && d <= 31 && m >= 1 && m <= 12
    ? { is: 'date', day: d, month: m, year: year === undefined ? null : Number(year) }
    : null;
}

function slashed(a: number, b: number, year: string | undefined, language: string): Word | null {
  if (b > 12) return date(String(b), String(a), year);
  if (a <= 12 && a !== b && language.startsWith('en')) return null;
  return date(String(a), String(b), year);
}

function halfDay(hour: number, minute: number, half: string): Word | null {
  if (hour < 1 || hour > 12 || minute > 59) return null;
  return { is: 'time', hour: (hour % 12) + (half.startsWith('p') ? 12 : 0), minute };
}

function time(hours = '', minutes = '0'): Word | null {
  const [hour, minute] = [Number(hours), Number(minutes)];
  return hour < 24 && minute < 60 ? { is: 'time', hour, minute } : null;
}

function readPhrase(rest: string): Read | null {
  for (let length = Math.min(rest.length, LONGEST); length > 0; length--) {
    if (/[a-z]/.test(rest[length] ?? '') && /[a-z]/.test(rest[length - 1] ?? '')) continue;
    const found = PHRASES.get(rest.slice(0, length));
    if (found !== undefined) return { word: found, length };
  }
  return null;
}

const NEXT: Word = { is: 'next' };
const day = (ahead: number): Word => ({ is: 'day', ahead });
const at = (hour: number): Word => ({ is: 'time', hour, minute: 0 });
const unit = (name: 'minutes' | 'hours' | 'days' | 'months', times = 1): Word => ({ is: 'unit', unit: name, times });
const number = (value: number): Word => ({ is: 'number', number: value });

/** Phrases and their meaning; null: says nothing by itself. The longest wins. */
const PHRASES: ReadonlyMap<string, Word | null> = new Map<string, Word | null>([
  ...phrases(
    null,
    'until|till|til|by|before|from|on|at|in|the|of|for|bis|zum|zu|am|um|den|dem|der|vor|ab|im|jusqu|jusque|a|au|le|la|les|l|d|de|du|des|avant|dans|pour|ce|cette|hasta|el|las|los|del|en|dentro de|antes de|para|este|esta|this|diesen|dieser|diese|uhr|and|und|et|y|o clock|kommenden|kommende|coming|fino a|fino al|entro|il|alle|tra|fra|al|tot|op|om|over|voor|het|za|na|o|w|przed|ate|as|em|no|ao',
  ),
  ...phrases(day(0), 'today|heute|aujourd hui|hoy|oggi|vandaag|dzis|dzisiaj|hoje'),
  ...phrases(day(1), 'tomorrow|tmrw|morgen|demain|manana|domani|jutro|amanha'),
  ...phrases(
    day(2),
    'day after tomorrow|the day after tomorrow|ubermorgen|uebermorgen|apres-demain|apres demain|pasado manana|dopodomani|overmorgen|pojutrze|depois de amanha',
  ),
  ...phrases(
    { is: 'next-week' },
    'next week|nachste woche|naechste woche|nachster woche|naechster woche|semaine prochaine|proxima semana|semana proxima|semana que viene|settimana prossima|prossima settimana|volgende week|przyszly tydzien|w przyszlym tygodniu',
  ),
  ...phrases(
    NEXT,
    'next|nachsten|nachster|nachste|naechsten|naechste|prochain|prochaine|proximo|proxima|que viene|prossimo|prossima|volgende|nastepny|nastepna|przyszly|przyszla',
  ),
  ...phrases(
    at(9),
    'morning|in the morning|fruh|frueh|vormittag|matin|por la manana|de la manana|mattina|ochtend|rano|de manha',
  ),
  ...phrases(at(12), 'noon|midday|mittag|mittags|midi|mediodia|mezzogiorno|poludnie|meio-dia'),
  ...phrases(
    at(14),
    'afternoon|in the afternoon|nachmittag|apres-midi|apres midi|por la tarde|pomeriggio|middag|popoludnie|a tarde|tarde',
  ),
  ...phrases(at(17), 'end of day|eod|cob|end of business|feierabend|geschaftsschluss|fin de journee|fin del dia'),
  ...phrases(at(18), 'evening|in the evening|tonight|abend|abends|soir|por la noche|sera|avond|wieczorem|wieczor'),
  ...phrases(unit('minutes'), 'minute|minutes|min|mins|minuten|minuto|minutos|minuti|minuut|minuta|minuty|minut'),
  ...phrases(
    unit('hours'),
    'hour|hours|hr|hrs|h|stunde|stunden|std|heure|heures|hora|horas|ora|ore|uur|godzina|godziny|godzin|godzine',
  ),
  ...phrases(unit('days'), 'day|days|d|tag|tage|tagen|jour|jours|dia|dias|giorno|giorni|dag|dagen|dzien|dni'),
  ...phrases(
    unit('days', 7),
    'week|weeks|woche|wochen|semaine|semaines|semana|semanas|settimana|settimane|weken|tydzien|tygodnie|tygodni',
  ),
  ...phrases(
    unit('months'),
    'month|months|monat|monate|monaten|mois|mes|meses|mese|mesi|maand|maanden|miesiac|miesiace|miesiecy',
  ),
  ...phrases(number(1), 'an|one|ein|eine|einer|einem|un|une|una|uno'),
  ...phrases(number(2), 'two|zwei|deux|dos|a couple of'),
  ...phrases(number(3), 'three|drei|trois|tres'),
  ...phrases(number(4), 'four|vier|quatre|cuatro'),
  ...list('weekday', [
    'monday|mon|montag|mo|lundi|lun|lunes|lunedi|maandag|poniedzialek|segunda|segunda-feira',
    'tuesday|tue|tues|dienstag|di|die|mardi|martes|martedi|dinsdag|wtorek|terca|terca-feira',
    'wednesday|wed|mittwoch|mi|mercredi|mer|miercoles|mie|mercoledi|woensdag|sroda|srode|srody|quarta|quarta-feira',
    'thursday|thu|thur|thurs|donnerstag|do|don|jeudi|jeu|jueves|jue|giovedi|donderdag|czwartek|czwartku|quinta|quinta-feira',
    'friday|fri|freitag|fr|vendredi|ven|viernes|vie|venerdi|vrijdag|piatek|piatku|sexta|sexta-feira',
    'saturday|sat|samstag|sonnabend|sa|samedi|sam|sabado|sab|sabato|zaterdag|sobota|sobote',
    'sunday|sun|sonntag|so|dimanche|dim|domingo|dom|domenica|zondag|niedziela|niedziele',
  ]),
  ...list('month', [
    'january|jan|januar|janner|janvier|enero|ene|gennaio|januari|stycznia|janeiro',
    'february|feb|februar|fevrier|fev|febrero|febbraio|februari|lutego|fevereiro',
    'march|marz|maerz|mars|marzo|mar|maart|marca|marco',
    'april|apr|avril|avr|abril|abr|aprile|kwietnia',
    'may|mai|mayo|maggio|mei|maja|maio',
    'june|jun|juni|juin|junio|giugno|czerwca|junho',
    'july|jul|juli|juillet|julio|luglio|lipca|julho',
    'august|aug|aout|agosto|ago|augustus|sierpnia',
    'september|sep|sept|septembre|septiembre|settembre|wrzesnia|setembro',
    'october|oct|oktober|okt|octobre|octubre|ottobre|pazdziernika|outubro',
    'november|nov|novembre|noviembre|listopada',
    'december|dec|dezember|dez|decembre|diciembre|dic|dicembre|grudnia|dezembro',
  ]),
]);

const LONGEST = Math.max(...[...PHRASES.keys()].map((phrase) => phrase.length));

function phrases(word: Word | null, names: string): [string, Word | null][] {
  return names.split('|').map((name) => [name, word]);
}

function list(is: 'weekday' | 'month', names: readonly string[]): [string, Word][] {
  return names.flatMap((all, index) => all.split('|').map((name): [string, Word] => [name, { is, number: index + 1 }]));
}
