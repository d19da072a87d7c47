import { describe, expect, test } from 'vitest';
import { cssProblems } from '../../../src/respond/check/css-support.ts';

const said = (css: string) =>
  cssProblems(`<mjml>\n<mj-style>\n${css}\n</mj-style>`).map(({ line, message }) => `${line ?? 0}: ${message}`);

describe('CSS in a letter', () => {
  test.each([
    [
      'a { position: absolute }',
      '3: "position" does not work in Gmail, Gmail on Android and Outlook for Windows (caniemail.com).',
    ],
    [
      '\na { width: calc(100% - 2px) }',
      '4: "CSS calc() function" does not work in Outlook for Windows, Outlook.com and Yahoo (caniemail.com).',
    ],
    [
      'a { background: url(https://x.test/a.png) }',
      '3: "background-image" does not work in Outlook for Windows (caniemail.com).',
    ],
    [
      'a { row-gap: 2px; gap: 3px }',
      '3: "gap, column-gap, row-gap" does not work in Outlook for Windows and Yahoo (caniemail.com).',
    ],
  ])('%s', (css, message) => {
    expect(said(css)).toEqual([message]);
  });

  test('that every program knows, or that does no harm where it is not known, is not mentioned', () => {
    expect(said('a { color: #123456; padding: 4px; border-radius: 4px; font-weight: 600; max-width: 100% }')).toEqual(
      [],
    );
  });

  test('in a style attribute counts, in words it does not', () => {
    expect(cssProblems('<p style="float:left">x</p>')).toHaveLength(1);
    expect(cssProblems('Float: the position: fixed; display: grid')).toEqual([]);
  });
});
