import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { adminTown, linkIn, type AdminTown } from '../support/admin.ts';
import { openBrowser } from '../support/browser.ts';
import { rawMail } from '../support/mail.ts';
import { has } from '../support/programs.ts';
import { until } from '../support/until.ts';

type Found = {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
};

/** What axe finds wrong with a page for people who do not see it, or use no mouse; and whether a phone has to scroll it sideways. */
async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<Found>(`axe.run(document, { iframes: false })`);
  const found = violations.map(
    ({ id, nodes }) =>
      `${page.url()}: ${id}: ${nodes
        .map((node) => node.html)
        .join(' | ')
        .slice(0, 400)}`,
  );
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    const over = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    if (over > 0) found.push(`${page.url()}: ${over} px wider than a window of ${width}`);
  }
  return found;
}

/** What lies behind a letter, as the reader's eye sees it. */
const background = (page: Page, title: string) => () =>
  page
    .frameLocator(`iframe[title="${title}"]`)
    .locator('body')
    .evaluate((body: Body) => body.ownerDocument.defaultView.getComputedStyle(body).backgroundColor);

/** Chromium itself tries to keep the looks of what is replaced, with a style attribute that the policy refuses. */
const BY_THE_BROWSER = /^Applying inline style .*'sha256-Lq3VmEzzHi7ftTfHfz1UNzoIC7hbKFxExlKFKic\+jvc='/;

let asked = 0;
/** A new client writes; the text of his acknowledgement. */
async function acknowledged({ world }: AdminTown): Promise<string> {
  asked += 1;
  const before = (await world.letters('jane')).length;
  world.write(rawMail({ 'Message-ID': `<asked-${asked}@client.test>`, Subject: `Question ${asked}` }));
  await until('the acknowledgement arrives', async () => (await world.letters('jane')).length > before);
  return (await world.letters('jane')).at(-1)!.message.text;
}

async function mailToBob({ world }: AdminTown, subject: RegExp) {
  const found = async () => (await world.letters('bob')).find(({ message }) => subject.test(message.subject)) ?? null;
  return (await until('the mail arrives', found)).message;
}

async function comeIn(desk: AdminTown, page: Page): Promise<void> {
  await page.goto(`${desk.url}/studio`);
  await page.getByLabel('Your mail address').fill('bob@example.test');
  await page.getByRole('button', { name: 'Send me a link' }).click();
  await page.getByRole('heading', { name: 'Look into your mailbox' }).waitFor();
  await page.goto(linkIn((await mailToBob(desk, /^Your link/)).text).href);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Letters' }).waitFor();
}

type Body = {
  readonly ownerDocument: {
    readonly defaultView: { getComputedStyle(of: unknown): { readonly backgroundColor: string } };
  };
};

const editor = (page: Page) => page.getByRole('textbox', { name: 'Text of the letter' });

/** Writes a text into the editor as somebody does who pastes it. */
async function write(page: Page, text: string): Promise<void> {
  await editor(page).click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(text);
}

const LETTER = `---
subject: 'We have your mail [#{{ request.number }}]'
preheader: 'A person reads it today.'
---

Hello {{ client.firstName | default: "there" }},

**how good that you write.** You hear from us by {{ promise.by | default: "tomorrow" }}.

{{ company.name }}
`;
const PLAIN = 'acknowledgement-plain';

