import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { replydesk } from '../support/command.ts';
import { configuration, deskFile } from '../support/desk.ts';
import { rawMail } from '../support/mail.ts';
import { testDatabase } from '../support/postgres.ts';

const run = promisify(execFile);

/** The package's JavaScript, as `npm run build` makes it, without the seconds in which tsc looks at types. */
async function build(dist: string): Promise<void> {
  for (const file of await readdir('src', { recursive: true })) {
    if (file.endsWith('.json')) await cp(join('src', file), join(dist, file));
    if (!file.endsWith('.ts')) continue;
    const script = stripTypeScriptTypes(await readFile(join('src', file), 'utf8'));
    const target = join(dist, file.replace(/\.ts$/, '.js'));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, script.replaceAll(/((?:from|import\(|import) ?'\.[^']*)\.ts'/g, "$1.js'"));
  }
}

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

  test('does from what was built what the sources do', async () => {
    const home = await mkdtemp(join(tmpdir(), 'rd-package-'));
    try {
      await build(join(home, 'dist'));
      for (const part of ['bin', 'templates', 'policies', 'assets', 'package.json'])
        await cp(part, join(home, part), { recursive: true });
      await symlink(resolve('node_modules'), join(home, 'node_modules'));
      await using database = await testDatabase();
      await using desk = await deskFile(configuration(database.url, { imapPort: 1, smtpPort: 1 }));
      const ask = async (...words: string[]) => {
        const bin = [join(home, 'bin', 'replydesk.js'), ...words, '--config', desk.file];
        const ran = await run(process.execPath, bin).catch(
          (error: unknown) => error as { stdout: string; stderr: string },
        );
        return ran.stdout + ran.stderr;
      };
      const mbox = join(home, 'old.mbox');
      await writeFile(mbox, Buffer.concat([Buffer.from('From x\n'), rawMail()]));
      expect(await ask('import', mbox)).toContain('1 mails are history now');
      const out = join(home, 'out');
      expect(await ask('requests', 'export', '1001', '--out', out)).toContain('request 1001');
      expect((await run(process.execPath, [join(out, 'verify.mjs')])).stdout).toContain('are as they were written');
      expect(await ask('doctor', '--no-send')).toMatch(/ok {3}templates: \d+ sound/);
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  });

  test('the unit for systemd leaves the socket of the embedded database where other commands find it', async () => {
    const unit = await readFile('deploy/replydesk.service', 'utf8');
    expect(unit).toMatch(/^RuntimeDirectory=replydesk$/m);
    expect(unit, 'its /tmp is its own').toMatch(/^Environment=TMPDIR=\/run\/replydesk$/m);
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
