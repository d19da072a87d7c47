import { readClosingWord } from '../classify/closing-words.ts';
import { readOpinion, readScore } from '../classify/feedback.ts';
import { detectLanguage } from '../classify/language.ts';
import { organisationOf } from '../classify/organisation.ts';
import { ownText } from '../ingest/own-text.ts';
import { foldQuotedText } from '../ingest/quoted-text.ts';
import { canonicalAddress, countedAddress, domainOf } from '../requests/address.ts';
import type { Facts, Firm, Letter } from '../requests/decide/decision.ts';
import type { Forwarded } from '../requests/forwarded.ts';
import type { Signer } from '../requests/signer.ts';
import { staffByAddress } from '../requests/staff.ts';
import { baseSubject } from '../requests/subject.ts';
import { thread, type Candidate, type ThreadFacts, type Threading } from '../requests/thread.ts';
import type { Gathered } from '../store/facts.ts';
import type { KnownRequest } from '../store/known-requests.ts';
import { answerFacts } from './answer-facts.ts';
import type { Names } from './keys.ts';
import type { ReadMail } from './letter.ts';

export type NamedMail = ReadMail & {
  readonly names: Names;
  /** Who lets this held mail pass, and what he answers; absent for a mail that is decided on for the first time. */
  readonly released?: { readonly by: string; readonly answer: string | null };
};

/** What the pipeline knows of the desk while it decides. */
export type Surroundings = { readonly firm: Firm; readonly signer: Signer; readonly now: Temporal.Instant };

/** Finds the request of a mail by what was gathered. */
export function findRequest(mail: NamedMail, gathered: Gathered, { firm, signer }: Surroundings): Threading {
  const { names, message, recognition, kept } = mail;
  const token = tokenOf(names, firm, signer);
  const facts: ThreadFacts = {
    sender: {
      address: names.author,
      organisation: organisationOf(names.author),
      authentication: recognition.authentication.verdict,
      isStaff: kept.role === 'sent' || staffByAddress(firm.staff, names.author) !== null,
    },
    receivedAt: kept.internalDate,
    subject: message.subject,
    ...names.ids,
    // Staff may answer from any of their addresses: the token was found to be theirs.
    token: token && { ...token, participant: names.author },
    knownIds: { get: (id) => signer.ownMessageId(id)?.request ?? gathered.known.get(id) },
    referencedIds: { get: (id) => [...(gathered.referenced.get(id) ?? [])] },
    subjectReference: names.subjectReference,
    candidates: { get: (number) => candidate(gathered.requests.get(number)) },
    sameSubject: sameSubject(names.author, baseSubject(message.subject), gathered),
    anyone: false,
  };
  return thread(facts);
}

/** A token made for the sender, under any of his addresses: in a reply address, or an own Message-ID that he answers. */
export function tokenOf(names: Names, firm: Firm, signer: Signer): ThreadFacts['token'] {
  const member = staffByAddress(firm.staff, names.author);
  const claimants = member ? [member.address, ...member.also].map(canonicalAddress) : [names.author];
  for (const tag of names.tags) {
    const token = signer.readReplyToken(tag, claimants);
    if (token) return token;
  }
  for (const id of [...names.ids.inReplyTo, ...names.ids.references.toReversed()]) {
    const token = signer.readMessageId(id, claimants);
    if (token) return token;
  }
  return null;
}

function candidate(known: KnownRequest | undefined): Candidate | undefined {
  if (known === undefined) return undefined;
  const { request, participants, baseSubjects } = known;
  const client = canonicalAddress(request.client.address);
  return {
    number: request.number,
    client,
    organisation: organisationOf(client),
    participants: new Set(participants.map((one) => one.address)),
    state: request.state,
    lastActivityAt: request.lastActivityAt,
    baseSubjects,
    linkedTo: request.linkedTo,
    mergedInto: request.mergedInto,
  };
}

function sameSubject(author: string, subject: string, gathered: Gathered): number | null {
  if (subject === '') return null;
  return (
    gathered.byAuthor.get(author)?.find((number) => gathered.requests.get(number)?.baseSubjects.has(subject)) ?? null
  );
}

