import { createHmac } from 'node:crypto';

/** A system that wants to hear what time sets off. */
export type WebhookTarget = {
  /** How it is called in the queue and in the log: its address may hold a secret. */
  readonly name: string;
  readonly url: string;
  /** Signs what is sent; `whsec_…` is base64, anything else is taken as it is. */
  readonly secret: string;
  /** Which events it wants. */
  readonly events: readonly string[];
};

export type CallOutcome = { readonly accepted: true } | { readonly accepted: false; readonly error: string };

export type Call = { readonly callId: string; readonly body: string };

const ANSWER_WITHIN_MS = 8_000;

/**
 * One HTTP POST, signed as the Standard Webhooks specification says (id, timestamp and body under HMAC-SHA-256), so that a
 * receiver can use a library of his language. Any 2xx accepts. No redirect is followed: it would carry the message to an
 * address that nobody wrote down.
 */
export async function callWebhook(
  target: WebhookTarget,
  { callId, body }: Call,
  now: Temporal.Instant,
  { within = ANSWER_WITHIN_MS, signal }: { readonly within?: number; readonly signal?: AbortSignal } = {},
): Promise<CallOutcome> {
  const timestamp = Math.floor(now.epochMilliseconds / 1000);
  const limit = AbortSignal.timeout(within);
  try {
    const response = await fetch(target.url, {
      method: 'POST',
      redirect: 'manual',
      signal: signal ? AbortSignal.any([limit, signal]) : limit,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Replydesk',
        'webhook-id': callId,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': signature(target.secret, callId, timestamp, body),
      },
      body,
    });
    // What it says beyond its status is of no use, and may be endless.
    await response.body?.cancel().catch(() => undefined);
    return response.ok ? { accepted: true } : { accepted: false, error: refusal(response.status) };
  } catch (error) {
    if (limit.aborted) return { accepted: false, error: `no answer within ${within / 1000} s` };
    if (signal?.aborted) return { accepted: false, error: 'broken off because the desk ends' };
    return { accepted: false, error: causeOf(error) };
  }
}

/** `v1,` and the base64 of the HMAC over `id.timestamp.body`. */
function signature(secret: string, callId: string, timestamp: number, body: string): string {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret);
  return `v1,${createHmac('sha256', key).update(`${callId}.${timestamp}.${body}`).digest('base64')}`;
}

function refusal(status: number): string {
  return status >= 300 && status < 400
    ? `answered ${status}, a redirect, which is not followed: write the final address into webhooks`
    : `answered ${status}`;
}

/** The address stays out of it: a token may stand there. */
function causeOf(error: unknown): string {
  const { cause } = error as { readonly cause?: { readonly code?: string } };
  return `cannot be reached (${cause?.code ?? 'connection failed'})`;
}
