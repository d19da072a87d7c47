import { createTransport } from 'nodemailer';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerTo } from '../support/answer.ts';
import { openDesk, select, type Desk } from '../support/desk.ts';
import { startDovecot, type Dovecot } from '../support/dovecot.ts';
import { rawMail } from '../support/mail.ts';
import { answerBy, PROGRAMS } from '../support/mail-programs.ts';
import { unread } from '../support/maildir.ts';
import { hasPostfix, startPostfix, type Postfix } from '../support/postfix.ts';
import { has } from '../support/programs.ts';
import { shown, type Letter } from '../support/town.ts';
import { until } from '../support/until.ts';

const SUITE = 'staff answer through Dovecot and Postfix';
const ANN = 'Ann Lee <ann@example.test>';

/** What no client may see (S7). */
const INSIDE =
  /(?<![\w.])ann@example\.test|\+\d+s[a-z2-7]{16}@|for the desk|#priority|User-Agent|X-Mailer|Thread-Index/i;

/** Ways of answering besides a mail program's answer to the notice, each in words and in HTML. */
const WAYS = ['from the shared mailbox', 'straight to the client, the desk in Cc'] as const;

type Case = {
  readonly name: string;
  readonly program?: string;
  readonly way?: (typeof WAYS)[number];
  readonly isHtml: boolean;
};

const CASES: readonly Case[] = [
  ...PROGRAMS.map((program) => ({ name: program, program, isHtml: program.includes('html') })),
  ...WAYS.flatMap((way) =>
    [false, true].map((isHtml) => ({ name: `${way}, in ${isHtml ? 'HTML' : 'text'}`, way, isHtml })),
  ),
];

describe.runIf(has(SUITE, 'dovecot', 'doveadm') && hasPostfix(SUITE))(SUITE, () => {
  const resources = new AsyncDisposableStack();
  let dovecot: Dovecot;
  let postfix: Postfix;
  let desk: Desk;
  /** The request of each case. */
  const numbers: number[] = [];

  const letters = (user: string): Promise<Letter[]> => unread(join(dovecot.mail, user));
  const about = async (user: string, number: number): Promise<Letter[]> =>
    (await letters(user)).filter(({ message }) => message.subject.includes(`[#${number}]`));

  async function send(octets: Buffer, from: string, ...to: string[]): Promise<void> {
    const transport = createTransport({ host: '127.0.0.1', port: postfix.port, secure: false, ignoreTLS: true });
    await transport.sendMail({ envelope: { from, to }, raw: octets });
    transport.close();
  }

  const asks = (index: number): Buffer =>
    rawMail(
      { Subject: `Invoice ${index}`, 'Message-ID': `<${index}.question@client.test>`, 'Return-Path': null },
      'It is wrong.',
    );

  /** Ann answers in the way of the case. */
  async function answer({ program, way, isHtml }: Case, index: number): Promise<void> {
    const [notice] = await about('ann', numbers[index]!);
    const { octets, message } = notice!;
    const desks = message.replyTo[0]!.address;
    const text = isHtml ? '<html><body><p>It is <b>corrected</b>.</p></body></html>' : 'It is corrected.';
    const type = isHtml ? { 'Content-Type': 'text/html; charset=utf-8' } : {};
    if (program !== undefined)
      await send(await answerBy(program, octets, { commands: ['#priority high'] }), 'ann@example.test', desks);
    else if (way === WAYS[0])
      await dovecot.deliver('support', 'Sent', [
        await answerTo(asks(index), 'Ann Lee <support@example.test>', text, { To: 'jane@client.test', ...type }),
      ]);
    else
      await send(
        await answerTo(octets, ANN, text, { To: 'jane@client.test', Cc: desks, ...type }),
        'ann@example.test',
        'jane@client.test',
        desks,
      );
  }

  beforeAll(async () => {
    dovecot = resources.use(await startDovecot());
    postfix = resources.use(
      await startPostfix({
        domain: 'example.test',
        users: ['support', 'ann', 'jane@client.test'],
        maildirs: dovecot.mail,
        nextPort: 9,
      }),
    );
    const changes = { budgets: { unknownPerDay: 1000 } };
    desk = resources.use(await openDesk({ imapPort: dovecot.port, smtpPort: postfix.port }, changes));
    await desk.pass();
    for (const index of CASES.keys()) await send(asks(index), 'jane@client.test', 'support@example.test');
    await until('Ann has every notice', async () => {
      await desk.pass();
      const notices = await letters('ann');
      return notices.length === CASES.length;
    });
    for (const { message } of await letters('ann')) {
      const [, index = '', number = ''] = /Invoice (\d+) \[#(\d+)\]/.exec(message.subject) ?? [];
      numbers[Number(index)] = Number(number);
    }
    for (const [index, one] of CASES.entries()) await answer(one, index);
    const relayed = CASES.filter(({ program }) => program !== undefined).length;
    const direct = CASES.filter(({ way }) => way === WAYS[1]).length;
    await until('all are answered', async () => {
      await desk.pass();
      const [row] = await select<{ open: number }>(
        desk.database,
        "select count(*) as open from request where state <> 'waiting'",
      );
      return row?.open === 0 && (await letters('jane')).length === CASES.length + relayed + direct;
    });
    await until('Ann has every confirmation', async () => (await letters('ann')).length === CASES.length + relayed);
  }, 180_000);
  afterAll(() => resources.disposeAsync());

  test.each(CASES.map((one, index) => ({ ...one, index })))(
    '$name: the client has the answer once, its author is named, the clock stands',
    async ({ program, index }) => {
      const number = numbers[index]!;
      const record = await shown(desk, number);
      expect(record).toMatchObject({ state: 'waiting', firstResponseAt: expect.any(String) as string });
      expect(record.events.filter(({ kind }) => kind === 'answered')).toMatchObject([{ actor: 'ann@example.test' }]);
      const fromDesk = (await about('jane', number)).filter(({ message }) =>
        message.from[0]?.address.startsWith('support'),
      );
      expect(fromDesk).toHaveLength(program === undefined ? 1 : 2);
      if (program === undefined) return;
      const [, answered] = fromDesk;
      expect(answered!.octets.toString().replaceAll(/=\r\n/g, '')).not.toMatch(INSIDE);
      expect(answered!.message.text).toContain('Dear Jane,');
      expect(answered!.message.from).toEqual([{ name: 'Ann Lee (Example Support)', address: 'support@example.test' }]);
      expect(answered!.message.references[0]).toBe(`<${index}.question@client.test>`);
      expect(record).toMatchObject({ priority: 'high', owner: 'ann@example.test' });
      expect((await about('ann', number)).at(-1)!.message.text).toContain('Priority is now high.');
    },
  );
});