if (has('the studio in a browser', 'chromium'))
  describe('an admin in the studio', () => {
    test(
      'breaks a letter and is told the line, repairs it, looks at it, tests it, publishes it, goes back',
      { timeout: 90_000 },
      async () => {
        await using desk = await adminTown();
        await using browser = await openBrowser();
        const page = await browser.context.newPage();
        const wrong: string[] = [];
        page.on('pageerror', (error) => wrong.push(error.message));
        page.on(
          'console',
          (line) =>
            /content security/i.test(line.text()) &&
            !BY_THE_BROWSER.test(line.text()) &&
            wrong.push(`${line.text()} ${JSON.stringify(line.location())}`),
        );
        await comeIn(desk, page);
        await page.getByRole('link', { name: 'Holding update in English' }).click();
        const text = LETTER.replace('{{ promise.by', '{{ promise.bye');
        await write(page, text);
        const problems = page.locator('#problems');
        await expect
          .poll(() => problems.innerText())
          .toContain('Error in line 8: There is no placeholder "promise.bye". Did you mean "promise.by"?');
        await page.getByRole('button', { name: 'Publish' }).click();
        await expect.poll(() => page.getByRole('alert').innerText()).toContain('Not published');

        await write(page, LETTER);
        await expect.poll(() => problems.innerText()).not.toContain('Error');
        const letter = page.frameLocator('iframe[title="The letter"]');
        await expect.poll(() => letter.getByText('how good that you write').count()).toBe(1);
        expect(await page.locator('#shown-subject').innerText()).toBe('We have your mail [#1042]');
        expect(await page.locator('#shown-preheader').innerText()).toBe('A person reads it today.');
        await page.getByLabel('Shown for').selectOption('HTML in a name');
        await expect.poll(() => letter.getByText('<b>&"\'Maria').count()).toBe(1);
        await page.getByLabel('Shown for').selectOption('the sample');
        await page.getByText('Phone', { exact: true }).click();
        expect((await page.locator('iframe[title="The letter"]').boundingBox())?.width).toBe(392);
        await page.getByText('Dark', { exact: true }).click();
        await expect.poll(background(page, 'The letter in the dark')).toBe('rgb(20, 24, 26)');
        await page.emulateMedia({ colorScheme: 'dark' });
        await page.getByText('Desktop', { exact: true }).click();
        expect(await background(page, 'The letter')(), 'light, however dark the browser is').toBe('rgb(243, 244, 242)');
        await page.emulateMedia({ colorScheme: 'light' });
        await page.getByLabel('or request').fill('4711');
        await expect.poll(() => problems.innerText()).toContain('There is no request 4711. You see the sample.');
        await page.getByLabel('or request').fill('');
        await page.getByText('Plain text', { exact: true }).click();
        await expect.poll(() => page.locator('#shown-text').innerText()).toContain('how good that you write');

        await page.getByRole('button', { name: 'Send a test to myself' }).click();
        await page.getByText('On its way to bob@example.test').waitFor();
        expect((await mailToBob(desk, /^\[Test\] We have your mail/)).html).toContain('how good that you write');
        await page.getByRole('button', { name: 'Save draft' }).click();
        await page.getByText('Saved as a draft').waitFor();
        await page.getByLabel('What did you change').fill('Shorter');
        await page.getByRole('button', { name: 'Publish' }).click();
        await page.getByText('Published as version 1').waitFor();
        expect(wrong).toEqual([]);
      },
    );

    test(
      'publishes an acknowledgement that the very next client gets, and takes it back',
      { timeout: 90_000 },
      async () => {
        await using desk = await adminTown();
        await using browser = await openBrowser();
        const page = await browser.context.newPage();
        await comeIn(desk, page);
        await page.getByRole('link', { name: 'Acknowledgement in English' }).click();
        await editor(page).click();
        const source = await page.locator('textarea#text').inputValue();
        await write(page, source.replaceAll('Thank you for your message.', 'How good that you write.'));
        await page.getByLabel('What did you change').fill('Warmer');
        await page.getByRole('button', { name: 'Publish' }).click();
        await page.getByText('Published as version 1').waitFor();
        expect(await acknowledged(desk)).toContain('How good that you write.');
        await page.getByRole('link', { name: 'History' }).click();
        expect(await page.locator('.history').innerText()).toMatch(/Version 1 in force\s+bob@example.test, .*: Warmer/);
        await page.getByRole('button', { name: 'Back to how it came' }).click();
        await page.getByText('Done. From the next letter on').waitFor();
        expect(await acknowledged(desk)).toContain('Thank you for your message.');
      },
    );

    test('needs no mouse', { timeout: 90_000 }, async () => {
      await using desk = await adminTown();
      await using browser = await openBrowser();
      const page = await browser.context.newPage();
      await comeIn(desk, page);
      const tabTo = async (name: RegExp): Promise<void> => {
        for (let step = 0; step < 120; step += 1) {
          await page.keyboard.press('Tab');
          const focused = await page.evaluate<string>(
            `(() => { let e = document.activeElement; while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
             return (e?.getAttribute('aria-label') ?? e?.labels?.[0]?.innerText ?? e?.innerText ?? '') })()`,
          );
          if (name.test(focused)) return;
        }
        throw new Error(`Tab does not lead to ${String(name)}`);
      };
      await tabTo(/^Holding update in English/);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Holding update' }).waitFor();
      await tabTo(/^Text of the letter/);
      await page.keyboard.press('ControlOrMeta+End');
      await page.keyboard.type('\nP.S. {{ client.fi');
      await page.getByRole('listbox').waitFor();
      await page.keyboard.press('Enter');
      await page.keyboard.type(' }}');
      await expect.poll(() => page.locator('#shown-text').textContent()).toContain('P.S. Maria');
      await tabTo(/^What did you change/);
      await page.keyboard.type('A postscript');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.getByText('Published as version 1').waitFor();
    });

    test('finds no barrier on any page', { timeout: 90_000 }, async () => {
      await using desk = await adminTown();
      await using browser = await openBrowser();
      const page = await browser.context.newPage();
      const found: string[] = [];
      const look = async (path: string): Promise<void> => {
        await page.goto(`${desk.url}${path}`);
        await page.waitForLoadState('networkidle');
        found.push(...(await barriers(page)));
      };
      await look('/sign-in');
      await look('/sign-in/link?token=x');
      await comeIn(desk, page);
      await look('/studio');
      await look('/studio/holding');
      await look('/studio/holding/en');
      await write(page, LETTER.replace('promise.by', 'promise.bye'));
      await page.getByRole('button', { name: 'Save draft' }).click();
      await page.getByText('Saved as a draft').waitFor();
      found.push(...(await barriers(page)));
      await look('/studio/holding/sv');
      await look(`/studio/${PLAIN}/de/history`);
      await page.emulateMedia({ colorScheme: 'dark' });
      await look('/studio/holding/en');
      await look('/studio');
      expect(found).toEqual([]);
    });
  });
