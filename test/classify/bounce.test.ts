import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readBounce } from '../../src/classify/bounce.ts';
import { parse } from '../../src/ingest/parse.ts';
import type { Bounce } from '../../src/requests/recognition.ts';
import { rawMail } from '../support/mail.ts';

const FOLDER = new URL('../corpus/bounce/', import.meta.url);

async function bounceIn(name: string): Promise<Bounce | null> {
  return readBounce(await parse(readFileSync(new URL(`${name}.eml`, FOLDER))));
}

/** The confirmation that the reports hand back. */
const ACK = '<ack-1042@desk.test>';

// Each report is called after its server or its lesson; recipients as address, action, status, type, reason.
const REPORTS: readonly (readonly [string, Bounce['outcome'], string | null, readonly string[]])[] = [
  ['aol-without-domain', 'failed', null, ['nora1977@aol.test failed - hard filtered']],
  ['biglobe-mailbox-limit', 'failed', null, ['nora@mail.biglobe.test failed - hard mailbox-full']],
  ['courier-dialogue', 'failed', null, ['nora@client.test failed 5.2.1 hard suspended']],
  ['daum-korean-labels', 'failed', null, ['kim@daum.test failed - hard mailbox-full']],
  ['domino-german', 'failed', null, ['hmeier@firma.test failed - hard user-unknown']],
  ['exchange-2003-names-without-address', 'failed', null, ['k.vogt@corp.test failed 5.2.2 hard mailbox-full']],
  ['exim-warning-greylisted', 'delayed', null, ['berta@kunde.test delayed 4.2.0 soft policy']],
  ['greek-label-inflected', 'failed', null, ['k@gr.test failed - hard user-unknown']],
  ['indonesian-only-stranger', 'failed', null, ['k@id.test failed - hard other']],
  ['romanian-sentence', 'failed', null, ['k@ro.test failed - hard user-unknown']],
  ['qq-recipient-without-colon', 'failed', null, ['1234567@qq.test failed - hard user-unknown']],
  ['sendmail-gave-up-after-try-later', 'failed', ACK, ['k@kunde.test failed 4.7.1 soft expired']],
  ['sendmail-program-printed-quota', 'failed', ACK, ['prof@uni.test failed 5.3.0 hard mailbox-full']],
  ['seznam-address-within-the-sentence', 'failed', null, ['k@seznam.test failed 5.2.2 hard mailbox-full']],
  ['domino-because', 'failed', null, ['nora@corp.test failed - hard user-unknown']],
  ['exchange-2003-communication-problem', 'failed', null, ['nora@client.test failed 5.2.2 hard mailbox-full']],
  ['exchange-5.5-recipient-on-date', 'failed', null, ['nora@corp.test failed - hard user-unknown']],
  ['exim-delayed-24-hours', 'delayed', null, ['nora@client.test delayed 4.2.2 soft mailbox-full']],
  [
    'exim-two-recipients-two-causes',
    'failed',
    ACK,
    ['nora@client.test failed 5.1.1 hard user-unknown', 'otto@client.test failed - hard mailbox-full'],
  ],
  ['exim-undisclosed-alias', 'failed', ACK, ['nora@client.test failed - hard host-unknown']],
  ['ezweb-account-closed-says-user-unknown', 'failed', ACK, ['nora@ezweb.test failed - hard suspended']],
  ['facebook-refused-by-preferences', 'failed', ACK, ['nora@facebook.test failed 5.1.1 hard filtered']],
  ['failed-recipients-ruling', 'failed', ACK, ['nora@client.test failed - hard user-unknown']],
  ['gateway-passes-the-report-on-as-text', 'failed', null, ['nora@client.test failed 4.4.1 soft expired']],
  ['gmail-dmarc', 'failed', ACK, ['nora@gmail.test failed 5.7.26 hard policy']],
  ['gmail-old-refused-after-data', 'failed', ACK, ['nora@client.test failed 5.7.0 hard policy']],
  ['gmail-old-warning', 'delayed', ACK, ['nora@client.test delayed 4.2.2 soft mailbox-full']],
  ['google-groups-no-permission', 'failed', ACK, ['cats@googlegroups.test failed - hard rejected']],
  ['groupwise-user-not-found', 'failed', ACK, ['nora@corp.test failed - hard user-unknown']],
  ['interscan-sent-and-received', 'failed', null, ['nora@corp.test failed 5.1.1 hard user-unknown']],
  ['james-recipient-in-message-details', 'failed', null, ['nora@james.test failed - hard user-unknown']],
  ['kddi-remote-domain', 'failed', ACK, ['nora@nowhere.test failed - hard host-unknown']],
  ['labels-of-small-servers', 'failed', ACK, ['nora@small.test failed - hard user-unknown']],
  ['mailmarshal-cause-before-recipients', 'failed', null, ['nora@client.test failed - hard too-big']],
  ['mailru-says-it-twice', 'failed', ACK, ['nora@client.test failed 5.2.2 hard mailbox-full']],
  ['mdaemon-quoted-list', 'failed', null, ['nora@client.test failed 5.1.1 hard user-unknown']],
  ['mfilter-japanese-labels', 'failed', ACK, ['nora@client.test failed 5.7.1 hard spam']],
  ['microsoft-365-german', 'failed', ACK, ['nora@konzern.test failed 5.1.10 hard user-unknown']],
  ['mimecast-dashes', 'failed', null, ['nora@client.test failed 5.4.1 hard user-unknown']],
  ['netease-chinese', 'failed', null, ['nora@163.test failed - hard user-unknown']],
  ['netscape-smtp-in-front-of-the-address', 'failed', ACK, ['nora@isp.test failed - hard user-unknown']],
  ['notes-failure-reasons', 'failed', ACK, ['nora@corp.test failed - hard user-unknown']],
  ['opensmtpd-colon', 'failed', ACK, ['nora@client.test failed 5.7.25 hard blocked']],
  ['opensmtpd-network', 'failed', ACK, ['nora@client.test failed - hard network']],
  ['orange-code-in-french', 'failed', ACK, ['nora@orange.test failed 5.1.1 hard mailbox-full']],
  ['qmail-ldap-disabled', 'failed', ACK, ['nora@client.test failed 5.2.1 hard suspended']],
  [
    'qmail-three-answers',
    'failed',
    ACK,
    [
      'nora@client.test failed 5.1.1 hard user-unknown',
      'otto@nowhere.test failed 5.1.2 hard host-unknown',
      'pia@client.test failed 5.7.1 hard rejected',
    ],
  ],
  ['rfc3464-blank-lines-inside-a-recipient', 'failed', ACK, ['nora@client.test failed 5.0.0 hard system-error']],
  ['rfc3464-delayed-is-a-warning', 'delayed', ACK, ['nora@client.test delayed 4.4.1 soft expired']],
  [
    'rfc3464-forwarded-keeps-the-address-we-wrote-to',
    'failed',
    ACK,
    ['nora+work@client.test failed 5.2.2 hard mailbox-full'],
  ],
  [
    'rfc3464-generic-status-true-code-in-diagnostic',
    'failed',
    ACK,
    ['nora@client.test failed 5.2.2 hard mailbox-full'],
  ],
  [
    'rfc3464-one-failed-one-late',
    'failed',
    ACK,
    ['nora@client.test failed 5.1.1 hard user-unknown', 'otto@client.test delayed 4.2.1 soft rejected'],
  ],
  ['rfc3464-postfix-user-unknown', 'failed', ACK, ['nora@client.test failed 5.1.1 hard user-unknown']],
  ['rfc3464-program-behind-the-mailbox', 'failed', ACK, ['nora@client.test failed 5.0.0 hard system-error']],
  ['rfc3464-source-route-and-status-comment', 'failed', ACK, ['nora@client.test failed 5.2.0 hard mailbox-full']],
  ['sendmail-old-transcript', 'failed', ACK, ['nora@nowhere.test failed - hard host-unknown']],
  ['ses-notification-by-sns', 'failed', ACK, ['nora@client.test failed 5.1.1 hard user-unknown']],
  ['smail-dots-failed', 'failed', ACK, ['nora@nowhere.test failed - hard host-unknown']],
  ['symantec-reason-line', 'failed', ACK, ['nora@client.test failed 5.7.1 hard blocked']],
  ['telekom-failed-addresses', 'failed', ACK, ['nora@telekom.test failed 5.2.2 hard mailbox-full']],
  ['web-host-full-mailbox', 'failed', ACK, ['nora@hoster.test failed - hard mailbox-full']],
  ['workspace-recipient-only-in-returned-mail', 'failed', ACK, ['nora@workspace.test failed - hard user-unknown']],
  ['yahoo-no-such-account', 'failed', ACK, ['nora@yahoo.test failed - hard user-unknown']],
  ['zoho-error-code', 'failed', ACK, ['nora@client.test failed 5.2.2 hard mailbox-full']],
];

