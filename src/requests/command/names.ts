import type { Priority } from '../policy.ts';
import { MORE_NAMES } from './more-names.ts';

/** What stands behind the name of a command on its line. */
type Takes =
  /** Nothing: text belongs below. */
  | 'nothing'
  | 'something'
  /** Something, or nothing. */
  | 'maybe'
  /** The beginning of the text that stands below. */
  | 'text';

type Spec = {
  readonly takes: Takes;
  /** Further names, by language; each is understood everywhere, abbreviated only where it is the desk's language. */
  readonly names: { readonly en?: string; readonly de: string; readonly fr: string; readonly es: string };
};

function spec(takes: Takes, names: Spec['names']): Spec {
  return { takes, names };
}

/** Every command; the order is that of the help. */
export const COMMANDS = {
  take: spec('nothing', {
    de: 'nehmen übernehmen',
    fr: 'prendre',
    es: 'tomar',
  }),
  assign: spec('something', {
    de: 'zuweisen zuteilen',
    fr: 'assigner attribuer',
    es: 'asignar',
  }),
  note: spec('text', {
    en: 'internal',
    de: 'notiz intern',
    fr: 'interne',
    es: 'nota interno',
  }),
  resolve: spec('nothing', {
    en: 'resolved solved',
    de: 'erledigt gelöst lösen',
    fr: 'résolu résoudre',
    es: 'resuelto resolver',
  }),
  wait: spec('maybe', {
    en: 'later',
    de: 'warten später',
    fr: 'attendre',
    es: 'esperar',
  }),
  priority: spec('something', {
    de: 'priorität prio',
    fr: 'priorité',
    es: 'prioridad',
  }),
  spam: spec('nothing', { de: '', fr: 'pourriel', es: '' }),
  undo: spec('nothing', {
    de: 'rückgängig',
    fr: 'annuler',
    es: 'deshacer',
  }),
  list: spec('nothing', {
    en: 'digest',
    de: 'liste',
    fr: '',
    es: 'lista',
  }),
  find: spec('something', {
    en: 'search',
    de: 'finden suchen suche',
    fr: 'chercher trouver',
    es: 'buscar',
  }),
  to: spec('something', {
    de: 'an',
    fr: 'à',
    es: 'para',
  }),
  welcome: spec('something', {
    de: 'willkommen begrüßen',
    fr: 'bienvenue',
    es: 'bienvenida',
  }),
  cc: spec('something', {
    de: 'kopie',
    fr: 'copie',
    es: 'copia',
  }),
  'next-update': spec('something', {
    de: 'nächste-meldung meldung',
    fr: 'prochaine-nouvelle nouvelle',
    es: 'próxima-noticia noticia',
  }),
  call: spec('text', {
    de: 'anruf telefonat',
    fr: 'appel',
    es: 'llamada',
  }),
  meeting: spec('text', {
    de: 'treffen besprechung',
    fr: 'réunion',
    es: 'reunión',
  }),
  summary: spec('text', {
    de: 'zusammenfassung',
    fr: 'résumé',
    es: 'resumen',
  }),
  action: spec('something', {
    de: 'aufgabe',
    fr: 'tâche',
    es: 'acción tarea',
  }),
  merge: spec('something', {
    de: 'zusammenführen verbinden',
    fr: 'fusionner',
    es: 'fusionar unir',
  }),
  split: spec('nothing', {
    de: 'trennen teilen',
    fr: 'séparer diviser',
    es: 'separar dividir',
  }),
  escalate: spec('text', {
    de: 'eskalieren',
    fr: 'escalader',
    es: 'escalar',
  }),
  incident: spec('nothing', {
    de: 'störung vorfall',
    fr: '',
    es: 'incidente',
  }),
  called: spec('nothing', {
    de: 'angerufen',
    fr: 'appelé',
    es: 'llamado',
  }),
  verified: spec('nothing', {
    de: 'geprüft bestätigt',
    fr: 'vérifié',
    es: 'verificado',
  }),
  survey: spec('nothing', {
    de: 'umfrage',
    fr: 'sondage enquête',
    es: 'encuesta',
  }),
  announce: spec('something', {
    de: 'ankündigen',
    fr: 'annoncer',
    es: 'anunciar',
  }),
  resend: spec('something', {
    de: 'erneut-senden',
    fr: 'renvoyer',
    es: 'reenviar',
  }),
  close: spec('nothing', { de: 'schließen', fr: 'fermer', es: 'cerrar' }),
  reopen: spec('nothing', {
    de: 'öffnen wiedereröffnen',
    fr: 'rouvrir',
    es: 'reabrir',
  }),
  export: spec('something', {
    de: 'auskunft exportieren',
    fr: 'exporter',
    es: 'exportar',
  }),
  erase: spec('something', {
    de: 'löschen',
    fr: 'effacer',
    es: 'borrar',
  }),
  why: spec('nothing', {
    de: 'warum',
    fr: 'pourquoi',
    es: 'porqué',
  }),
  help: spec('nothing', { de: 'hilfe', fr: 'aide', es: 'ayuda' }),
} as const satisfies Readonly<Record<string, Spec>>;

