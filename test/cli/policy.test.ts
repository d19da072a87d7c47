import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Command } from '../../src/cli/command.ts';
import { check, schema } from '../../src/cli/policy.ts';

const folder = mkdtempSync(join(tmpdir(), 'replydesk-policy-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function run(
  command: Command,
  ...words: string[]
): Promise<{ status: number; lines: string[]; warnings: string[] }> {
  const lines: string[] = [];
  const warnings: string[] = [];
  const io = { write: (line: string) => lines.push(line), warn: (line: string) => warnings.push(line), env: {} };
  return { status: await command.run(words, io), lines, warnings };
}

describe('policy check', () => {
  test('says what a policy promises, by priority', async () => {
    const { status, lines } = await run(check, 'a');
    expect(status).toBe(0);
    expect(lines).toContain(
      '  normal   acknowledge within 1 business day, respond within 1 business day (a target), resolve never promised',
    );
  });

  test('names file, line and key of every mistake, and goes on with the next file', async () => {
    const own = join(folder, 'own.yaml');
    writeFileSync(
      own,
      "title: Ours\nversion: '1'\nclocks:\n  - { respond: soon }\nclosure: { silence: 7 days }\nsurveys: none\n",
    );
    const { status, lines, warnings } = await run(check, own, 'e');
    expect(status).toBe(2);
    expect(warnings.map((line) => line.replace(`${own}:`, ''))).toEqual([
      expect.stringMatching(/^4: clocks\[0\]\.respond: "soon" is not a time/),
      expect.stringMatching(/^6: surveys: there is no such key/),
    ]);
    expect(lines[0]).toContain('e: Client communication and service request handling');
  });
});

test('policy schema is a JSON Schema that knows every part of a policy', async () => {
  const { lines } = await run(schema);
  const { properties } = JSON.parse(lines.join('\n')) as { properties: object };
  expect(Object.keys(properties)).toEqual(
    expect.arrayContaining(['clocks', 'escalation', 'holding', 'closure', 'priority']),
  );
});
