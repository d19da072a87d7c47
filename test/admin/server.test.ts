import { request } from 'node:http';
import { Hono } from 'hono';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { adminServer, type Part } from '../../src/admin/server.ts';
import { createEvents } from '../../src/events.ts';

const pages = new Hono();
pages.get('/', (context) => context.html('<p>a page</p>'));
pages.post('/', (context) => context.text('saved'));
pages.get('/broken', () => {
  throw new Error('the reason, which nobody outside needs');
});
const probes = new Hono();
probes.get('/livez', (context) => context.text('alive'));
probes.post('/hook', async (context) => context.text(String((await context.req.text()).length)));
const PARTS: readonly Part[] = [
  { path: '/pages', app: pages, for: 'page' },
  { path: '/studio', app: pages, for: 'page' },
  { path: '/', app: probes, for: 'machine' },
];

async function serving(url = 'https://desk.example.test', port = 0) {
  const log: string[] = [];
  const events = createEvents(pino({ base: null }, { write: (line: string) => void log.push(line) }));
  const server = adminServer({ listen: { host: '127.0.0.1', port }, url }, PARTS, events);
  const at = await server.start();
  return { at: at ?? '', log, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

/** Unlike `fetch`, this lets a test say which host it means. */
function ask(url: string, method: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, { method, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

describe('the server of the pages', () => {
  test('gives every answer strict headers, and what is not there one plain line', async () => {
    await using server = await serving();
    const page = await fetch(`${server.at}/pages`);
    expect([page.status, await page.text()]).toEqual([200, '<p>a page</p>']);
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect(page.headers.get('referrer-policy')).toBe('same-origin');
    const none = await fetch(`${server.at}/nothing`);
    expect([none.status, await none.text()]).toEqual([404, 'There is nothing here.']);
  });

  test('opened by its bare name, leads to the studio', async () => {
    await using server = await serving();
    const front = await fetch(server.at, { redirect: 'manual' });
    expect([front.status, front.headers.get('location')]).toEqual([302, '/studio']);
  });

  test('tells nobody outside why something broke; the log has it', async () => {
    await using server = await serving();
    const broken = await fetch(`${server.at}/pages/broken`);
    expect(broken.status).toBe(500);
    expect(await broken.text()).not.toContain('reason');
    expect(server.log.join('')).toContain('the reason');
  });

  test('refuses a body that is too large', async () => {
    await using server = await serving();
    const post = (size: number) => fetch(`${server.at}/hook`, { method: 'POST', body: 'x'.repeat(size) });
    expect(await (await post(1000)).text()).toBe('1000');
    expect((await post(3_000_000)).status).toBe(413);
  });

  test('shows pages under its own names only, and takes changes from its own pages only', async () => {
    await using server = await serving();
    const page = `${server.at}/pages`;
    const own = new URL(server.at).host;
    const get = (host: string) => ask(page, 'GET', { host });
    expect(await get(own)).toBe(200);
    expect(await get('desk.example.test')).toBe(200);
    expect(await get('evil.test')).toBe(421);
    expect(await get(`evil.test:${new URL(server.at).port}`)).toBe(421);
    expect(await ask(`${server.at}/`, 'GET', { host: 'evil.test' })).toBe(421);
    expect(await ask(`${server.at}/nothing`, 'GET', { host: 'evil.test' })).toBe(421);
    expect(await ask(`${server.at}/livez`, 'GET', { host: 'a-probe.test' })).toBe(200);
    const post = (headers: Record<string, string>) => ask(page, 'POST', { host: own, ...headers });
    expect(await post({ origin: server.at })).toBe(200);
    expect(await post({ origin: 'https://desk.example.test' })).toBe(200);
    expect(await post({ origin: 'https://evil.test' })).toBe(403);
    expect(await post({ origin: 'null' })).toBe(403);
    expect(await post({})).toBe(403);
    expect(await ask(`${server.at}/hook`, 'POST', { host: 'evil.test' }), 'other services have no origin').toBe(200);
  });

  test('a port that is taken is told and left to whoever has it', async () => {
    await using first = await serving();
    await using second = await serving('https://desk.example.test', Number(new URL(first.at).port));
    expect(second.at).toBe('');
    expect(second.log.join('')).toContain('EADDRINUSE');
  });

  test('nothing listens when it is closed', async () => {
    const server = await serving();
    await fetch(`${server.at}/livez`);
    await server[Symbol.asyncDispose]();
    await expect(fetch(`${server.at}/livez`)).rejects.toThrow();
  });
});
