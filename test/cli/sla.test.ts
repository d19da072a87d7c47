import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { command as holidays } from '../../src/cli/calendar.ts';
import type { Command } from '../../src/cli/command.ts';
import { command as sla } from '../../src/cli/sla.ts';

const folder = mkdtempSync(join(tmpdir(), 'replydesk-sla-'));
afterAll(() => rmSync(folder, { recursive: true }));

const desk = join(folder, 'desk.yaml');
writeFileSync(
  desk,
  `company: { name: Example Ltd, domain: example.test }
mailboxes: [{ address: support@example.test, imap: { password: \${NOT_SET} } }]
policy: d
calendar:
  timeZone: Europe/Berlin
  hours: { mon-thu: ["09:00-12:00", "13:00-17:00"], fri: "09:00-15:00" }
  holidays: { country: DE, region: BE }
`,
);

async function run(command: Command, ...words: string[]): Promise<string[]> {
  const lines: string[] = [];
  expect(await command.run(words, { write: (line) => lines.push(line), warn: () => undefined, env: {} })).toBe(0);
  return lines;
}

async function due(...words: string[]): Promise<unknown> {
  return JSON.parse((await run(sla, '--json', ...words)).join('\n'));
}

describe('sla due', () => {
  test('the calendar and policy of a configuration, without its mailboxes and secrets', async () => {
    // Easter 2026: Good Friday is 3 April, Easter Monday 6 April; the request comes on Maundy Thursday at 16:00.
    expect(await due('--config', desk, '--at', '2026-04-02T16:00:00+02:00')).toEqual({
      acknowledge: '2026-04-07T12:00:00+02:00',
      respond: '2026-04-07T16:00:00+02:00',
      resolve: '2026-04-07T16:00:00+02:00',
      escalate: ['2026-04-07T16:00:00+02:00'],
    });
  });

  test('offsets are those of the day, also after the clocks changed', async () => {
    expect(await due('--config', desk, '--policy', 'a', '--at', '2026-10-23T14:00:00+02:00')).toEqual({
      acknowledge: '2026-10-26T14:00:00+01:00',
      respond: '2026-10-26T14:00:00+01:00',
      resolve: null,
      escalate: ['2026-10-24T14:00:00+02:00'],
    });
  });

  test('the configuration of the folder one stands in counts, as for every command', async () => {
    const before = process.cwd();
    writeFileSync(join(folder, 'replydesk.yaml'), readFileSync(desk));
    process.chdir(folder);
    try {
      expect(await due('--at', '2026-04-02T16:00:00+02:00')).toMatchObject({ respond: '2026-04-07T16:00:00+02:00' });
    } finally {
      process.chdir(before);
    }
  });

  test('without a configuration: office hours in UTC, or those that are named', async () => {
    expect(await due('--policy', 'e', '--at', '2026-01-30T16:30:00Z')).toMatchObject({
      acknowledge: '2026-02-02T09:30:00+00:00',
    });
    expect(
      await due(
        '--policy',
        'e',
        '--at',
        '2026-01-30T16:30',
        '--time-zone',
        'Asia/Kathmandu',
        '--hours',
        'sun-fri 10:00-17:00',
      ),
    ).toMatchObject({ acknowledge: '2026-02-01T10:30:00+05:45' });
  });

  test('each day may have its own hours, and a day two openings', async () => {
    const hours = 'mon-thu 09:00-12:00,13:00-17:00; fri 09:00-14:00';
    const at = ['--policy', 'b', '--time-zone', 'Europe/Berlin', '--hours', hours, '--at'];
    expect(await due(...at, '2026-01-29T16:30:00+01:00')).toMatchObject({ acknowledge: '2026-01-30T14:00:00+01:00' });
    expect(await due(...at, '2026-01-30T12:30:00+01:00')).toMatchObject({ acknowledge: '2026-02-02T12:00:00+01:00' });
  });

  test('in words it names the promises', async () => {
    expect(await run(sla, '--policy', 'a', '--at', '2026-01-30T16:00:00Z')).toEqual([
      'acknowledge 2026-02-02T16:00:00+00:00  (1 business day)',
      'respond     2026-02-02T16:00:00+00:00  (1 business day, a target)',
      'resolve     no promise',
      'escalate    2026-01-31T16:00:00+00:00  (unresolved)',
    ]);
  });

  test.each([
    [['--policy', 'z', '--at', '2026-01-30T16:00:00Z'], 'z: there is no such policy'],
    [['--policy', 'e', '--at', 'yesterday'], '--at: "yesterday" is not an instant'],
    [['--policy', 'e', '--priority', 'huge'], '--priority: "huge" is not one of critical, high, normal, low'],
    [['--policy', 'e', '--hours', 'mon 9-5'], 'calendar.hours: mon: "9-5" is not an interval'],
    [['--at', '2026-01-30T16:00:00Z'], 'which policy?'],
    [['--config', join(folder, 'none.yaml')], 'none.yaml: cannot be read'],
  ])('%j is wrong use', async (words, problem) => {
    await expect(run(sla, ...words)).rejects.toThrow(problem);
  });

  test('a mistake in the calendar names file, line and key', async () => {
    const file = join(folder, 'wrong.yaml');
    writeFileSync(file, 'policy: e\ncalendar:\n  timeZone: Europe/Berlin\n  hours: { mon: 9 }\n');
    await expect(run(sla, '--config', file)).rejects.toThrow(
      'wrong.yaml:4: calendar.hours.mon: write an interval in quotes',
    );
  });
});

describe('calendar holidays', () => {
  test('public holidays of a region as plain dates', async () => {
    const lines = await run(holidays, 'DE-BE', '--years', '2026');
    expect(lines.map((line) => line.slice(0, 10))).toEqual([
      '2026-01-01',
      '2026-03-08',
      '2026-04-03',
      '2026-04-06',
      '2026-05-01',
      '2026-05-14',
      '2026-05-25',
      '2026-10-03',
      '2026-12-25',
      '2026-12-26',
    ]);
  });

  test('a feast of several days closes each of them', async () => {
    const lines = await run(holidays, 'TR', '--years', '2026');
    expect(lines.filter((line) => line.includes('Kurban'))).toHaveLength(5);
  });

  test.each([
    ['XX', 'no holidays are known for the country "XX"'],
    ['DE-QQ', 'DE has no region "QQ"; known are BB, BE'],
    ['DE-BY-ZZ', 'DE has no region "BY-ZZ"; known are A, KATH, EVANG'],
  ])('%s is refused with what is known', async (place, problem) => {
    await expect(run(holidays, place)).rejects.toThrow(problem);
  });
});
