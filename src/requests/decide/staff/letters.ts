import type { Unclear } from '../../command.ts';
import type { OutgoingContent, OutgoingMail } from '../../delivery.ts';
import type { Request } from '../../request.ts';
import type { StaffMember } from '../../staff.ts';
import type { Facts, Firm } from '../decision.ts';
import { languageOf, wordsFor } from '../../staff-words.ts';
import type { View } from './view.ts';

/** The mails that a staff mail sets off, besides the answer itself. */
export function toClient({ firm, now }: Facts, request: Request, content: OutgoingContent): OutgoingMail {
  return {
    content,
    to: request.client,
    cc: [],
    role: 'client',
    locale: request.language ?? firm.locale,
    answers: null,
    state: 'queued',
    reasons: [],
    dueAt: now,
  };
}

export function toStaff(
  { firm, now }: { readonly firm: Pick<Firm, 'locale'>; readonly now: Temporal.Instant },
  member: StaffMember,
  content: OutgoingContent,
): OutgoingMail {
  return {
    content,
    to: { name: member.name, address: member.address },
    cc: [],
    role: 'staff',
    locale: languageOf(firm, member),
    answers: null,
    state: 'queued',
    reasons: [],
    dueAt: now,
  };
}

type Said = {
  readonly held?: boolean;
  readonly done?: readonly string[];
  readonly unclear?: readonly Unclear[];
  /** Why it is held, where no line of it is to blame. */
  readonly why?: string | null;
  readonly undo?: boolean;
  readonly help?: readonly string[];
  readonly found?: readonly { readonly n: number; readonly line: string }[];
  /** The subject of what it is about, where that is not the mail's own. */
  readonly about?: string;
};

/** What became of a staff mail, said to its writer as an answer to it. */
export function confirmation(facts: Facts, member: StaffMember, said: Said): OutgoingMail {
  const { messageId, subject } = facts.letter.message;
  const {
    held = false,
    why = null,
    done = [],
    unclear = [],
    undo = false,
    help = [],
    found = [],
    about = subject,
  } = said;
  return {
    ...toStaff(facts, member, { kind: 'confirmation', held, why, done, unclear, undo, found, help, subject: about }),
    answers: { inReplyTo: messageId, references: messageId === null ? [] : [messageId] },
  };
}

/** A colleague hears that a request is his now, with what the client wrote last. */
export function assignedNotice({ facts, member, request, read }: View, to: StaffMember): OutgoingMail {
  const isNote = read.commands.some((command) => command.name === 'note');
  return toStaff(facts, to, {
    kind: 'notification',
    author: request.client,
    text: facts.answer.lastClientText,
    folded: '',
    notice: wordsFor(facts.firm, to).notice.gaveYou(member.name),
    changes: isNote && read.rest !== '' ? [`${member.name}: ${read.rest.slice(0, 1_000)}`] : [],
    attachments: [],
  });
}

/** Colleagues who are responsible hear what somebody else did. */
export function colleaguesNotice(
  facts: Parameters<typeof toStaff>[0],
  to: StaffMember,
  by: StaffMember,
  notice: string,
  text: string,
): OutgoingMail {
  return toStaff(facts, to, {
    kind: 'notification',
    author: { name: by.name, address: by.address },
    text,
    folded: '',
    notice,
    changes: [],
    attachments: [],
  });
}
