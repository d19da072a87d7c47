import type { Events } from '../events.ts';
import type { Firm } from '../requests/decide/decision.ts';
import { inShadow, isShadowed } from '../requests/decide/shadow.ts';
import { composeOutgoing, type Letterhead } from '../respond/outgoing.ts';
import type { Book, Order } from '../store/book.ts';
import { heldAfterRestore } from './restored.ts';
import { tellComposed } from './tell-composed.ts';

export type PostSurroundings = {
  readonly head: Letterhead;
  readonly events: Events;
  readonly firm: Pick<Firm, 'shadow'>;
  /** What came due before may have been sent by a desk whose record is lost; null: none was restored. */
  readonly restoredAt: Temporal.Instant | null;
};

/** When the cause of a mail came due, the mailbox that it leaves from where no request names one, and the present. */
type Occasion = { readonly dueAt: Temporal.Instant; readonly mailbox: string; readonly now: Temporal.Instant };

/** Composes a mail that time has set off and enters it into the book; returns what to tell once that is committed. */
export async function post(
  { head, events, firm, restoredAt }: PostSurroundings,
  book: Book,
  order: Order,
  { dueAt, mailbox, now }: Occasion,
): Promise<readonly (() => void)[]> {
  const { request } = order;
  const ordered = heldAfterRestore(order.mail, dueAt, restoredAt);
  const isShadow = isShadowed(firm, request?.mailbox ?? mailbox);
  const mail = isShadow ? inShadow(ordered) : ordered;
  const composed = await composeOutgoing(head, mail, request, { ...order, mailbox, cargo: null, now });
  const isConversation = mail.role === 'client' && mail.state !== 'suppressed' && request !== null && !isShadow;
  book.dispatch(composed.deliveries, mail.asks ?? null, isConversation ? { request, ...composed } : null);
  return tellComposed(events, mail, composed);
}
