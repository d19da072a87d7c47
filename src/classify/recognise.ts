import { domainOf, type Address } from '../requests/address.ts';
import type { Message } from '../requests/message.ts';
import type {
  Authentication,
  Bounce,
  CheckedSignature,
  DeskFacts,
  Flags,
  Kind,
  Recognition,
} from '../requests/recognition.ts';
import type { Reason } from '../requests/reason.ts';
import { authenticate, NOTHING_KNOWN, UNPROVEN } from './authentication.ts';
import { readBounce } from './bounce.ts';
import { isFeedbackReport } from './bounce/feedback-report.ts';
import { isReceipt } from './bounce/receipt.ts';
import { raiseFlags, run } from './checks.ts';
import { roleSender, unansweredSender } from './checks/machine-sender.ts';
import { unsupportedReplyTo } from './checks/reply-to.ts';
import { because } from './header-value.ts';
import { withoutRelayHeaders } from './relays.ts';
import { hasReplyForm } from './reply-form.ts';
import { identifySender, type Sender } from './sender.ts';

/**
 * Says what a mail is, with every reason. Pure: the same mail and desk give the same answer.
 *
 * Two questions are kept apart. *Kind*: did a person write it for this desk? The first row of `KINDS` that finds a
 * reason answers. *Acknowledge*: may a program answer it? Only a client's mail with no flag, no veto and an author who can
 * be answered. In doubt a mail is a client's and goes unacknowledged: staff see it, and no loop can begin.
 */
export function recognise(
  message: Message,
  desk: DeskFacts,
  signatures: readonly CheckedSignature[] = [],
): Recognition {
  const facts = gather(message, desk, signatures);
  const { kind, reasons } = judge(facts);
  const isForm = facts.sender.via === 'form';
  const quarantine = isForm ? null : (run('quarantine', facts.mail, desk)[0] ?? null);
  const vetoes = isForm ? vetoesAgainstNamed(facts) : vetoesAgainst(facts);
  const acknowledge = kind === 'client' && vetoes.length === 0 && quarantine === null;
  return {
    kind,
    author: facts.sender.author,
    acknowledge,
    reasons: distinct([...reasons, ...vetoes, ...(quarantine ? [quarantine] : [])]),
    notes: run('note', facts.mail, desk),
    quarantine,
    flags: facts.flags,
    bounce: facts.bounce,
    authentication: facts.authentication,
  };
}

/** What the rows of `KINDS` look at. */
type Facts = {
  readonly mail: Message;
  readonly desk: DeskFacts;
  readonly sender: Sender;
  readonly flags: Flags;
  readonly bounce: Bounce | null;
  readonly authentication: Authentication;
};

/** A subject that fills a megabyte is judged by its beginning. */
const MAX_SUBJECT = 1_000;

function gather(message: Message, desk: DeskFacts, signatures: readonly CheckedSignature[]): Facts {
  const bare = { ...withoutRelayHeaders(message, desk.relays), subject: message.subject.slice(0, MAX_SUBJECT) };
  const sender = identifySender(bare, desk);
  const mail = sender.via === 'relay' && sender.author ? { ...bare, from: [sender.author] } : bare;
  return {
    mail,
    desk,
    sender,
    flags: raiseFlags(mail, desk),
    bounce: readBounce(mail),
    authentication: authenticationOf(mail, sender, desk, signatures),
  };
}

/** Whoever stands behind a form or a relay, or behind a doubtful From, is proven by nothing. */
function authenticationOf(
  mail: Message,
  { author, via }: Sender,
  desk: DeskFacts,
  signatures: readonly CheckedSignature[],
): Authentication {
  if (desk.trustedAuthservId === null) return NOTHING_KNOWN;
  if (author === null || via !== 'from') return UNPROVEN;
  return authenticate(mail, domainOf(author.address), desk, signatures);
}

type Row = { readonly kind: Kind; readonly why: (facts: Facts) => readonly Reason[] };

