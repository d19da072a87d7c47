import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { demoPage } from '../../src/demo/page.ts';
import { startSandbox } from '../../src/demo/sandbox.ts';
import { openBrowser } from '../support/browser.ts';
import { has } from '../support/programs.ts';

const ANY_PORT = { smtp: 0, imap: 0 };

async function openDemo() {
  const resources = new AsyncDisposableStack();
  const sandbox = resources.use(
    await startSandbox(pino({ level: 'silent' }), systemClock, ANY_PORT, { samples: true }),
  );
  const page = demoPage(sandbox, systemClock);
  const port = await new Promise<number>((resolve) => {
    const server = serve(
      { fetch: (request) => page.fetch(request), port: 0, hostname: '127.0.0.1' },
      ({ port: at }: AddressInfo) => resolve(at),
    );
    resources.defer(() => new Promise<void>((closed) => server.close(() => closed())));
  });
  return { sandbox, page, port, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

if (has('the sandbox in a browser', 'chromium'))
  describe('a newcomer in the sandbox', () => {
    test(
      'writes as the client, sees the acknowledgement, answers as staff, and the client gets it',
      { timeout: 120_000 },
      async () => {
        await using demo = await openDemo();
        await using browser = await openBrowser();
        const page = await browser.context.newPage();
        page.setDefaultTimeout(60_000);
        const problems: string[] = [];
        page.on('pageerror', (error) => problems.push(error.message));
        await page.goto(`http://127.0.0.1:${demo.port}/`);

        // The samples make the page alive: two people are answered, a machine and a newsletter are not.
        await page.locator('#client li', { hasText: 'Lieferung nicht angekommen [#' }).waitFor();
        await page.locator('#client li', { hasText: 'The invoice for February is wrong [#' }).waitFor();

        await page.getByLabel('Subject').fill('Where is my parcel?');
        await page.getByLabel('Mail to support@example.test').fill('It should have come yesterday.\nCan you help?');
        await page.getByRole('button', { name: 'Send as the client' }).click();
        const acknowledgement = page.locator('#client li', { hasText: 'Re: Where is my parcel? [#' });
        await acknowledgement.waitFor();
        expect(await acknowledgement.innerText()).toContain('Jo');

        const notice = page.locator('#staff li', { hasText: 'Where is my parcel?' });
        await notice.getByRole('button', { name: 'Answer' }).click();
        await page.getByLabel('Answer', { exact: true }).fill('It leaves our house today. Sorry for the wait!');
        await page.getByRole('button', { name: 'Send as Ann Lee' }).click();

        const answer = page.locator('#client li', { hasText: 'It leaves our house today.' });
        await answer.waitFor();
        expect(await answer.innerText()).not.toContain('ann@example.test');

        const request = page.locator('.request', { hasText: 'Where is my parcel?' });
        await request.locator('.state', { hasText: 'waiting' }).waitFor();
        await request.locator('b', { hasText: 'answered' }).waitFor();
        expect(await page.locator('#client li', { hasText: 'Automatic reply' }).count()).toBe(0);
        expect(problems).toEqual([]);
      },
    );
  });

describe('the page of the sandbox', () => {
  test('answers only to a browser on this machine and to its own page', { timeout: 60_000 }, async () => {
    await using demo = await openDemo();
    const ask = (headers: Record<string, string>) => demo.page.request('/state', { headers });
    expect((await ask({ host: 'evil.test' })).status).toBe(403);
    expect((await ask({ host: '127.0.0.1:8025', origin: 'http://evil.test' })).status).toBe(403);
    expect((await ask({ host: '127.0.0.1:8025' })).status).toBe(200);
    const letters = await demo.page.request('/letters', { headers: { host: '127.0.0.1:8025' } });
    expect(await (await fetch(letters.headers.get('location') ?? '')).text()).toContain('One more click');
  });
});
