import { Resolver } from 'node:dns/promises';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import type { CheckedSignature } from '../requests/recognition.ts';

/**
 * Checks the DKIM signatures of a mail (RFC 6376) where the trusted server left no verdict. Never throws: a signature that
 * cannot be checked proves nothing. A signature that leaves part of the body open (l=) or uses a key under test (t=y) is
 * given as `policy`, not as a pass: text could have been put below what was signed.
 */
export async function checkDkim(raw: Buffer, resolver: TxtResolver): Promise<CheckedSignature[]> {
  if (!mayBeChecked(raw)) return [];
  try {
    const { results } = await dkimVerify(raw, { resolver: (name) => resolver(name), minBitLength: 1024 });
    return results
      .filter(({ signingDomain }) => signingDomain !== undefined)
      .map(({ signingDomain, status }) => ({
        domain: signingDomain!.toLowerCase(),
        result: status.result === 'pass' && (status.underSized || status.testing) ? 'policy' : status.result,
      }));
  } catch {
    return [];
  }
}

/** Looks up the TXT records of a name, each as the list of its strings. */
export type TxtResolver = (name: string) => Promise<string[][]>;

/** The system's resolver with a short limit, since mail waits for it. */
export function systemTxtResolver(): TxtResolver {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  return (name) => resolver.resolveTxt(name);
}

/** A stranger chooses how many look-ups and how much hashing we do; honest mail carries one to three signatures. */
const MOST_SIGNATURES = 8;
const MOST_BYTES = 50 * 1024 * 1024;

function mayBeChecked(raw: Buffer): boolean {
  if (raw.length > MOST_BYTES) return false;
  const end = raw.indexOf('\r\n\r\n');
  const header = raw.toString('latin1', 0, Math.min(end < 0 ? raw.length : end, 1_000_000));
  const signatures = header.match(/^(?:dkim|arc-message)-signature:/gim)?.length ?? 0;
  return signatures > 0 && signatures <= MOST_SIGNATURES;
}
