/**
 * Card and account numbers have no place in mails that are passed on (procedure B, CNF-4): of each only the last four digits
 * stay, enough to talk about it. A number counts as one only where its check digits are right, so that an order number stays.
 */
export function maskNumbers(text: string): string {
  return text
    .replaceAll(ACCOUNT, (found) => (isAccount(found) ? masked(found) : found))
    .replaceAll(CARD, (found) => (isCard(found) ? masked(found) : found));
}

/** 13 to 19 digits in groups, and not a piece of something longer. */
const CARD = /(?<![\w.@+-])\d(?:[ -]?\d){12,18}(?![\w@-])/g;
/** ISO 13616: country, two check digits, up to 30 letters and digits. */
const ACCOUNT = /(?<![\w.@-])[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}(?![\w@-])/g;

function isCard(found: string): boolean {
  const digits = found.replaceAll(/\D/g, '');
  // Cards begin with 2 to 6 (ISO/IEC 7812); telephone and tracking numbers often do not.
  if (!/^[2-6]/.test(digits) || /^(\d)\1+$/.test(digits)) return false;
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const value = Number(digits.at(-1 - index)) * (index % 2 === 0 ? 1 : 2);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

function isAccount(found: string): boolean {
  const compact = found.replaceAll(' ', '');
  const moved = compact.slice(4) + compact.slice(0, 4);
  let rest = 0;
  for (const letter of moved) {
    const value = Number.parseInt(letter, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

/** The last four letters or digits stay, whatever stands between them. */
function masked(found: string): string {
  const count = found.replaceAll(/[^A-Za-z0-9]/g, '').length;
  let seen = 0;
  return found.replaceAll(/[A-Za-z0-9]/g, (letter) => (++seen > count - 4 ? letter : '•'));
}
