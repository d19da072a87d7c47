import { foldedName } from '../../command/names.ts';
import { wordsFor } from '../../staff-words.ts';
import { endOf, type When } from '../../when.ts';
import { colleagueCalled } from './colleague.ts';
import { colleaguesNotice } from './letters.ts';
import { event, sayMoment, whenOf, type Done, type Problem, type View } from './view.ts';

/** `by`, `bis` …: what stands behind the last of them is a moment. */
const BY = new Set([
  'by',
  'until',
  'till',
  'before',
  'on',
  'bis',
  'am',
  'avant',
  'pour',
  'hasta',
  'antes',
  'para',
  'entro',
  'tegen',
  'voor',
  'do',
  'ate',
]);

/** Who does what by when: kept in the record, told to that colleague, and reminded of when the time has come (LOG-1). */
export function action(view: View, argument: string): Done | Problem {
  const { facts, member, request, words: said } = view;
  const { problem } = said;
  const words = argument.split(/\s+/);
  const [who = '', ...rest] = words;
  const named = colleagueCalled(who.replace(/:$/, ''), facts.firm.staff, member);
  if (named.is === 'several') return { problem: problem.several(named.names.join(` ${said.or} `)) };
  if (named.is !== 'person') return { problem: problem.nobody(facts.firm.staff.map((one) => one.name).join(', ')) };
  const { what, when } = apart(rest, view);
  if (what === '') return { problem: problem.nothingToDo };
  if (when === null) return { problem: problem.noDay };
  const by = endOf(when, facts.firm.calendar, facts.firm.calendar.timeZone);
  const { member: to } = named;
  const notice = wordsFor(facts.firm, to).notice.asksYou(member.name, what, sayMoment(by, facts, to));
  return {
    undo: { is: 'action', who: to.address, what },
    steps: [
      event('action', member, { who: to.address, what, by: by.toString() }),
      ...(to === member
        ? []
        : [{ do: 'mail', mail: colleaguesNotice(facts, to, member, notice, facts.answer.lastClientText) } as const]),
    ],
    said: said.done.action(request.number, to.name, what, sayMoment(by, facts, member)),
  };
}

/** The last word such as "by" behind which a moment stands ends what is to be done. */
function apart(words: readonly string[], view: View): { what: string; when: When | null } {
  for (let at = words.length - 1; at > 0; at--) {
    if (!BY.has(foldedName(words[at - 1] ?? ''))) continue;
    const when = whenOf(words.slice(at).join(' '), view);
    if (when !== null)
      return {
        what: words
          .slice(0, at - 1)
          .join(' ')
          .replace(/[,;:]$/, ''),
        when,
      };
  }
  return { what: words.join(' '), when: null };
}
