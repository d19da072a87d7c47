import { describe, expect, test } from 'vitest';
import { recognise } from '../../src/classify/recognise.ts';
import { NO_DESK, type DeskFacts, type Recognition } from '../../src/requests/recognition.ts';
import { mail } from '../support/mail.ts';
import { CONTENTS } from './answering-table/contents.ts';
import { DESKS } from './answering-table/desks.ts';
import { LISTS } from './answering-table/lists.ts';
import { MACHINES } from './answering-table/machines.ts';
import { SENDERS } from './answering-table/senders.ts';

// Every row of the answering table that concerns the mail itself, as one case. `acknowledge` is what a program may do,
// `kind` what is done with the mail; the code is the reason that `why` would give.

const DESK: DeskFacts = {
  ...NO_DESK,
  ownAddresses: new Set(['support@example.test', 'info@example.test']),
  staffAddresses: new Set(['ann@example.test']),
  trustedAuthservId: 'mx.example.test',
  isOwnMessageId: (id) => id.startsWith('<ack.') && id.endsWith('.signed@example.test>'),
  isOwnMark: (mark) => mark === 'desk;signed',
};

const ROWS = [...MACHINES, ...LISTS, ...DESKS, ...SENDERS, ...CONTENTS];

describe('the answering table', () => {
  test.each(ROWS)('$name', async ({ fields, body, desk, kind, acknowledge, code, note }) => {
    const recognition = recognise(await mail(fields, body), { ...DESK, ...desk });
    expect({ kind: recognition.kind, acknowledge: recognition.acknowledge }).toEqual({ kind, acknowledge });
    if (code !== undefined) expect(codes(recognition)).toContain(code);
    if (note !== undefined) expect(recognition.notes.map((reason) => reason.code)).toContain(note);
  });

  test('a person who is acknowledged is so for no reason, and every veto names its rule', async () => {
    expect(recognise(await mail(), DESK).reasons).toEqual([]);
    const refused = recognise(await mail({ 'X-Auto-Response-Suppress': 'All' }), DESK);
    expect(refused.reasons).toEqual([
      { code: 'response-suppressed', detail: 'X-Auto-Response-Suppress: All', source: 'MS-OXCMAIL §2.1.3.2.20' },
    ]);
  });

  test('spam and circling mail wait for a person', async () => {
    expect(recognise(await mail({ 'X-Spam-Flag': 'YES' }), DESK).quarantine?.code).toBe('spam-verdict');
    const circling = Array.from({ length: 60 }, () => 'from a by b; Mon, 2 Feb 2026 09:00:00 +0000');
    expect(recognise(await mail({ Received: circling }), DESK).quarantine?.code).toBe('too-many-hops');
    expect(recognise(await mail(), DESK).quarantine).toBeNull();
  });
});

function codes({ reasons }: Recognition): string[] {
  return reasons.map(({ code }) => code);
}
