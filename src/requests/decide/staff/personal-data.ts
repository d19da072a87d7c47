import { canonicalAddress, untagged } from '../../address.ts';
import type { Command, Commands } from '../../command.ts';
import { replyWord } from '../../command/reply-words.ts';
import type { Question } from '../../question.ts';
import { staffByAddress, type StaffMember } from '../../staff.ts';
import { wordsFor } from '../../staff-words.ts';
import type { Decision, Facts, Step } from '../decision.ts';
import { addressesIn } from './addresses.ts';
import { confirmation } from './letters.ts';

/**
 * What is kept of a person, handed over or deleted by mail (`#export`, `#erase`). It takes two mails of one manager or admin: the
 * wish, which the desk answers with what there is, and the word `yes` in the answer to that. The answer must bear the mark that
 * was made for him, whatever else proves the sender: who can only forge his address gets nowhere.
 */
type DataCommand = Command & { readonly name: 'export' | 'erase' };
type DataQuestion = Question & { readonly kind: 'data'; readonly proven: boolean };

/** After that the wish has to be said again: what is kept may have changed. */
const ANSWER_WITHIN_HOURS = 7 * 24;

/** The first wish of that kind in a mail; it stands alone, since nothing of it is for a client. */
export function dataCommand({ commands }: Commands): DataCommand | null {
  return commands.find((one): one is DataCommand => one.name === 'export' || one.name === 'erase') ?? null;
}

/** Tells what there is and asks whether it is meant. */
export function askBeforeData(
  facts: Facts,
  member: StaffMember,
  command: DataCommand,
  { commands, rest }: Commands,
): Decision {
  const words = wordsFor(facts.firm, member);
  const addresses = addressesIn(command.argument);
  const address = canonicalAddress(addresses[0]?.address ?? '');
  const refused = (problem: string): Decision =>
    decided([mail(facts, member, { unclear: [{ line: command.line, problem }] })], 'refused');
  if (!mayDecide(facts, member)) return refused(words.data.notYours);
  // Text below it in an answer about a request was meant for the client: it must not vanish.
  if (commands.length > 1 || (facts.request !== null && rest !== '')) return refused(words.data.alone);
  if (addresses.length !== 1) return refused(words.problem.oneAddress);
  if (isOurs(facts, address)) return refused(words.problem.oneOfUs(address));
  const { requests = [], mails = 0 } = facts.answer.kept.get(address) ?? {};
  if (requests.length + mails === 0) return refused(words.data.nothing(address));
  const numbers = requests.slice(0, 50).map((number) => `#${number}`);
  const what = words.data.kept(address, numbers.join(', '), mails);
  const help = [what, command.name === 'erase' ? words.data.askErase : words.data.askExport];
  const asked = mail(facts, member, { help });
  return decided(
    [{ ...asked, mail: { ...asked.mail, asks: { kind: 'data', what: command.name, address } } }],
    `asked before ${command.name}`,
  );
}

/** `yes` or `no` to that question; null where the mail says something else. */
export function answerData(facts: Facts, member: StaffMember, question: DataQuestion): Decision | null {
  const word = replyWord(facts.letter.visibleText);
  if (word === null) return null;
  const { data } = wordsFor(facts.firm, member);
  const { token, what, address, isOpen, at, proven } = question;
  const isLate = facts.now.since(at).total('hours') > ANSWER_WITHIN_HOURS;
  if (!isOpen || !proven || isLate || !mayDecide(facts, member) || isOurs(facts, address))
    return decided([mail(facts, member, { help: [data.tooLate] })], 'too late');
  const settled: Step = { do: 'answered', question: token, answer: word };
  if (word !== 'yes') return decided([settled, mail(facts, member, { help: [data.left] })], word);
  const said = mail(facts, member, { done: [what === 'erase' ? data.erased : data.exported], about: data.title });
  const handed =
    what === 'erase'
      ? said
      : {
          ...said,
          mail: { ...said.mail, attaches: { dataOf: address, orElse: data.tooLarge(`replydesk export ${address}`) } },
        };
  return decided([settled, { do: 'data', what, address, by: member.address }, handed], `${what}, confirmed`);
}

/** Managers and admins; leads, where there are none. */
function mayDecide({ firm }: Facts, { role }: StaffMember): boolean {
  const isHigh = (one: StaffMember['role']): boolean => one === 'manager' || one === 'admin';
  return isHigh(role) || (role === 'lead' && !firm.staff.some((one) => isHigh(one.role)));
}

/** What colleagues and the desk wrote is the record of its clients: deleting it would tear holes into theirs. */
function isOurs({ firm }: Facts, address: string): boolean {
  return staffByAddress(firm.staff, address) !== null || firm.ownAddresses.has(untagged(address));
}

/** None of these mails belongs to a request: they would outlive the person in it. */
function decided(steps: readonly Step[], detail: string): Decision {
  return {
    disposition: 'staff',
    reasons: [{ code: 'personal-data', detail, source: 'commands' }],
    request: null,
    steps,
  };
}

function mail(facts: Facts, member: StaffMember, said: Parameters<typeof confirmation>[2]) {
  const about = wordsFor(facts.firm, member).data.title;
  return { do: 'mail', mail: confirmation(facts, member, { about, ...said }) } as const;
}
