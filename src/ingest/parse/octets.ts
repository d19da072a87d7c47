/** White space of mail (RFC 5322 §2.2.2). `\\s` and trim() would also take 0xA0, which is half a letter in UTF-8. */
export const BLANK = ' \t\r\n';

/** Takes white space off both ends of text that has one character an octet. */
export function trimOctets(octets: string): string {
  let start = 0;
  let end = octets.length;
  while (start < end && BLANK.includes(octets.charAt(start))) start++;
  while (end > start && BLANK.includes(octets.charAt(end - 1))) end--;
  return octets.slice(start, end);
}
