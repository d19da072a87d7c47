import { isNameLike } from './name-line.ts';
import { SIGN_OFFS } from './words/sign-offs.ts';

const SIGN_OFF_SET = new Set(SIGN_OFFS);
const THANKS =
  /^(?:thank|thx|tks|tnx|many thanks|danke|vielen dank|besten dank|merci|gracias|muchas gracias|grazie|obrigad|bedankt|dank|tack|tak|takk|kiitos|dzięk|děkuj|спасибо|дякую)/iu;
const THANKS_FOR = /^(?:many )?thank(?:s| you)(?: (?:very|so) much)? for [\p{L}\s'’-]{1,45},?$/iu;

/** A closing formula: with a name on its line or not; thanks may also be what the mail is about. */
export type SignOff = { readonly named: boolean; readonly thanks: boolean };

/** The closing formula on a line, or null. */
export function readSignOff(plain: string): SignOff | null {
  if (plain.length > 80) return null;
  const bare = plain.replace(/^[*_~•\s/-]+|[*_\s]+$/gu, '');
  const thanks = THANKS.test(bare);
  if (THANKS_FOR.test(bare) || isFormula(bare)) return { named: false, thanks };
  const words = bare.split(' ');
  for (let count = Math.min(6, words.length - 1); count >= 1; count--) {
    const formula = words.slice(0, count).join(' ');
    const name = words
      .slice(count)
      .join(' ')
      .replace(/^[-–—,]\s?/u, '');
    if (isFormula(formula) && isNameLike(name) && startsUpper(name)) return { named: true, thanks };
  }
  return null;
}

function isFormula(text: string): boolean {
  const lower = text.toLowerCase().replace(/[\s,.!:;…~-]+$/u, '');
  if (SIGN_OFF_SET.has(lower) || SIGN_OFF_SET.has(`${lower}.`)) return true;
  const parts = lower.split(/\s?[/|]\s?|,\s/u);
  return (
    parts.length > 1 && parts.length <= 4 && parts.every((part) => SIGN_OFF_SET.has(part.replace(/[\s,.!]+$/u, '')))
  );
}

function startsUpper(text: string): boolean {
  return /^[\p{Lu}\p{Lt}\p{Lo}]/u.test(text);
}
