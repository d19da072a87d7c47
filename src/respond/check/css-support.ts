import { lineAt, type Problem } from '../render/placeholder-marks.ts';
import caniemail from './caniemail.json' with { type: 'json' };

/**
 * CSS that some much-used mail program does not know, by caniemail.com's data (trimmed by `test/support/trim-caniemail.ts`). Only
 * what the author wrote is judged: what the layout and MJML add was looked at in these programs.
 */
const LACKING: Readonly<Record<string, { readonly title: string; readonly not: readonly string[] }>> =
  caniemail.lacking;

/** What a declaration uses besides the property that it names. */
const IN_VALUES: readonly (readonly [RegExp, string])[] = [
  [/\bcalc\(/i, 'unit-calc'],
  [/\bclamp\(/i, 'function-clamp'],
  [/\blight-dark\(/i, 'function-light-dark'],
  [/\bvar\(/i, 'variables'],
  [/\blinear-gradient\(/i, 'linear-gradient'],
  [/\bradial-gradient\(/i, 'radial-gradient'],
  [/\bconic-gradient\(/i, 'conic-gradient'],
  [/\b(?:ok)?(?:lch|lab)\(/i, 'modern-color'],
  [/\d(?:vw)\b/i, 'unit-vw'],
  [/\d(?:vh)\b/i, 'unit-vh'],
  [/\dvmin\b/i, 'unit-vmin'],
  [/\dvmax\b/i, 'unit-vmax'],
  [/\drem\b/i, 'unit-rem'],
  [/\dch\b/i, 'unit-ch'],
];
const AT_RULES: readonly (readonly [RegExp, string])[] = [
  [/@font-face/i, 'at-font-face'],
  [/@import/i, 'at-import'],
  [/@keyframes/i, 'at-keyframes'],
  [/@supports/i, 'at-supports'],
];

/** Each that is not known everywhere, once, at the line where it is first used. */
export function cssProblems(text: string): Problem[] {
  const found = new Map<string, number>();
  const use = (feature: string | null, at: number): void => {
    if (feature !== null && feature in LACKING && !found.has(feature)) found.set(feature, at);
  };
  for (const { css, at } of styles(text)) {
    for (const [pattern, feature] of AT_RULES) {
      const rule = pattern.exec(css);
      if (rule) use(feature, at + rule.index);
    }
    for (const { index, groups } of css.matchAll(
      /(?<![\w-])(?<property>[a-z-]{2,40})\s*:\s*(?<value>[^;{}]{1,500})/gi,
    )) {
      const value = groups?.['value'] ?? '';
      use(featureOf(groups?.['property']?.toLowerCase() ?? '', value), at + index);
      for (const [pattern, feature] of IN_VALUES) if (pattern.test(value)) use(feature, at + index);
    }
  }
  return [...found].map(([feature, at]) => {
    const { title, not } = LACKING[feature]!;
    const message = `"${title.trim()}" does not work in ${listed(not)} (caniemail.com).`;
    return { severity: 'warning', line: lineAt(text, at), message };
  });
}

/** What stands in style sheets and in style attributes. */
function styles(text: string): { css: string; at: number }[] {
  const sheets = [...text.matchAll(/<(?:mj-)?style\b[^>]*>([^]*?)<\/(?:mj-)?style/dgi)];
  const attributes = [...text.matchAll(/\sstyle\s*=\s*(?:"([^"]*)"|'([^']*)')/dgi)];
  return [...sheets, ...attributes].map((match) => {
    const group = match[1] === undefined ? 2 : 1;
    return { css: match[group] ?? '', at: (match.indices?.[group] ?? [match.index])[0] };
  });
}

function featureOf(property: string, value: string): string | null {
  if (property === 'display') return /grid/i.test(value) ? 'display-grid' : /flex/i.test(value) ? 'display-flex' : null;
  if (/^(?:top|left|right|bottom)$/.test(property)) return 'left-right-top-bottom';
  if (/^(?:column|row)-gap$/.test(property)) return 'gap';
  if (/^background(?:-image)?$/.test(property)) return /url\(/i.test(value) ? 'background-image' : null;
  if (/^(?:animation|transform|grid-template|scroll-snap)-/.test(property))
    return property.replace(/^(animation|transform|grid-template|scroll-snap)-.*/, '$1');
  return property;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
