import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Debian's Chromium with an empty profile, gone at the end: `await using browser = await openBrowser()`. */
export async function openBrowser(
  options: { readonly colorScheme?: 'light' | 'dark'; readonly width?: number } = {},
): Promise<{ context: BrowserContext } & AsyncDisposable> {
  const profile = await mkdtemp(join(tmpdir(), 'replydesk-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: '/usr/bin/chromium',
    headless: true,
    args: FLAGS,
    colorScheme: options.colorScheme ?? 'light',
    viewport: { width: options.width ?? 1360, height: 900 },
  });
  return {
    context,
    async [Symbol.asyncDispose]() {
      await context.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
