/** An address as servers print it: no blanks, no brackets. Bounded, and asked only where an @ stands. */
const ADDRESS = /[^\s<>"'(),;:[\]|@]{1,128}@[a-z0-9\u0080-\uffff][a-z0-9\u0080-\uffff._-]{0,252}/iu;
const QUOTED = /"[^"@\n]{1,64}"@[a-z0-9.-]{3,253}/i;

/** The first address in a text, without brackets, route and trailing dot; '' where there is none. */
export function addressIn(text: string): string {
  const bounded = text.slice(0, 1_000).replace(/^[<\s]*@[a-z0-9.,@-]+:(?=[^\s@]+@)/i, '');
  if (!bounded.includes('@')) return '';
  return (ADDRESS.exec(bounded)?.[0] ?? QUOTED.exec(bounded)?.[0] ?? '')
    .replace(/[.\-_]+$/, '')
    .replace(/^(?:mailto:|smtp=)/i, '');
}

/** Every address in a text, in order, each once (compared without case). */
export function addressesIn(text: string): string[] {
  const found: string[] = [];
  let rest = text.slice(0, 4_000);
  for (let count = 0; count < 50 && rest.includes('@'); count += 1) {
    const match = ADDRESS.exec(rest);
    if (!match) break;
    found.push(match[0].replace(/[.\-_]+$/, ''));
    rest = rest.slice(match.index + match[0].length);
  }
  return found.filter(
    (address, index) => found.findIndex((each) => each.toLowerCase() === address.toLowerCase()) === index,
  );
}
