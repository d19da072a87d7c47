import { DEVICE_LINE, DEVICE_WORD, PLAIN_DEVICE_LINE } from './words/device-signatures.ts';

const LINKS = /<(?:https?:|mailto:)[^<>\s]*>|\((?:https?:)[^()\s]*\)|\[(?:https?:)[^[\]\s]*\]/giu;

/** Whether a phone or a mail program wrote the line: "Sent from my iPhone", "Get Outlook for iOS<https://…>". */
export function isDeviceSignature(plain: string): boolean {
  if (plain.length < 8 || plain.length > 240) return false;
  const text = plain
    .replace(LINKS, '')
    .replace(/\[([^[\]]*)\]/gu, '$1')
    .replace(/\s+/gu, ' ')
    .trim();
  return text.length <= 120 && ((DEVICE_WORD.test(text) && DEVICE_LINE.test(text)) || PLAIN_DEVICE_LINE.test(text));
}
