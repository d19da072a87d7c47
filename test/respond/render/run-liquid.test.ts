import fc from '../../support/fast-check.ts';
import { Liquid } from 'liquidjs';
import { describe, expect, test } from 'vitest';
import { AUTHORS_FILTERS, FILTERS, words } from '../../../src/respond/render/filters.ts';
import { compileLiquid, escapeHtml, TAGS } from '../../../src/respond/render/liquid.ts';
import { plainData } from '../../../src/respond/render/plain-data.ts';

const filled = (source: string, data: object = {}): string => compileLiquid(source, 'words')(plainData(data));

describe('placeholders', () => {
  test.each([
    ['{{ client.name }}', 'Ann'],
    ['{{ client.missing.more }}', ''],
    ['{{ client.missing | default: "there" }}', 'there'],
    ['{% if client.empty %}yes{% else %}no{% endif %}', 'no'],
    ['{% if none %}yes{% else %}no{% endif %}', 'no'],
    ['{% unless none %}none{% endunless %}', 'none'],
    ['{% case kind %}{% when "a", "b" %}first{% when "c" %}second{% else %}other{% endcase %}', 'second'],
    [
      '{% for x in list %}{{ forloop.index }}{{ x.name }}{% unless forloop.last %}, {% endunless %}{% endfor %}',
      '1a, 2b, 3c',
    ],
    ['{% for x in list limit: 2 %}{{ x.name }}{% endfor %}', 'ab'],
    ['{% for x in none %}x{% else %}nothing{% endfor %}', 'nothing'],
    ['{% for x in list %}{% if x.name == "b" %}{% continue %}{% endif %}{{ x.name }}{% endfor %}', 'ac'],
    ['{% for x in list %}{% if x.name == "b" %}{% break %}{% endif %}{{ x.name }}{% endfor %}', 'a'],
    ['{% assign x = client.name | upcase %}{{ x }}', 'ANN'],
    ['{{ list.size }} {{ list | size }} {{ list.first.name }} {{ list.last.name }}', '3 3 a c'],
    ['{% if count > 2 and kind contains "c" or false %}yes{% endif %}', 'yes'],
    ['{% if kind == blank %}blank{% else %}there{% endif %}', 'there'],
    ['{% comment %} {{ client.name }} {% endcomment %}x', 'x'],
    ['{{ "it\'s" }} {{ 3 | plus: 4 }}', "it's 7"],
    ['{{ client.name | truncate: 2, "" }}', 'An'],
  ])('%s becomes %j', (source, expected) => {
    const list = [{ name: 'a' }, { name: 'b' }, { name: 'c' }];
    expect(filled(source, { client: { name: 'Ann', empty: '' }, none: [], list, kind: 'c', count: 3 })).toBe(expected);
  });

  test('see own fields only', () => {
    expect(
      filled('{{ client.constructor }}{{ client.__proto__ }}{{ toString }}{{ client.name.length }}', {
        client: { name: 'A' },
      }),
    ).toBe('');
  });

  test('do not read Liquid out of values', () => {
    expect(filled('{{ a }}', { a: '{{ b }}{% for %}$& $1', b: 'secret' })).toBe('{{ b }}{% for %}$& $1');
  });

  test('escape in HTML, line by line', () => {
    expect(compileLiquid('{{ a }}', 'html')(plainData({ a: '<b>\n"&\'' }))).toBe('&lt;b&gt;<br>\n&quot;&amp;&#39;');
  });

  test.each([
    '{% include "x" %}',
    '{% render "x" %}',
    '{% layout "x" %}',
    '{% capture x %}{% endcapture %}',
    '{% raw %}{% endraw %}',
    '{% echo x %}',
    '{% for i in (1..1000000000) %}x{% endfor %}',
    '{% for i in list reversed %}x{% endfor %}',
    '{{ x | raw }}',
    '{{ x | date: "%Y" }}',
    '{{ x | constructor }}',
    '{{ x | default: "y", allow_false: true }}',
    '{{ (1..3) }}',
    '{{ }}',
    '{% if %}x{% endif %}',
    '{% if x %}',
  ])('refuse %s when the template is compiled', (source) => {
    expect(() => compileLiquid(source, 'html')).toThrow();
  });

  test('come to an end, however loops are nested', () => {
    const list = Array.from({ length: 100 }, (_, index) => String(index));
    const bomb =
      '{% for a in l %}{% for b in l %}{% for c in l %}{% for d in l %}x{% endfor %}{% endfor %}{% endfor %}{% endfor %}';
    expect(() => filled(bomb, { l: list })).toThrow(/does not come to an end/);
  });
});

