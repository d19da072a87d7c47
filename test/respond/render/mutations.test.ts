import { readFile } from 'node:fs/promises';
import fc from '../../support/fast-check.ts';
import { Parser } from 'htmlparser2';
import { beforeAll, describe, expect, test } from 'vitest';
import { templateCompiler, type CompiledTemplate, type Frame } from '../../../src/respond/render/compile.ts';
import { TemplateRefused } from '../../../src/respond/render/placeholder-marks.ts';
import type { TemplateSource } from '../../../src/respond/render/source.ts';
import { readTemplateFolder } from '../../../src/respond/render/template-files.ts';
import { loadTemplates, renderTemplate, withPublished, type TemplateSet } from '../../../src/respond/render.ts';

/** How many broken templates are tried; the full 10,000 with TEMPLATE_MUTATIONS=10000. */
const RUNS = Number(process.env['TEMPLATE_MUTATIONS'] ?? 600);

let set: TemplateSet;
let frame: Frame;
let sources: TemplateSource[];
let compile: (source: TemplateSource) => Promise<CompiledTemplate>;
beforeAll(async () => {
  set = await loadTemplates('templates');
  frame = (await readTemplateFolder('templates')).frame;
  compile = templateCompiler(frame);
  const read = (file: string): Promise<string> => readFile(`templates/${file}`, 'utf8');
  sources = [
    { name: 'acknowledgement', locale: 'en', format: 'markdown', text: await read('en/reopened.md') },
    { name: 'acknowledgement', locale: 'en', format: 'mjml', text: await read('en/acknowledgement.mjml') },
    { name: 'acknowledgement', locale: 'de', format: 'mjml', text: await read('de/acknowledgement.mjml') },
    { name: 'acknowledgement', locale: 'en', format: 'markdown', text: await read('en/closure.md') },
  ];
});

/** What a client may write: every sign that means something in HTML, Liquid, Markdown, CSS or a link. */
const hostile =
  '"><img src=x onerror=alert(1)>\' onmouseover=alert(2) x=`javascript:alert(3)//{{ company.name }}</td></style></title>';
const data = {
  client: { name: hostile, firstName: hostile },
  request: { number: 1001, subject: hostile, category: hostile, excerpt: `${hostile}\n${hostile}` },
  company: { name: 'Example Ltd' },
  promise: { by: 'Monday at 17:15' },
  staff: { name: hostile },
  survey: { goodUrl: 'javascript:alert(4)', fairUrl: hostile, poorUrl: 'https://desk.example.test/poor' },
};

/** Pieces that make templates dangerous rather than only broken. */
const SHARP = [
  '{{ client.name }}',
  '{{ request.subject }}',
  '{% if client.name %}',
  '{% endif %}',
  '{% else %}',
  '{% for x in y %}',
  '{% endfor %}',
  '{{',
  '}}',
  '{%',
  '%}',
  '"',
  "'",
  '<',
  '>',
  '<a href=',
  '<a href="{{ client.name }}">',
  '<a href={{ client.name }}>',
  '<b title={{client.name}}>',
  '<style>',
  '</style>',
  '<script>',
  '</script>',
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  '<mj-raw>',
  '</mj-raw>',
  '<mj-text>',
  '</mj-text>',
  ...[
    ...['mjml', 'mj-head', 'mj-body', 'mj-title', 'mj-preview', 'mj-style', 'mj-attributes', 'mj-all', 'mj-class'],
    ...['mj-font', 'mj-breakpoint', 'mj-html-attributes', 'mj-selector', 'mj-wrapper', 'mj-section', 'mj-column'],
    ...['mj-group', 'mj-hero', 'mj-table', 'mj-spacer', 'mj-divider', 'mj-image', 'mj-accordion', 'mj-carousel'],
    ...['mj-accordion-element', 'mj-carousel-image', 'mj-navbar', 'mj-navbar-link', 'mj-social', 'mj-social-element'],
  ].flatMap((tag) => [`<${tag}>`, `</${tag}>`, `<${tag} />`]),
  '<mj-button href="{{ client.name }}">',
  '</mj-button>',
  '<mj-image src="{{ request.subject }}" />',
  '<mj-text mj-class="message">',
  '[a]({{ client.name }})',
  '[a](https://x.test/{{ client.name }})',
  '`',
  '**',
  '> ',
  '- ',
  '\n',
  '\n\n',
  '\\',
  '{\\{',
  '&#123;&#123;',
  ' style="color:{{ client.name }}"',
  '<p {{ client.name }}>',
  '<{{ client.name }}>',
  '<svg>',
  '<xmp>',
  '<textarea>',
  '<title>',
  '{% assign x = client.name %}',
  '{{ x }}',
  '{{ "',
  '" }}',
  ' | link',
  ' | quoted',
  ' | default: "',
  '\uE0001\uE001',
  '\uE013',
];

