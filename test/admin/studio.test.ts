import { describe, expect, test } from 'vitest';
import { adminTown, signedIn, visitor, type AdminTown } from '../support/admin.ts';
import { select } from '../support/desk.ts';
import { rawMail } from '../support/mail.ts';

type Visitor = Awaited<ReturnType<typeof signedIn>>;

/** The form of an editor's page as a browser without scripts would send it. */
async function formAt(bob: Visitor, path: string): Promise<Record<string, string>> {
  const page = await (await bob.ask(path)).text();
  const form = Object.fromEntries(
    [...page.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  );
  const text = /<textarea[^>]*>\n?([^]*?)<\/textarea>/.exec(page)?.[1] ?? '';
  return { ...form, text: unescaped(text), sample: '0', request: '', note: '' };
}

function unescaped(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

const HOLDING = '/studio/holding/en';
const told = async (answer: Response) => /role="alert">([^<]*)</.exec(await answer.text())?.[1] ?? '';
const versions = ({ world }: AdminTown) => select(world.desk.database, 'select * from template_version');

describe('the studio without a script', () => {
  test('shows, checks, saves and publishes by its buttons', async () => {
    await using desk = await adminTown();
    const bob = await signedIn(desk);
    const form = await formAt(bob, HOLDING);
    expect(form['text']).toContain('Your request needs more time');
    const broken = await bob.ask(HOLDING, { ...form, do: 'check', text: `${form['text'] ?? ''}{{ nobody }}` });
    expect(await broken.text()).toMatch(/Error in line \d+:<\/b> There is no placeholder/);
    const shown = await (await bob.ask(HOLDING, { ...form, do: 'check' })).text();
    const [, frame = ''] = /src="(\/studio\/letter\/[\w-]+)"/.exec(shown) ?? [];
    const letter = await bob.ask(frame);
    expect(await letter.text()).toContain('Hello Maria,');
    expect(letter.headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/);
    expect(await told(await bob.ask(HOLDING, { ...form, do: 'save' }))).toContain('Saved as a draft');
    expect((await (await bob.ask('/studio')).text()).match(/class="state draft"/g)).toHaveLength(1);
    const published = await bob.ask(HOLDING, { ...(await formAt(bob, HOLDING)), do: 'publish', note: 'As it was' });
    expect(await told(published)).toContain('Published as version 1');
    expect(await versions(desk)).toMatchObject([{ author: 'bob@example.test', note: 'As it was', is_published: true }]);
  });

  test('notices that somebody else was faster, and keeps both texts', async () => {
    await using desk = await adminTown();
    const [one, other] = [await signedIn(desk), await signedIn(desk)];
    const [hers, his] = [await formAt(one, HOLDING), await formAt(other, HOLDING)];
    await one.ask(HOLDING, { ...hers, do: 'save', text: `${hers['text'] ?? ''}\nHers.\n` });
    const late = await other.ask(HOLDING, { ...his, do: 'save', text: `${his['text'] ?? ''}\nHis.\n` });
    expect(late.status).toBe(409);
    const page = await late.text();
    expect(page).toContain('has saved another draft meanwhile');
    expect(page).toMatch(/<del>Hers\.<\/del>[^]*<ins>His\.<\/ins>/);
    const draft = await formAt(one, HOLDING);
    expect(draft['text']).toContain('Hers.');
    await one.ask(HOLDING, { ...draft, do: 'publish' });
    const stale = await other.ask(HOLDING, { ...his, do: 'publish', text: `${his['text'] ?? ''}\nHis.\n` });
    expect(await told(stale)).toContain('bob@example.test has published version 1 meanwhile');
  });

  test('begins a language that is missing, and says who gets what until then', async () => {
    await using desk = await adminTown();
    const bob = await signedIn(desk);
    const begun = await bob.ask('/studio/holding/other?locale=sv');
    expect(begun.headers.get('location')).toBe('/studio/holding/sv');
    const form = await formAt(bob, '/studio/holding/sv');
    await bob.ask('/studio/holding/sv', { ...form, do: 'save' });
    expect(await (await bob.ask('/studio/holding')).text()).toMatch(
      /Missing:\s+Swedish\.\s+Readers get it in\s+English/,
    );
  });

  test('shows a real request in the preview, its words escaped', async () => {
    await using desk = await adminTown();
    desk.world.write(rawMail({ Subject: '<img src=x onerror=alert(1)> & co', From: 'Jane Doe <jane@client.test>' }));
    await desk.world.desk.pass();
    const bob = await signedIn(desk);
    const form = await formAt(bob, '/studio/notification/en');
    const answer = await bob.ask('/studio/notification/en/preview', { ...form, request: '1001' });
    const { letter } = (await answer.json()) as { letter: { html: string; text: string } };
    expect(letter.text).toContain('the invoice of January names the wrong address');
    const page = await (await bob.ask(`/studio/letter/${letter.html}`)).text();
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt; &amp; co');
    expect(page).not.toContain('<img src=x');
  });
});

describe('attacks on the studio', () => {
  test('nobody who is not signed in sees or changes anything', async () => {
    await using desk = await adminTown();
    for (const path of ['/studio', HOLDING, `${HOLDING}/history`, '/studio/letter/x']) {
      const answer = await visitor(desk.url).ask(path);
      expect([path, answer.status, answer.headers.get('location')]).toEqual([path, 303, '/sign-in']);
    }
    expect((await visitor(desk.url).ask(HOLDING, { do: 'publish', text: 'x' })).status).toBe(303);
    expect(await versions(desk)).toEqual([]);
  });

  test('a form without this session’s key, or from another place, changes nothing', async () => {
    await using desk = await adminTown();
    const bob = await signedIn(desk);
    const form: Record<string, string> = { ...(await formAt(bob, HOLDING)), do: 'publish' };
    expect((await bob.ask(HOLDING, { do: 'publish', text: form['text'] ?? '' })).status).toBe(403);
    expect((await bob.ask(HOLDING, { ...form, key: 'guessed' })).status).toBe(403);
    const foreign = visitor(desk.url, 'https://evil.test');
    foreign.take(bob.cookie());
    expect((await foreign.ask(HOLDING, form)).status).toBe(403);
    const another = await signedIn(desk);
    expect((await another.ask(HOLDING, form)).status, 'the key of another session').toBe(403);
    expect(await versions(desk)).toEqual([]);
  });

  test('a script in Markdown or MJML never gets into a letter', async () => {
    await using desk = await adminTown();
    const bob = await signedIn(desk);
    const form = await formAt(bob, HOLDING);
    const head = "---\nsubject: 'x'\n---\n\n";
    const texts = [
      `${head}<script>alert(1)</script>`,
      `${head}[click](javascript:alert(1))`,
      `${head}![x](x" onerror="alert(1))`,
      `${head}<img src=x onerror=alert(1)>`,
    ];
    for (const text of texts) {
      const answer = await bob.ask(`${HOLDING}/preview`, { ...form, text });
      const { letter } = (await answer.json()) as { letter: { html: string } | null };
      if (letter === null) continue;
      const page = await (await bob.ask(`/studio/letter/${letter.html}`)).text();
      expect(page).not.toMatch(/<script|<[^>]*\son\w+=|href="javascript/i);
    }
    const mjml = `<mjml><mj-head><mj-title>x</mj-title></mj-head><mj-body><mj-section><mj-column><mj-raw><script>alert(1)</script></mj-raw></mj-column></mj-section></mj-body></mjml>`;
    const refused = await bob.ask(HOLDING, { ...form, do: 'publish', format: 'mjml', text: mjml });
    expect(refused.status).toBe(422);
    expect(await versions(desk)).toEqual([]);
  });

  test('names and languages that do not exist lead nowhere', async () => {
    await using desk = await adminTown();
    const bob = await signedIn(desk);
    for (const path of [
      '/studio/nothing',
      '/studio/holding/..%2f..%2fetc',
      '/studio/holding/<b>',
      '/studio/constructor/en',
    ])
      expect([path, (await bob.ask(path)).status]).toEqual([path, 404]);
  });
});