export type CommandName = keyof typeof COMMANDS;

type Language = 'en' | 'de' | 'fr' | 'es' | 'it' | 'nl' | 'pl' | 'pt';

/** All names, folded, with the languages in which they stand. */
const NAMES: ReadonlyMap<string, { readonly command: CommandName; readonly languages: ReadonlySet<Language> }> =
  namesOf();

function namesOf() {
  const names = new Map<string, { command: CommandName; languages: Set<Language> }>();
  for (const command of Object.keys(COMMANDS) as CommandName[]) {
    const spec: Spec = COMMANDS[command];
    const all = { ...spec.names, ...MORE_NAMES[command], en: `${command} ${spec.names.en ?? ''}` };
    for (const [language, words] of Object.entries(all) as [Language, string][])
      for (const name of words.split(' ').filter(Boolean).flatMap(spellings)) {
        const known = names.get(name) ?? { command, languages: new Set() };
        if (known.command !== command) throw new Error(`two commands are called ${name}`);
        known.languages.add(language);
        names.set(name, known);
      }
  }
  return names;
}

/** With and without accents, and as Germans write without them. */
function spellings(name: string): string[] {
  const digraphs = name.replaceAll('ä', 'ae').replaceAll('ö', 'oe').replaceAll('ü', 'ue');
  return [foldedName(name), foldedName(digraphs)];
}

/** A name as names are compared: lower case, without accents, `_` as `-`. */
export function foldedName(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ł', 'l')
    .replaceAll('_', '-');
}

/** The command of a name, or of an abbreviation that is unique in English and the desk's language. */
export function commandCalled(word: string, language: string): CommandName | null {
  const exact = NAMES.get(word)?.command;
  if (exact !== undefined) return exact;
  const matches = new Set(
    [...NAMES]
      .filter(([name, { languages }]) => name.startsWith(word) && isAbbreviated(languages, language))
      .map(([, { command }]) => command),
  );
  return matches.size === 1 ? [...matches][0]! : null;
}

/** Whether this is a full name, in any language. */
export function isCommandName(word: string): boolean {
  return NAMES.has(word);
}

function isAbbreviated(languages: ReadonlySet<Language>, language: string): boolean {
  const own = language.slice(0, 2);
  return languages.has('en') || [...languages].some((one) => one === own);
}

/** The name that a slip of the finger may have meant; null where none is near. */
export function nearestName(word: string): CommandName | null {
  if (word.length < 3) return null;
  const near = [...NAMES].filter(([name]) => isNear(word, name)).map(([, { command }]) => command);
  return new Set(near).size === 1 ? near[0]! : null;
}

/** One letter more, less or other, or two exchanged. */
function isNear(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let from = 0;
  while (from < a.length && a[from] === b[from]) from++;
  const [restA, restB] = [a.slice(from), b.slice(from)];
  return (
    restA.slice(1) === restB.slice(1) ||
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    (restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2))
  );
}

const PRIORITY_WORDS: Readonly<Record<Priority, string>> = {
  critical: 'critical kritisch critique critica critico kritiek krytyczny',
  high: 'high hoch haute elevee alta alto hoog wysoki',
  normal: 'normal normale mittel medium normaal normalny',
  low: 'low niedrig basse faible baja bajo bassa basso laag niski baixa',
};

/** A priority by its name in any of the languages. */
export function priorityCalled(word: string): Priority | null {
  const found = Object.entries(PRIORITY_WORDS).find(([, words]) => words.split(' ').includes(foldedName(word)));
  return (found?.[0] as Priority | undefined) ?? null;
}
