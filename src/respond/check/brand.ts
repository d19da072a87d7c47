import type { Brand } from '../render/brand.ts';
import type { Problem } from '../render/placeholder-marks.ts';

type Palette = Brand['colours'];

/** What must be readable on what (WCAG 2.2, 1.4.3: 4.5 to 1 for text). */
const PAIRS: readonly [keyof Palette, keyof Palette][] = [
  ['ink', 'paper'],
  ['ink', 'panel'],
  ['muted', 'page'],
  ['accent', 'paper'],
  ['accent', 'panel'],
  ['onAccent', 'accent'],
];
const ENOUGH = 4.5;

/** Colours that people with weaker eyes cannot read, by day or in the dark. */
export function brandProblems(brand: Brand): Problem[] {
  return (['colours', 'dark'] as const).flatMap((mode) =>
    PAIRS.flatMap(([front, back]) => {
      const ratio = contrast(brand[mode][front], brand[mode][back]);
      if (ratio >= ENOUGH) return [];
      const message = `${mode}.${front} on ${mode}.${back} has a contrast of ${ratio.toFixed(1)}; words need 4.5.`;
      return [{ severity: 'warning' as const, line: null, message }];
    }),
  );
}

/** The contrast of two colours, 1 to 21 (WCAG 2.2, "contrast ratio"). */
export function contrast(a: string, b: string): number {
  const [lighter = 0, darker = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
