import { canonicalAddress, isAnswerable } from '../../address.ts';
import { withoutClosingQuote } from '../../closing-quote.ts';
import { readCommands } from '../../command.ts';
import { addressesIn } from './addresses.ts';
import { toClient } from './letters.ts';
import { event, type Done, type Problem, type View } from './view.ts';

/** An answer came back: it goes out again to the right address, at which the client is reached from now on. */
export function resend({ facts, member, request, words: { done, problem } }: View, argument: string): Done | Problem {
  const [to, ...more] = addressesIn(argument);
  if (to === undefined || more.length > 0) return { problem: problem.oneAddress };
  if (!isAnswerable(to.address)) return { problem: problem.unwritable(to.address.slice(0, 100)) };
  if (facts.firm.staff.some((one) => canonicalAddress(one.address) === canonicalAddress(to.address)))
    return { problem: problem.oneOfUs(to.address) };
  const { rest: text } = readCommands(withoutClosingQuote(facts.answer.lastAnswerText), facts.firm.locale);
  if (text === '') return { problem: problem.nothingToResend };
  const address = { name: to.name || request.client.name, address: to.address };
  const content = { kind: 'answer', text, author: member.name, closing: false } as const;
  return {
    undo: { is: 'readdress', from: request.client, to: to.address },
    steps: [
      { do: 'readdress', address },
      event('resent', member, { from: request.client.address, to: to.address }),
      { do: 'mail', mail: { ...toClient(facts, request, content), to: address, writtenBy: member.address } },
    ],
    said: done.resent(to.address),
  };
}
