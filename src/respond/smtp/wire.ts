/**
 * A mail as it travels after DATA: every line ends in CRLF, a dot that begins a line is doubled (RFC 5321 §4.5.2), and the
 * final dot stands alone. A line end of any other kind is mended first: a server that takes it for one would read the rest
 * of a mail as commands.
 */
export function onTheWire(octets: Buffer): Buffer {
  const text = octets.toString('latin1');
  const mended = hasLoneEnds(text) ? text.replaceAll(LINE_END, '\r\n') : text;
  const dotted = `${mended.startsWith('.') ? '.' : ''}${mended.replaceAll('\n.', '\n..')}`;
  const body = dotted.length === text.length && mended === text ? octets : Buffer.from(dotted, 'latin1');
  return Buffer.concat([body, body.length === 0 || body.at(-1) === 0x0a ? DOT : LINE_AND_DOT]);
}

/** Counted from end to end: patterns for the same took longer than all else that is done to a mail here. */
function hasLoneEnds(text: string): boolean {
  let ends = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    if (text[at - 1] !== '\r') return true;
    ends += 1;
  }
  for (let at = text.indexOf('\r'); at >= 0; at = text.indexOf('\r', at + 1)) ends -= 1;
  return ends !== 0;
}

const LINE_END = /\r\n|\r|\n/g;
const DOT = Buffer.from('.\r\n');
const LINE_AND_DOT = Buffer.from('\r\n.\r\n');
