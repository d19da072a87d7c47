import { mkdir } from 'node:fs/promises';
import type { BrowserContext } from 'playwright-core';
import { sampleData } from '../../src/respond/catalogue-samples.ts';
import { loadTemplates, renderTemplate } from '../../src/respond/render.ts';
import { TEMPLATE_NAMES } from '../../src/respond/template-data.ts';
import { openBrowser } from './browser.ts';

/**
 * Makes the pictures of the shipped templates in docs/pictures/templates: on a desktop, on a phone and in the dark, side by
 * side. `node test/support/template-pictures.ts [LOCALE] [NAME…]`.
 */
const FOLDER = 'docs/pictures/templates';
const VIEWS = [
  { width: 680, colorScheme: 'light' },
  { width: 390, colorScheme: 'light' },
  { width: 390, colorScheme: 'dark' },
] as const;

const [locale = 'en', ...names] = process.argv.slice(2);
const set = await loadTemplates('templates');
await mkdir(FOLDER, { recursive: true });
await using browser = await openBrowser();
for (const name of TEMPLATE_NAMES.filter((one) => names.length === 0 || names.includes(one))) {
  const { html } = renderTemplate(set, name, locale, sampleData(name, locale));
  if (html === null) continue;
  // One after the other: pages that are taken side by side come out as tiles of their first lines.
  const views: Buffer[] = [];
  for (const view of VIEWS) views.push(await picture(browser.context, html, view));
  const sheet = `<body style="margin:0;display:flex;align-items:flex-start;gap:12px;background:#d9d9d6">${views
    .map((view) => `<img src="data:image/png;base64,${view.toString('base64')}">`)
    .join('')}</body>`;
  const width = VIEWS.reduce((sum, view) => sum + view.width, 12 * (VIEWS.length - 1));
  await picture(browser.context, sheet, { width, colorScheme: 'light' }, `${FOLDER}/${name}.jpg`);
  console.log(`${FOLDER}/${name}.jpg`);
}

async function picture(
  from: BrowserContext,
  html: string,
  { width, colorScheme }: { width: number; colorScheme: 'light' | 'dark' },
  path?: string,
): Promise<Buffer> {
  const page = await from.newPage();
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize({ width, height: 200 });
  await page.setContent(html);
  await page.setViewportSize({ width, height: await page.evaluate<number>('document.documentElement.scrollHeight') });
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  const image = await page.screenshot({
    ...(path === undefined ? {} : { path, quality: 80, type: 'jpeg' }),
  });
  await page.close();
  return image;
}
