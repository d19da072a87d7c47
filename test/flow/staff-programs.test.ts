import { createTransport } from 'nodemailer';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerTo } from '../support/answer.ts';
import { COMMANDS, type CommandName } from '../../src/requests/command/names.ts';
import { wordsIn } from '../../src/requests/staff-words.ts';
import { ingest, openDesk, select, type Desk } from '../support/desk.ts';
import { startDovecot, type Dovecot } from '../support/dovecot.ts';
import { CLIENT_TEXT, FORWARDS } from '../support/forwards.ts';
import { rawMail } from '../support/mail.ts';
import { answerBy, PROGRAMS } from '../support/mail-programs.ts';
import { unread } from '../support/maildir.ts';
import { hasPostfix, startPostfix, type Postfix } from '../support/postfix.ts';
import { has } from '../support/programs.ts';
import { shown, type Letter, type Shown } from '../support/town.ts';
import { until } from '../support/until.ts';

const SUITE = 'staff answer through Dovecot and Postfix';
const ANN = 'Ann Lee <ann@example.test>';

/** What no client may see (S7). */
const INSIDE =
  /(?<![\w.])ann@example\.test|\+\d+s[a-z2-7]{16}@|for the desk|#priority|User-Agent|X-Mailer|Thread-Index/i;

/** Ways of answering besides a mail program's answer to the notice, each in words and in HTML. */
const WAYS = [
  'from the shared mailbox',
  'straight to the client, the desk in Cc',
  'to all, with herself in Cc',
  'from a second registered address',
] as const;

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

/** What the server that received it says of a mail of Ann's; only so she may begin something without answering a notice. */
const PROVEN = { 'Authentication-Results': 'mx.example.test; dmarc=pass header.from=example.test' };
const HTML = { 'Content-Type': 'text/html; charset=utf-8' };
const inHtml = (text: string): string =>
  `<html><body>${text
    .replaceAll('<', '&lt;')
    .split('\n')
    .map((line) => `<div>${line === '' ? '<br>' : line}</div>`)
    .join('')}</body></html>`;

type Beginning = {
  readonly name: string;
  /** The subject of the request, and of the mail where that is not another. */
  readonly subject: string;
  readonly mailed?: string;
  readonly text: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly state: 'new' | 'waiting';
  readonly clients?: readonly string[];
};

/** Ways in which Ann begins something, each a mail to the desk. */
const BEGINNINGS: readonly Beginning[] = [
  ...Object.entries(FORWARDS).flatMap(([program, [mailed, text]], index): Beginning[] =>
    [false, true].map((isHtml) => {
      const subject = `Delivery ${index}${isHtml ? ' in HTML' : ''}`;
      const body = text.replaceAll('Subject: Delivery', `Subject: ${subject}`);
      const told = body.replace(/(Betreff|Objet|Asunto|Subject)( ?: ?\t?)Delivery$/m, `$1$2${subject}`);
      const name = `a client's mail is forwarded by ${program}, in ${isHtml ? 'HTML' : 'text'}`;
      const fields = isHtml ? HTML : {};
      return { name, subject, mailed, text: isHtml ? inHtml(told) : told, fields, state: 'new' };
    }),
  ),
  {
    name: "a client's mail is forwarded as an attachment",
    subject: 'Delivery attached',
    mailed: 'Fwd: Delivery attached',
    fields: { 'Content-Type': 'multipart/mixed; boundary=b' },
    text: ['--b', 'Content-Type: text/plain', '', 'Can you take this?', '--b', 'Content-Type: message/rfc822', '']
      .concat(
        rawMail({ Subject: 'Delivery attached', 'Message-ID': '<own@client.test>' }, CLIENT_TEXT)
          .toString()
          .replaceAll('\r\n', '\n'),
      )
      .concat('--b--')
      .join('\n'),
    state: 'new',
  },
  ...[false, true].map((isHtml): Beginning => {
    const text = '#to Jane Doe <jane@client.test>\n\nWe maintain the portal.';
    const subject = `Maintenance in ${isHtml ? 'HTML' : 'text'}`;
    const body = isHtml ? { text: inHtml(text), fields: HTML } : { text };
    return { name: `a mail to a client with #to, in ${isHtml ? 'HTML' : 'text'}`, subject, ...body, state: 'waiting' };
  }),
  {
    name: 'one mail to many clients with #to',
    subject: 'To many',
    text: '#to jane@client.test, joe@client.test\n\nWe maintain the portal.',
    state: 'waiting',
    clients: ['jane@client.test', 'joe@client.test'],
  },
  {
    name: 'a mail to a client with the desk in Cc',
    subject: 'Your visit',
    text: 'See you on Monday.',
    fields: { To: 'jane@client.test', Cc: 'support@example.test' },
    state: 'waiting',
  },
];

