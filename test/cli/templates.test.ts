import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runCommand } from '../../src/cli/run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'replydesk-templates-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...words: string[]): Promise<{ status: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const io = { write: (line: string) => out.push(line), warn: (line: string) => err.push(line), env: {} };
  const status = await runCommand(['templates', ...words], io);
  return { status, out: out.join('\n'), err: err.join('\n') };
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
}

describe('templates render', () => {
  test('prints a single kind bare', async () => {
    const { out, status } = await run('render', 'acknowledgement', '--out', 'subject');
    expect(status).toBe(0);
    expect(out).toBe('Re: Invoice 2231 shows the wrong address [#1042]');
  });

  test('prints several kinds with their names', async () => {
    const { out } = await run('render', 'acknowledgement', '--locale', 'de', '--out', 'subject,text');
    expect(out).toMatch(/^--- subject\nRe: .*\n--- text\nGuten Tag Maria Rossi,\n/);
  });

  test('lays data over the sample, nested or by path, and ignores what it does not know', async () => {
    const data = file(
      'd.json',
      JSON.stringify({ client: { firstName: 'Jo <b>' }, 'request.number': 7, unknown: { x: 1 } }),
    );
    const { out } = await run('render', 'acknowledgement', '--data', data, '--out', 'html');
    expect(out).toContain('Hello Jo &lt;b&gt;,');
    expect(out).toContain('#7');
    expect(out).toContain('Invoice 2231');
  });

  test('takes a plain word for an answer, and cleans HTML', async () => {
    const words = file('w.json', JSON.stringify({ body: 'Line one\nLine two' }));
    expect((await run('render', 'answer', '--data', words, '--out', 'text')).out).toMatch(/^Line one\nLine two/);
    const html = file(
      'h.json',
      JSON.stringify({ body: { text: 'x', html: '<p onclick="x()">Dear <script>y</script></p>' } }),
    );
    expect((await run('render', 'answer', '--data', html, '--out', 'html')).out).toContain('<p>Dear </p>');
  });

  test('takes away what is null', async () => {
    const data = file('n.json', JSON.stringify({ client: null, promise: { by: null } }));
    expect((await run('render', 'acknowledgement', '--data', data, '--out', 'text')).out).toMatch(/^Hello,\n/);
  });

  test('falls back whole where a language is missing', async () => {
    expect((await run('render', 'closure', '--locale', 'sv', '--out', 'text')).out).toMatch(/^Hello Maria,/);
  });

  test.each([
    [['render', 'acknowledgment'], /no template "acknowledgment"/],
    [['render', 'answer', '--out', 'pdf'], /"pdf" is not one of html, text, subject/],
    [['render', 'answer', '--data', join(folder, 'none.json')], /none.json: cannot be read/],
    [['render', 'answer', '--data', file('bad.json', '{"a":')], /bad.json: /],
    [['render'], /something is missing/],
    [['check', 'nothing.txt'], /a template is a file such as/],
    [['check', '--templates', join(folder, 'nowhere')], /nowhere/],
  ])('%j is wrong use', async (words, reason) => {
    const { status, err } = await run(...words);
    expect(status).toBe(2);
    expect(err).toMatch(reason);
    expect(err.split('\n')).toHaveLength(1);
  });
});

describe('templates check', () => {
  test('names file, line and remedy, and ends with 1', async () => {
    const path = file(
      'own/en/answer.md',
      `---\nsubject: '[#{{ request.number }}]'\n---\n\nDear {{ client.nmae }},\n\n{{ body }}\n`,
    );
    const expected = 'en/answer.md:5: error: There is no placeholder "client.nmae". Did you mean "client.name"?';
    for (const words of [[path], ['--templates', join(folder, 'own')]]) {
      const { status, out } = await run('check', ...words);
      expect(status).toBe(1);
      expect(out).toContain(expected);
    }
    const { out } = await run('check', path, '--json');
    expect(JSON.parse(out.split('\n')[0] ?? '')).toMatchObject({ file: 'en/answer.md', line: 5, severity: 'error' });
  });

  test('finds nothing wrong with a shipped one', async () => {
    expect(await run('check', 'answer', '--locale', 'en')).toMatchObject({ status: 0, out: '1 templates, 0 errors' });
  });
});

test('templates list shows every template in every language', async () => {
  const { out } = await run('list');
  expect(out.split('\n')).toHaveLength(17);
  expect(out).not.toContain('missing');
  const [first] = (await run('list', '--json')).out.split('\n');
  expect(JSON.parse(first ?? '')).toEqual({
    name: 'acknowledgement',
    format: 'mjml',
    locales: ['en', 'de', 'fr', 'es', 'nl', 'pt', 'it', 'pl'],
    missing: [],
    own: [],
    published: [],
  });
});
