import fc from '../support/fast-check.ts';
import { describe, expect, test } from 'vitest';
import { isReceipt } from '../../src/classify/bounce/receipt.ts';
import { readFeedbackReport } from '../../src/classify/bounce/feedback-report.ts';
import { readBounce } from '../../src/classify/bounce.ts';
import type { Message } from '../../src/requests/message.ts';

const FROM_DAEMON: Message = {
  messageId: null,
  inReplyTo: [],
  references: [],
  date: null,
  from: [{ name: 'Mail Delivery System', address: 'mailer-daemon@mx.test' }],
  fromHeaders: 1,
  sender: null,
  replyTo: [],
  to: [],
  cc: [],
  subject: 'Undelivered Mail Returned to Sender',
  headers: [{ name: 'from', value: 'Mail Delivery System <mailer-daemon@mx.test>' }],
  contentType: { type: 'text/plain', params: {} },
  text: '',
  html: null,
  attachments: [],
  reports: [],
  original: null,
  size: 0,
  cuts: [],
};

// Pieces that reports are made of, in any disorder, besides plain noise.
const pieces = fc.constantFrom(
  ...[
    '<',
    '>',
    '@',
    ':',
    ';',
    '"',
    "'",
    '(',
    ')',
    '\n',
    '\n\n',
    '\t',
    ' ',
    '* ',
    '--- ',
    '...',
    '\u0000',
    '\u202e',
    'é',
    '收件人：',
  ],
  ...['nora@client.test', '<nora@client.test>:', '550 5.1.1', '4.4.7', 'User unknown', 'said:', 'mailto:', 'rfc822;'],
  ...['Final-Recipient:', 'Action: failed', 'Status:', 'Diagnostic-Code: smtp;', 'Received: ', 'Message-ID: <a@b>'],
  ...['Original message follows', '{"notificationType":"Bounce","bounce":', '"bouncedRecipients":[null]}', '__proto__'],
);
const words = fc.oneof(
  fc.string({ maxLength: 300 }),
  fc.array(pieces, { maxLength: 60 }).map((some) => some.join('')),
);
const header = fc.record({
  name: fc.constantFrom('from', 'to', 'received', 'return-path', 'x-failed-recipients', 'message-id', 'auto-submitted'),
  value: words,
});
const anyReport: fc.Arbitrary<Message> = fc
  .record({
    subject: fc.oneof(words, fc.constant(FROM_DAEMON.subject)),
    text: words,
    headers: fc.array(header, { maxLength: 6 }),
    original: fc.option(fc.array(header, { maxLength: 6 })),
    reports: fc.array(
      fc.record({
        type: fc.constantFrom(
          'message/delivery-status',
          'message/global-delivery-status',
          'message/feedback-report',
          'message/disposition-notification',
        ),
        text: words,
      }),
      { maxLength: 3 },
    ),
  })
  .map((parts) => ({ ...FROM_DAEMON, ...parts }));

describe('whatever a stranger reports', () => {
  test('every recipient is an address with a verdict in one printable line', () => {
    fc.assert(
      fc.property(anyReport, (message) => {
        for (const { address, status, type, action, diagnostic } of readBounce(message)?.recipients ?? []) {
          expect(address).toMatch(/^[^\s<>]+@[^\s<>]+$/);
          expect(status ?? '5.0.0').toMatch(/^[45]\.\d{1,3}\.\d{1,3}$/);
          if (action === 'delayed') expect(type).toBe('soft');
          expect(diagnostic).not.toMatch(/[\r\n]/);
          expect(diagnostic.length).toBeLessThanOrEqual(300);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('a report is a bounce, a receipt or a complaint, never two', () => {
    fc.assert(
      fc.property(anyReport, (message) => {
        const claims = [readBounce(message) !== null, isReceipt(message) || readFeedbackReport(message) !== null];
        expect(claims.filter(Boolean).length).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('late for all means delayed, given up for one means failed', () => {
    fc.assert(
      fc.property(anyReport, (message) => {
        const bounce = readBounce(message);
        if (!bounce || bounce.recipients.length === 0) return;
        expect(bounce.outcome === 'delayed').toBe(bounce.recipients.every(({ action }) => action === 'delayed'));
      }),
    );
  });
});

describe('a report made to keep us busy is read in a moment', () => {
  const long = (piece: string) => piece.repeat(Math.ceil(262_144 / piece.length)).slice(0, 262_144);
  const attacks: readonly string[] = [
    ...['a', '@', 'a@', 'a.b@c.d ', '<', '<a@', ' ', '\n', '\t\n', '1.1.1.', '550 ', '5.1.1 ', "550-'a ", '“', '収'],
    ...[
      '<a@b.test>: 550\n',
      'u@b.test\n',
      '* a@b.test xx\n',
      'a (a@b)<mailto:\n',
      '<<< 550 a@b\n',
      '-----\n',
      '------ a ---\n',
    ],
    ...[
      'delivery to the ',
      'unable to deliver your message to ',
      'mailbox ',
      'recipient ',
      'sender ',
      'host a [',
      ' said: ',
    ],
    ...['Received: a\nX: b\n', 'Final-Recipient: rfc822; a@b\nAction: failed\n', '{"', `${'x'.repeat(900)}@\n`],
  ];

  test.each(attacks.map((piece) => [JSON.stringify(piece.slice(0, 40)), long(piece)]))(
    '%s, again and again',
    (_, text) => {
      const header = { name: 'to', value: text };
      const began = performance.now();
      readBounce({ ...FROM_DAEMON, text: `It could not be delivered.\n${text}` });
      readBounce({ ...FROM_DAEMON, subject: text, original: [header, { ...header, name: 'received' }] });
      readBounce({
        ...FROM_DAEMON,
        headers: [...FROM_DAEMON.headers, { ...header, name: 'x-failed-recipients' }],
        reports: [
          {
            type: 'message/delivery-status',
            text: `Final-Recipient: rfc822; a@b.test\nDiagnostic-Code: smtp; ${text}`,
          },
        ],
      });
      // Quadratic reading takes minutes; a machine under load takes a while.
      expect(performance.now() - began).toBeLessThan(5_000);
    },
  );
});
