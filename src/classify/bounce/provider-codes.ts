import type { BounceReason } from '../../requests/recognition.ts';

/**
 * Codes that a provider documents as its own, where the words around them say nothing or the wrong thing. `code` finds the
 * code in the lower-case text, `meaning` tells it.
 */
type ProviderCodes = { readonly code: RegExp; readonly meaning: (code: string) => BounceReason | null };

const ORANGE: Readonly<Record<string, BounceReason>> = {
  '104': 'too-many',
  '305': 'security',
  '401': 'policy',
  '402': 'security',
  '403': 'rejected',
  '405': 'rejected',
  '415': 'rejected',
  '416': 'user-unknown',
  '417': 'mailbox-full',
  '418': 'user-unknown',
  '420': 'suspended',
  '421': 'rejected',
  '426': 'suspended',
  '505': 'system-error',
  '506': 'spam',
  '513': 'spam',
  '514': 'too-big',
  '517': 'policy',
  '630': 'policy',
};

const GODADDY: Readonly<Record<string, BounceReason>> = {
  ib401: 'security',
  ib501: 'content',
  ib502: 'content',
  ib506: 'rejected',
  ib508: 'policy',
  ib212: 'spam',
  ib705: 'security',
  ib605: 'too-many',
  ib007: 'too-many',
  ib101: 'too-many',
  ib504: 'too-many',
  ib510: 'too-many',
  ib607: 'too-many',
};

const COX: Readonly<Record<string, BounceReason>> = {
  cxsndr: 'policy',
  cxsmtp: 'rejected',
  cxcnct: 'too-many',
  cxmxrt: 'too-many',
  cxthrt: 'security',
  cxmj: 'security',
};

const FACEBOOK: readonly (readonly [RegExp, BounceReason])[] = [
  [/^pol-p7/, 'policy'],
  [/^pol-p6/, 'spam'],
  [/^pol-p5/, 'security'],
  [/^pol-/, 'blocked'],
  [/^(?:msg-p1|int-p2)/, 'too-big'],
  [/^(?:msg-p)/, 'content'],
  [/^(?:con-t|msg-t1)/, 'too-many'],
  [/^dns-(?:p3|t2)/, 'blocked'],
  [/^dns-/, 'rejected'],
  [/^rcp-t4/, 'suspended'],
  [/^rcp-t/, 'system-error'],
  [/^rcp-p[23]/, 'filtered'],
  [/^(?:rcp|int)-p/, 'user-unknown'],
];

/** Charter and Spectrum, AUP#I-1000 … by ranges. */
const SPECTRUM: readonly (readonly [number, BounceReason])[] = [
  [1000, 'blocked'],
  [1080, 'rejected'],
  [1090, 'system-error'],
  [1150, 'blocked'],
  [1190, 'policy'],
  [1250, 'blocked'],
  [1260, 'network'],
  [1490, 'too-many'],
  [1520, 'rejected'],
  [1530, 'too-big'],
  [1550, 'too-many'],
  [1560, 'policy'],
  [1580, 'too-many'],
];

/** Exchange 5.5, `MSEXCH:IMS:… (000C05A6)`; the codes of remote answers are left to the words. */
const EXCHANGE_5: Readonly<Record<string, BounceReason>> = {
  '000c05a6': 'user-unknown',
  '000c0595': 'filtered',
  '00010256': 'system-error',
  '000d06b5': 'system-error',
  '00120270': 'network',
  '00050311': 'content',
  '000502cc': 'content',
  '000b0981': 'security',
};

/** i.ua points to a page a cause. */
const I_UA: Readonly<Record<string, BounceReason>> = {
  '1': 'relaying-denied',
  '2': 'user-unknown',
  '3': 'suspended',
  '4': 'mailbox-full',
  '5': 'too-many',
  '6': 'relaying-denied',
  '7': 'blocked',
  '8': 'rejected',
  '9': 'blocked',
  '10': 'filtered',
};

const PROVIDERS: readonly ProviderCodes[] = [
  { code: /\b(?:ofr|lpn|ouk)[a-z0-9]{0,4}_(\d{3})\b/, meaning: (code) => ORANGE[code] ?? 'blocked' },
  { code: /\blpn(\d{3})\b/, meaning: (code) => ORANGE[code] ?? 'blocked' },
  { code: /\b(ib\d{3})\b/, meaning: (code) => GODADDY[code] ?? (code.startsWith('ib1') ? 'blocked' : null) },
  {
    code: /\baup#[a-z]{0,2}-?(\d{4})\b/,
    meaning: (code) => SPECTRUM.find(([last]) => Number(code) <= last)?.[1] ?? null,
  },
  {
    code: /\baup#([a-z]{3,6}|urlbl|ipbl)/,
    meaning: (code) => COX[code] ?? (code.startsWith('url') ? 'spam' : 'blocked'),
  },
  {
    code: /\b((?:pol|msg|con|dns|rcp|int)-[pt]\d)\b/,
    meaning: (code) => FACEBOOK.find(([pattern]) => pattern.test(code))?.[1] ?? null,
  },
  { code: /msexch:[^()]{0,200}\(([0-9a-f]{8})\)/, meaning: (code) => EXCHANGE_5[code] ?? null },
  { code: /\.i\.ua\/err\/(\d{1,2})\//, meaning: (code) => I_UA[code] ?? null },
];

/** Sentences of a provider's own report that are truer than the answer it quotes (au puts `user unknown` below all of them). */
const SENTENCES: readonly (readonly [string, BounceReason])[] = [
  ['the user(s) account is disabled', 'suspended'],
  ['the user(s) account is temporarily limited', 'suspended'],
  ['the user(s) account is temporarily over quota', 'mailbox-full'],
  ['your message was not delivered within', 'expired'],
];

/** The reason behind a provider's own code or sentence; null where there is none. */
export function reasonOfProviderCode(text: string): BounceReason | null {
  const words = text.slice(0, 4_000).toLowerCase();
  const sentence = SENTENCES.find(([beginning]) => words.includes(beginning));
  if (sentence) return sentence[1];
  for (const { code, meaning } of PROVIDERS) {
    const found = code.exec(words)?.[1];
    const reason = found === undefined ? null : meaning(found);
    if (reason !== null) return reason;
  }
  return null;
}

/** Gmail's old reports: in which state of the dialogue it was refused, which tells where the words do not. */
const GMAIL_STATES: Readonly<Record<string, BounceReason>> = {
  '6': 'security',
  '8': 'security',
  '9': 'security',
  '12': 'relaying-denied',
  '13': 'blocked',
  '14': 'user-unknown',
  '15': 'filtered',
  '17': 'filtered',
  '18': 'filtered',
};

/** What the place of the refusal alone suggests: `(state 14)`. */
export function reasonOfState(text: string): BounceReason | null {
  return GMAIL_STATES[/\(state (\d{1,2})\)/.exec(text.slice(0, 4_000))?.[1] ?? ''] ?? null;
}
