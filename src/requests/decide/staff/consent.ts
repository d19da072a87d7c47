import { canonicalAddress, isAnswerable, untagged, type Address } from '../../address.ts';
import { replyWord } from '../../command/reply-words.ts';
import { staffByAddress } from '../../staff.ts';
import { wordsFor } from '../../staff-words.ts';
import type { Decision, Facts, Step } from '../decision.ts';
import { toClient } from './letters.ts';
import { addressesIn } from './addresses.ts';
import { event, type Done, type Problem, type View } from './view.ts';

/** More at once is a mailing list. */
const MOST = 5;

/**
 * Somebody outside is to take part in a client's conversation: the client is asked first, in his language, and nothing is sent
 * to the other before he has said yes. What was written until then the newcomer never sees.
 */
export function askConsent({ facts, member, request, words }: View, argument: string): Done | Problem {
  const wanted = addressesIn(argument);
  const problem = problemWith(facts, wanted, request.client.address, words);
  if (problem !== null) return { problem };
  const isThere = ({ address }: Address): boolean =>
    facts.participants.some((one) => one.address === canonicalAddress(address));
  const fresh = wanted.filter((one) => !isThere(one));
  const names = (all: readonly Address[]): string => all.map(({ address }) => address).join(', ');
  return {
    ...(fresh.length === 0
      ? {}
      : { undo: { is: 'consent', addresses: fresh.map(({ address }) => canonicalAddress(address)) } as const }),
    steps: fresh.flatMap((address): Step[] => [
      event('consent-asked', member, { address: address.address }),
      {
        do: 'mail',
        mail: {
          ...toClient(facts, request, {
            kind: 'answer',
            text: question(request.language ?? facts.firm.locale, address),
            author: member.name,
            closing: false,
          }),
          asks: { kind: 'consent', address, by: member.address },
          writtenBy: member.address,
        },
      },
    ]),
    said: fresh.length === 0 ? words.done.takesPart(names(wanted)) : words.done.consentAsked(names(fresh)),
  };
}

function problemWith(
  { firm }: Facts,
  wanted: readonly Address[],
  client: string,
  { problem }: View['words'],
): string | null {
  if (wanted.length === 0) return problem.noAddress;
  if (wanted.length > MOST) return problem.tooMany(wanted.length, MOST);
  if (client === '') return problem.nowhereToAsk;
  const unusable = wanted.find(({ address }) => !isAnswerable(address));
  if (unusable) return problem.unwritable(unusable.address.slice(0, 100));
  const inside = wanted.find(
    ({ address }) =>
      staffByAddress(firm.staff, address) !== null || firm.ownAddresses.has(untagged(canonicalAddress(address))),
  );
  return inside ? problem.colleague(inside.address) : null;
}

/** By language: what the client is asked. `@` is the newcomer. */
const QUESTIONS: Readonly<Record<string, string>> = {
  en: 'May @ take part in this conversation? From then on our answers go to both of you.\n\nPlease answer “yes” or “no”.',
  de: 'Darf @ an diesem Gespräch teilnehmen? Unsere Antworten gehen dann an Sie beide.\n\nBitte antworten Sie mit „ja“ oder „nein“.',
  fr: '@ peut-il prendre part à cette conversation ? Nos réponses vous parviendront alors à tous les deux.\n\nRépondez « oui » ou « non », s’il vous plaît.',
  es: '¿Puede @ participar en esta conversación? Desde entonces nuestras respuestas irán a ambos.\n\nResponda «sí» o «no», por favor.',
  it: '@ può partecipare a questa conversazione? Da quel momento le nostre risposte andranno a entrambi.\n\nRisponda «sì» o «no», per favore.',
  nl: 'Mag @ aan dit gesprek deelnemen? Onze antwoorden gaan dan naar u beiden.\n\nAntwoord alstublieft met „ja” of „nee”.',
  pl: 'Czy @ może wziąć udział w tej rozmowie? Nasze odpowiedzi będą wtedy trafiać do obojga.\n\nProsimy odpowiedzieć „tak” lub „nie”.',
  pt: '@ pode participar nesta conversa? A partir daí as nossas respostas vão para ambos.\n\nResponda «sim» ou «não», por favor.',
};

function question(language: string, { name, address }: Address): string {
  const words = QUESTIONS[language.slice(0, 2)] ?? QUESTIONS['en']!;
  return words.replace('@', () => (name === '' ? address : `${name} (${address})`));
}

/** What a client's mail says to that question, besides being his mail: who asked hears it first. */
export function withConsent(facts: Facts, decision: Decision): Decision {
  const { question: asked } = facts.answer;
  const isHis = asked?.kind === 'consent' && asked.isOpen && asked.proven;
  if (!isHis || facts.letter.recognition.authentication.verdict === 'fail') return decision;
  const word = replyWord(facts.letter.visibleText);
  if (word !== 'yes' && word !== 'no') return decision;
  const { address, by, token } = asked;
  const steps = decision.steps.filter((step) => !isOnlyWord(facts) || !isMove(step));
  return {
    ...decision,
    steps: [
      { do: 'answered', question: token, answer: word },
      ...(word === 'yes' ? [{ do: 'participant', address, role: 'cc' } as const] : []),
      {
        do: 'event',
        kind: word === 'yes' ? 'consented' : 'consent-refused',
        actor: facts.letter.recognition.author?.address ?? '',
        reasons: [],
        data: { address: address.address, by },
      },
      ...steps.map((step) => noticed(step, facts, word === 'yes' ? 'agreed' : 'refused', address.address)),
    ],
  };
}

/** One word asks nothing of us: no clock starts. */
function isOnlyWord({ letter }: Facts): boolean {
  return !letter.visibleText.trim().includes('\n');
}

function isMove(step: Step): boolean {
  return (
    step.do === 'change' ||
    step.do === 'deadline' ||
    (step.do === 'event' && /^(?:client-wrote|reopened)$/.test(step.kind))
  );
}

function noticed(step: Step, { firm }: Facts, what: 'agreed' | 'refused', address: string): Step {
  if (step.do !== 'mail' || step.mail.content.kind !== 'notification') return step;
  const reader = staffByAddress(firm.staff, step.mail.to.address);
  const notice = wordsFor(firm, reader).notice[what](address);
  return { do: 'mail', mail: { ...step.mail, content: { ...step.mail.content, notice } } };
}
