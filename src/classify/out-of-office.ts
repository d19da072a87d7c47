import type { Message } from '../requests/message.ts';
import type { Reason } from '../requests/reason.ts';
import { statesAbsence } from './absence-text.ts';
import { fold } from './fold.ts';
import { because } from './header-value.ts';
import { leadText, quotesAnother } from './lead-text.ts';
import { OUT_OF_OFFICE_SUBJECTS } from './out-of-office-subjects.ts';
import { hasReplyForm } from './reply-form.ts';

/**
 * Vacation answers that carry no header. The subject decides alone only where it begins with what programs write; a word that
 * people write too ("Away", "Urlaub") needs a text that states an absence. Without such a subject the text must do more:
 * be short, quote nothing, be a reply, state an absence first and a return, a deputy or thanks beside it. In doubt it is a
 * person's mail: a missed vacation answer costs one acknowledgement a day, a missed client costs a client.
 */
export function outOfOfficeReasons(message: Message): Reason[] {
  const subject = subjectEvidence(message.subject);
  if (subject?.strength === 'strong') return [found('out-of-office-subject', `Subject: ${message.subject}`)];
  const text = leadText(message.text);
  if (text.length > MAX_TEXT || quotesAnother(message.text)) return [];
  const absence = statesAbsence(text);
  if (subject !== null && (absence !== null || hasReplyForm(message)))
    return [found('out-of-office-subject', `Subject: ${message.subject}`)];
  if (absence?.supported === true && hasReplyForm(message) && !asks(text))
    return [found('out-of-office-text', absence.sentence)];
  return [];
}

/** A question of several words is a person's, and so is a wish; "Urgent? Call 0123" is none, nor is a link's. */
function asks(text: string): boolean {
  const sentences = text.replace(/https?:\/\/\S{1,2000}/g, '').split(/(?<=[.!?？。\n])/u);
  const questions = sentences.filter((sentence) => /[?？]$/u.test(sentence));
  return questions.some((one) => one.endsWith('？') || one.trim().split(/\s+/).length > 3) || WISHES.test(fold(text));
}

/** What is wanted of us, or thanks for what we answered; vacation texts know nothing of the matter and send people elsewhere. */
const WISHES = new RegExp(
  [
    '\\bplease (?!contact|call|reach|write|e-?mail|get in touch|note|use|direct|refer|forward|redirect|send (?:an?|your|all|any|urgent)|be |expect|see|turn|speak|allow|accept|bear|ask|phone|dial|resend|visit|try|address|feel|leave|do not|don.t|find|consider|excuse|bear|text|ring|go to|in |for |if |click|submit|consult|check)\\w{3}',
    '\\bbitte (?!wenden|kontaktieren|rufen|schreiben|senden|schicken|beachten|nutzen|haben|sehen|richten|melden|leiten|sprechen|benutzen|verwenden|setzen|nehmen|mailen|adressieren|entschuldigen|kontakten|besuchen|fragen)[a-z]{3,15}n sie\\b',
    '\\b(?:thank you|thanks)(?: \\w+)? for (?:the |your )?(?:quick |fast |prompt |kind |swift )?(?:reply|answer|response|help|information|offer|quote|call)\\b',
    '\\bdank fur (?:ihre|die|deine) (?:\\w+ )?(?:antwort|ruckmeldung|hilfe|information\\w{0,2}|auskunft)|\\bdank fur (?:ihr|das|dein) (?:\\w+ )?angebot',
    "\\bmerci (?:beaucoup )?(?:pour|de) (?:votre|la|ta|l') ?(?:\\w+ )?(?:reponse|aide|information|offre)|\\bgracias por (?:su|tu|la|el) (?:\\w+ )?(?:respuesta|ayuda|informacion|oferta)|\\bgrazie per (?:la |il )?(?:sua |tua |vostra )?(?:risposta|aiuto|informazione|offerta)|\\bobrigad[oa] pela (?:sua )?(?:resposta|ajuda|informacao)|\\b(?:bedankt|dank) voor (?:uw|je|het|de) (?:\\w+ )?(?:antwoord|reactie|hulp)",
    '\\b(?:send|give|tell|show) (?:me|us)\\b(?! an? (?:e-?mail|text|message|sms))|\\blet (?:me|us) know\\b|\\bgo ahead\\b|\\blooking forward\\b',
    '\\b(?:senden|schicken|geben|sagen|nennen|zeigen) sie (?:mir|uns)\\b(?! (?:bitte )?eine (?:e-?mail|sms|nachricht))|\\bpasst (?:es )?(?:mir|uns)\\b',
    "\\b(?:envoyez|donnez|dites|faites)[- ](?:moi|nous)\\b|\\b(?:m'|me |nous )(?:envoyer|donner|faire parvenir)\\b",
    '\\b(?:enviar|mandar|enviad|mandad|envie|mande|envien|manden|digan|diga)(?:me|nos)\\b|\\bme (?:pueden|podrian|puede|podria)\\b',
    '\\b(?:inviate|mandate|dite)(?:mi|ci)\\b|\\bstuur(?:t u)? (?:mij|me|ons)\\b|\\bskicka (?:mig|oss)\\b|\\bsend (?:mig|meg|os|oss)\\b',
    '\\bprosze (?:mi|nam) \\w|\\b(?:poslete|zaslete) (?:mi|nam)\\b|(?<!\\p{L})(?:пришлите|отправьте|вышлите|надішліть) (?:мне|нам|мені)',
  ].join('|'),
  'u',
);

