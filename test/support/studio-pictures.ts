import { mkdir } from 'node:fs/promises';
import { pino } from 'pino';
import type { Page } from 'playwright-core';
import { systemClock } from '../../src/clock.ts';
import { startSandbox } from '../../src/demo/sandbox.ts';
import { openBrowser } from './browser.ts';

/** Makes the pictures of the studio in docs/pictures/studio: `node test/support/studio-pictures.ts`. */
const FOLDER = 'docs/pictures/studio';

await mkdir(FOLDER, { recursive: true });
await using sandbox = await startSandbox(
  pino({ level: 'silent' }),
  systemClock,
  { smtp: 0, imap: 0 },
  { samples: true },
);
await using browser = await openBrowser({ width: 1280 });
const page = await browser.context.newPage();
await page.goto(await sandbox.studioLink());
await page.getByRole('button', { name: 'Sign in' }).click();
await page.waitForURL('**/studio');
const desk = { url: new URL(page.url()).origin };
const edit = async (path: string, change: (text: string) => string): Promise<void> => {
  await page.goto(`${desk.url}/studio/${path}`);
  const text = await page.locator('textarea#text').inputValue();
  const editor = page.getByRole('textbox', { name: 'Text of the letter' });
  await editor.click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(change(text));
  await page.keyboard.press('ControlOrMeta+Home');
  await page.locator('h1').click();
};
const publish = async (note: string): Promise<void> => {
  await page.getByLabel('What did you change').fill(note);
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByText('Published as version').waitFor();
};
await edit('holding/en', (text) => text.replace('Kind regards', 'With kind regards'));
await publish('As we sign all our letters');
await edit('holding/en', (text) => text.replace('We are sorry about that.', 'We are sorry that you have to wait.'));
await publish('Say what we are sorry for');
await shoot(page, `${desk.url}/studio/holding/en/history`, 'history', 700);
await edit('closure/en', (text) => text.replace('{{ client.firstName }}', '{{ clinet.firstName }}'));
await page.getByText('There is no placeholder').waitFor();
await shoot(page, null, 'error', 1000);
await page.getByRole('button', { name: 'Save draft' }).click();
await page.getByText('Saved as a draft').waitFor();
await shoot(page, `${desk.url}/studio`, 'letters', 900);
await page.goto(`${desk.url}/studio/welcome/de`);
await page.waitForLoadState('networkidle');
await shoot(page, null, 'editor', 1000);
await page.locator('.views label', { hasText: 'Phone' }).click();
await page.emulateMedia({ colorScheme: 'dark' });
await shoot(page, null, 'editor-dark', 1000);
await page.emulateMedia({ colorScheme: 'light' });
await shoot(page, `${desk.url}/studio/holding`, 'languages', 900);

async function shoot(page: Page, url: string | null, name: string, height: number): Promise<void> {
  if (url !== null) await page.goto(url);
  await page.waitForLoadState('networkidle');
  await page.setViewportSize({ width: 1280, height });
  await page.screenshot({ path: `${FOLDER}/${name}.png` });
}
