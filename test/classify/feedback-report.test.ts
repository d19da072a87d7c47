import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isFeedbackReport, readFeedbackReport } from '../../src/classify/bounce/feedback-report.ts';
import { readBounce } from '../../src/classify/bounce.ts';
import { parse } from '../../src/ingest/parse.ts';
import type { Message } from '../../src/requests/message.ts';
import { mail } from '../support/mail.ts';

function sample(name: string): Promise<Message> {
  return parse(readFileSync(new URL(`../corpus/bounce/${name}.eml`, import.meta.url)));
}

test('a complaint tells whom to write no more and about which mail', async () => {
  const complaint = await sample('feedback-report-abuse');
  expect(readFeedbackReport(complaint)).toEqual({
    feedbackType: 'abuse',
    suppress: ['nora@provider.test'],
    originalMessageId: '<ack-1042@desk.test>',
    sourceIp: '198.51.100.9',
  });
  expect(readBounce(complaint)).toBeNull();
});

test('a complaint by notification tells it too', async () => {
  const complaint = await sample('feedback-ses-complaint');
  expect(readFeedbackReport(complaint)).toMatchObject({ feedbackType: 'abuse', suppress: ['nora@client.test'] });
  expect(readBounce(complaint)).toBeNull();
});

test('a complaint that hides the recipient names nobody', async () => {
  const body =
    '--b\nContent-Type: text/plain\n\nAn abuse report.\n\n--b\nContent-Type: message/feedback-report\n\n' +
    'Feedback-Type: Opt-Out\nUser-Agent: loop/1\nVersion: 1\n\n--b\nContent-Type: text/rfc822-headers\n\n' +
    'From: support@desk.test\nTo: redacted\nMessage-ID: <ours@desk.test>\n\n--b--\n';
  const complaint = await mail({ 'Content-Type': 'multipart/report; report-type=feedback-report; boundary=b' }, body);
  expect(readFeedbackReport(complaint)).toEqual({
    feedbackType: 'opt-out',
    suppress: [],
    originalMessageId: '<ours@desk.test>',
    sourceIp: null,
  });
});

test('an older complaint is known by the recipient in its header', async () => {
  const complaint = await mail({ From: 'staff@hotmail.test', 'X-HmXmrOriginalRecipient': 'nora@hotmail.test' });
  expect(readFeedbackReport(complaint)?.suppress).toEqual(['nora@hotmail.test']);
});

test.each(['rfc3464-postfix-user-unknown', 'ses-notification-by-sns', 'not-a-bounce-read-receipt'])(
  '%s is no complaint',
  async (name) => {
    const message = await sample(name);
    expect(isFeedbackReport(message)).toBe(false);
    expect(readFeedbackReport(message)).toBeNull();
  },
);
