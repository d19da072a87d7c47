import fc from '../../support/fast-check.ts';
import { expect, test } from 'vitest';
import { Conversations } from '../../../src/cli/thread/conversations.ts';
import type { Letter } from '../../../src/cli/thread/letter.ts';

/** Mails of a list: each has an id and cites some earlier ones, of which some never come. */
const list = fc
  .array(fc.record({ cites: fc.array(fc.nat({ max: 30 }), { maxLength: 3 }), lost: fc.boolean() }), { maxLength: 14 })
  .map((mails) => mails.map(({ cites, lost }, n) => ({ n, lost, cites: cites.filter((cited) => cited < n) })));

type Mail = { readonly n: number; readonly lost: boolean; readonly cites: readonly number[] };

const START = Temporal.Instant.from('2026-03-02T09:00:00Z');
const id = (n: number) => `<${n}@x.test>`;

function letter({ n, cites }: Mail, people: { from: string; to: string[] }): Letter {
  return {
    at: null,
    sender: { address: people.from, organisation: null, authentication: 'unknown', isStaff: false },
    recipients: people.to,
    subject: `Subject ${n}`,
    ids: { messageIds: [id(n)], inReplyTo: cites.slice(0, 1).map(id), references: cites.slice(1).map(id) },
    reportsOn: null,
    outlookThread: null,
  };
}

function grouped(
  mails: readonly Mail[],
  anyone: boolean,
  people = { from: 'ann@x.test', to: ['desk@y.test'] },
): string[] {
  const conversations = new Conversations(anyone);
  const placed = mails.map((mail, at) => ({
    mail,
    placement: conversations.place(letter(mail, people), START.add({ minutes: at })),
  }));
  const groups = Map.groupBy(placed, ({ placement }) => conversations.requestOf(placement));
  return [...groups.values()]
    .map((group) =>
      group
        .map(({ mail }) => mail.n)
        .sort((a, b) => a - b)
        .join(' '),
    )
    .sort();
}

/** What belongs together, by the slowest and plainest rule: colour spreads over shared ids until nothing changes. */
function connected(mails: readonly Mail[]): string[] {
  const colour = new Map(mails.map((mail) => [mail.n, mail.n]));
  const touches = (one: Mail, other: Mail) => [one.n, ...one.cites].some((n) => [other.n, ...other.cites].includes(n));
  for (let changed = true; changed;) {
    changed = false;
    for (const one of mails)
      for (const other of mails)
        if (touches(one, other) && colour.get(one.n)! < colour.get(other.n)!) {
          colour.set(other.n, colour.get(one.n)!);
          changed = true;
        }
  }
  const groups = Map.groupBy(mails, (mail) => colour.get(mail.n)!);
  return [...groups.values()]
    .map((group) =>
      group
        .map(({ n }) => n)
        .sort((a, b) => a - b)
        .join(' '),
    )
    .sort();
}

test('a list’s mails group the same in whatever order they arrive, and as their ids connect them', () => {
  const arrivals = list.chain((mails) => {
    const came = mails.filter((mail) => !mail.lost);
    return fc.tuple(fc.constant(came), fc.shuffledSubarray(came, { minLength: came.length }));
  });
  fc.assert(
    fc.property(arrivals, ([inOrder, shuffled]) => {
      expect(grouped(inOrder, true)).toEqual(connected(inOrder));
      expect(grouped(shuffled, true)).toEqual(connected(inOrder));
    }),
    { numRuns: 300 },
  );
});

test('so do one client’s mails: an answer that comes before its parent ends in the same request', () => {
  const chain = fc.integer({ min: 2, max: 8 }).chain((length) => {
    const mails = Array.from({ length }, (_, n) => ({ n, lost: false, cites: n === 0 ? [] : [n - 1] }));
    return fc.shuffledSubarray(mails, { minLength: length });
  });
  fc.assert(
    fc.property(chain, (arrived) => {
      expect(grouped(arrived, false)).toHaveLength(1);
    }),
  );
});
