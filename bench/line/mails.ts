/** A seeded mix of mail: plain 3 kB, HTML 25 kB, and one in twenty with 300 kB attached. The same seed gives the same bytes. */
export function mailMix(count: number, seed = 1): Buffer[] {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, at) => {
    if (at % 20 === 7) return attached(at, random);
    return at % 2 === 0 ? plain(at, random) : formatted(at, random);
  });
}

const WORDS =
  'order invoice delivery question please could you help with the printer account number yesterday morning parcel arrived broken thank kind regards team support window update error message again since last week'.split(
    ' ',
  );

function plain(at: number, random: () => number): Buffer {
  return Buffer.from(
    `${header(at)}Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${paragraphs(random, 2_700)}\r\n`,
  );
}

function formatted(at: number, random: () => number): Buffer {
  const text = paragraphs(random, 3_000);
  const html = paragraphs(random, 18_000)
    .split('\r\n\r\n')
    .map((words) => `<p style="margin:0 0 12px 0;font-family:Arial">${words}</p>`)
    .join('\r\n');
  return Buffer.from(
    [
      `${header(at)}Content-Type: multipart/alternative; boundary="part-${at}"\r\n`,
      `--part-${at}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n`,
      `--part-${at}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><body>${html}</body></html>\r\n--part-${at}--\r\n`,
    ].join('\r\n'),
  );
}

function attached(at: number, random: () => number): Buffer {
  const octets = Buffer.alloc(220_000);
  for (let index = 0; index < octets.length; index += 1) octets[index] = random() * 256;
  const file = (octets.toString('base64').match(/.{1,76}/g) ?? []).join('\r\n');
  return Buffer.from(
    [
      `${header(at)}Content-Type: multipart/mixed; boundary="part-${at}"\r\n`,
      `--part-${at}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${paragraphs(random, 1_000)}\r\n`,
      `--part-${at}\r\nContent-Type: application/pdf; name="scan.pdf"\r\nContent-Disposition: attachment; filename="scan.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n${file}\r\n--part-${at}--\r\n`,
    ].join('\r\n'),
  );
}

function header(at: number): string {
  return [
    `Return-Path: <client${at}@firm${at % 400}.test>`,
    `Received: from mx.firm${at % 400}.test by mx.example.test; Mon, 02 Mar 2026 09:00:00 +0000`,
    `From: Client Number${at} <client${at}@firm${at % 400}.test>`,
    'To: support@example.test',
    `Subject: Question number ${at} about our order`,
    `Message-ID: <bench-${at}@firm${at % 400}.test>`,
    'Date: Mon, 02 Mar 2026 09:00:00 +0000',
    'MIME-Version: 1.0',
    '',
  ].join('\r\n');
}

function paragraphs(random: () => number, length: number): string {
  let text = '';
  while (text.length < length) {
    const words = Array.from(
      { length: 8 + Math.floor(random() * 6) },
      () => WORDS[Math.floor(random() * WORDS.length)],
    );
    text += `${words.join(' ')}.${random() < 0.3 ? '\r\n\r\n' : '\r\n'}`;
  }
  return text;
}

/** Mulberry32: small, fast and the same everywhere. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
