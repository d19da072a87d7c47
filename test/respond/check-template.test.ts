import { beforeAll, describe, expect, test } from 'vitest';
import { checkTemplate, type Checked } from '../../src/respond/check-template.ts';
import { contrast } from '../../src/respond/check/brand.ts';
import { templateCompiler, type CompiledTemplate } from '../../src/respond/render/compile.ts';
import type { TemplateSource } from '../../src/respond/render/source.ts';
import { readTemplateFolder } from '../../src/respond/render/template-files.ts';

let compile: (source: TemplateSource) => Promise<CompiledTemplate>;
beforeAll(async () => {
  compile = templateCompiler((await readTemplateFolder('templates')).frame);
});

const LETTER = `---
subject: 'Re: {{ request.subject }} [#{{ request.number }}]'
preheader: 'Hello'
---

Hello,

{% if promise.by %}It takes until {{ promise.by }}.{% endif %}

{{ company.name }}
`;

const markdown = (text: string, name = 'holding'): Promise<Checked> =>
  checkTemplate({ name, locale: 'en', format: 'markdown', text }, compile, [{ word: 'ticket', say: 'request' }]);

const mjml = (inside: string): Promise<Checked> =>
  checkTemplate(
    {
      name: 'acknowledgement',
      locale: 'en',
      format: 'mjml',
      text: `<mjml>
  <mj-head>
    <mj-title>[#{{ request.number }}]</mj-title>
  </mj-head>
  <mj-body>
    <mj-section><mj-column>
      <mj-text mj-class="message">{% if promise.by %}By {{ promise.by }}.{% endif %} {{ company.name }}</mj-text>
      ${inside}
    </mj-column></mj-section>
  </mj-body>
</mjml>`,
    },
    compile,
  );

const said = ({ problems }: Checked): string[] =>
  problems.map(({ severity, line, message }) => `${severity} ${line ?? '-'}: ${message}`);

test('a sound letter has no problems and can be published', async () => {
  const checked = await markdown(LETTER);
  expect(said(checked)).toEqual([]);
  expect(checked.compiled?.words).toContain('{{ promise.by }}');
});

