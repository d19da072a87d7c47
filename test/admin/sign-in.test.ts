import { describe, expect, test } from 'vitest';
import { adminTown, linkIn, signedIn, visitor, type AdminTown } from '../support/admin.ts';
import { select } from '../support/desk.ts';
import { until } from '../support/until.ts';

/** Asks for a link as a visitor does; the token of the mail that comes. */
async function mailedToken({ world, url }: AdminTown): Promise<string> {
  const before = (await world.letters('bob')).length;
  await visitor(url).ask('/sign-in', { address: ' Bob@Example.test' });
  await until('the mail arrives', async () => (await world.letters('bob')).length > before);
  const { message } = (await world.letters('bob')).at(-1)!;
  expect(message.subject).toBe('Your link to the desk of Example Ltd');
  return linkIn(message.text).searchParams.get('token') ?? '';
}

const actions = async ({ world }: AdminTown) =>
  (
    await select<{ kind: string; actor: string }>(
      world.desk.database,
      `select kind, actor from event where request_number is null and kind like 'sign%' order by id`,
    )
  ).map(({ kind, actor }) => `${kind} ${actor}`);

describe('signing in', () => {
  test('works by the mailed link, once, and every step is on record', async () => {
    await using desk = await adminTown();
    const token = await mailedToken(desk);
    const bob = visitor(desk.url);
    expect(await (await bob.ask(`/sign-in/link?token=${token}`)).text(), 'a scanner that opens it').toContain(
      'One more click',
    );
    const came = await bob.ask('/sign-in/link', { token });
    expect([came.status, came.headers.get('location')]).toEqual([303, '/studio']);
    expect(came.headers.get('set-cookie')).toMatch(/^replydesk=[\w-]{32}; Path=\/; HttpOnly; SameSite=Strict$/);
    const again = await visitor(desk.url).ask('/sign-in/link', { token });
    expect([again.status, again.headers.get('set-cookie')]).toEqual([403, null]);
    expect(await actions(desk)).toEqual([
      'sign-in-link bob@example.test',
      'signed-in bob@example.test',
      'sign-in-refused unknown',
    ]);
  });

  test('tells nobody whether an address is an admin’s, and mails only admins', async () => {
    await using desk = await adminTown();
    const answers: string[] = [];
    for (const address of ['bob@example.test', 'ann@example.test', 'nobody@else.test', '"><script>']) {
      const answer = await visitor(desk.url).ask('/sign-in', { address });
      answers.push(`${answer.status} ${await answer.text()}`);
    }
    expect(new Set(answers).size).toBe(1);
    await until('the admin has his link', async () => (await desk.world.letters('bob')).length === 1);
    expect(await desk.world.letters('ann')).toEqual([]);
  });

  test('ends: a link after a quarter of an hour, a session after half an hour unused', async () => {
    await using desk = await adminTown();
    const bob = await signedIn(desk);
    const isIn = async () => (await bob.ask('/studio')).status === 200;
    expect(await isIn()).toBe(true);
    desk.pass({ minutes: 29 });
    expect(await isIn()).toBe(true);
    desk.pass({ minutes: 31 });
    expect(await isIn()).toBe(false);
    const token = await mailedToken(desk);
    desk.pass({ minutes: 16 });
    expect((await visitor(desk.url).ask('/sign-in/link', { token })).status).toBe(403);
  });

  test('keeps only hashes: what lies in the database signs nobody in', async () => {
    await using desk = await adminTown();
    const token = await mailedToken(desk);
    const bob = visitor(desk.url);
    await bob.ask('/sign-in/link', { token });
    const [row] = await select<{ kept: string }>(
      desk.world.desk.database,
      `select (select json_agg(l) from sign_in_link l)::text || (select json_agg(s) from session s)::text
         || (select coalesce(json_agg(encode(octets, 'escape'))::text, '') from delivery) as kept`,
    );
    expect(row?.kept).not.toContain(token);
    expect(row?.kept).not.toContain(bob.cookie().split('=')[1]);
    expect(JSON.stringify(desk.world.desk.log)).not.toContain(token);
  });

  test('refuses foreign pages and a form without its key', async () => {
    await using desk = await adminTown();
    const bob = await signedIn(desk);
    const foreign = visitor(desk.url, 'https://evil.test');
    foreign.take(bob.cookie());
    expect((await foreign.ask('/sign-in/out', { key: 'x' })).status).toBe(403);
    const hidden = visitor(desk.url, null);
    hidden.take(bob.cookie());
    expect((await hidden.ask('/sign-in/out', { key: 'x' })).status).toBe(403);
    await bob.ask('/sign-in/out', { key: 'guessed' });
    expect((await bob.ask('/studio')).status, 'still signed in').toBe(200);
    const key = /name="key" value="([^"]+)"/.exec(await (await bob.ask('/studio')).text())?.[1] ?? '';
    await bob.ask('/sign-in/out', { key });
    expect((await bob.ask('/studio')).status).toBe(303);
  });

  test('stops who tries too often, and mails at most three links', async () => {
    await using desk = await adminTown();
    const tries: number[] = [];
    for (let attempt = 0; attempt < 22; attempt += 1)
      tries.push((await visitor(desk.url).ask('/sign-in', { address: 'bob@example.test' })).status);
    expect(tries.filter((status) => status === 429)).toHaveLength(2);
    await until('the desk noticed', () => desk.world.desk.log.some((line) => line['msg'] === 'sign-in link not sent'));
    expect((await desk.world.letters('bob')).length).toBeLessThanOrEqual(3);
  });

  test('is for admins of the configuration, also on the command line', async () => {
    await using desk = await adminTown();
    expect(await desk.world.desk.ask('admin', 'link', 'ann@example.test')).toMatchObject({
      status: 1,
      err: 'replydesk: name one of the admins: bob@example.test',
    });
  });
});
