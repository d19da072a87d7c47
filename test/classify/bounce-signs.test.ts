import { describe, expect, test } from 'vitest';
import { isReceipt } from '../../src/classify/bounce/receipt.ts';
import { readBounce } from '../../src/classify/bounce.ts';
import { type Fields, mail } from '../support/mail.ts';

const DAEMON: Fields = { 'Return-Path': '<>', From: 'Mail Delivery System <MAILER-DAEMON@mx.test>' };
const POSTFIX =
  'This is the mail system at host mx.test.\n\nYour message could not be delivered.\n\n<nora@client.test>: 550 5.1.1 User unknown\n';

async function outcome(fields: Fields, body: string): Promise<string | null> {
  return readBounce(await mail(fields, body))?.outcome ?? null;
}

describe('who writes a report', () => {
  test.each<[string, Fields]>([
    ['a daemon', { From: 'MAILER-DAEMON@mx.test', Subject: 'failure notice' }],
    ['a daemon by its name only', { From: 'Mail Delivery Subsystem <x1@mx.test>', Subject: 'Returned mail' }],
    ['nobody', { From: '<>', Subject: 'failure notice' }],
    ['a postmaster without return path', { 'Return-Path': '<>', From: 'postmaster@mx.test', Subject: 'Undeliverable' }],
    ['a robot that says nothing in its subject', { From: 'no-reply@mx.test', Subject: 'Your mail' }],
    ['an empty return path', { 'Return-Path': '<>', From: 'gateway7@mx.test', Subject: 'Your mail' }],
  ])('%s', async (_, fields) => {
    expect(await outcome(fields, POSTFIX)).toBe('failed');
  });

  test('a person who quotes one does not', async () => {
    expect(await outcome({ Subject: 'Undelivered Mail Returned to Sender' }, `I got this:\n\n${POSTFIX}`)).toBeNull();
  });

  test.each(['Re: failure notice', 'Fwd: Undeliverable: invoice', 'AW: Returned mail', 'WG: Unzustellbar: Rechnung'])(
    'a person who answers or forwards one does not: %s',
    async (Subject) => {
      expect(await outcome({ Subject, From: 'admin@client.test' }, POSTFIX)).toBeNull();
    },
  );

  test('a daemon that answers under the subject of our mail does', async () => {
    expect(await outcome({ ...DAEMON, Subject: 'Re: The invoice of January' }, POSTFIX)).toBe('failed');
  });
});

describe('other mail of machines', () => {
  test.each<[string, Fields, string]>([
    [
      'a parcel that could not be delivered',
      { From: 'no-reply@parcel.test', Subject: 'Delivery failed: your parcel' },
      'Your parcel could not be delivered because nobody was at home.\nTracking number 550 123 456.\n',
    ],
    [
      'a vacation answer',
      { 'Return-Path': '<>', 'Auto-Submitted': 'auto-replied', Subject: 'Out of office' },
      'I am away until Monday. Urgent mail will be delivered to my colleague.\n',
    ],
    [
      'a challenge',
      { 'Return-Path': '<>', From: 'no-reply@guard.test', Subject: 'Please confirm your message' },
      'Your message has not been delivered yet. Click the link to prove that you are a person.\n',
    ],
    ['a digest of a quarantine', { ...DAEMON, Subject: 'Quarantine summary' }, 'Three messages wait for you.\n'],
    ['a newsletter', { From: 'bounces@news.test', Subject: 'Spring sale' }, 'Everything at half price.\n'],
  ])('%s is no bounce', async (_, fields, body) => {
    expect(await outcome(fields, body)).toBeNull();
  });

  test('a read receipt is no bounce, also where it says that the mail was deleted unread', async () => {
    const body =
      '--b\nContent-Type: text/plain\n\nYour message was deleted without being read.\n\n--b\nContent-Type: message/disposition-notification\n\n' +
      'Final-Recipient: rfc822; nora@client.test\nDisposition: manual-action/MDN-sent-manually; deleted\n\n--b--\n';
    const receipt = await mail(
      {
        ...DAEMON,
        Subject: 'Undeliverable: not read',
        'Content-Type': 'multipart/report; report-type=disposition-notification; boundary=b',
      },
      body,
    );
    expect(isReceipt(receipt)).toBe(true);
    expect(readBounce(receipt)).toBeNull();
  });

  test('an ordinary mail is no receipt', async () => {
    expect(isReceipt(await mail())).toBe(false);
  });
});

describe('a warning', () => {
  test.each([
    [
      'Warning: message 1tX delayed 24 hours',
      '<nora@client.test>: Connection timed out\nNo action is required on your part.\n',
    ],
    ['Delivery delayed', '<nora@client.test>: 452 4.2.2 Over quota\n'],
    ['Delivery Status Notification (Delay)', 'Delivery to nora@client.test has been delayed.\n'],
    ['Zustellung verzögert', '<nora@client.test>: 451 4.7.1 Greylisted\n'],
  ])('is told from a failure: %s', async (Subject, body) => {
    expect(await outcome({ ...DAEMON, Subject }, body)).toBe('delayed');
  });

  test('is a failure where the subject says that the mail came back', async () => {
    const body = '<nora@client.test>: 452 4.2.2 Over quota\n\nWe will retry for two more days.\n';
    expect(await outcome({ ...DAEMON, Subject: 'Undelivered Mail Returned to Sender' }, body)).toBe('failed');
  });
});

describe('which of our mails came back', () => {
  const id = async (fields: Fields, body: string) => readBounce(await mail(fields, body))?.originalMessageId;
  const failure = { ...DAEMON, Subject: 'failure notice' };

  test.each<[string, Fields, string]>([
    [
      'by the header below the words',
      failure,
      `${POSTFIX}\n--- Below this line is a copy of the message.\n\nMessage-ID: <ours@desk.test>\nTo: nora@client.test\n`,
    ],
    [
      'by a quoted header without announcement',
      failure,
      `${POSTFIX}\n> Received: from desk.test by mx.test\n> From: support@desk.test\n> To: nora@client.test\n> Message-ID: <ours@desk.test>\n`,
    ],
    ['by what the words name', failure, `${POSTFIX}\nMessage-ID: <ours@desk.test>\n`],
    ['by what the report answers to', { ...failure, 'In-Reply-To': '<ours@desk.test>' }, POSTFIX],
    ['by its last reference', { ...failure, References: '<first@client.test> <ours@desk.test>' }, POSTFIX],
  ])('%s', async (_, fields, body) => {
    expect(await id(fields, body)).toBe('<ours@desk.test>');
  });

  test('stays open where nothing tells', async () => {
    expect(await id(failure, POSTFIX)).toBeNull();
  });
});