describe('what a server says of the mail it could not deliver', () => {
  test.each(REPORTS)('%s: %s', async (name, outcome, originalMessageId, recipients) => {
    const bounce = await bounceIn(name);
    expect(bounce).toMatchObject({ outcome, originalMessageId });
    expect(
      bounce?.recipients.map(({ address, action, status, type, reason }) =>
        [address, action, status ?? '-', type, reason].join(' '),
      ),
    ).toEqual(recipients);
  });

  test('every sample report is named above, every other sample is no report', async () => {
    const names = readdirSync(FOLDER).map((file) => file.replace('.eml', ''));
    const others = names.filter((name) => !REPORTS.some(([report]) => report === name));
    expect(names.length - others.length).toBe(REPORTS.length);
    for (const name of others) expect(await bounceIn(name), name).toBeNull();
  });
});

describe('what staff read of the cause', () => {
  test.each([
    ['rfc3464-postfix-user-unknown', /^550 5\.1\.1 <nora@client\.test>: Recipient address rejected/],
    ['qmail-ldap-disabled', /^Mailaddress is administratively disabled\. \(#5\.2\.1\)$/],
    ['exim-two-recipients-two-causes', /RCPT TO:<nora@client\.test>: host in\.client\.test/],
    ['google-groups-no-permission', /you may not have permission to post messages/],
  ])('%s', async (name, words) => {
    const diagnostic = (await bounceIn(name))?.recipients[0]?.diagnostic ?? '';
    expect(diagnostic).toMatch(words);
    expect(diagnostic).not.toMatch(/[\n\t]/);
    expect(diagnostic.length).toBeLessThanOrEqual(300);
  });
});

describe('whom a report names', () => {
  const daemon = {
    'Return-Path': '<>',
    From: 'Mail Delivery System <MAILER-DAEMON@mx.test>',
    Subject: 'Undelivered Mail Returned to Sender',
  };
  const addresses = async (body: string) =>
    (readBounce(await parse(rawMail(daemon, body)))?.recipients ?? []).map(({ address }) => address);

  test.each([
    ['in brackets before a colon', '<nora@client.test>: 550 User unknown\n'],
    ['alone on a line', 'The following address failed:\n\n    nora@client.test\n      Unrouteable address\n'],
    ['behind a bullet', 'could not be delivered to:\n * nora@client.test\n'],
    ['in a sentence', 'Your message to nora@client.test could not be delivered.\n'],
    [
      'with a display name by Microsoft',
      'could not be delivered to:\n\nNora Doe (nora@client.test)<mailto:nora@client.test>\n',
    ],
    ['with a route in front', 'Final-Recipient: rfc822; @relay.test:nora@client.test\nAction: failed\nStatus: 5.1.1\n'],
    [
      'only in the mail that came back',
      'It could not be delivered.\n\n--- Original message ---\nTo: nora@client.test\nSubject: Hello\nDate: Thu, 12 Mar 2026 09:14:57 +0000\n',
    ],
  ])('%s', async (_, body) => {
    expect(await addresses(body)).toEqual(['nora@client.test']);
  });

  test('nobody whom only the returned mail or the advice mentions', async () => {
    const body =
      '<nora@client.test>: 550 User unknown\n\nFor help, please contact:\n<postmaster@mx.test>\n\n' +
      '--- Below this line is a copy of the message.\n\nFrom: support@desk.test\nTo: otto@client.test\nCc: pia@client.test\n';
    expect(await addresses(body)).toEqual(['nora@client.test']);
  });

  test('a recipient listed twice once', async () => {
    expect(await addresses('<nora@client.test>: 550 a\n<NORA@client.test>: 550 b\n')).toHaveLength(1);
  });

  test('at most a hundred', async () => {
    const list = Array.from({ length: 500 }, (_, index) => `<user${String(index)}@client.test>: 550 User unknown\n`);
    expect(await addresses(list.join(''))).toHaveLength(100);
  });
});

describe('for good or for now', () => {
  const report = async (fields: string) => {
    const body = `--b\nContent-Type: text/plain\n\nDelivery failed.\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.test\n\nFinal-Recipient: rfc822; nora@client.test\n${fields}\n\n--b--\n`;
    const mail = rawMail(
      {
        'Return-Path': '<>',
        From: 'MAILER-DAEMON@mx.test',
        Subject: 'Delivery Status Notification',
        'Content-Type': 'multipart/report; report-type=delivery-status; boundary=b',
      },
      body,
    );
    return readBounce(await parse(mail));
  };

  test('class 5 is final', async () => {
    expect(await report('Action: failed\nStatus: 5.1.1')).toMatchObject({
      outcome: 'failed',
      recipients: [{ type: 'hard', reason: 'user-unknown' }],
    });
  });

  test('given up with a class 4 code may work another day', async () => {
    expect(await report('Action: failed\nStatus: 4.4.7')).toMatchObject({
      outcome: 'failed',
      recipients: [{ type: 'soft', reason: 'expired' }],
    });
  });

  test('a delay is no failure, whatever the code', async () => {
    expect(await report('Action: delayed\nStatus: 5.2.2')).toMatchObject({
      outcome: 'delayed',
      recipients: [{ type: 'soft', action: 'delayed' }],
    });
  });

  test.each(['delivered', 'relayed', 'expanded'])('a mail %s has not bounced', async (action) => {
    expect(await report(`Action: ${action}\nStatus: 2.0.0`)).toBeNull();
  });
});
