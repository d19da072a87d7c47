import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sampleData } from '../../src/respond/catalogue-samples.ts';
import type { CompiledTemplate } from '../../src/respond/render/compile.ts';
import { loadTemplates, renderTemplate, templateSetOf, withPublished } from '../../src/respond/render.ts';

let own: string;
beforeEach(async () => {
  own = await mkdtemp(join(tmpdir(), 'own-templates-'));
});
afterEach(() => rm(own, { recursive: true }));

async function put(file: string, text: string): Promise<void> {
  await mkdir(join(own, file, '..'), { recursive: true });
  await writeFile(join(own, file), text);
}

const HOLDING = `---\nsubject: 'Ours [#{{ request.number }}]'\n---\n\nA letter of our own.\n`;
const holding = (set: Parameters<typeof renderTemplate>[0], locale = 'en') =>
  renderTemplate(set, 'holding', locale, sampleData('holding', 'en'));

describe('a firm with templates of its own', () => {
  test('uses them before the shipped ones, language by language', async () => {
    await put('en/holding.md', HOLDING);
    const set = await loadTemplates('templates', { own });
    expect(set.problems).toEqual([]);
    expect(holding(set).subject).toBe('Ours [#1042]');
    expect(holding(set, 'de').text).toContain('Guten Tag');
    expect(renderTemplate(set, 'answer', 'en', sampleData('answer', 'en')).text).toContain('Dear Maria');
  });

  test('gives the shipped ones its brand', async () => {
    const brand = await readFile('templates/brand.yaml', 'utf8');
    await put('brand.yaml', brand.replace('#2c5f73', '#a03060').replace("legal: ''", "legal: 'Register <HRB> 1'"));
    const { html } = renderTemplate(
      await loadTemplates('templates', { own }),
      'closure',
      'en',
      sampleData('closure', 'en'),
    );
    expect(html).toContain('#a03060');
    expect(html).toContain('Register &lt;HRB&gt; 1');
  });

  test.each([
    [
      'that cannot be read',
      'en/holding.md',
      `${HOLDING}{% if x %}`,
      /en\/holding: line \d+: \{% if x %\} is not closed/,
    ],
    [
      'with a placeholder that does not exist',
      'en/holding.md',
      `${HOLDING}{{ clinet.name }}`,
      /line 6: There is no placeholder "clinet.name"/,
    ],
    ['of an unknown name', 'en/helding.md', HOLDING, /there is no template named "helding"/],
    ['in a broken layout', 'layout.mjml', '<mjml><mj-body><mj-foo /></mj-body></mjml>', /layout.mjml, line 1: mj-foo/],
    ['in a broken brand', 'brand.yaml', 'logo: javascript', /brand.yaml/],
  ])('is told of one %s, and its mails go out all the same', async (_, file, text, problem) => {
    await put(file, text);
    const set = await loadTemplates('templates', { own });
    expect(set.problems.join('\n')).toMatch(problem);
    expect(holding(set).text.length).toBeGreaterThan(10);
    expect(holding(set).fellBack).toEqual([]);
  });
});

test('shipped templates that are broken stop the start', async () => {
  await put('layout.mjml', await readFile('templates/layout.mjml', 'utf8'));
  await put('brand.yaml', await readFile('templates/brand.yaml', 'utf8'));
  await put('en/holding.md', `${HOLDING}{% include "x" %}`);
  await expect(loadTemplates(own)).rejects.toThrow(/en\/holding: line 6: There is no tag "include"/);
});

test('what was compiled before is found again, and never taken for something newer', async () => {
  const cacheFolder = join(own, 'cache');
  const first = await loadTemplates('templates', { cacheFolder });
  const again = await loadTemplates('templates', { cacheFolder });
  expect([...again.shipped.values()]).toEqual([...first.shipped.values()]);
  await put('en/holding.md', HOLDING);
  expect(holding(await loadTemplates('templates', { cacheFolder, own })).subject).toBe('Ours [#1042]');
});

describe('when a version fails while a mail is written', () => {
  const version = (name: string, words: string): CompiledTemplate => ({
    name: 'holding',
    locale: 'en',
    version: name,
    subject: name,
    html: null,
    words,
  });
  const endless =
    '{% for a in l %}{% for b in l %}{% for c in l %}{% for d in l %}x{% endfor %}{% endfor %}{% endfor %}{% endfor %}';
  const data = { ...sampleData('holding', 'en'), l: Array.from({ length: 100 }, () => 'x') };

  test('the one before is used, and it is told', async () => {
    const set = withPublished(await loadTemplates('templates'), [
      version('newest', endless),
      version('before', 'still good'),
    ]);
    const rendered = renderTemplate(set, 'holding', 'en', data);
    expect(rendered).toMatchObject({ text: 'still good\n', version: 'before' });
    expect(rendered.fellBack).toEqual([
      'template holding (en, version newest) failed: the template does not come to an end',
    ]);
  });

  test('then the shipped one', async () => {
    const set = withPublished(await loadTemplates('templates'), [version('a', endless), version('b', '{{')]);
    const rendered = renderTemplate(set, 'holding', 'en', data);
    expect(rendered.text).toContain('Your request needs more time');
    expect(rendered.fellBack).toHaveLength(2);
  });

  test('then fixed words, which still say what the mail is for', () => {
    const nothing = templateSetOf([version('a', '')]);
    const rendered = renderTemplate(nothing, 'holding', 'en', data);
    expect(rendered).toMatchObject({
      version: 'fixed',
      html: null,
      subject: 'Re: Invoice 2231 shows the wrong address [#1042]',
    });
    expect(rendered.text).toContain('Reference: #1042');
    const answer = renderTemplate(templateSetOf([]), 'answer', 'xx', sampleData('answer', 'en'));
    expect(answer.text).toContain('The corrected invoice comes today.');
    expect(answer.fellBack).toEqual(['there is no template answer']);
  });

  test('a fixed plain acknowledgement says nothing of the client either', () => {
    const { text, subject } = renderTemplate(templateSetOf([]), 'acknowledgement-plain', 'en', {
      company: { name: 'Example Ltd' },
      request: { number: 7 },
      promise: { by: 'Monday' },
    });
    expect(text).toContain('You will hear from us by Monday.');
    expect(subject).toBe('Your message [#7]');
  });
});
