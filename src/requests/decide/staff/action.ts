import { foldedName } from '../../command/names.ts';
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
  const { facts, member, request } = view;
  const words = argument.split(/\s+/);
  const [who = '', ...rest] = words;
  const named = colleagueCalled(who.replace(/:$/, ''), facts.firm.staff, member);
  if (named.is === 'several') return { problem: `could be for ${named.names.join(' or ')}` };
  if (named.is !== 'person')
    return { problem: `begins with nobody here; we are ${facts.firm.staff.map((one) => one.name).join(', ')}` };
  const { what, when } = apart(rest, view);
  if (what === '') return { problem: 'does not say what is to be done' };
  if (when === null) return { problem: 'does not say by when, such as "by friday"' };
  const by = endOf(when, facts.firm.calendar, facts.firm.calendar.timeZone);
  const moment = sayMoment(by, facts);
  const { member: to } = named;
  const notice = `${member.name} asks you: ${what}, by ${moment}.`;
  return {
    steps: [
      event('action', member, { who: to.address, what, by: by.toString() }),
      ...(to === member
        ? []
        : [{ do: 'mail', mail: colleaguesNotice(facts, to, member, notice, facts.answer.lastClientText) } as const]),
    ],
    said: `Kept for #${request.number}: ${to.name}: ${what}, by ${moment}.`,
  };
}

/** The last word such as "by" behind which a moment stands ends what is to be done. */
function apart(words: readonly string[], view: View): { what: string; when: When | null } {
  for (let at = words.length - 1; at > 0; at--) {
    if (!BY.has(foldedName(words[at - 1] ?? ''))) continue;
    const when = whenOf(words.slice(at).join(' '), view.facts);
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
