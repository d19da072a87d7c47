import type { Unclear } from '../command.ts';
import { COMMANDS, commandCalled, foldedName, isCommandName, type CommandName } from './names.ts';
import { wordsIn } from '../staff-words.ts';
import { replyWord } from './reply-words.ts';

/** What can be done with a line of a numbered list. */
export type WorkVerb = CommandName | 'release' | 'drop' | 'answer';

/** What one line of an answer to a numbered list asks for. */
export type WorkLine = {
  readonly verb: WorkVerb;
  /** Empty: all that the list says was done, which `undo` may name so. */
  readonly numbers: readonly number[];
  readonly argument: string;
  readonly line: string;
};

export type Work = {
  readonly lines: readonly WorkLine[];
  readonly unclear: readonly Unclear[];
  /** What stands below the lines. */
  readonly rest: string;
};

const RELEASE = new Set('release freigeben liberer liberar vrijgeven rilascia zwolnij'.split(' '));
const ANSWER = new Set(
  'answer reply antworten antwort repondre reponse responder antwoord rispondi odpowiedz'.split(' '),
);

/** What had to be done is done; where `erledigt` and the like mean it already, they are no news. */
const DONE = new Set('done fait hecho fatto gedaan zrobione feito'.split(' '));

/** These speak to the desk or of somebody new, and name no line. */
const WITHOUT_NUMBER: ReadonlySet<CommandName> = new Set(['list', 'help', 'find', 'to']);

const INVISIBLE = /[\u00A0\u200B-\u200F\u2060\uFEFF]/g;
/** `take 2`, `resolve 3, 4 and 5`, `later 4 monday`, with or without `#`. */
const WORD_FIRST =
  /^[#＃]?\s*(\p{L}[\p{L}\p{M}_-]{0,24}):?\s+[#＃]?(\d{1,3}(?:(?:\s*,\s*|\s+(?:and|und|et|y)\s+)[#＃]?\d{1,3})*)(?![\d:./-])(?:[\s:.,]+(\S.*))?$/iu;
/** `2 take`, `4: later monday`. */
const NUMBER_FIRST = /^[#＃]?(\d{1,3})[.:)]?\s+[#＃]?(\p{L}[\p{L}\p{M}_-]{0,24})(?:\s+(\S.*))?$/u;

/**
 * Reads the answer to a numbered list of `most` lines; null where its first line is no word about a line but a command of another
 * kind. The first line that is no such line ends the work: what follows is a greeting, or the text of an answer.
 */
export function readWork(text: string, language: string, most: number): Work | null {
  const lines: WorkLine[] = [];
  const unclear: Unclear[] = [];
  const all = text.split('\n').slice(0, 2_000);
  let index = 0;
  for (; index < all.length; index += 1) {
    const line = (all[index] ?? '').replaceAll(INVISIBLE, ' ').trim();
    if (line === '') continue;
    if (lines.length === 0 && unclear.length === 0 && isAnotherCommand(line, language)) return null;
    const read = readLine(line, language, most);
    if (read === null) break;
    if ('problem' in read) unclear.push(read);
    else lines.push(read);
    if (!('problem' in read) && read.verb === 'answer') {
      index += 1;
      break;
    }
  }
  return { lines, unclear, rest: all.slice(index).join('\n').trim() };
}

function isAnotherCommand(line: string, language: string): boolean {
  const [, word = ''] = /^[#＃](\p{L}[\p{L}\p{M}_-]{0,24}):?(?:\s|$)/u.exec(line) ?? [];
  const name = word === '' ? null : commandCalled(foldedName(word), language);
  return name !== null && WITHOUT_NUMBER.has(name);
}

function readLine(line: string, language: string, most: number): WorkLine | Unclear | null {
  const shown = line.slice(0, 200);
  const swapped = NUMBER_FIRST.exec(line.slice(0, 2_000));
  const [, word = '', list = '', tail = ''] =
    swapped && verbOf(swapped[2] ?? '', language) !== null
      ? ['', swapped[2] ?? '', swapped[1] ?? '', swapped[3] ?? '']
      : (WORD_FIRST.exec(line.slice(0, 2_000)) ?? []);
  if (word === '') return withoutNumber(line, language);
  const verb = verbOf(word, language);
  if (verb === null) return { line: shown, problem: wordsIn(language).problem.unknownWord };
  const { more, argument } = furtherNumbers(verb, tail.trim());
  const numbers = [...new Set([...(list.match(/\d+/g) ?? []), ...more].map(Number))];
  const wrong = numbers.find((number) => number < 1 || number > most);
  if (wrong !== undefined) return { line: shown, problem: wordsIn(language).problem.noSuchLine(wrong, most) };
  return { verb, numbers, argument, line: shown };
}

/** `take 2 3 4`: behind a verb that takes nothing further, numbers are lines. */
function furtherNumbers(verb: WorkVerb, tail: string): { more: readonly string[]; argument: string } {
  const takesNothing = !(verb in COMMANDS) || COMMANDS[verb as CommandName].takes === 'nothing';
  return takesNothing && /^(?:[#＃]?\d{1,3}[\s,]*)+$/u.test(tail)
    ? { more: tail.match(/\d+/g) ?? [], argument: '' }
    : { more: [], argument: tail };
}

function verbOf(word: string, language: string): WorkVerb | null {
  const name = foldedName(word);
  const reply = replyWord(word);
  if (RELEASE.has(name) || reply === 'send') return 'release';
  if (ANSWER.has(name)) return 'answer';
  if (DONE.has(name)) return 'resolve';
  return reply === 'drop' ? 'drop' : commandCalled(name, language);
}

/** `undo` alone takes back all that was done; another verb alone was meant for a line of the list. */
function withoutNumber(line: string, language: string): WorkLine | Unclear | null {
  const shown = line.slice(0, 200);
  const [, mark = '', word = ''] = /^([#＃]?)(\p{L}[\p{L}\p{M}_-]{1,24})[.!]?$/u.exec(line) ?? [];
  if (word === '')
    return /^[#＃]\p{L}/u.test(line) ? { line: shown, problem: wordsIn(language).problem.lacksNumber } : null;
  const name = commandCalled(foldedName(word), language);
  if (name === 'undo') return { verb: 'undo', numbers: [], argument: '', line: shown };
  const isMeant = mark !== '' || isCommandName(foldedName(word)) || replyWord(word) === 'drop';
  return isMeant ? { line: shown, problem: wordsIn(language).problem.lacksNumber } : null;
}
