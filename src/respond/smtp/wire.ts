/**
 * A mail as it travels after DATA: every line ends in CRLF, a dot that begins a line is doubled (RFC 5321 §4.5.2), and the
 * final dot stands alone. A line end of any other kind is mended first: a server that takes it for one would read the rest
 * of a mail as commands.
 */
export function onTheWire(octets: Buffer): Buffer {
  const text = octets.toString('latin1');
  const safe = !LONE.test(text) && !text.startsWith('.') && !text.includes('\n.');
  const body = safe ? octets : Buffer.from(text.replaceAll(LINE_END, '\r\n').replaceAll(/^\./gm, '..'), 'latin1');
  return Buffer.concat([body, body.length === 0 || body.at(-1) === 0x0a ? DOT : LINE_AND_DOT]);
}

const LONE = /(?<!\r)\n|\r(?!\n)/;
const LINE_END = /\r\n|\r|\n/g;
const DOT = Buffer.from('.\r\n');
const LINE_AND_DOT = Buffer.from('\r\n.\r\n');
