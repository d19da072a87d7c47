import { idKey, type Gathered } from '../store/facts.ts';
import { readForwarded } from '../ingest/forwarded.ts';
import { parse } from '../ingest/parse.ts';
import { canonicalAddress } from '../requests/address.ts';
import { NOTHING_DONE, type AnswerFacts } from '../requests/question.ts';
import type { Firm } from '../requests/decide/decision.ts';
import type { Signer } from '../requests/signer.ts';
import { staffByAddress } from '../requests/staff.ts';
import type { NamedMail, ReadBeside, Surroundings } from './facts.ts';
import type { Names } from './keys.ts';

/** What a decision about this mail may know besides its request: what it answers, and what staff did before. */
export function answerFacts(
  mail: NamedMail,
  number: number | null,
  gathered: Gathered,
  { firm, signer }: Surroundings,
): AnswerFacts {
  const { names } = mail;
  const member = staffByAddress(firm.staff, names.author);
  const own = member ? [member.address, ...member.also].map(canonicalAddress) : [names.author];
  const doings = number === null ? undefined : gathered.doings.get(number);
  const question = names.ownTokens.map((token) => gathered.questions.get(token)).find((one) => one !== undefined);
  const cited = [...names.ids.inReplyTo, ...names.ids.references.toReversed()];
  const proven = cited.some((id) => signer.wasSentTo(id, member ? 'staff' : 'client', own));
  return {
    question: question && own.includes(question.asked) ? { ...question, proven } : null,
    held: gathered.held,
    heldDeliveries: gathered.heldDeliveries,
    actions: gathered.actions,
    answering: answeredMail(mail, gathered)?.at ?? null,
    ...(doings ?? NOTHING_DONE),
    others: otherRequests(gathered),
    list: gathered.list,
    found: gathered.found,
    kept: gathered.kept,
    records: gathered.records,
    surveyed: gathered.surveyed,
    raised: gathered.raised,
    releasedBy: mail.released?.by ?? null,
    releasedAnswer: mail.released?.answer ?? null,
    tokenOf: staffTokenOf(mail, firm, signer),
    voidToken: [...names.tags, ...names.ids.inReplyTo].some((token) => signer.isVoid(token, own)),
    intake: mail.kept.intakeId,
    answersKind: cited.map((id) => signer.ownMessageId(id)?.kind).find((kind) => kind !== undefined) ?? null,
    askedLately: member ? (gathered.askedLately.get(canonicalAddress(member.address)) ?? 0) : 0,
  };
}

function otherRequests({ requests, doings }: Gathered): AnswerFacts['others'] {
  return new Map(
    [...requests].map(([number, { request, participants, due }]) => [
      number,
      { request, participants, due, ...(doings.get(number) ?? NOTHING_DONE) },
    ]),
  );
}

/** Whose token a mail of a stranger bears; he may let it pass, and then it is his. */
export function namesOfReleased(names: Names, by: string, firm: Firm, signer: Signer): Names {
  const isStrange = staffByAddress(firm.staff, names.author) === null;
  return isStrange && staffTokenOf({ names }, firm, signer) !== null
    ? { ...names, author: canonicalAddress(by) }
    : names;
}

function staffTokenOf({ names }: Pick<NamedMail, 'names'>, { staff }: Firm, signer: Signer): string | null {
  const everybody = staff.flatMap((member) => [member.address, ...member.also].map(canonicalAddress));
  const tokens = [
    ...names.tags.map((tag) => signer.readReplyToken(tag, everybody)),
    ...names.ids.inReplyTo.map((id) => signer.readMessageId(id, everybody)),
  ];
  return tokens.find((token) => token?.role === 'staff')?.participant ?? null;
}

/** Reads what deciding on a mail needs besides it: the mail of ours that it answers, the client's mail that it forwards. */
export async function readBeside(mail: NamedMail, gathered: Gathered): Promise<ReadBeside> {
  const octets = answeredMail(mail, gathered)?.octets;
  const { recognition, message, kept } = mail;
  return {
    answeredText: octets && octets.length > 0 ? (await parse(octets)).text : null,
    forwarded: recognition.kind === 'staff' ? await readForwarded(message, kept.octets) : null,
  };
}

function answeredMail({ names }: NamedMail, { answered }: Gathered) {
  const own = names.ownTokens.map((token) => answered.get(token)).find((one) => one !== undefined);
  return own ?? names.ids.inReplyTo.map((id) => answered.get(idKey(id))).find((one) => one !== undefined);
}
