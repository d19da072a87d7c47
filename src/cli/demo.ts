import type { AddressInfo } from 'node:net';
import { serve, type ServerType } from '@hono/node-server';
import { pino } from 'pino';
import { systemClock } from '../clock.ts';
import { demoPage } from '../demo/page.ts';
import { startSandbox } from '../demo/sandbox.ts';
import { defineCommand, UsageError } from './command.ts';
import { signalled } from './signalled.ts';

/** `demo`: the whole system on embedded servers, with a page to play on. Nothing leaves the machine. */
export const command = defineCommand({
  usage: '[--port N] [--imap-port N] [--smtp-port N] [--verbose]',
  options: {
    port: { type: 'string', default: '8025', help: 'N: where the page is (0: any free port)' },
    'imap-port': {
      type: 'string',
      default: '10143',
      help: 'N: the IMAP server (0: any free port)',
    },
    'smtp-port': { type: 'string', default: '10025', help: 'N: the SMTP server (0: any free port)' },
    empty: { type: 'boolean', default: false, help: 'without sample mails' },
    verbose: { type: 'boolean', default: false, help: 'with the log of the desk' },
  },
  async run({ options }, io) {
    const stop = signalled();
    const ports = { admin: port(options.port), imap: port(options['imap-port']), smtp: port(options['smtp-port']) };
    io.write('Starting database, mail servers and the desk …');
    const log = pino({ level: options.verbose ? 'info' : 'silent', base: null });
    await using sandbox = await startSandbox(log, systemClock, ports, { samples: !options.empty });
    const { server, at } = await listen(demoPage(sandbox, systemClock).fetch, ports.admin);
    const { post } = sandbox;
    io.write('');
    io.write(`  Open  http://127.0.0.1:${at}  in your browser.`);
    io.write('');
    io.write(
      `  Or connect a mail program: IMAP 127.0.0.1:${post.imap.port}, SMTP 127.0.0.1:${post.smtpPort}, no encryption;`,
    );
    io.write('  users client, support and staff, password demo.');
    io.write('  Ctrl-C ends it; nothing is left behind.');
    await stop;
    server.close();
    if ('closeAllConnections' in server) server.closeAllConnections();
    return 0;
  },
});

async function listen(
  fetch: Parameters<typeof serve>[0]['fetch'],
  port: number,
): Promise<{ server: ServerType; at: number }> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, port, hostname: '127.0.0.1' }, ({ port: at }: AddressInfo) =>
      resolve({ server, at }),
    );
    server.on('error', reject);
  });
}

function port(word: string): number {
  const number = Number(word);
  if (!/^\d{1,5}$/.test(word) || number > 65_535) throw new UsageError(`"${word}" is no port`);
  return number;
}
