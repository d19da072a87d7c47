import { isDeviceSignature } from './device-signature.ts';
import { armorLines } from './armor.ts';
import type { Kind } from './fold.ts';
import { bannerEnd, footerLines } from './footer.ts';
import { isBlank, type Line } from './lines.ts';
import { isRule } from './separator.ts';
import { isSignatureLike, signatureStart } from './signature.ts';

/** To whom a line belongs, once the writer's closing is told from his text. */
export type FinalKind = Kind | 'signature';

/** Lines [from, to) that the writer wrote in one go. */
type Stretch = { readonly from: number; readonly to: number };

/** Tells banners, legal notices, device footers and signatures from what the writer has to say. */
export function closings(lines: readonly Line[], kinds: readonly Kind[]): FinalKind[] {
  const final: FinalKind[] = kinds.map((kind, at) =>
    kind === 'own' && lines[at]!.mark === 'signature' ? 'signature' : kind,
  );
  if (!hasText(lines, final) && !final.includes('quote')) return [...kinds];
  const stretches = ownStretches(final);
  stretches.forEach((stretch, at) => closeStretch(lines, final, stretch, at === 0));
  const last = stretches.findLast((stretch) => hasText(lines, final, stretch));
  if (last !== undefined) markSignature(lines, final, last, { soft: true, opening: last === stretches[0] });
  closeBlanks(lines, final);
  return final;
}

function ownStretches(kinds: readonly FinalKind[]): Stretch[] {
  const stretches: Stretch[] = [];
  let from = -1;
  for (let at = 0; at <= kinds.length; at++) {
    const own = kinds[at] === 'own' || kinds[at] === 'signature';
    if (own && from < 0) from = at;
    if (!own && from >= 0) {
      stretches.push({ from, to: at });
      from = -1;
    }
  }
  return stretches;
}

function closeStretch(lines: readonly Line[], final: FinalKind[], stretch: Stretch, first: boolean): void {
  const plains = (): string[] => plainsOf(lines, final, stretch);
  if (first) final.fill('quote', stretch.from, stretch.from + bannerEnd(plains()));
  for (const at of armorLines(plains())) final[stretch.from + at] = 'signature';
  for (const at of footerLines(plains(), first)) final[stretch.from + at] = 'signature';
  cutAtDevice(lines, final, stretch, first);
  markSignature(lines, final, stretch, { soft: false, opening: first });
  trimRules(lines, final, stretch);
}

/** The stretch's own lines; those already given away read as blank. */
function plainsOf(lines: readonly Line[], final: readonly FinalKind[], { from, to }: Stretch): string[] {
  return lines.slice(from, to).map((line, at) => (final[from + at] === 'own' ? line.plain : ''));
}

/** Below a device's footer, on clients that mark no quote, stands the mail that is answered; above it, the answer. */
function cutAtDevice(lines: readonly Line[], final: FinalKind[], stretch: Stretch, first: boolean): void {
  let text = !first;
  for (let at = stretch.from; at < stretch.to; at++) {
    if (final[at] !== 'own' || isBlank(lines[at]!)) continue;
    if (!isDeviceSignature(lines[at]!.plain)) {
      text ||= !isRule(lines[at]!.plain);
      continue;
    }
    final[at] = 'signature';
    if (!text) continue;
    const below = plainsOf(lines, final, { from: at + 1, to: stretch.to });
    if (/^p\.?\s?s\b/iu.test(below.find((plain) => plain !== '') ?? '')) continue;
    const rest = isSignatureLike(below) && below.filter((plain) => plain !== '').length <= 8 ? 'signature' : 'quote';
    for (let line = at + 1; line < stretch.to; line++) if (final[line] === 'own') final[line] = rest;
    return;
  }
}

function markSignature(
  lines: readonly Line[],
  final: FinalKind[],
  stretch: Stretch,
  options: { soft: boolean; opening: boolean },
): void {
  const start = signatureStart(plainsOf(lines, final, stretch), options);
  if (start === null) return;
  for (let at = stretch.from + start; at < stretch.to; at++) if (final[at] === 'own') final[at] = 'signature';
}

/** Rules below the last line of text rule off nothing. */
function trimRules(lines: readonly Line[], final: FinalKind[], { from, to }: Stretch): void {
  for (let at = to - 1; at >= from; at--) {
    if (final[at] !== 'own' || isBlank(lines[at]!)) continue;
    if (!isRule(lines[at]!.plain)) return;
    final[at] = 'signature';
  }
}

function hasText(lines: readonly Line[], kinds: readonly FinalKind[], stretch?: Stretch): boolean {
  const { from, to } = stretch ?? { from: 0, to: kinds.length };
  for (let at = from; at < to; at++)
    if (kinds[at] === 'own' && !isBlank(lines[at]!) && !isRule(lines[at]!.plain)) return true;
  return false;
}

/** Empty lines between two lines of a signature are part of it. */
function closeBlanks(lines: readonly Line[], final: FinalKind[]): void {
  let last = -1;
  for (let at = 0; at < final.length; at++) {
    if (isBlank(lines[at]!)) continue;
    if (last >= 0 && final[last] === 'signature' && final[at] === 'signature') final.fill('signature', last, at);
    last = at;
  }
}
