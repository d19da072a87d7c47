import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { lineOf } from '../../src/cli/simulate/lines.ts';
import { command, simulate } from '../../src/cli/simulate.ts';
import { PRESETS } from '../../src/policy-file.ts';

const file = (name: string): string => fileURLToPath(new URL(`${name}.timetable.yaml`, import.meta.url));

describe('each procedure plays its fortnight, and exactly the mails of its timetable leave', () => {
  test.each(PRESETS)('%s', async (name) => {
    const { timetable, firm, sent } = await simulate(file(name));
    expect(sent.map((one) => lineOf(one, firm.calendar))).toEqual(timetable.expect);
  });
});

describe('simulate', () => {
  async function run(...words: string[]): Promise<{ status: number; lines: string[]; warnings: string[] }> {
    const lines: string[] = [];
    const warnings: string[] = [];
    const io = { write: (line: string) => lines.push(line), warn: (line: string) => warnings.push(line), env: {} };
    return { status: await command.run(words, io), lines, warnings };
  }

  test('another policy on the same story shows what would change, and that is no success', async () => {
    const { status, warnings } = await run(file('c'), '--policy', 'b');
    expect(status).toBe(1);
    expect(warnings).toContain(
      'expected, but did not leave: Mon 19 Oct 10:00 | acknowledgement | joe | printer | promises Tue 20 Oct 10:00',
    );
    expect(warnings).toContain(
      'left unexpected: Mon 19 Oct 10:00 | acknowledgement | joe | printer | promises Wed 21 Oct 10:00',
    );
  });

  test('the reason of every mail that time set off names the policy', async () => {
    const { lines } = await run(file('a'), '--reasons');
    const escalation = lines.findIndex((line) => line.startsWith('Tue 20 Oct 10:00 | escalation | bob'));
    expect(lines[escalation + 1]).toMatch(/^ {4}(holding|escalation|respond-breach): .* \(policy a, version 1\)$/);
  });

  test('as JSON, one object a line', async () => {
    const { status, lines } = await run(file('a'), '--json');
    expect(status).toBe(0);
    expect(JSON.parse(lines[0]!)).toMatchObject({
      at: '2026-10-19T08:00:00Z',
      kind: 'acknowledgement',
      to: 'joe@client.test',
    });
  });
});
