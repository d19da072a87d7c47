import { headerValues, type Message } from '../requests/message.ts';
import type { Authentication, AuthenticationVerdict, CheckedSignature, DeskFacts } from '../requests/recognition.ts';
import { withoutComments } from './header-value.ts';
import { areAligned } from './organisational-domain.ts';

/**
 * How far the address in From is proven, as the trusted server wrote it down (RFC 8601). Only the topmost header that
 * carries its name counts: whatever stands below may have come with the mail. Where it said nothing, signatures that
 * were checked here (`ingest/authenticity.ts`) may still prove the sender; they never disprove him, for our own
 * mail path may have changed the mail.
 */
export function authenticate(
  message: Pick<Message, 'headers'>,
  fromDomain: string,
  desk: Pick<DeskFacts, 'trustedAuthservId'>,
  signatures: readonly CheckedSignature[] = [],
): Authentication {
  if (desk.trustedAuthservId === null) return NOTHING_KNOWN;
  const results = trustedResults(message, desk.trustedAuthservId);
  if (results === null) return fromSignatures(signatures, fromDomain);
  const of = (method: string): MethodResult[] => results.filter((result) => result.method === method);
  const spf = of('spf')[0];
  const dkim = decisive(of('dkim'), fromDomain);
  const dmarc = of('dmarc').find((result) => speaksFor(result, 'header.from', fromDomain));
  const aligned = [spf, dkim].some((result) => result?.result === 'pass' && isAlignedIdentity(result, fromDomain));
  return {
    verdict: verdict({ spf, dkim, dmarc, aligned, fromDomain }),
    spf: spf?.result ?? null,
    dkim: dkim?.result ?? null,
    dmarc: dmarc?.result ?? null,
    aligned,
  };
}

/** No trusted server is configured, so nothing can be said for or against the sender. */
export const NOTHING_KNOWN: Authentication = { verdict: 'unknown', spf: null, dkim: null, dmarc: null, aligned: false };

/** A trusted server is configured and nothing proves the sender. */
export const UNPROVEN: Authentication = { ...NOTHING_KNOWN, verdict: 'none' };

/** One method of an Authentication-Results header; `properties` such as `smtp.mailfrom` in lower case. */
export type MethodResult = {
  readonly method: string;
  readonly result: string;
  readonly properties: Readonly<Record<string, string>>;
};

/** Reads an Authentication-Results value (RFC 8601 §2.2), tolerant of comments, quoting and blanks; null where it is none. */
export function parseAuthenticationResults(value: string): { authservId: string; results: MethodResult[] } | null {
  const [id = '', ...methods] = splitOutsideQuotes(withoutComments(value.slice(0, 20_000)));
  const authservId = unquote(id.trim().split(/\s+/)[0] ?? '').toLowerCase();
  if (authservId === '' || authservId.includes('=')) return null;
  return { authservId, results: methods.map(parseMethod).filter((result) => result !== null) };
}

function parseMethod(text: string): MethodResult | null {
  const [first, ...rest] = [...text.matchAll(/([\w.-]+)(?:\s*\/\s*\d+)?\s*=\s*("(?:[^"\\]|\\.)*"|[^\s;"]+)/g)];
  if (first === undefined) return null;
  const properties = rest.map(([, name = '', value = '']) => [name.toLowerCase(), unquote(value).toLowerCase()]);
  return {
    method: first[1]!.toLowerCase(),
    result: unquote(first[2]!).toLowerCase(),
    properties: Object.fromEntries(properties) as Record<string, string>,
  };
}

function trustedResults(message: Pick<Message, 'headers'>, trusted: string): MethodResult[] | null {
  for (const value of headerValues(message, 'authentication-results')) {
    const parsed = parseAuthenticationResults(value);
    if (parsed?.authservId === trusted.toLowerCase()) return parsed.results;
  }
  return null;
}

type Evidence = {
  readonly spf: MethodResult | undefined;
  readonly dkim: MethodResult | undefined;
  readonly dmarc: MethodResult | undefined;
  readonly aligned: boolean;
  readonly fromDomain: string;
};

function verdict({ spf, dkim, dmarc, aligned, fromDomain }: Evidence): AuthenticationVerdict {
  if (dmarc?.result === 'pass') return 'pass';
  if (dmarc?.result === 'fail') return 'fail';
  if (aligned) return 'pass';
  const disproven = [spf, dkim].some(
    (result) => isFailure(result) && (identityOf(result) === '' || isAlignedIdentity(result, fromDomain)),
  );
  return disproven ? 'fail' : 'none';
}

/** softfail, neutral and errors of the checker prove nothing either way (RFC 7208 §8.5, §8.6). */
function isFailure(result: MethodResult | undefined): result is MethodResult {
  return result !== undefined && ['fail', 'hardfail'].includes(result.result);
}

/** Of several signatures the one that says most about From: an aligned pass, an aligned one, a pass, any. */
function decisive(results: readonly MethodResult[], fromDomain: string): MethodResult | undefined {
  const weight = (result: MethodResult): number =>
    (isAlignedIdentity(result, fromDomain) ? 2 : 0) + (result.result === 'pass' ? 1 : 0);
  return results.toSorted((one, other) => weight(other) - weight(one))[0];
}

function speaksFor(result: MethodResult, property: string, fromDomain: string): boolean {
  const named = result.properties[property];
  return named === undefined || areAligned(domainIn(named), fromDomain);
}

function isAlignedIdentity(result: MethodResult, fromDomain: string): boolean {
  return areAligned(identityOf(result), fromDomain);
}

const IDENTITIES = ['header.d', 'header.i', 'smtp.mailfrom', 'smtp.mail', 'smtp.helo'];

function identityOf(result: MethodResult): string {
  const name = IDENTITIES.find((identity) => result.properties[identity] !== undefined);
  return name === undefined ? '' : domainIn(result.properties[name]!);
}

function domainIn(identity: string): string {
  return identity.split('@').at(-1) ?? '';
}

function fromSignatures(signatures: readonly CheckedSignature[], fromDomain: string): Authentication {
  const proof = signatures.find(({ domain, result }) => result === 'pass' && areAligned(domain, fromDomain));
  const dkim = proof ?? signatures[0];
  return {
    ...UNPROVEN,
    verdict: proof ? 'pass' : 'none',
    dkim: dkim?.result ?? null,
    aligned: proof !== undefined,
  };
}

function splitOutsideQuotes(text: string): string[] {
  return text.match(/(?:[^;"]|"(?:[^"\\]|\\.)*"?)+/g) ?? [];
}

function unquote(text: string): string {
  return text.startsWith('"') ? text.replace(/^"|"$/g, '').replace(/\\(.)/g, '$1') : text;
}
