/** The two kinds of code in a server's answer: `550` (RFC 5321 §4.2) and `5.1.1` (RFC 3463). */
export type Codes = { readonly status: string | null; readonly reply: string | null };

const ENHANCED = /(?<![\d.v])[245]\.[0-9]\.\d{1,3}(?![\d]|\.\d)/g;
const REPLY = /(?:^|[\s:;'"(\]#]|said\s)([245][0-5]\d)(?=[\s\-:;,.'")<]|$)(?!\.\d)/g;

/** The codes in a piece of diagnostic text; the most telling status where there are several. */
export function findCodes(text: string): Codes {
  const bounded = text.slice(0, 4_000);
  const reply = [...bounded.matchAll(REPLY)].map((match) => match[1] ?? '').find((code) => /^[45]/.test(code)) ?? null;
  const statuses = (bounded.match(ENHANCED) ?? []).filter((code) => /^[45]/.test(code));
  return { status: statuses.reduce<string | null>((best, code) => preferStatus(best, code, reply), null), reply };
}

/** How much a status says: nothing but its class, its subject, a detail. */
function detail(status: string): 0 | 1 | 2 {
  const [, subject = '0', rest = '0'] = status.split('.');
  return subject === '0' && rest === '0' ? 0 : subject === '0' || rest === '0' ? 1 : 2;
}

/** 4.4.7 says only that the sender's own patience ended (RFC 3463 §3.5 asks for the real problem instead). */
const IMPATIENCE = /^[45]\.4\.7$/;

/** Whether a status says more than its class or that patience ended: nothing further needs to be looked up. */
export function isTelling(status: string | null): boolean {
  return status !== null && detail(status) > 0 && !IMPATIENCE.test(status);
}

/**
 * Of the status that a report states and the one inside the other server's answer, the one that tells more. Reporting
 * servers often put a generic code in `Status:` and the true one into `Diagnostic-Code:`.
 */
export function preferStatus(stated: string | null, answered: string | null, reply: string | null): string | null {
  if (stated === null || answered === null) return stated ?? answered;
  if (stated === answered) return stated;
  const replyClass = reply?.[0];
  if (stated[0] !== answered[0] && replyClass !== undefined && detail(stated) > 0 && detail(answered) > 0) {
    if (stated[0] === replyClass) return stated;
    if (answered[0] === replyClass) return answered;
  }
  if (IMPATIENCE.test(stated)) return detail(answered) > 0 ? answered : stated;
  if (IMPATIENCE.test(answered)) return detail(stated) > 0 ? stated : answered;
  if (detail(stated) !== detail(answered)) return detail(stated) > detail(answered) ? stated : answered;
  // Two details that differ: protocol complaints (x.5.z) are a consequence; else the refusing server knows best.
  return answered[2] === '5' ? stated : answered;
}

/** The class of a verdict: 5 final, 4 for now. */
export function verdictClass({ status, reply }: Codes): '4' | '5' | null {
  const digit = status?.[0] ?? reply?.[0];
  return digit === '4' || digit === '5' ? digit : null;
}
