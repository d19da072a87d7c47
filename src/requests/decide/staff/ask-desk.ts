import type { Commands } from '../../command.ts';
import type { StaffMember } from '../../staff.ts';
import { helpLines, wordsFor } from '../../staff-words.ts';
import { digestFor } from '../digest.ts';
import type { Decision, Facts, Step } from '../decision.ts';
import { confirmation } from './letters.ts';
import { sayMoment } from './view.ts';

type Answer = (facts: Facts, member: StaffMember, argument: string) => Step;

/** What each question to the desk itself is answered with. It concerns no request, so it may stand in any mail. */
export const ANSWERS: Readonly<Record<'list' | 'find' | 'help', Answer>> = {
  list: (facts, member) => ({ do: 'mail', mail: digestFor(member, facts.answer.list, facts.firm, facts.now) }),
  find,
  help: (facts, member) => ({
    do: 'mail',
    mail: confirmation(facts, member, { help: helpLines(wordsFor(facts.firm, member)) }),
  }),
};

function isQuestion(name: string): name is keyof typeof ANSWERS {
  return Object.hasOwn(ANSWERS, name);
}

/** Whether the mail asks the desk and says nothing that could be meant for a client. */
export function asksTheDesk({ request }: Facts, { commands, rest }: Commands): boolean {
  return commands.length > 0 && commands.every(({ name }) => isQuestion(name)) && (request === null || rest === '');
}

/** The answers to all that it asks. */
export function answerDesk(facts: Facts, member: StaffMember, { commands }: Commands): Decision {
  return {
    disposition: 'staff',
    reasons: [{ code: 'asks-the-desk', detail: commands.map(({ line }) => line).join(' '), source: 'commands' }],
    request: facts.request && { number: facts.request.number },
    steps: commands.flatMap(({ name, argument }) => (isQuestion(name) ? ANSWERS[name](facts, member, argument) : [])),
  };
}

/** Requests in which words stand, numbered like the list of what is due, and worked through like it. */
function find(facts: Facts, member: StaffMember, words: string): Step {
  const { done } = wordsFor(facts.firm, member);
  const found = facts.answer.found.get(words) ?? [];
  const lines = found.map((one, index) => ({
    n: index + 1,
    line: `#${one.number} ${one.subject}, ${one.client} (${one.state}): ${one.found}`.slice(0, 300),
  }));
  const mail = confirmation(facts, member, {
    done: [found.length === 0 ? done.foundNothing(words) : done.found(words)],
    found: lines,
  });
  const items = found.map(({ number }, index) => ({ n: index + 1, request: number }));
  return { do: 'mail', mail: items.length === 0 ? mail : { ...mail, asks: { kind: 'digest', items } } };
}

/** All decisions about a request with their reasons, in plain words. */
export function whyLines(facts: Facts, member: StaffMember, number: number): string[] {
  const record = facts.answer.records.get(number) ?? [];
  if (record.length === 0) return [wordsFor(facts.firm, member).done.nothingRecorded(number)];
  return record.map(({ at, kind, actor, reasons }) => {
    const because = reasons.map(({ detail, source }) => `${detail} [${source}]`).join('; ');
    return `${sayMoment(at, facts, member)}: ${kind.replaceAll('-', ' ')}, by ${actor}${because === '' ? '' : `: ${because}`}`;
  });
}