/** What was read besides the mail itself. */
export type ReadBeside = {
  /** What the mail of ours said that this one answers, so that its words are known when they come back quoted. */
  readonly answeredText: string | null;
  /** The client's mail that staff forward in it. */
  readonly forwarded: Forwarded | null;
};

/** Everything that a decision about this mail is made from. */
export function factsOf(
  mail: NamedMail,
  threading: Threading,
  gathered: Gathered,
  around: Surroundings,
  { answeredText = null, forwarded = null }: Partial<ReadBeside> = {},
): Facts {
  const { names, kept, recognition } = mail;
  const { firm, signer, now } = around;
  const targets = names.bounceTokens.flatMap((token) => gathered.bounceTargets.get(token) ?? []);
  const bounced = [...new Map(targets.map((target) => [target.id, target])).values()];
  const number = bounced[0]?.requestNumber ?? (threading.outcome === 'join' ? threading.request : null);
  const known = number === null ? undefined : gathered.requests.get(number);
  const acknowledged = gathered.acknowledged.get(countedAddress(names.author)) ?? [];
  const threeHoursAgo = now.subtract({ hours: 3 });
  const letter = letterOf(mail, known, answeredText, namesOf(mail, known, firm));
  const answer = answerFacts(mail, number, gathered, around);
  // Only answers of staff are passed on, from whatever address; a look at the HTML of all clients would be for nothing.
  const mayBeStaff = recognition.kind === 'staff' || recognition.author === null || answer.tokenOf !== null;
  const own = mayBeStaff ? ownText(letter.message, letter.visibleText) : letter.visibleText;
  return {
    letter: { ...letter, ownText: own, forwarded },
    threading,
    request: known?.request ?? null,
    participants: known?.participants ?? [],
    token: tokenOf(names, firm, signer),
    duplicate: gathered.takenContents.has(kept.contentSha256),
    counts: {
      addressThreeHours: acknowledged.filter((at) => Temporal.Instant.compare(at, threeHoursAgo) > 0).length,
      addressDay: acknowledged.length,
      made: acknowledged,
      combining: gathered.combining.get(countedAddress(names.author)) ?? null,
      late: gathered.lateAcknowledgements,
      storm: gathered.storm,
      notices: gathered.notices,
      mailboxTenMinutes: gathered.acknowledgedMailboxes.get(kept.mailbox) ?? 0,
      allTenMinutes: [...gathered.acknowledgedMailboxes.values()].reduce((sum, count) => sum + count, 0),
      domainTenMinutes: gathered.acknowledgedDomains.get(domainOf(recognition.author?.address ?? '')) ?? 0,
    },
    bounced,
    suppressed: gathered.suppressed.get(names.author) ?? null,
    answer,
    firm,
    now,
  };
}

/** Whom an answer may greet, and who signs it. */
function namesOf({ recognition, message }: NamedMail, known: KnownRequest | undefined, { staff }: Firm): string[] {
  const names = [recognition.author?.name, message.from[0]?.name, known?.request.client.name];
  return [...names.filter((name) => name !== undefined), ...staff.map(({ name }) => name)];
}

function letterOf(
  { kept, message, recognition }: NamedMail,
  known: KnownRequest | undefined,
  answeredText: string | null,
  names: readonly string[],
): Omit<Letter, 'ownText'> {
  const earlier = [...(answeredText === null ? [] : [answeredText]), ...(known?.texts ?? [])];
  const folded = foldQuotedText(message, earlier);
  return {
    mailbox: kept.mailbox,
    folder: kept.role,
    receivedAt: kept.internalDate,
    beforeGolive: kept.beforeGolive,
    message,
    recognition,
    ...folded,
    opinion: readOpinion(message.subject, folded.visibleText),
    score: readScore(folded.visibleText),
    closingWord: message.attachments.length > 0 ? null : readClosingWord(folded.visibleText, names),
    language: detectLanguage(folded.visibleText, known?.request.language ?? null),
  };
}
