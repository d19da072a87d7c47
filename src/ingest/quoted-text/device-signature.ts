import { DEVICE_LAST, DEVICE_LINE, DEVICE_WORD, PLAIN_DEVICE_LINE } from './words/device-signatures.ts';

const LINKS = /<(?:https?:|mailto:)[^<>\s]*>|\((?:https?:)[^()\s]*\)|\[(?:https?:)[^[\]\s]*\]/giu;

/** Whether a phone or a mail program wrote the line: "Sent from my iPhone", "Get Outlook for iOS<https://…>". */
export function isDeviceSignature(plain: string): boolean {
  if (plain.length < 8 || plain.length > 240) return false;
  const text = /[<([]/.test(plain) ? withoutLinks(plain) : plain;
  if (text.length > 120) return false;
  if (PLAIN_DEVICE_LINE.test(text)) return true;
  return (DEVICE_LINE.test(text) || DEVICE_LAST.test(text.slice(-40))) && DEVICE_WORD.test(text);
}

/** `plain` has single spaces already (`plainForm`). */
function withoutLinks(plain: string): string {
  return plain
    .replace(LINKS, '')
    .replace(/\[([^[\]]*)\]/gu, '$1')
    .replace(/\s+/gu, ' ')
    .trim();
}
