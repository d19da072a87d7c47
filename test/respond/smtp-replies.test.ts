import { describe, expect, test } from 'vitest';
import { verdictOn, type Stage } from '../../src/respond/smtp/replies.ts';

const ROWS: readonly [Stage, string, string][] = [
  // The mail waits.
  ['rcpt', '450 4.7.1 Greylisted, see http://postgrey.example', 'retry'],
  ['rcpt', '451 4.7.1 Greylisting in action, please come back later', 'retry'],
  ['rcpt', '450 4.2.0 mailbox busy', 'retry'],
  ['rcpt', '452 4.2.2 mailbox full', 'retry'],
  ['data', '451 4.6.0 content filter is away', 'retry'],
  ['mail', '503 5.5.1 nested MAIL command', 'retry'],
  ['rcpt', '450 try later', 'retry'],
  // Final.
  ['rcpt', '550 5.1.1 no such user', 'give-up'],
  ['rcpt', '550 no such user', 'give-up'],
  ['rcpt', '550 5.2.1 mailbox disabled', 'give-up'],
  ['rcpt', '550 5.7.1 you are not allowed to write to this list', 'give-up'],
  ['rcpt', '556 5.1.10 recipient has null MX', 'give-up'],
  ['mail', '552 5.3.4 message size exceeds fixed limit', 'give-up'],
  ['data', '552 5.2.3 message too large', 'give-up'],
  ['data', '552 message exceeds limit', 'give-up'],
  ['data', '554 5.7.1 message looks like spam', 'give-up'],
  ['data', '550 5.6.0 malformed', 'give-up'],
  // The domain.
  ['rcpt', '450 4.7.0 too many messages from your address, slow down', 'defer-domain'],
  ['data', '550 5.7.28 unusual rate of unsolicited mail', 'defer-domain'],
  ['data', '550 5.7.26 unauthenticated email is not accepted due to the domain’s DMARC policy', 'defer-domain'],
  ['data', '550 5.7.515 access denied, sending domain does not meet the required authentication level', 'defer-domain'],
  ['rcpt', '550 5.7.1 blocked using zen.spamhaus.org', 'defer-domain'],
  ['rcpt', '451 4.4.1 no answer from host', 'defer-domain'],
  // Us, or our server.
  ['session', '554 no SMTP service here', 'suspend-route'],
  ['session', '535 5.7.8 bad credentials', 'suspend-route'],
  ['session', '454 4.7.0 temporary authentication failure', 'suspend-route'],
  ['mail', '530 5.7.0 authentication required', 'suspend-route'],
  ['mail', '550 5.7.60 client does not have permissions to send as this sender', 'suspend-route'],
  ['mail', '553 5.1.8 sender address rejected', 'suspend-route'],
  ['mail', '452 4.3.1 insufficient system storage', 'suspend-route'],
  ['rcpt', '554 5.7.1 relay access denied', 'suspend-route'],
  ['rcpt', '550 5.7.1 unable to relay', 'suspend-route'],
  ['data', '550 5.4.5 daily user sending limit exceeded', 'suspend-route'],
  ['data', '421 4.7.0 closing', 'suspend-route'],
  ['mail', '421 4.3.2 shutting down', 'suspend-route'],
];

describe('what a refusal means for the queue', () => {
  test.each(ROWS)('%s: %s → %s', (stage, text, verdict) => {
    expect(verdictOn({ stage, code: Number(text.slice(0, 3)), text })).toBe(verdict);
  });
});
