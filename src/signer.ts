import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import type { Role, Signer } from './requests/signer.ts';

const TAG = { client: 'c', staff: 's' } as const satisfies Record<Role, string>;
const ROLE_OF = { c: 'client', s: 'staff' } as const;

/** 80 bits: 16 characters of base 32, lower case, since the local part of an address may be folded to lower case. */
const TOKEN = /^(\d{1,9})([cs])([a-z2-7]{16})$/;
const MESSAGE_ID =
  /^<([a-z-]{1,20})\.(\d{1,9}|0)\.([cs])\.([a-z2-7]{13,32})\.([a-z2-7]{16})\.([a-z2-7]{16})@[^<>@\s]+>$/;
const BOUNCE = /^b([a-z2-7]{13,32})([a-z2-7]{16})$/;
const SURVEY = /^([a-z2-7]{13,32})-([a-z2-7]{16})$/;

/** Of how many earlier epochs a token is still told from a forgery. */
const MOST_EPOCHS = 20;

/** A signer with the desk's secret. Signatures are HMAC-SHA-256, cut to 80 bits, compared in constant time. */
export function createSigner(secret: string, domain: string): Signer {
  const key = createSecretKey(Buffer.from(secret));
  const sign = (...parts: (string | number)[]): string =>
    base32(createHmac('sha256', key).update(parts.join('\n')).digest().subarray(0, 10));
  const holds = (signature: string, ...parts: (string | number)[]): boolean =>
    timingSafeEqual(Buffer.from(signature), Buffer.from(sign(...parts)));
  let epochs: ReadonlyMap<string, number> = new Map();
  // Epoch 0 has no mark of its own, so that what was signed before there were epochs stays good.
  const during = (epoch: number, participant: string): string =>
    epoch === 0 ? participant : `${participant}#${epoch}`;
  const epochOf = (participant: string): number => epochs.get(participant) ?? 0;
  const now = (participant: string): string => during(epochOf(participant), participant);
  const madeFor = (
    claimants: readonly string[],
    signature: string,
    ...parts: (string | number)[]
  ): string | undefined => claimants.find((claimant) => holds(signature, ...parts, now(claimant)));
  const madeBefore = (claimants: readonly string[], signature: string, ...parts: (string | number)[]): boolean =>
    claimants.some((claimant) =>
      Array.from({ length: Math.min(epochOf(claimant), MOST_EPOCHS) }).some((_, back) =>
        holds(signature, ...parts, during(epochOf(claimant) - 1 - back, claimant)),
      ),
    );

  const readId = (messageId: string): RegExpExecArray | null => {
    const match = MESSAGE_ID.exec(messageId);
    if (!match) return null;
    const [, kind = '', request = '', tag = '', unique = '', personal = '', own = ''] = match;
    return holds(own, 'id', kind, request, tag, unique, personal) ? match : null;
  };

  return {
    renew: (current) => (epochs = current),
    isVoid(tokenOrId, claimants) {
      const [, request = '', tag = '', signature = ''] = TOKEN.exec(tokenOrId.toLowerCase()) ?? [];
      if (isTag(tag)) return madeBefore(claimants, signature, 'reply', Number(request), tag);
      const [, , number = '', role = '', unique = '', personal = ''] = readId(tokenOrId) ?? [];
      return isTag(role) && madeBefore(claimants, personal, 'to', Number(number), role, unique);
    },
    replyToken: (request, role, participant) =>
      `${request}${TAG[role]}${sign('reply', request, TAG[role], now(participant))}`,
    readReplyToken(token, claimants) {
      const [, request = '', tag = '', signature = ''] = TOKEN.exec(token.toLowerCase()) ?? [];
      if (!isTag(tag)) return null;
      const participant = madeFor(claimants, signature, 'reply', Number(request), tag);
      return participant === undefined ? null : { request: Number(request), role: ROLE_OF[tag], participant };
    },
    messageId({ kind, request, role, participant, unique }) {
      const number = request ?? 0;
      const tag = TAG[role];
      const personal = sign('to', number, tag, unique, now(participant));
      return `<${kind}.${number}.${tag}.${unique}.${personal}.${sign('id', kind, number, tag, unique, personal)}@${domain}>`;
    },
    ownMessageId(messageId) {
      const match = readId(messageId);
      if (!match) return null;
      const [, kind = '', request = '0', , unique = ''] = match;
      return { kind, request: request === '0' ? null : Number(request), unique };
    },
    readMessageId(messageId, claimants) {
      const [, , request = '', tag = '', unique = '', personal = ''] = readId(messageId) ?? [];
      if (!isTag(tag) || request === '0') return null;
      const participant = madeFor(claimants, personal, 'to', Number(request), tag, unique);
      return participant === undefined ? null : { request: Number(request), role: ROLE_OF[tag], participant };
    },
    wasSentTo(messageId, role, claimants) {
      const [, , request = '', tag = '', unique = '', personal = ''] = readId(messageId) ?? [];
      return tag === TAG[role] && madeFor(claimants, personal, 'to', Number(request), tag, unique) !== undefined;
    },
    bounceToken(messageId) {
      const unique = readId(messageId)?.[4];
      if (unique === undefined) throw new Error('a bounce token is made for an own Message-ID only');
      return `b${unique}${sign('bounce', unique)}`;
    },
    readBounceToken(token) {
      const [, unique = '', signature = ''] = BOUNCE.exec(token.toLowerCase()) ?? [];
      return unique !== '' && holds(signature, 'bounce', unique) ? unique : null;
    },
    surveyToken(messageId) {
      const unique = readId(messageId)?.[4];
      if (unique === undefined) throw new Error('a survey token is made for an own Message-ID only');
      return `${unique}-${sign('survey', unique)}`;
    },
    readSurveyToken(token) {
      const [, unique = '', signature = ''] = SURVEY.exec(token.toLowerCase()) ?? [];
      return unique !== '' && holds(signature, 'survey', unique) ? unique : null;
    },
    mark: (messageId) => `${sign('mark', messageId)} ${messageId}`,
    isOwnMark(mark) {
      const [, signature = '', messageId = ''] = /^([a-z2-7]{16}) (<[^<>\s]+>)$/.exec(mark) ?? [];
      return signature !== '' && holds(signature, 'mark', messageId);
    },
  };
}

function isTag(tag: string): tag is 'c' | 's' {
  return tag === 'c' || tag === 's';
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** RFC 4648 base 32, lower case, without padding. */
export function base32(bytes: Uint8Array): string {
  let bits = 0;
  let value = 0;
  let text = '';
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      text += ALPHABET.charAt((value >>> (bits - 5)) & 31);
      bits -= 5;
    }
    value &= (1 << bits) - 1;
  }
  return bits > 0 ? text + ALPHABET.charAt((value << (5 - bits)) & 31) : text;
}