describe('our runner', () => {
  /** liquidjs' own renderer, told to write as we do. */
  const reference = new Liquid({
    ownPropertyOnly: true,
    jsTruthy: true,
    strictFilters: true,
    outputEscape: (value) => escapeHtml(words(value)).replaceAll('\n', '<br>\n'),
  });
  for (const name of Object.keys(reference.filters)) Reflect.deleteProperty(reference.filters, name);
  for (const [name, filter] of Object.entries(FILTERS)) reference.registerFilter(name, filter);

  const path = fc.constantFrom('a', 'b', 'c.d', 'c.e', 'list', 'list.size', 'missing', 'c.missing');
  const word = fc.constantFrom('"x"', "'y z'", '3', 'true', 'false');
  const operand = fc.oneof(path, word);
  const condition = fc.oneof(
    operand,
    fc.tuple(operand, fc.constantFrom('==', '!=', 'and', 'or', 'contains'), operand).map((parts) => parts.join(' ')),
  );
  const filter = fc.constantFrom(
    '',
    '| default: "z"',
    '| upcase',
    '| strip | downcase',
    '| append: a',
    '| size',
    '| truncate: 3',
  );
  const { template } = fc.letrec<{ template: string; piece: string }>((tie) => ({
    piece: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom('text', ' ', '<b>', '\n'),
      fc.tuple(operand, filter).map(([what, how]) => `{{ ${what} ${how} }}`),
      fc
        .tuple(condition, tie('template'), tie('template'))
        .map(([if_, then, else_]) => `{% if ${if_} %}${then}{% else %}${else_}{% endif %}`),
      fc.tuple(condition, tie('template')).map(([if_, then]) => `{% unless ${if_} %}${then}{% endunless %}`),
      fc
        .tuple(fc.constantFrom('list', 'nested', 'missing'), tie('template'))
        .map(([list, body]) => `{% for i in ${list} %}{{ i }}${body}{% endfor %}`),
      fc
        .tuple(operand, tie('template'), tie('template'))
        .map(([of, a, b]) => `{% case ${of} %}{% when "x" %}${a}{% when 3 %}${b}{% endcase %}`),
      fc.tuple(operand).map(([value]) => `{% assign v = ${value} %}{{ v }}`),
    ),
    template: fc.array(tie('piece'), { maxLength: 4 }).map((pieces) => pieces.join('')),
  }));
  const text = fc.constantFrom('x', '3', '<i>', 'y z', 'ä\nö', '{{ a }}');
  const data = fc.record({
    a: text,
    b: fc.oneof(text, fc.constant(3), fc.constant('')),
    c: fc.record({ d: text, e: fc.boolean() }),
    list: fc.array(text, { maxLength: 3 }),
    nested: fc.constant(['p', 'q']),
  });

  test('fills as liquidjs does', () => {
    fc.assert(
      fc.property(template, data, (source, given) => {
        const plain = plainData(given);
        expect(compileLiquid(source, 'html')(plain)).toBe(reference.parseAndRenderSync(source, { ...plain }));
      }),
      { numRuns: 2000 },
    );
  });

  test('knows every tag and filter that authors may use', () => {
    expect(TAGS).toEqual(['if', 'unless', 'case', 'for', 'break', 'continue', 'assign', 'comment', '#']);
    for (const name of AUTHORS_FILTERS) expect(() => compileLiquid(`{{ a | ${name} }}`, 'html')).not.toThrow();
  });
});
