/** The lines of OpenPGP's armour (RFC 4880 §6.2, RFC 3156): what it puts above a signed text, and the signature below. */
export function armorLines(plains: readonly string[]): Set<number> {
  const found = new Set<number>();
  for (let at = 0; at < plains.length; at++) {
    if (plains[at] === '-----BEGIN PGP SIGNED MESSAGE-----') {
      found.add(at);
      while (/^(?:Hash|NotDashEscaped|Charset): \S/u.test(plains[at + 1] ?? '')) found.add(++at);
    } else if (plains[at] === '-----BEGIN PGP SIGNATURE-----') {
      const end = plains.indexOf('-----END PGP SIGNATURE-----', at);
      for (const last = end < 0 ? plains.length - 1 : end; at <= last; at++) found.add(at);
      at--;
    }
  }
  return found;
}
