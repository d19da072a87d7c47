import fc from '../support/fast-check.ts';
import { describe, expect, test } from 'vitest';
import { readCommands } from '../../src/requests/command.ts';
import { priorityCalled } from '../../src/requests/command/names.ts';

const named = (text: string, language = 'en') =>
  readCommands(text, language).commands.map(({ name, argument }) => (argument === '' ? name : `${name} ${argument}`));

describe('commands at the top of a mail', () => {
  test.each([
    ['#take', ['take']],
    ['#Take', ['take']],
    ['  #take  ', ['take']],
    ['\u00A0#take\u200B', ['take']],
    ['＃take', ['take']],
    ['#assign ann', ['assign ann']],
    ['#assign: Ann Lee', ['assign Ann Lee']],
    ['#take\n#priority high', ['take', 'priority high']],
    ['#take\n\n\n#priority high\n\nHello', ['take', 'priority high']],
    ['#take #priority high', ['take', 'priority high']],
    ['#wait until friday', ['wait until friday']],
    ['#wait', ['wait']],
    ['#next-update tomorrow 10:00', ['next-update tomorrow 10:00']],
    ['#next_update tomorrow 10:00', ['next-update tomorrow 10:00']],
    ['#solved', ['resolve']],
  ])('%j', (text, expected) => {
    expect(named(text)).toEqual(expected);
    expect(readCommands(text).unclear).toEqual([]);
  });

  test.each([
    ['#res', ['resolve'], 'en'],
    ['#resol', ['resolve'], 'en'],
    ['#tak', ['take'], 'en'],
    ['#prio high', ['priority high'], 'en'],
    ['#erled', ['resolve'], 'de'],
  ])('an abbreviation that is unique will do: %s', (text, expected, language) => {
    if (text === '#res') expect(readCommands('#res').unclear, 'resolve or resend').toHaveLength(1);
    else expect(named(text, language)).toEqual(expected);
  });

  test.each([
    ['#übernehmen', 'take'],
    ['#uebernehmen', 'take'],
    ['#erledigt', 'resolve'],
    ['#notiz', 'note'],
    ['#rückgängig', 'undo'],
    ['#résolu', 'resolve'],
    ['#resolu', 'resolve'],
    ['#annuler', 'undo'],
    ['#deshacer', 'undo'],
    ['#nota', 'note'],
    ['#hilfe', 'help'],
  ])('%s is understood whatever the desk speaks', (text, expected) => expect(named(text)).toEqual([expected]));

  test('what stands below is the text', () => {
    expect(readCommands('#take\n\nHello Jane,\n\nit is done.\n')).toMatchObject({ rest: 'Hello Jane,\n\nit is done.' });
  });

  test('a note may begin on its own line and speak of numbers and tags', () => {
    expect(readCommands('#note see #1003 and #marketing\nHe will call.')).toEqual({
      commands: [{ name: 'note', argument: 'see #1003 and #marketing', line: '#note see #1003 and #marketing' }],
      unclear: [],
      rest: 'see #1003 and #marketing\nHe will call.',
    });
  });

  test.each([
    '#1 on your list is done',
    '#1001 is solved, thank you',
    '# Heading',
    '#',
    'Hello',
    '> #resolve',
    'see #resolve in the manual',
  ])('a sentence is no command: %j', (text) => {
    expect(readCommands(text)).toEqual({ commands: [], unclear: [], rest: text });
  });

  test.each([
    ['#reslove', /did you mean #resolve/],
    ['#asign ann', /did you mean #assign/],
    ['#frobnicate', /no command that we know/],
    ['#Invoice 4711 was wrong', /no command that we know/],
    ['#assign', /to whom/],
    ['#priority', /critical, high, normal or low/],
    ['#resolve Thank you for the parcel', /text below/],
    ['#s', /no command/],
    ['#take\n#frobnicate\nHello', /no command/],
  ])('what looks like a command and is none is unclear: %j', (text, problem) => {
    const { unclear } = readCommands(text);
    expect(unclear.map((one) => one.problem)).toEqual([expect.stringMatching(problem)]);
  });

  test('a command further down was meant, so it is not passed over in silence', () => {
    expect(readCommands('Hello Jane,\n\n#resolve').unclear).toEqual([
      { line: '#resolve', problem: 'counts only at the very top of the mail' },
    ]);
    expect(readCommands('Hello,\n#priority high\nbye').unclear).toHaveLength(1);
    expect(
      readCommands('Hello,\n\nwrite #resolve at the top, then\n#help shows the rest of what you can do').unclear,
    ).toEqual([]);
  });

  test('no text makes it fail, and nothing of the text is lost', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constantFrom('#take', '#note x', '#frob', '', 'Hello'))),
        (lines) => {
          const text = lines.join('\n');
          const { commands, unclear, rest } = readCommands(text);
          const kept = [...commands.map((one) => one.line), ...unclear.map((one) => one.line), rest].join('\n');
          for (const word of text.split(/[\s\u00A0\u200B-\u200F\u2060\uFEFF]+/)) expect(kept).toContain(word);
        },
      ),
    );
  });
});

test.each([
  ['high', 'high'],
  ['Hoch', 'high'],
  ['élevée', 'high'],
  ['baja', 'low'],
  ['urgent', null],
])('the priority "%s" is %s', (word, expected) => expect(priorityCalled(word)).toBe(expected));
