/**
 * Charsets that hide two-octet characters in 7-bit text, and which neither TextDecoder nor iconv-lite reads:
 * HZ (RFC 1843), ISO-2022-KR (RFC 1557) and the common half of ISO-2022-CN (RFC 1922). Their characters are those of
 * GB 2312 and KS X 1001 with the high bit off, so that they are turned into GBK and EUC-KR. ISO-2022-JP is read by
 * TextDecoder, which takes two escapes in a row for an attack; joined encoded words have them, so the idle one goes.
 */
export function fromSevenBit(octets: Buffer, charset: string): { octets: Buffer; charset: string } {
  if (charset === 'hz-gb-2312') return { octets: shift(octets, '~{', '~}'), charset: 'gbk' };
  if (charset === 'iso-2022-kr') return { octets: shift(octets, '\x0e', '\x0f'), charset: 'euc-kr' };
  if (charset === 'iso-2022-cn') return { octets: shift(octets, '\x0e', '\x0f'), charset: 'gbk' };
  if (charset === 'iso-2022-jp') return { octets: latin1(octets.toString('latin1').replace(IDLE_ESCAPE, '')), charset };
  return { octets, charset };
}

function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

const IDLE_ESCAPE = /\x1b\([BJ](?=\x1b[($])/g;
const DESIGNATION = /\x1b\$[)*+][A-H]/g;

/** Sets the high bit between the two marks and takes marks and designations off. A line end closes an open run. */
function shift(octets: Buffer, open: string, close: string): Buffer {
  const text = octets.toString('latin1').replace(DESIGNATION, '');
  let out = '';
  let at = 0;
  while (at < text.length) {
    const start = text.indexOf(open, at);
    if (start < 0) break;
    const line = text.indexOf('\n', start);
    const lineEnd = line < 0 ? text.length : line;
    const mark = text.slice(start + open.length, lineEnd).indexOf(close);
    const end = mark < 0 ? lineEnd : start + open.length + mark;
    out += text.slice(at, start) + high(text.slice(start + open.length, end));
    at = mark < 0 ? lineEnd : end + close.length;
  }
  return latin1(out + text.slice(at));
}

function high(text: string): string {
  return text.replace(/[\x21-\x7e]/g, (character) => String.fromCharCode(character.charCodeAt(0) | 0x80));
}