describe('an author is told', () => {
  test.each([
    [
      'a placeholder that does not exist',
      LETTER.replace('{{ promise.by', '{{ promise.bye'),
      'error 8: There is no placeholder "promise.bye". Did you mean "promise.by"?',
    ],
    [
      'a filter that does not exist',
      LETTER.replace('{{ promise.by', '{{ promise.by | upcasse'),
      'error 8: There is no filter "upcasse". Did you mean "upcase"?',
    ],
    [
      'a tag that does not exist',
      LETTER.replace('Hello,', '{% iff client.name %}'),
      'error 6: There is no tag "iff". Did you mean "if"?',
    ],
    ['an include', LETTER.replace('Hello,', '{% include "x" %}'), 'error 6: There is no tag "include".'],
    [
      'a condition without an end',
      LETTER.replace('Hello,', '{% if client.name %}Hello'),
      'error 6: {% if client.name %} is not closed. Write {% endif %} where it ends.',
    ],
    [
      'a missing subject',
      LETTER.replace(/---[\s\S]*---\n/, ''),
      'error 1: The first lines must be the subject: "---", "subject: …", "---".',
    ],
    [
      'a word to avoid',
      LETTER.replace('It takes', 'Your ticket takes'),
      'warning 8: "ticket" is on the list of words to avoid. Better: request.',
    ],
    [
      'a link that is not encrypted',
      LETTER.replace('Hello,', '[here](http://client.test/a)'),
      'warning -: The link http://client.test/a is not encrypted: write https.',
    ],
    [
      'a greeting that breaks without a name',
      LETTER.replace('Hello,', 'Hello {{ client.firstName }},'),
      'warning -: For a client without a name it reads "Hello ,". Put the words that belong to a placeholder into {% if … %}.',
    ],
    [
      'a subject without the reference',
      LETTER.replace(' [#{{ request.number }}]', ''),
      'error -: The subject does not name the request: write [#{{ request.number }}] into it.',
    ],
    [
      'a letter without a sender',
      LETTER.replace('{{ company.name }}', ''),
      'error -: It does not say who writes: close with {{ company.name }}.',
    ],
    [
      'braces by another way',
      LETTER.replace('Hello,', 'Hello {\\{ client.name }}'),
      'error -: "{{" and "{%" may only begin a placeholder or a tag.',
    ],
  ])('of %s', async (_, text, problem) => {
    expect(said(await markdown(text))).toContain(problem);
  });

  test('of a sentence that is too long', async () => {
    const long = `Hello, ${'and this goes on and on '.repeat(8)}.`;
    expect(said(await markdown(LETTER.replace('Hello,', long))).join()).toMatch(
      /warning 6: This sentence is long: "Hello/,
    );
  });

  test('of a field that the items of a list do not have', async () => {
    const text = LETTER.replace('Hello,', '{% for item in digest.today %}\n- {{ item.subjekt }}\n{% endfor %}');
    expect(said(await markdown(text.replace(/^.*holding.*$/m, ''), 'digest'))).toContain(
      'error 7: There is no placeholder "item.subjekt". Did you mean "item.subject"?',
    );
  });

  test('of an acknowledgement that promises nothing', async () => {
    const { problems, compiled } = await markdown(LETTER.replace('{{ promise.by }}', 'tomorrow'), 'acknowledgement');
    expect(problems.map(({ message }) => message)).toContain(
      'It does not say when the client hears next: use {{ promise.by }}.',
    );
    expect(compiled).toBeNull();
  });

  test('of an acknowledgement to strangers that has HTML', async () => {
    expect(
      said(await markdown(LETTER.replace('request.subject', 'company.name'), 'acknowledgement-plain')).join(),
    ).toContain('must be "format: text"');
  });

  test('of an answer without the answer', async () => {
    expect(said(await markdown(LETTER, 'answer')).join()).toContain('It does not hold the answer: use {{ body }}.');
  });

  test('of an acknowledgement that is too large', async () => {
    const text = LETTER.replace('Hello,', 'Much to read. '.repeat(1000));
    expect(said(await markdown(text, 'acknowledgement')).join()).toContain('more than 20 kB');
  });

  test.each([
    ['an element that MJML does not know', '<mj-tekst>x</mj-tekst>', /error 8: mj-tekst/],
    [
      'a style sheet among the texts, which mjml itself dies of',
      '<mj-style>.a { color: red }</mj-style>',
      /error 8: mj-style cannot be used inside mj-column, only inside: /,
    ],
    [
      'an end of the document in its middle',
      '</mjml>',
      /error 8: MJML cannot make a letter of this: a tag is not closed/,
    ],
    ['a style sheet that is not closed', '<mj-style>', /error 8: mj-style cannot be used inside mj-column/],
    ['a script', '<mj-text>\n<script>alert(1)</script></mj-text>', /error 9: <script> is not allowed/],
    ['a handler', '<mj-text><b onclick="alert(1)">x</b></mj-text>', /error 8: The attribute "onclick" is not allowed/],
    ['a link that is none', '<mj-button href="javascript:alert(1)">x</mj-button>', /is not a link/],
    [
      'a placeholder in a style',
      '<mj-text>\n<b style="color:{{ client.name }}">x</b></mj-text>',
      /error 9: A placeholder cannot stand in the attribute "style"/,
    ],
    ['a placeholder without quotes', '<mj-text><a title={{ client.name }}>x</a></mj-text>', /must stand in quotes/],
    ['a placeholder in a tag', '<mj-text><b {{ client.name }}>x</b></mj-text>', /error/],
    [
      'a tag in an attribute',
      '<mj-text><a title="{% if client.name %}x{% endif %}">x</a></mj-text>',
      /cannot stand inside the attribute "title"/,
    ],
    ['a picture without words', '<mj-image src="https://client.test/a.png" />', /alt/],
    [
      'CSS that mail programs do not know',
      '<mj-text><p style="display:flex">x</p></mj-text>',
      /warning 8: "display:flex" does not work in Outlook for Windows/,
    ],
    [
      'a style sheet with a placeholder',
      '<mj-text><style>.a{color:{{ client.name }}}</style>x</mj-text>',
      /style sheet/,
    ],
    ['a frame', '<mj-text><iframe src="https://client.test"></iframe></mj-text>', /<iframe> is not allowed/],
    ['a redirection', '<mj-raw><meta http-equiv="refresh" content="0;url=https://client.test"></mj-raw>', /http-equiv/],
    ['an unclosed comment', '<mj-text><!-- x</mj-text>', /comment is not closed/],
    ...[
      '<mj-include path="/etc/passwd" />',
      '<mj-include path="./x.mjml" />',
      '<mj-include path="x.css" type="css" />',
      '<mj-include path="x" type="css" css-inline="inline" />',
      '<mj-include path="x.html" type="html" />',
      '< mj-include path="x" />',
    ].map((include): [string, string, RegExp] => ['a file of the server', include, /mj-include is not allowed|error/]),
  ])('of %s in MJML', async (_, inside, problem) => {
    const checked = await mjml(inside);
    expect(said(checked).join('\n')).toMatch(problem);
    expect(JSON.stringify(checked)).not.toContain('root:');
  });

  test('at once, even of a template made to take long', async () => {
    expect(said(await mjml('<mj-wrapper>'.repeat(5_000))).join()).toMatch(/nests more than|more than \d+ tags/);
    expect(said(await mjml('<mj-section></mj-section>'.repeat(2_000))).join()).toMatch(/more than \d+ tags/);
    expect(said(await markdown(LETTER.replace('Hello,', 'x'.repeat(500_000)))).join()).toMatch(/error/);
  });
});

test('a template of an unknown name is refused', async () => {
  expect(said(await markdown(LETTER, 'acknowledgment'))).toEqual([
    'error -: There is no template named "acknowledgment".',
  ]);
});

test('contrast is that of WCAG', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  expect(contrast('#ffffff', '#ffffff')).toBe(1);
});