/** In this order; the first that has a reason decides. A client's mail is what is left. */
const KINDS: readonly Row[] = [
  { kind: 'client', why: ({ sender, mail }) => (sender.via === 'form' ? [byForm(mail)] : []) },
  { kind: 'own', why: ({ mail, desk }) => run('own', mail, desk) },
  { kind: 'bounce', why: ({ bounce, flags }) => (bounce?.outcome === 'failed' ? reported(flags) : []) },
  { kind: 'delayed', why: ({ bounce, flags }) => (bounce?.outcome === 'delayed' ? reported(flags) : []) },
  { kind: 'receipt', why: ({ mail, flags }) => (isReceipt(mail) ? reported(flags) : []) },
  { kind: 'feedback-report', why: ({ mail, flags }) => (isFeedbackReport(mail) ? reported(flags) : []) },
  { kind: 'own', why: ({ mail, desk }) => run('ownAddress', mail, desk) },
  { kind: 'spam', why: ({ mail, desk }) => run('quarantine', mail, desk).filter(isSpam) },
  { kind: 'auto-reply', why: (facts) => (answersByItself(facts) ? automatic(facts.flags) : []) },
  { kind: 'bulk', why: ({ flags }) => [...automatic(flags), ...flags.bulk] },
  { kind: 'staff', why: ({ sender, desk }) => (isStaff(sender.author, desk) ? [byStaff(sender.author)] : []) },
];

function judge(facts: Facts): { kind: Kind; reasons: readonly Reason[] } {
  for (const { kind, why } of KINDS) {
    const reasons = why(facts);
    if (reasons.length > 0) return { kind, reasons };
  }
  return { kind: 'client', reasons: [] };
}

function vetoesAgainst({ mail, desk, sender, flags, authentication }: Facts): Reason[] {
  return [
    ...sender.doubts,
    ...flags.report,
    ...flags.machine,
    ...flags.bulk,
    ...run('veto', mail, desk),
    ...unsupportedReplyTo(mail, authentication.verdict),
  ];
}

/** Of whoever fills in a website form only the address is looked at: the rest of the mail is the form's. */
function vetoesAgainstNamed({ mail, desk, sender }: Facts): Reason[] {
  if (sender.author === null) return [...sender.doubts];
  const named = { ...mail, from: [sender.author], replyTo: [] };
  return [...run('ownAddress', named, desk), ...unansweredSender(named, desk), ...roleSender(named, desk)];
}

/** Signs that a program wrote the mail; a report part inside a person's mail (a forwarded bounce) is none. */
function automatic({ outOfOffice, machine, report }: Flags): Reason[] {
  return [...outOfOffice, ...machine, ...report.filter(({ code }) => code !== 'report-part')];
}

const ANSWERS = new Set(['auto-replied', 'autoresponder-header', 'challenge']);
const NOTIFICATIONS = new Set(['notification-header', 'aggregate-report']);

/** An answering program rather than a newsletter or a notification. */
function answersByItself({ flags, mail }: Facts): boolean {
  if (flags.outOfOffice.length > 0 || flags.machine.some(({ code }) => ANSWERS.has(code))) return true;
  const isList = flags.bulk.some(({ code }) => code !== 'precedence');
  const isNotification = isList || flags.machine.some(({ code }) => NOTIFICATIONS.has(code));
  return !isNotification && hasReplyForm(mail);
}

function reported({ report }: Flags): readonly Reason[] {
  return report.length > 0 ? report : [because('report-text', 'reads like a report about a mail', 'RFC 6522 §1')];
}

function isSpam({ code }: Reason): boolean {
  return code === 'spam-verdict';
}

function isStaff(author: Address | null, desk: DeskFacts): author is Address {
  return author !== null && desk.staffAddresses.has(author.address.toLowerCase());
}

function byStaff({ address }: Address): Reason {
  return because('staff-sender', `From: ${address}`, 'policy');
}

function byForm({ from }: Message): Reason {
  return because('website-form', `From: ${from[0]?.address ?? ''}`, 'policy');
}

function distinct(reasons: readonly Reason[]): Reason[] {
  const seen = new Map(reasons.map((reason) => [`${reason.code} ${reason.detail}`, reason]));
  return [...seen.values()];
}