export type SubjectEvidence = {
  readonly strength: 'strong' | 'weak';
  readonly language: string;
  readonly phrase: string;
};

/** Whether a subject begins as automatic answers do. "Re:" in front makes it a person's answer to one. */
export function subjectEvidence(subject: string): SubjectEvidence | null {
  const folded = withoutTags(fold(subject.slice(0, 300)));
  const [strong, weak] = (['strong', 'weak'] as const).map((strength) =>
    PHRASES[strength].find(({ phrase }) => beginsWith(folded, phrase)),
  );
  if (strong) return { strength: 'strong', ...strong };
  const lotus = LOTUS.test(folded) ? { language: 'en', phrase: 'is out of the office' } : undefined;
  const found =
    lotus ??
    weak ??
    (IS_ANSWER.test(folded) ? undefined : PHRASES.strong.find(({ phrase }) => endsWith(folded, phrase)));
  return found ? { strength: 'weak', ...found } : null;
}

const IS_ANSWER = /^(?:re|aw|fwd?|sv|vs|odp|antw|rif|res|rv|wg|tr|ynt) ?:/;

// Lotus Notes: "Ann Lee/Sales/Example is out of the office (returning 02/03/2026)", in the languages that Domino speaks.
const LOTUS = new RegExp(
  `^(?!${IS_ANSWER.source.slice(1)}).{2,80} (?:` +
    [
      '(?:is|will be) (?:currently )?(?:out of the office|away)',
      'ist (?:ausser haus|nicht im buro|abwesend)',
      'est (?:absente?|absent\\(e\\)|hors)(?: du bureau)?',
      '(?:esta|se encuentra) (?:fuera de la oficina|ausente)',
      'esta (?:ausente|fora) do escritorio',
      'e (?:fuori ufficio|assente)',
      'is (?:niet aanwezig|afwezig|niet op kantoor)',
      '(?:ar|er) (?:inte|ikke|ej) pa kontoret',
      'jest poza biurem',
      'отсутствует на (?:рабочем месте|работе)',
    ].join('|') +
    ')(?!\\p{L})',
  'u',
);

const MAX_TEXT = 2_500;

/** The phrase ends the subject or a mark follows it; "automatic reply does not work" and "out of office?" are questions. */
function beginsWith(subject: string, phrase: string): boolean {
  if (!subject.startsWith(phrase)) return false;
  const rest = subject.slice(phrase.length);
  return /^(?:[.!]*$| ?[:：;\]】)>/|–—]| ?\(| - | ?-$|\.{3}|! | (?:until|till|from|bis|vom|ab|hasta|tot)\b| (?:jusqu|t\.o\.m|\d)| (?:re|aw|sv|vs|fwd?|wg|tr|rv|odp|antw|rif|res|ynt) ?[:：])/.test(
    rest,
  );
}

/** "Your request 4711 - automatic reply": behind a mark, as programs put it; people do so too, so it never decides alone. */
function endsWith(subject: string, phrase: string): boolean {
  return (
    subject.replace(/[\s.!)\]】）]+$/u, '').endsWith(phrase) &&
    MARK_BEFORE.test(subject.slice(0, subject.lastIndexOf(phrase)))
  );
}

const MARK_BEFORE = /[:：|[(（【]\s?$| [-–—] $/u;

/** Brackets and gateways' tags in front: "[EXTERNAL] Automatic reply: …", "[Automatyczna odpowiedź] test". */
function withoutTags(subject: string): string {
  const bare = subject.replace(
    /^(?:(?:\[(?:ext|extern|external|externe|spam|suspected spam|sus|bulk)[^\]]{0,20}\]|ext(?:ern(?:al)?)?:) ?){1,3}/,
    '',
  );
  return bare.replace(/^[\s*"'[(【<#-]+/, '');
}

function found(code: string, detail: string): Reason {
  return because(code, detail, 'localised subjects and texts');
}

type Phrase = { readonly language: string; readonly phrase: string };

function phrases(strength: 'strong' | 'weak'): Phrase[] {
  return Object.entries(OUT_OF_OFFICE_SUBJECTS).flatMap(([language, subjects]) =>
    subjects[strength].map((phrase) => ({ language, phrase: fold(phrase) })),
  );
}

const PHRASES = { strong: phrases('strong'), weak: phrases('weak') };
