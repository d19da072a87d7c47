import { domainToUnicode } from './punycode.ts';

/**
 * Domains that are made to be taken for another. Compared is always the ASCII form; this only finds what a person should be
 * shown: a name in two scripts, or one that looks like a domain we know (Unicode TR 39 §4, reduced to what passes in mail).
 */
export type LookAlike = { readonly kind: 'mixed-scripts' } | { readonly kind: 'imitation'; readonly of: string };

/** What a domain pretends to be; null where it is what it seems. */
export function lookAlike(domain: string, known: Iterable<string>): LookAlike | null {
  const shown = domainToUnicode(domain.slice(0, 255).toLowerCase());
  const skeleton = skeletonOf(shown);
  for (const one of known) {
    const genuine = one.toLowerCase();
    if (genuine !== domain && !domain.endsWith(`.${genuine}`) && skeletonOf(domainToUnicode(genuine)) === skeleton)
      return { kind: 'imitation', of: genuine };
  }
  return shown.split('.').some(isMixed) ? { kind: 'mixed-scripts' } : null;
}

function isMixed(label: string): boolean {
  const scripts = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Armenian}/u];
  return scripts.filter((script) => script.test(label)).length > 1;
}

/** The shape of a name: what the eye takes for the same letter becomes the same letter. */
function skeletonOf(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/./gu, (letter) => SHAPES[letter] ?? letter)
    .replace(/rn/g, 'm')
    .replace(/vv/g, 'w');
}

const SHAPES: Readonly<Record<string, string>> = {
  ...{
    а: 'a',
    е: 'e',
    о: 'o',
    р: 'p',
    с: 'c',
    х: 'x',
    у: 'y',
    ѕ: 's',
    һ: 'h',
    ԁ: 'd',
    в: 'b',
    к: 'k',
    м: 'm',
    н: 'h',
    т: 't',
  },
  ...{ і: 'l', ї: 'l', ј: 'j', ӏ: 'l', ԛ: 'q', ԝ: 'w', ь: 'b', г: 'r', п: 'n' },
  ...{ ο: 'o', α: 'a', ν: 'v', ρ: 'p', τ: 't', υ: 'u', ι: 'l', κ: 'k', ε: 'e', η: 'n', ω: 'w', γ: 'y', χ: 'x', β: 'b' },
  ...{ օ: 'o', ո: 'n', ս: 'u', հ: 'h', ց: 'g', զ: 'q' },
  ...{ ı: 'l', i: 'l', '1': 'l', '0': 'o', '5': 's', '3': 'e', ɡ: 'g', ɑ: 'a', ʟ: 'l', đ: 'd', ł: 'l', ø: 'o' },
};
