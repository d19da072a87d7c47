import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MORE_NAMES } from '../../../src/requests/command/more-names.ts';
import {
  COMMANDS,
  commandCalled,
  foldedName,
  priorityCalled,
  type CommandName,
} from '../../../src/requests/command/names.ts';
import { readWork } from '../../../src/requests/command/work-lines.ts';
import { digestFor } from '../../../src/requests/decide/digest.ts';
import type { DeskList } from '../../../src/requests/desk-list.ts';
import { decide } from '../../../src/requests/decide/message.ts';
import { helpLines, wordsIn } from '../../../src/requests/staff-words.ts';
import { readCommands } from '../../../src/requests/command.ts';
import { readWhen } from '../../../src/requests/when.ts';
import { LOCALES } from '../../../src/respond/template-data.ts';
import { ANN, BOB, factsOf, firm, mails, NOW, request, steps } from '../../support/facts.ts';

test('every command has its words in every language', () => {
  expect(Object.keys(MORE_NAMES).toSorted()).toEqual(Object.keys(COMMANDS).toSorted());
});

test.each([
  ['#prendi', 'it', 'take'],
  ['#risolto', 'it', 'resolve'],
  ['#opgelost', 'nl', 'resolve'],
  ['#notit', 'nl', 'note'],
  ['#później', 'pl', 'wait'],
  ['#biorę', 'pl', 'take'],
  ['#resolvido', 'pt', 'resolve'],
  ['#procur', 'pt', 'find'],
])('%s, in %s', (word, language, expected) => {
  expect(commandCalled(foldedName(word.slice(1)), language)).toBe(expected);
});

test.each([
  ['lunedì', 'it', '2026-02-09'],
  ['domani alle 10:00', 'it', '2026-02-03T10:00'],
  ['tra 2 ore', 'it', '2026-02-02T12:00'],
  ['vrijdag', 'nl', '2026-02-06'],
  ['morgen om 10 uur', 'nl', '2026-02-03T10:00'],
  ['volgende week', 'nl', '2026-02-09'],
  ['do piątku', 'pl', '2026-02-06'],
  ['jutro 10:00', 'pl', '2026-02-03T10:00'],
  ['24 grudnia', 'pl', '2026-12-24'],
  ['segunda-feira', 'pt', '2026-02-09'],
  ['amanhã às 10:00', 'pt', '2026-02-03T10:00'],
  ['3 março', 'pt', '2026-03-03'],
])('%s, in %s', (words, language, expected) => {
  const when = readWhen(words, { now: NOW, timeZone: 'Europe/Berlin', language });
  const said =
    when === null
      ? null
      : 'day' in when
        ? when.day.toString()
        : when.at.toZonedDateTimeISO('Europe/Berlin').toPlainDateTime().toString({ smallestUnit: 'minute' });
  expect(said).toBe(expected);
});

test.each(LOCALES)(
  'what the list tells its reader to write is understood, and names lines of that list: %s',
  (locale) => {
    const requests = [1001, 1002, 1003, 1004].map((number) => ({
      ...request({ number }),
      owner: ANN.address,
      dueAt: null,
    }));
    const held = { intake: 9, from: { name: 'Max', address: 'max@client.test' }, subject: 'Offer', receivedAt: NOW };
    const list: DeskList = {
      requests,
      held: [{ ...held, reasons: [], kind: 'client', member: null }],
      deliveries: [{ delivery: 5, request: 1001, to: 'jane@client.test', subject: 'Offer', reasons: [], at: NOW }],
      actions: [
        { action: 7, request: 1001, subject: 'Offer', who: ANN.address, what: 'send it', by: NOW, moved: false },
        { action: 8, request: 1002, subject: 'Offer', who: BOB.address, what: "not Ann's", by: NOW, moved: false },
      ],
      automatic: [],
    };
    const desk = firm({ locale });
    const { content, asks } = digestFor(ANN, list, desk, NOW);
    if (content.kind !== 'digest' || asks?.kind !== 'digest') throw new Error('it is no list');
    expect(asks.items.map((item) => Object.keys(item)[1])).toEqual([
      ...['request', 'request', 'request', 'request'],
      ...['action', 'intake', 'delivery'],
    ]);
    const work = readWork(content.how.join('\n'), locale, asks.items.length);
    expect(work?.unclear).toEqual([]);
    expect(work?.lines.map(({ verb, numbers }) => `${verb} ${numbers[0]}`)).toEqual([
      'take 1',
      'assign 2',
      'wait 3',
      'resolve 4',
      'resolve 5',
      'release 6',
      'drop 7',
    ]);
    expect(
      readWhen(work!.lines[2]!.argument, { now: NOW, timeZone: 'Europe/Berlin', language: locale }),
    ).not.toBeNull();
    expect(digestFor(ANN, { ...list, requests: [], actions: [] }, desk, NOW).content).toMatchObject({
      how: [expect.stringMatching(/ 1$/), expect.stringMatching(/ 2$/)],
    });
  },
);