/** Commands, in the order in which they are sent; those that end a request have one of their own. */
const COMMANDED = Object.keys(COMMANDS)
  .filter((name) => !['to', 'welcome', 'survey', 'announce'].includes(name))
  .flatMap((name) => [false, true].map((isHtml) => ({ name: name as CommandName, isHtml })));
const ENDS: Partial<Record<CommandName, readonly [number, number]>> = { spam: [5, 6], close: [7, 8], merge: [9, 10] };

/** The desk passes it on; the client has not got it already. */
function isPassedOn({ program, way }: Case): boolean {
  return program !== undefined || way === WAYS[2] || way === WAYS[3];
}

describe.runIf(has(SUITE, 'dovecot', 'doveadm') && hasPostfix(SUITE))(SUITE, () => {
  const resources = new AsyncDisposableStack();
  let dovecot: Dovecot;
  let postfix: Postfix;
  let desk: Desk;
  /** The request of each case, and how it stood when Ann had answered. */
  const numbers: number[] = [];
  const answered: { readonly record: Shown; readonly confirmed: string; readonly heard: readonly Letter[] }[] = [];
  const confirmationOf = async (number: number): Promise<string> =>
    (await about('ann', number)).at(-1)?.message.text ?? '';

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

  /** Ann writes to the desk without answering anything. */
  async function begin({ subject, mailed = subject, text, fields = {} }: Beginning): Promise<void> {
    const id = `<${subject.replaceAll(' ', '.')}@example.test>`;
    const octets = rawMail(
      { ...PROVEN, 'Return-Path': null, From: ANN, Subject: mailed, 'Message-ID': id, ...fields },
      text,
    );
    await send(octets, 'ann@example.test', 'support@example.test');
  }

  /** Ann answers a notice with one command. */
  async function command({ name, isHtml }: (typeof COMMANDED)[number]): Promise<void> {
    const [example] = wordsIn('en').commands[name];
    const line = name === 'merge' ? `#merge ${numbers[2]}` : example;
    const text = `${line}\n\n${COMMANDS[name].takes === 'text' ? `The client said ${name}, and ${isHtml ? 'much' : 'little'} besides.` : ''}`;
    const index = name === 'split' ? Number(isHtml) : (ENDS[name]?.[Number(isHtml)] ?? (isHtml ? 4 : 3));
    const [notice] = await about('ann', numbers[index]!);
    const fields = { 'Message-ID': idOf(name, isHtml), ...(isHtml ? HTML : {}) };
    await send(
      await answerTo(notice!.octets, ANN, isHtml ? inHtml(text) : text, fields),
      'ann@example.test',
      notice!.message.replyTo[0]!.address,
    );
  }

  const idOf = (name: string, isHtml: boolean): string => `<${name}.${isHtml ? 'html' : 'text'}@example.test>`;

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
    else if (way === WAYS[2])
      await send(await answerTo(octets, ANN, text, { Cc: ANN, ...type }), 'ann@example.test', desks);
    else if (way === WAYS[3])
      await send(await answerTo(octets, 'Ann Lee <ann.lee@private.test>', text, type), 'ann.lee@private.test', desks);
    else
      await send(
        await answerTo(octets, ANN, text, { To: 'jane@client.test', Cc: desks, ...type }),
        'ann@example.test',
        'jane@client.test',
        desks,
      );
  }

  const begun = () =>
    select<{ number: number; subject: string; state: string; client: string }>(
      desk.database,
      `select number, subject, state, client_address as client from request
        where number > (select max(number) from request where subject like 'Invoice%' and linked_to is null) and linked_to is null order by number`,
    );

  beforeAll(async () => {
    dovecot = resources.use(await startDovecot());
    postfix = resources.use(
      await startPostfix({
        domain: 'example.test',
        users: ['support', 'ann', 'jane@client.test', 'joe@client.test'],
        maildirs: dovecot.mail,
        nextPort: 9,
      }),
    );
    const changes = {
      trustedAuthservId: 'mx.example.test',
      acknowledgeUnauthenticated: 'full',
      budgets: {
        unknownPerDay: 1000,
        unauthenticatedPerDay: 1000,
        unauthenticatedDomainPerTenMinutes: 1000,
        authenticatedPerThreeHours: 1000,
      },
      staff: [{ name: 'Ann Lee', address: 'ann@example.test', also: ['ann.lee@private.test'], role: 'lead' }],
    };
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
    const passedOn = CASES.filter(isPassedOn).length;
    await until('all are answered', async () => {
      await desk.pass();
      const [row] = await select<{ open: number }>(
        desk.database,
        "select count(*) as open from request where state <> 'waiting'",
      );
      return row?.open === 0 && (await letters('jane')).length === CASES.length + passedOn + direct;
    });
    await until('Ann has every confirmation', async () => (await letters('ann')).length === CASES.length + relayed);
    for (const number of numbers)
      answered.push({
        record: await shown(desk, number),
        confirmed: await confirmationOf(number),
        heard: await about('jane', number),
      });
    for (const one of BEGINNINGS) await begin(one);
    for (const index of [0, 1]) {
      const fields = { 'Message-ID': `<${index}.more@client.test>`, 'Return-Path': null };
      await send(
        await answerTo(asks(index), 'jane@client.test', 'And where can I park?', fields),
        'jane@client.test',
        'support@example.test',
      );
    }
    await until('what Ann began is there', async () => {
      await desk.pass();
      const rows = await ingest(desk.database);
      return rows.every(({ disposition }) => disposition !== 'waiting') && (await begun()).length > BEGINNINGS.length;
    });
    for (const one of COMMANDED) await command(one);
    await until('every command is decided on', async () => {
      await desk.pass();
      const ids = new Set((await ingest(desk.database)).map(({ message_id }) => message_id));
      return COMMANDED.every(({ name, isHtml }) => ids.has(idOf(name, isHtml)));
    });
  }, 180_000);
  afterAll(() => resources.disposeAsync());

  test.each(BEGINNINGS)('$name: it is a request, and the client hears from the desk', async (one) => {
    const own = (await begun()).filter(({ subject }) => subject === one.subject);
    const { clients = ['jane@client.test'] } = one;
    expect(own.map(({ client, state }) => [client, state])).toEqual(clients.map((client) => [client, one.state]));
    for (const { number, client } of own) {
      const heard = await about(client.split('@')[0]!, number);
      const isDirect = one.fields?.['Cc'] !== undefined;
      expect(heard).toHaveLength(isDirect ? 0 : 1);
      for (const { octets } of heard) expect(octets.toString()).not.toMatch(/(?<![\w.])ann@example|Can you take/);
    }
  });

  test.each(COMMANDED)('#$name is carried out, HTML $isHtml', async ({ name, isHtml }) => {
    const own = (await ingest(desk.database)).find(({ message_id }) => message_id === idOf(name, isHtml));
    expect([own?.disposition, own?.reason]).toEqual(['staff', expect.anything()]);
  });

  test.each(CASES.map((one, index) => ({ ...one, index })))(
    '$name: the client has the answer once, its author is named, the clock stands',
    (one) => {
      const { program, index } = one;

      const { record, confirmed, heard } = answered[index]!;
      expect(record).toMatchObject({ state: 'waiting', firstResponseAt: expect.any(String) as string });
      expect(record.events.filter(({ kind }) => kind === 'answered')).toMatchObject([{ actor: 'ann@example.test' }]);
      const fromDesk = heard.filter(({ message }) => message.from[0]?.address.startsWith('support'));
      expect(fromDesk).toHaveLength(isPassedOn(one) ? 2 : 1);
      if (program === undefined) return;
      const [, passedOn] = fromDesk;
      expect(passedOn!.octets.toString().replaceAll(/=\r\n/g, '')).not.toMatch(INSIDE);
      expect(passedOn!.message.text).toContain('Dear Jane,');
      expect(passedOn!.message.from).toEqual([{ name: 'Ann Lee (Example Support)', address: 'support@example.test' }]);
      expect(passedOn!.message.references[0]).toBe(`<${index}.question@client.test>`);
      expect(record).toMatchObject({ priority: 'high', owner: 'ann@example.test' });
      expect(confirmed).toContain('Priority is now high.');
    },
  );
});