/** Whole elements, which make sense before another one. */
const ELEMENTS = [
  '<mj-text><a title={{ client.name }}>x</a></mj-text>',
  '<mj-text><a href="{{ client.name }}">x</a></mj-text>',
  '<mj-text><a href="https://x.test/{{ client.name }}">x</a></mj-text>',
  '<mj-text><a href="java{{ client.name }}">x</a></mj-text>',
  '<mj-text><b {{ client.name }}>x</b></mj-text>',
  '<mj-text><{{ client.name }}>x</mj-text>',
  '<mj-text><b style="color:{{ client.name }}">x</b></mj-text>',
  '<mj-text><style>.a{color:{{ client.name }}}</style></mj-text>',
  '<mj-text><b title="{% if client.name %}">{{ client.name }}<b title="{% endif %}x">y</b></b></mj-text>',
  "<mj-text><b title='{{ client.name }}'>x</b></mj-text>",
  '<mj-text color="{{ client.name }}">x</mj-text>',
  '<mj-text css-class="{{ client.name }}">x</mj-text>',
  '<mj-text><svg><style>{{ client.name }}</style></svg></mj-text>',
  '<mj-raw><p class={{ client.name }}>x</p></mj-raw>',
  '<mj-raw><script>var x = "{{ client.name }}"</script></mj-raw>',
  '<mj-raw><!-- {{ client.name }} --></mj-raw>',
  '<mj-raw>{% if client.name %}<b title="{% endif %}{{ client.name }}">x</b></mj-raw>',
  '<mj-button href={{ client.name }}>{{ client.name }}</mj-button>',
  '<mj-image src="{{ client.name }}" alt="{{ client.name }}" />',
  '<mj-text>{{ "<b title=" }}{{ client.name }}{{ ">" }}</mj-text>',
  '<mj-text>{% assign x = client.name %}{{ x }}</mj-text>',
];

type Edit = { before?: number; at: number; remove: number; insert: string };
const element: fc.Arbitrary<Edit> = fc.record({
  before: fc.nat({ max: 8 }),
  at: fc.constant(0),
  remove: fc.constant(0),
  insert: fc.constantFrom(...ELEMENTS),
});
const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.nat({ max: 4_000 }),
  remove: fc.oneof(fc.constant(0), fc.nat({ max: 30 })),
  insert: fc.oneof(fc.constantFrom(...SHARP), fc.constant(''), fc.string({ maxLength: 8 })),
});

const mutate = (text: string, edits: readonly Edit[]): string =>
  edits.reduce((now, { before, at, remove, insert }) => {
    const texts = [...now.matchAll(/<mj-text/g)].map(({ index }) => index);
    const place = before === undefined ? at % (now.length + 1) : (texts[before % texts.length] ?? 0);
    return now.slice(0, place) + insert + now.slice(place + remove);
  }, text);

describe('a template that somebody broke', () => {
  test('never stops an acknowledgement, and never lets unescaped words of a client into HTML', async () => {
    let compiled = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 3 }),
        fc.array(fc.oneof(edit, element), { minLength: 1, maxLength: 3 }),
        async (which, edits) => {
          const source = { ...sources[which]!, text: mutate(sources[which]!.text, edits) };
          const version = await compile(source).catch((error: unknown) => {
            expect(error).toBeInstanceOf(TemplateRefused);
            return null;
          });
          compiled += version === null ? 0 : 1;
          const published = withPublished(set, version === null ? [] : [version]);
          const { subject, html, text } = renderTemplate(published, 'acknowledgement', source.locale, data);
          expect(subject).toMatch(/^[^\r\n]+$/);
          expect(text.length).toBeGreaterThan(0);
          expectHarmless(html ?? '');
        },
      ),
      { numRuns: RUNS },
    );
    expect(compiled, 'mutations that could be published').toBeGreaterThan(RUNS / 10);
  }, 3_600_000);
});

/** No element, attribute or link of the client's making: a browser that reads the HTML finds none. */
function expectHarmless(html: string): void {
  const parser = new Parser({
    onopentag(name, attributes) {
      expect(name).not.toMatch(/^(?:script|svg|xmp|textarea|iframe|form|object)$/);
      for (const [attribute, value] of Object.entries(attributes)) {
        expect(attribute).not.toMatch(/^on|[`{}'"]/);
        if (attribute === 'href' || attribute === 'src')
          expect(value).not.toMatch(/^\s*(?:javascript|data|vbscript):/i);
        if (attribute === 'style') expect(value).not.toContain('alert');
        if (name === 'img') expect(value).not.toBe('x');
      }
    },
    oncomment(text) {
      expect(text).not.toContain('alert');
    },
  });
  parser.end(html);
  for (const [style] of html.matchAll(/<style[\s\S]*?<\/style>/g)) expect(style).not.toContain('alert');
}
