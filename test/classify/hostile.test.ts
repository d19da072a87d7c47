import fc from '../support/fast-check.ts';
import { describe, expect, test } from 'vitest';
import { recognise } from '../../src/classify/recognise.ts';
import type { Message } from '../../src/requests/message.ts';
import { NO_DESK, type DeskFacts } from '../../src/requests/recognition.ts';

const DESK: DeskFacts = {
  ...NO_DESK,
  ownAddresses: new Set(['support@example.test']),
  relays: ['lists.example.test'],
  trustedAuthservId: 'mx.example.test',
  requireAddressed: true,
};

const EMPTY: Message = {
  messageId: null,
  inReplyTo: [],
  references: [],
  date: null,
  from: [{ name: 'Jane', address: 'jane@client.test' }],
  fromHeaders: 1,
  sender: null,
  replyTo: [],
  to: [],
  cc: [],
  subject: '',
  headers: [{ name: 'from', value: 'Jane <jane@client.test>' }],
  contentType: { type: 'text/plain', params: {} },
  text: '',
  html: null,
  attachments: [],
  reports: [],
  original: null,
  size: 0,
  cuts: [],
};

const NAMES = [
  ...['from', 'reply-to', 'return-path', 'auto-submitted', 'precedence', 'list-id', 'authentication-results'],
  ...['x-auto-response-suppress', 'x-mailer', 'sender', 'received', 'x-replydesk', '__proto__', 'constructor'],
];
const text = fc.oneof(
  fc.string({ maxLength: 300 }),
  fc.string({
    unit: fc.constantFrom('(', ')', '"', '\\', '<', '>', '@', ':', ';', ',', '=', '?', 'a', '\u0000', '\u202e', '\n'),
    maxLength: 300,
  }),
);
const address = fc.record({ name: text, address: text });

const anyMessage: fc.Arbitrary<Message> = fc
  .record({
    from: fc.array(address, { maxLength: 3 }),
    fromHeaders: fc.nat(3),
    replyTo: fc.array(address, { maxLength: 3 }),
    sender: fc.option(address),
    subject: text,
    text,
    headers: fc.array(fc.record({ name: fc.constantFrom(...NAMES), value: text }), { maxLength: 12 }),
  })
  .map((parts) => ({ ...EMPTY, ...parts }));

describe('whatever a stranger writes', () => {
  test('recognition answers, and acknowledges only an author who can be written to', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const { kind, acknowledge, author, reasons } = recognise(message, DESK);
        if (acknowledge) expect(author?.address).toMatch(/^[\x21-\x7e]+@[\x21-\x7e]+$/);
        if (acknowledge) expect(kind).toBe('client');
        if (!acknowledge) expect(reasons.length).toBeGreaterThan(0);
        for (const { detail } of reasons) expect(detail).not.toMatch(/[\r\n\u0000]/);
      }),
    );
  });

  test('the same mail gives the same answer', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        expect(recognise(message, DESK)).toEqual(recognise(message, DESK));
      }),
    );
  });

  test('adding a sign of a machine never earns an acknowledgement', () => {
    fc.assert(
      fc.property(anyMessage, fc.constantFrom('auto-replied', 'auto-generated'), (message, value) => {
        const headers = [...message.headers, { name: 'auto-submitted', value }];
        expect(recognise({ ...message, headers }, DESK).acknowledge).toBe(false);
      }),
    );
  });

  test.each([
    '(',
    '"',
    '<',
    '@',
    ' ',
    '-',
    '_',
    '=?',
    'ich bin ',
    'i am ',
    'a@b ',
    'x.',
    '\n',
    '> \n',
    'on wrote ',
    '：',
    'dkim=',
  ])('200 kB of %j are read in no time', (piece) => {
    const flood = piece.repeat(200_000 / piece.length);
    const headers = NAMES.map((name) => ({ name, value: flood }));
    const message = { ...EMPTY, subject: flood, text: flood, headers, from: [{ name: flood, address: flood }] };
    const start = performance.now();
    recognise(message, DESK);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
