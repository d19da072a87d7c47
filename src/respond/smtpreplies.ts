/**
 * What a server's refusal means for the queue. Codes alone do not say it: 550 5.7.26 is our own DNS, 550 5.7.1 the
 * recipient's taste, and 554 before EHLO is about our address, not about any mail. A table, read from the top; what it does
 * not name is final for 5xx and tried again for 4xx (RFC 5321 §4.2.1).
 */
export type Verdict =
  /** This mail waits for its next turn. */
  | 'retry'
  /** Trying again would change nothing. */
  | 'give-up'
  /** Nothing to this domain for a while. */
  | 'defer-domain'
  /** Ours to mend, or the server's: nothing by this route for a while. */
  | 'suspend-route';

/** Where in the dialogue the server said it. `session`: before MAIL, so it is about us and not about a mail. */
export type Stage = 'session' | 'mail' | 'rcpt' | 'data';

export type Reply = { readonly stage: Stage; readonly code: number; readonly text: string };

type Row = {
  readonly stage?: Stage;
  readonly codes?: readonly number[];
  /** Enhanced status (RFC 3463) without its class. */
  readonly status?: RegExp;
  readonly words?: RegExp;
  readonly verdict: Verdict;
};

const RELAYING = /relay|not (?:permitted|authenticated)|authenticat|log ?in|sign ?in/i;
const LISTED = /spamhaus|spamcop|barracuda|sorbs|block(?:ed|list)|black ?list|deny ?list|reputation|\brbl\b|\bdnsbl\b/i;
const TOO_FAST = /too (?:many|fast|much)|rate|thrott|unusual|temporarily deferred|try again later.*volume/i;
const GREYLIST = /gr[ea]y-?list/i;

const TABLE: readonly Row[] = [
  { stage: 'session', verdict: 'suspend-route' },
  // RFC 5321 §3.8: the server closes the channel, whatever we asked.
  { codes: [421], verdict: 'suspend-route' },
  { codes: [432, 454, 530, 534, 535, 538], verdict: 'suspend-route' },
  { codes: [525], status: /^7\.13$/, verdict: 'suspend-route' },
  // The size is the mail's own fault wherever it is said (RFC 1870), a full disk the server's.
  { codes: [452], status: /^3\.1$/, verdict: 'suspend-route' },
  { status: /^3\.[12]$/, verdict: 'suspend-route' },
  { codes: [552], stage: 'mail', verdict: 'give-up' },
  { status: /^(?:2|3)\.[34]$/, codes: [452, 550, 552, 554], verdict: 'give-up' },
  // Daily limits and floods (Gmail 5.4.5, RFC 3463 and IANA's 7.28): neither the mail nor its recipient is at fault.
  { status: /^4\.5$/, words: /limit|quota|exceed/i, verdict: 'suspend-route' },
  { status: /^7\.28$/, verdict: 'defer-domain' },
  // Our SPF, DKIM, DMARC, PTR or null MX (IANA 7.20 to 7.27, Microsoft's 7.515): to be mended in our DNS.
  { status: /^7\.(?:2[0-7]|30|509|515)$/, verdict: 'defer-domain' },
  {
    status: /^7\.(?:0|3|8|9|1[0-3]|57|60|64|139)$/,
    codes: [550, 553, 554, 530, 535],
    words: RELAYING,
    verdict: 'suspend-route',
  },
  {
    status: /^7\.1$/,
    words: /relay(?:ing)?\b.*(?:denied|not|prohibit|refus)|unable to relay/i,
    verdict: 'suspend-route',
  },
  {
    words:
      /relay(?:ing)? (?:access )?(?:denied|not permitted|prohibited)|unable to relay|authentication (?:is )?required/i,
    verdict: 'suspend-route',
  },
  // Whatever is refused before a recipient is named is about our sender or our account.
  { stage: 'mail', codes: [500, 502, 503], verdict: 'retry' },
  { stage: 'mail', status: /^6\.7$/, verdict: 'give-up' },
  { stage: 'mail', codes: [550, 551, 553, 554, 571], verdict: 'suspend-route' },
  { codes: [500, 502, 503], verdict: 'retry' },
  { words: GREYLIST, verdict: 'retry' },
  { codes: [450, 451, 452], status: /^7\./, words: TOO_FAST, verdict: 'defer-domain' },
  { codes: [450, 451, 452], status: /^(?:4\.|7\.28$)/, verdict: 'defer-domain' },
  { codes: [550, 553, 554], status: /^7\.[12]$/, words: LISTED, verdict: 'defer-domain' },
  { codes: [550, 554], words: /\bip\b.*\b(?:listed|blocked)|listed (?:at|by|in|on) /i, verdict: 'defer-domain' },
];

const ENHANCED = /^[245]\d\d[ -][245]\.(\d{1,3}\.\d{1,3})(?!\d)/;

/** What follows from a refusal. */
export function verdictOn(reply: Reply): Verdict {
  const row = TABLE.find((one) => matches(one, reply));
  return row?.verdict ?? (reply.code >= 500 ? 'give-up' : 'retry');
}

function matches({ stage, codes, status, words }: Row, reply: Reply): boolean {
  const text = reply.text.slice(0, 1_000);
  return (
    (stage === undefined || stage === reply.stage) &&
    (codes === undefined || codes.includes(reply.code)) &&
    (status === undefined || status.test(ENHANCED.exec(text)?.[1] ?? '')) &&
    (words === undefined || words.test(text))
  );
}
