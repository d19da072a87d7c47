import { describe, expect, test } from 'vitest';
import { parse } from '../../src/ingest/parse.ts';
import { headerValue } from '../../src/requests/message.ts';
import { systemClock } from '../../src/clock.ts';
import { startEmbeddedMail, type EmbeddedMail } from '../../src/demo/embedded-mail.ts';
import { answerTo } from '../support/answer.ts';
import { ingest, openDesk, outbox, type Desk } from '../support/desk.ts';
import { rawMail } from '../support/mail.ts';

const ACCOUNTS = [
  { user: 'support', password: 'secret', address: 'support@example.test', aliases: ['info@example.test'] },
  { user: 'jane', password: 'secret', address: 'jane@client.test' },
  { user: 'ann', password: 'secret', address: 'ann@example.test' },
];

/** Three people and the desk between them, which has looked into its empty mailbox once. */
async function town(changes: Readonly<Record<string, unknown>> = {}) {
  const resources = new AsyncDisposableStack();
  const post = resources.use(await startEmbeddedMail({ accounts: ACCOUNTS, clock: systemClock }));
  const desk = resources.use(await openDesk({ imapPort: post.imap.port, smtpPort: post.smtpPort }, changes));
  await desk.pass();
  return { post, desk, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

type Shown = {
  readonly number: number;
  readonly state: string;
  readonly acknowledgedAt: string | null;
  readonly firstResponseAt: string | null;
  readonly messages: readonly { readonly direction: string; readonly kind: string; readonly text: string }[];
  readonly events: readonly { readonly kind: string }[];
};

const show = async (desk: Desk, number = 1001): Promise<Shown> =>
  (await desk.json<Shown>('requests', 'show', String(number)))[0]!;

const letters = (post: EmbeddedMail, user: string) =>
  Promise.all(
    post.imap.folder(user, 'INBOX').messages.map(async ({ raw }) => {
      const octets = Buffer.from(raw, 'latin1');
      return { octets, message: await parse(octets) };
    }),
  );

const write = (post: EmbeddedMail, octets: Buffer, from = 'jane@client.test'): void =>
  post.deliver({ from, to: ['support@example.test'] }, octets);

describe('the main line', () => {
  test('a client writes, is acknowledged once, is answered by staff, and both see one conversation', async () => {
    await using world = await town();
    const { post, desk } = world;
    const first = rawMail({ Subject: 'The invoice of January', 'Message-ID': '<first@client.test>' });
    write(post, first);
    await desk.pass();
    const [acknowledgement] = await letters(post, 'jane');
    expect(await letters(post, 'jane')).toHaveLength(1);
    const header = (name: string) => headerValue(acknowledgement!.message, name);
    expect(acknowledgement!.message).toMatchObject({
      from: [{ name: 'Example Support', address: 'support@example.test' }],
      to: [{ address: 'jane@client.test' }],
      cc: [],
      inReplyTo: ['<first@client.test>'],
      references: ['<first@client.test>'],
      subject: expect.stringMatching(/The invoice of January.*\[#1001\]/) as string,
    });
    expect(header('auto-submitted')).toBe('auto-replied');
    expect(header('x-auto-response-suppress')).toBe('All');
    expect(header('return-path')).toMatch(/^<support\+b[a-z2-7]+@example\.test>$/);
    expect(await show(desk)).toMatchObject({ state: 'new', acknowledgedAt: expect.any(String) as string });

    const [notification] = await letters(post, 'ann');
    expect(notification!.message.replyTo[0]?.address).toMatch(/^support\+1001s[a-z2-7]+@example\.test$/);
    expect(notification!.message.text).toContain('the invoice of January names the wrong address');

    write(post, await answerTo(acknowledgement!.octets, 'Jane Doe <jane@client.test>', 'It is urgent.'));
    await desk.pass();
    expect(await letters(post, 'jane'), 'no second acknowledgement').toHaveLength(1);
    expect((await show(desk)).messages.filter((one) => one.direction === 'in').map((one) => one.text.trim())).toEqual([
      expect.stringContaining('names the wrong address') as string,
      'It is urgent.',
    ]);

    const answer = await answerTo(notification!.octets, 'Ann Lee <ann@example.test>', 'A corrected one is on its way.');
    write(post, answer, 'ann@example.test');
    await desk.pass();
    const relayed = (await letters(post, 'jane'))[1]!;
    expect(await letters(post, 'jane')).toHaveLength(2);
    expect(relayed.message.text).toContain('A corrected one is on its way.');
    expect(relayed.message.text, 'nothing of the notice').not.toContain('wrote:');
    expect(relayed.octets.toString(), 'nothing of the staff side').not.toMatch(/ann@example\.test|\+1001s/);
    expect(relayed.message.references[0]).toBe('<first@client.test>');
    const answered = await show(desk);
    expect(answered).toMatchObject({ state: 'waiting', firstResponseAt: expect.any(String) as string });
    expect(answered.events.filter((event) => event.kind === 'answered')).toHaveLength(1);

    await desk.pass();
    expect(await letters(post, 'jane'), 'nothing is sent twice').toHaveLength(2);
    expect((await outbox(desk.database)).map((row) => [row.kind, row.state, row.attempts])).toEqual([
      ['acknowledgement', 'accepted', 1],
      ['notification', 'accepted', 1],
      ['notification', 'accepted', 1],
      ['answer', 'accepted', 1],
    ]);
    expect((await ingest(desk.database)).map((row) => row.disposition)).toEqual(['filed', 'filed', 'staff']);
  });
});
