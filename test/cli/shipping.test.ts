import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { replydesk } from '../support/command.ts';
import { configuration, deskFile } from '../support/desk.ts';

const run = promisify(execFile);

describe('the package', () => {
  test('holds all that a desk needs at run time, and nothing of the workshop', async () => {
    const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { maxBuffer: 1 << 26 });
    const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
    const paths = files.map(({ path }) => path);
    for (const needed of [
      'bin/replydesk.js',
      'policies/e.yaml',
      'templates/en/acknowledgement.mjml',
      'assets/demo.css',
      'UPGRADING.md',
      'deploy/replydesk.service',
      'deploy/grafana/replydesk.json',
      'deploy/prometheus/replydesk.rules.yaml',
    ])
      expect(paths).toContain(needed);
    expect(paths.filter((path) => /^(src|test|bench)\/|\.env|node_modules/.test(path))).toEqual([]);
  });

  test('the containers run as nobody, on a root that cannot be written', async () => {
    const compose = parse(await readFile('deploy/compose.yaml', 'utf8')) as {
      services: { desk: Record<string, unknown> };
    };
    expect(compose.services.desk).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
    expect(await readFile('deploy/Dockerfile', 'utf8')).toMatch(/^USER 10001:10001$/m);
  });
});

describe('completion', () => {
  test('bash and zsh get a script; it knows commands and their options', async () => {
    for (const shell of ['bash', 'zsh'])
      expect((await replydesk(['completion', shell])).out).toContain('completion words');
    expect((await replydesk(['completion', 'words'])).out.split('\n')).toContain('queue');
    expect((await replydesk(['completion', 'words', '--', 'queue'])).out.split('\n')).toContain('retry');
    expect((await replydesk(['completion', 'words', '--', 'backup'])).out.split('\n')).toContain('--force');
    const script = (await replydesk(['completion', 'bash'])).out;
    await run('bash', ['-n', '-c', script]);
  });
});

describe('staff add', () => {
  test('writes one more person into the file, and nothing that would not be right', async () => {
    await using desk = await deskFile(configuration('./data', { imapPort: 1, smtpPort: 1 }));
    expect(await desk.ask('staff', 'add', 'Bob Roe', 'bob@example.test', '--role', 'lead')).toMatchObject({
      status: 0,
    });
    const { staff } = parse(await readFile(desk.file, 'utf8')) as { staff: unknown[] };
    expect(staff[1]).toEqual({ name: 'Bob Roe', address: 'bob@example.test', role: 'lead' });
    expect((await desk.ask('staff', 'add', 'Eve', 'no address')).status).toBe(2);
  });
});