describe.each(Object.entries(COMMANDS))('#%s', (name, { takes }) => {
  const html = (line: string) =>
    `<html><body><div class="WordSection1"><p class="MsoNormal"><span>${line}</span></p><p class="MsoNormal">&nbsp;</p></div></body></html>`;
  const [example] = wordsIn('en').commands[name as CommandName];
  const line = takes === 'text' ? `${example} the client called` : example;

  test.each([
    ['in text', line, {}],
    ['in HTML', html(line), { 'Content-Type': 'text/html; charset=utf-8' }],
  ])('is understood %s, and nothing of its line reaches the client', async (_, text, fields) => {
    const facts = await factsOf({ text, request: request({ owner: 'ann@example.test' }), fields });
    const decision = decide(facts);
    const said = mails(decision, 'confirmation').map(({ content }) => JSON.stringify(content));
    expect(said.join('\n')).not.toMatch(/is no command|stands alone|lacks something/);
    const toClient = mails(decision).filter(({ role }) => role === 'client');
    expect(JSON.stringify(toClient)).not.toContain(`#${name}`);
    expect(said.length + mails(decision).length, 'its writer hears what became of it').toBeGreaterThan(0);
  });

  test('stands in the page for staff', () => {
    expect(readFileSync('docs/by-mail.md', 'utf8')).toContain(`#${name}`);
  });
});

describe.each(LOCALES)('what the desk says back in %s', (locale) => {
  const words = wordsIn(locale);

  test('the help names every command with an example that is understood', () => {
    const read = helpLines(words).map((line) => readCommands(line.split(': ')[0]!, locale));
    expect(read.flatMap(({ unclear }) => unclear)).toEqual([]);
    expect(read.map(({ commands }) => commands.map(({ name }) => name))).toEqual(
      Object.keys(COMMANDS).map((name) => [name]),
    );
  });

  test('the examples do what they say', async () => {
    const argument = (name: CommandName) => readCommands(words.commands[name][0], locale).commands[0]!.argument;
    const around = { now: NOW, timeZone: 'Europe/Berlin', language: locale };
    expect(readWhen(argument('wait'), around)).not.toBeNull();
    expect(readWhen(argument('next-update'), around)).not.toBeNull();
    expect(priorityCalled(argument('priority'))).toBe('high');
    const [who = ''] = argument('action').split(' ');
    const staff = [{ ...ANN, name: `${who} Lee`, locale }];
    const decision = decide(await factsOf({ text: words.commands.action[0], firm: firm({ staff }) }));
    expect(steps(decision, 'event').map(({ kind }) => kind)).toContain('action');
  });

  test('every sentence says of what it speaks, and none is left in English', () => {
    const english = new Map(sentences(wordsIn('en')));
    for (const [key, [said, args]] of sentences(words)) {
      for (const arg of args) expect(said, key).toContain(String(arg));
      if (locale !== 'en' && said.split(' ').length > 3) expect(said, key).not.toBe(english.get(key)?.[0]);
    }
  });
});

type Sentence = readonly [string, readonly [said: string, args: readonly unknown[]]];

/** Every text of a table with what was put into it. */
function sentences(table: object, under = ''): Sentence[] {
  return Object.entries(table).flatMap(([key, value]: [string, unknown]): Sentence[] => {
    const name = `${under}${key}`;
    if (typeof value === 'string') return [[name, [value, []]]];
    if (typeof value === 'object' && value !== null) return sentences(value, `${name}.`);
    const say = value as (...args: unknown[]) => string;
    const args = [4711, 4712, 4713, 4714].slice(0, say.length);
    return [[name, [say(...args), args]]];
  });
}

test('a colleague is answered in his own language, whatever that of the desk is', async () => {
  const staff = [{ ...ANN, locale: 'fr' }] as const;
  const decision = decide(await factsOf({ text: '#prendre', firm: firm({ staff, locale: 'de' }) }));
  const [mail] = mails(decision, 'confirmation');
  expect(mail).toMatchObject({ locale: 'fr', content: { done: ['La demande est à vous.'] } });
});
