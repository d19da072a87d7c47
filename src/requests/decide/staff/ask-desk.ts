import type { Command, Commands } from '../../command.ts';
import { helpLines } from '../../command.ts';
import type { StaffMember } from '../../staff.ts';
import { digestFor } from '../digest.ts';
import type { Decision, Facts, Step } from '../decision.ts';
import { confirmation } from './letters.ts';

/** What each question to the desk itself is answered with. It concerns no request, so it may stand in any mail. */
const ANSWERS: Partial<Record<Command['name'], (facts: Facts, member: StaffMember) => Step>> = {
  list: (facts, member) => ({ do: 'mail', mail: digestFor(member, facts.answer.list, facts.firm, facts.now) }),
  help: (facts, member) => ({ do: 'mail', mail: confirmation(facts, member, { help: helpLines() }) }),
};

/** Whether the mail asks the desk and says nothing that could be meant for a client. */
export function asksTheDesk({ request }: Facts, { commands, rest }: Commands): boolean {
  return (
    commands.length > 0 &&
    commands.every(({ name }) => ANSWERS[name] !== undefined) &&
    (request === null || rest === '')
  );
}

/** The answers to all that it asks. */
export function answerDesk(facts: Facts, member: StaffMember, { commands }: Commands): Decision {
  return {
    disposition: 'staff',
    reasons: [{ code: 'asks-the-desk', detail: commands.map(({ line }) => line).join(' '), source: 'commands' }],
    request: facts.request && { number: facts.request.number },
    steps: commands.flatMap(({ name }) => ANSWERS[name]?.(facts, member) ?? []),
  };
}
