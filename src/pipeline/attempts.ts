import type { Clock } from '../clock.ts';
import type { Events } from '../events.ts';
import { place, putBack, type KeptMail } from '../store/intake.ts';
import type { Store } from '../store/store.ts';

/**
 * What becomes of a mail that cannot be decided on: it is tried a few times, then set aside for a person with the reason,
 * and while that lasts it never takes others along.
 */
type Surroundings = { readonly store: Store; readonly clock: Clock; readonly events: Events };

/** A mail is tried this often before a person has to look at it. */
const MOST_ATTEMPTS = 5;
/** From so many on it is tried alone: it may be what ended the processes that tried it with others. */
const SUSPECT = 3;

/** Claimed mails, parted by how often they were tried. */
export function byAttempts(mails: readonly KeptMail[]): {
  readonly sound: KeptMail[];
  readonly suspect: KeptMail[];
  readonly spent: KeptMail[];
} {
  return {
    sound: mails.filter((mail) => mail.attempts < SUSPECT),
    suspect: mails.filter((mail) => mail.attempts >= SUSPECT && mail.attempts <= MOST_ATTEMPTS),
    spent: mails.filter((mail) => mail.attempts > MOST_ATTEMPTS),
  };
}

/** Puts a mail back that failed, or sets it aside when it was tried often enough. */
export async function giveBack(around: Surroundings, mail: KeptMail, error: unknown): Promise<void> {
  const { store, clock, events } = around;
  const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  if (mail.attempts >= MOST_ATTEMPTS) return setAside(around, mail, reason);
  const again = clock.now().add({ seconds: mail.attempts });
  await store.transact((transaction) => putBack(transaction, mail.intakeId, reason, again));
  events.mailPutBack(mail.intakeId, reason);
}

/** Sets a mail aside that was tried too often and never came to an end. */
export function setAsideSpent(around: Surroundings, mail: KeptMail): Promise<void> {
  return setAside(around, mail, `the process ended ${MOST_ATTEMPTS} times while it was decided on`);
}

async function setAside({ store, clock, events }: Surroundings, mail: KeptMail, reason: string): Promise<void> {
  const placement = {
    intakeId: mail.intakeId,
    disposition: 'quarantined',
    reasons: [{ code: 'undecidable', detail: reason, source: 'pipeline' }],
    requestNumber: null,
    messageId: null,
  } as const;
  await store.transact((transaction) => place(transaction, [placement], clock.now()));
  events.mailQuarantined(mail.intakeId, reason);
}
