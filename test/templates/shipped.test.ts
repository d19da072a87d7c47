import { readdir, readFile } from 'node:fs/promises';
import { Parser } from 'htmlparser2';
import { beforeAll, describe, expect, test } from 'vitest';
import { readPolicy } from '../../src/policy-file.ts';
import { readCommands } from '../../src/requests/command.ts';
import { CATALOGUE, type Placeholder } from '../../src/respond/catalogue.ts';
import { sampleData } from '../../src/respond/catalogue-samples.ts';
import { brandProblems } from '../../src/respond/check/brand.ts';
import { checkTemplate } from '../../src/respond/check-template.ts';
import { composeMime } from '../../src/respond/mime.ts';
import { templateCompiler } from '../../src/respond/render/compile.ts';
import { readTemplateFolder } from '../../src/respond/render/template-files.ts';
import { loadTemplates, renderTemplate, type TemplateSet } from '../../src/respond/render.ts';
import { LOCALES, TEMPLATE_NAMES } from '../../src/respond/template-data.ts';
import { everyLetter, type Filled } from '../support/template-samples.ts';

let set: TemplateSet;
let letters: Filled[];
beforeAll(async () => {
  set = await loadTemplates('templates');
  letters = everyLetter(set);
});

describe('the shipped templates', () => {
  test('are there in every language', () => {
    const missing = TEMPLATE_NAMES.flatMap((name) =>
      LOCALES.filter((locale) => !set.shipped.has(`${name}/${locale}`)).map((locale) => `${locale}/${name}`),
    );
    expect(missing).toEqual([]);
  });

  test('have nothing to complain about, under the words to avoid of any policy', async () => {
    const avoid = ['a', 'b', 'c', 'd', 'e'].flatMap((policy) => {
      const read = readPolicy(policy);
      return read.ok ? read.value.avoid : [];
    });
    expect(avoid.length).toBeGreaterThan(20);
    const folder = await readTemplateFolder('templates');
    const compile = templateCompiler(folder.frame);
    const problems: string[] = [];
    for (const source of folder.sources) {
      const checked = await checkTemplate(source, compile, [...new Map(avoid.map((one) => [one.word, one])).values()]);
      problems.push(
        ...checked.problems.map(({ line, message }) => `${source.locale}/${source.name}:${line ?? ''} ${message}`),
      );
    }
    expect(problems).toEqual([]);
    expect(brandProblems(folder.frame.brand)).toEqual([]);
  });

  test('hold for every awkward client', () => {
    for (const { name, locale, who, rendered } of letters) {
      const letter = `${locale}/${name} for ${who}`;
      expect(rendered.fellBack, letter).toEqual([]);
      expect(rendered.subject, letter).toMatch(/^[^\r\n]{4,400}$/);
      expect(rendered.text.trim().length, letter).toBeGreaterThan(3);
      expect(`${rendered.subject}${rendered.text}${rendered.html ?? ''}`, letter).not.toMatch(
        /[\uE000-\uE01F]|\bundefined\b|\[object/,
      );
    }
  });

  test('put no element into HTML that they do not have for an ordinary client', () => {
    const ordinary = new Map(
      letters
        .filter(({ who }) => who === 'the sample')
        .map(({ name, locale, rendered }) => [`${locale}/${name}`, elements(rendered.html)]),
    );
    for (const { name, locale, who, rendered } of letters.filter((letter) => /HTML|Liquid/.test(letter.who)))
      expect(elements(rendered.html), `${locale}/${name} for ${who}`).toEqual(ordinary.get(`${locale}/${name}`));
  });

  test('say the same in HTML and in plain words', () => {
    for (const { name, locale, rendered } of letters.filter(({ who }) => who === 'the sample')) {
      if (rendered.html === null) continue;
      const shown = visibleWords(rendered.html);
      for (const word of rendered.text.replaceAll(/<https?:\S+>|https?:\S+|^> /gm, ' ').match(/[\p{L}\p{N}#]{3,}/gu) ??
        [])
        expect(shown, `${locale}/${name}`).toContain(word);
    }
  });

  test('are small: an acknowledgement at most 20 kB as it is sent, the others below 102 kB', () => {
    for (const { name, locale, rendered } of letters.filter(({ who }) => who !== 'emoji')) {
      const acknowledgement = name.startsWith('acknowledgement');
      if (!acknowledgement && locale !== 'pl') continue;
      const mail = composeMime({
        messageId: '<acknowledgement.1042.c.abcdefghijklm.abcdefghijklmnop.abcdefghijklmnop@example.test>',
        date: Temporal.Instant.from('2026-11-23T09:30:00Z'),
        from: { name: 'Example Support', address: 'support@example.test' },
        to: [{ name: 'Maria Rossi', address: 'maria@client.test' }],
        references: Array.from({ length: 40 }, (_, index) => `<${'x'.repeat(60)}${index}@client.test>`),
        subject: rendered.subject,
        text: rendered.text,
        html: rendered.html,
        autoSubmitted: 'auto-replied',
        headers: { 'X-Replydesk': 'x'.repeat(200) },
      });
      expect(mail.length, `${locale}/${name}`).toBeLessThanOrEqual(acknowledgement ? 20_000 : 102_000);
    }
  });

  test('load nothing from elsewhere', () => {
    for (const { name, locale, rendered } of letters)
      expect(rendered.html ?? '', `${locale}/${name}`).not.toMatch(/<(?:img|link|script|iframe)\b|url\(|@import/i);
  });

  test('tell staff of commands that there are', async () => {
    for (const locale of LOCALES)
      for (const name of ['notification', 'escalation']) {
        const text = await readFile(`templates/${locale}/${name}.md`, 'utf8');
        const named = [...text.matchAll(/`(#[a-z]+)`/g)].map(([, command]) => command!);
        expect(named.length).toBeGreaterThan(0);
        for (const command of named.filter((one) => one !== '#called'))
          expect(readCommands(command).unclear, `${locale}/${name}`).toEqual([]);
      }
  });

  test('speak each language with its own letters and marks', async () => {
    const greetings = {
      en: 'Hello Maria,',
      de: 'Guten Tag Maria Rossi,',
      fr: 'Bonjour Maria Rossi,',
      es: 'Hola, Maria:',
      nl: 'Goedendag Maria Rossi,',
      pt: 'Olá Maria,',
      it: 'Buongiorno Maria Rossi,',
      pl: 'Dzień dobry,',
    };
    for (const [locale, greeting] of Object.entries(greetings)) {
      const { text, html } = renderTemplate(set, 'acknowledgement', locale, sampleData('acknowledgement', locale));
      expect(text.split('\n')[0]).toBe(greeting);
      expect(html).toContain(`<html lang="${locale}"`);
    }
    const folders = (await readdir('templates', { withFileTypes: true })).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name).sort()).toEqual([...LOCALES].sort());
  });
});

describe('the plain acknowledgement', () => {
  test('holds nothing of the mail that it answers, in any language', () => {
    for (const locale of LOCALES) {
      const stranger = { ...sampleData('acknowledgement', locale), client: { name: 'NONCE', firstName: 'NONCE' } };
      const withRequest = {
        ...stranger,
        request: { number: 7, subject: 'NONCE', category: 'NONCE', excerpt: 'NONCE' },
      };
      const { subject, html, text } = renderTemplate(set, 'acknowledgement-plain', locale, withRequest);
      expect(html).toBeNull();
      expect(subject + text).not.toContain('NONCE');
      expect(subject).toContain('[#7]');
      expect(Buffer.byteLength(text)).toBeLessThan(2_000);
    }
  });
});

describe('the catalogue', () => {
  test('describes every field of the samples, and nothing else', () => {
    for (const name of TEMPLATE_NAMES) {
      const known = new Map(CATALOGUE[name].map((placeholder) => [placeholder.path, placeholder]));
      for (const [path, value] of leaves(sampleData(name, 'en'), '', known)) {
        const placeholder = known.get(path);
        expect(placeholder, `${name}: ${path}`).toBeDefined();
        if (Array.isArray(value)) expect(fieldsOf(value), `${name}: ${path}`).toEqual(expect.arrayContaining([]));
      }
      for (const { label, about } of CATALOGUE[name]) {
        expect(label.length).toBeGreaterThan(2);
        expect(about).toMatch(/[.?"]$/);
      }
    }
  });
});

function elements(html: string | null): string[] {
  const found: string[] = [];
  new Parser({ onopentag: (name, attributes) => found.push(`${name} ${Object.keys(attributes).sort().join()}`) }).end(
    html ?? '',
  );
  return found.filter((element) => !/^br /.test(element));
}

function visibleWords(html: string): string {
  let words = '';
  let silent = false;
  const parser = new Parser({
    onopentag: (name) => (silent = name === 'style' || name === 'title'),
    onclosetag: () => (silent = false),
    ontext: (text) => (words += silent ? '' : text),
  });
  parser.end(html);
  return words;
}

/** Every field with its path; a list and a rich text are one field. */
function leaves(value: unknown, path: string, known: ReadonlyMap<string, Placeholder>): [string, unknown][] {
  const kind = known.get(path)?.kind;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[path, value]];
  if (kind === 'rich') {
    const fields = Object.entries(value).filter(([field]) => known.has(`${path}.${field}`));
    return [[path, value], ...fields.map(([field, inner]): [string, unknown] => [`${path}.${field}`, inner])];
  }
  return Object.entries(value).flatMap(([field, inner]) =>
    leaves(inner, path === '' ? field : `${path}.${field}`, known),
  );
}

function fieldsOf(items: readonly unknown[]): string[] {
  return items.flatMap((item) => (typeof item === 'object' && item !== null ? Object.keys(item) : ['']));
}
