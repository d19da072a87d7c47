import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { startEmbeddedMail } from '../../../src/demo/embedded-mail.ts';
import { answerTo } from '../../support/answer.ts';
import { besieged, disproven, proven, UNCHECKED, type Besieged } from '../../support/besieged.ts';
import { bounceOf } from '../../support/bounce-of.ts';
import { mailbox, openDesk, outbox, select } from '../../support/desk.ts';
import { rawMail, type Fields } from '../../support/mail.ts';

/** docs/threat-model.md, "Who wants the desk to write": loops, backscatter, forged reports. */
const REPORT = 'Authentication-Results';
const JANE = 'Jane Doe <jane@client.test>';
const VICTIM = 'Vic <victim@elsewhere.test>';

let desk: Besieged;
beforeAll(async () => {
  desk = await besieged({ changes: { budgets: {} } });
}, 60_000);
afterAll(() => desk[Symbol.asyncDispose]());

const written = (fields: Fields, body?: string): Buffer =>
  rawMail({ 'Message-ID': `<${crypto.randomUUID()}@evil.test>`, Subject: 'A question', ...fields }, body);

const suppressions = () => select<{ address: string }>(desk.world.desk.database, 'select address from suppression');

describe('nobody is written to because of a mail that is not his', () => {
  test('forged senders are written to once a day, with no word of the forger', async () => {
    const forged = Array.from({ length: 5 }, (_, n) =>
      written(
        {
          'Return-Path': '<victim@elsewhere.test>',
          From: `"Win at https://evil.test now" <victim@elsewhere.test>`,
          Subject: `Win at evil.test, part ${n}`,
          Cc: 'other@elsewhere.test',
          [REPORT]: n % 2 === 0 ? UNCHECKED : disproven('elsewhere.test'),
        },
        'Cheap pills at https://evil.test\n',
      ),
    );
    const { sent, fate } = await desk.attack(forged, { from: 'victim@elsewhere.test' });
    expect(fate.opened).toHaveLength(5);
    const outside = sent.filter(({ rcpt }) => !rcpt.endsWith('@example.test'));
    expect(outside.map(({ rcpt }) => rcpt)).toEqual(['victim@elsewhere.test']);
    const [answer] = outside;
    expect(answer!.whole).not.toMatch(/evil\.test(?!>)|pills|Win at/);
    expect(answer!.message.html).toBeNull();
    expect(answer!.octets.length).toBeLessThan(20_000);
  });

  const silent: Record<string, Fields> = {
    'an empty envelope sender with a question in it': { 'Return-Path': '<>', From: VICTIM },
    'our own address as the sender': { From: 'support@example.test', 'Return-Path': '<support@example.test>' },
    'our own address with a tag as the sender': { From: 'support+1001cabcdefghijklmnop@example.test' },
    'Auto-Submitted': { From: VICTIM, 'Auto-Submitted': 'auto-replied' },
    'a mailing list': { From: VICTIM, 'List-Id': '<all.elsewhere.test>' },
    'a bulk mail with an unsubscribe link': {
      From: VICTIM,
      'List-Unsubscribe': '<mailto:jane@client.test?subject=unsubscribe>, <http://127.0.0.1:9/u>',
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
    'an auto-reply in words only': { From: VICTIM, Subject: 'Automatic reply: A question' },
    'a mailer daemon': { From: 'MAILER-DAEMON@elsewhere.test', Subject: 'A question' },
  };

  test.each(Object.entries(silent))('%s', async (_, fields) => {
    const from = fields['Return-Path'] === '<>' ? '' : 'mallory@evil.test';
    const { fate } = await desk.attack(written({ [REPORT]: UNCHECKED, ...fields }), { from });
    expect(fate).toMatchObject({ mails: [], opened: [], moved: null });
    expect(fate.placed[0]).toMatch(/^(?:automatic|ignored)/);
  });

  test('Reply-To to ourselves and to a victim', async () => {
    const { sent } = await desk.attack(
      written({
        From: 'joe@partner.test',
        'Return-Path': '<joe@partner.test>',
        'Reply-To': 'support@example.test, victim@elsewhere.test',
        [REPORT]: proven('partner.test'),
      }),
    );
    expect(sent.map(({ rcpt }) => rcpt).filter((rcpt) => !/^(?:ann|bob)@/.test(rcpt))).toEqual(['joe@partner.test']);
  });

  test('a mark that says it is ours does not make a mail vanish', async () => {
    const { fate } = await desk.attack(
      written({
        From: 'joe@partner.test',
        'X-Replydesk': `abcdefghijklmnop <acknowledgement.1001.c.abcdefghijklm@example.test>`,
        'X-Replydesk-Ignore': 'yes',
        'X-Loop': 'support@example.test',
        [REPORT]: proven('partner.test'),
      }),
    );
    expect(fate.opened).toHaveLength(1);
  });

  test('an old mail put into the mailbox again is not answered anew', async () => {
    const [raw] = await select<{ octets: Buffer }>(
      desk.world.desk.database,
      `select octets from raw_mail where octets like '%sesame%' limit 1`,
    );
    const { fate } = await desk.attack(raw!.octets);
    expect(fate).toMatchObject({ placed: ['duplicate: same-content'], mails: [], opened: [] });
  });
});

describe('loops end', () => {
  test('a responder without any mark, which answers each of our mails, gets one', async () => {
    let answered = desk.acknowledgement.octets;
    for (let round = 0; round < 5; round++) {
      const { sent } = await desk.attack(
        await answerTo(answered, JANE, `Thank you, we will look into it (${round}).`, {
          [REPORT]: proven('client.test'),
          'Return-Path': '<jane@client.test>',
        }),
      );
      const toJane = sent.filter(({ rcpt }) => rcpt === 'jane@client.test');
      expect(toJane).toEqual([]);
      answered = desk.acknowledgement.octets;
    }
  });

  test('two desks write to each other: one acknowledgement a side', async () => {
    const account = (user: string, address: string) => ({ user, password: 'secret', address });
    await using post = await startEmbeddedMail({
      accounts: [account('support', 'support@example.test'), account('help', 'help@other.test')],
      clock: systemClock,
    });
    const servers = { imapPort: post.imap.port, smtpPort: post.smtpPort };
    await using ours = await openDesk(servers, { mailboxes: [mailbox(post.imap.port)], staff: [] });
    await using theirs = await openDesk(
      { ...servers, user: 'help' },
      {
        company: { name: 'Other Ltd', domain: 'other.test' },
        secret: 'another secret, long enough as well',
        mailboxes: [mailbox(post.imap.port, { user: 'help', address: 'help@other.test' })],
        outbound: {
          from: 'Other Help <help@other.test>',
          smtp: { host: '127.0.0.1', port: post.smtpPort, tls: 'none', connections: 1 },
        },
        staff: [],
      },
    );
    for (const one of [ours, theirs]) await one.pass();
    post.deliver(
      { from: 'help@other.test', to: ['support@example.test'] },
      rawMail({ From: 'Other Help <help@other.test>', 'Return-Path': '<help@other.test>' }),
    );
    for (let round = 0; round < 4; round++) for (const one of [ours, theirs]) await one.pass();
    expect((await outbox(ours.database)).map(({ kind }) => kind)).toEqual(['acknowledgement']);
    expect(await outbox(theirs.database)).toEqual([]);
  });
});

describe('reports count only about our own mails', () => {
  test('a forged bounce about a made-up mail of ours silences nobody', async () => {
    const forged = desk.acknowledgement.octets
      .toString('latin1')
      .replaceAll(
        /<acknowledgement\.[^>]+>/g,
        '<acknowledgement.1001.c.abcdefghijklmnop.abcdefghijklmnop.abcdefghijklmnop@example.test>',
      )
      .replaceAll(/support\+b[a-z2-7]+@/g, 'support+bwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww@');
    const { octets, to } = await bounceOf(Buffer.from(forged, 'latin1'), 'jane@client.test');
    const { fate } = await desk.attack(octets, { from: '', to });
    expect(fate).toMatchObject({ mails: [], opened: [], moved: null });
    expect(await suppressions()).toEqual([]);
  });

  test('a bounce of one mail that names another address silences only the one it went to', async () => {
    const { octets, to } = await bounceOf(desk.noticeToBob.octets, 'jane@client.test');
    const { fate } = await desk.attack(octets, { from: '', to });
    expect(fate).toMatchObject({ mails: [], opened: [], moved: null });
    expect(await suppressions()).toEqual([]);
    expect(
      (await outbox(desk.world.desk.database)).filter(
        ({ rcpt, state }) => rcpt === 'jane@client.test' && state === 'bounced',
      ),
    ).toEqual([]);
  });

  test('a report of success moves nothing', async () => {
    const { octets, to } = await bounceOf(desk.acknowledgement.octets, 'jane@client.test');
    const relayed = octets.toString('latin1').replace('Action: failed', 'Action: relayed').replaceAll('5.1.1', '2.0.0');
    const before = await outbox(desk.world.desk.database);
    const { fate } = await desk.attack(
      Buffer.from(
        relayed
          .replace('no such user here', 'ok')
          .replace('Undelivered Mail Returned to Sender', 'Successful Mail Delivery Report'),
        'latin1',
      ),
      { from: '', to },
    );
    expect(fate).toMatchObject({ mails: [], opened: [], moved: null });
    expect(await outbox(desk.world.desk.database)).toEqual(before);
  });

  test('a complaint about a made-up mail silences nobody', async () => {
    const lines = [
      '--b',
      'Content-Type: message/feedback-report',
      '',
      'Feedback-Type: abuse',
      'Version: 1',
      'Original-Rcpt-To: jane@client.test',
      '--b',
      'Content-Type: text/rfc822-headers',
      '',
      'Message-ID: <answer.1001.c.abcdefghijklm@example.test>',
      'To: jane@client.test',
      '--b--',
      '',
    ];
    const { fate } = await desk.attack(
      written(
        { From: 'feedback@evil.test', 'Content-Type': 'multipart/report; report-type=feedback-report; boundary=b' },
        lines.join('\n'),
      ),
    );
    expect(fate).toMatchObject({ mails: [], opened: [], moved: null });
    expect(await suppressions()).toEqual([]);
  });
});
