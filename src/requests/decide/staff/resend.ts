import { canonicalAddress, isAnswerable } from '../../address.ts';
import { readCommands } from '../../command.ts';
import { addressesIn } from './addresses.ts';
import { toClient } from './letters.ts';
import { event, type Done, type Problem, type View } from './view.ts';

/** An answer came back: it goes out again to the right address, at which the client is reached from now on. */
export function resend({ facts, member, request }: View, argument: string): Done | Problem {
  const [to, ...more] = addressesIn(argument);
  if (to === undefined || more.length > 0) return { problem: 'names no address, or several; one is needed' };
  if (!isAnswerable(to.address)) return { problem: `names ${to.address.slice(0, 100)}, which cannot be written to` };
  if (facts.firm.staff.some((one) => canonicalAddress(one.address) === canonicalAddress(to.address)))
    return { problem: `names ${to.address}, who is one of us` };
  const { rest: text } = readCommands(facts.answer.lastAnswerText, facts.firm.locale);
  if (text === '') return { problem: 'finds no answer here that could be sent again' };
  const address = { name: to.name || request.client.name, address: to.address };
  const content = { kind: 'answer', text, author: member.name, closing: false } as const;
  return {
    steps: [
      { do: 'readdress', address },
      event('resent', member, { from: request.client.address, to: to.address }),
      { do: 'mail', mail: { ...toClient(facts, request, content), to: address, writtenBy: member.address } },
    ],
    said: `The words of the last answer were sent again, to ${to.address}, where the client is written to from now on. Files must be sent anew.`,
  };
}
