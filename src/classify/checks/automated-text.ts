import type { Check } from '../check.ts';
import { fold } from '../fold.ts';
import { because } from '../header-value.ts';
import { leadText } from '../lead-text.ts';

// Programs that set no header often say so, in their first sentence or, where they thank first, in a later one. Further down the
// same words may be a client's, who pastes a notification and asks about it: so a later sentence counts only where nobody has said
// "I", asked or quoted before it. Companies speak of themselves as "we".
export const automatedText: Check = (message) => {
  const opening = fold(leadText(message.text).slice(0, 1_500)).slice(0, 700);
  const hit = FIRST.exec(opening.slice(0, 220)) ?? (/\?(?:\s|$)|？/u.test(opening) ? null : LATER.exec(opening));
  if (hit === null || PERSONAL.test(opening.slice(0, hit.index) + sentenceAt(opening, hit.index))) return [];
  return [because('automated-text', opening.slice(hit.index, hit.index + 220), 'wording of automatic mail')];
};

/** To its end, since a person may go on: "do not reply to this address but to mine". */
function sentenceAt(opening: string, at: number): string {
  return /^[^.!?。！？]{0,300}/u.exec(opening.slice(at))?.[0] ?? '';
}

const START =
  '^[\\s*#=\\-–—_~|>!."\'()[\\]]{0,80}(?:(?:hello|hi|dear|hallo|guten tag|bonjour|hola|sehr geehrte)(?: [^,.:!]{1,40})?[,!.:] ?)?';

const SENTENCES = [
  '(?:please note(?: that)?:? )?this (?:is|was|has been|e-?mail|message|mail|reply|response|notification)(?: (?:is|was|has been|e-?mail|message))?(?: an?)? (?:automated|automatic|auto-?generated|automatically (?:generated|sent|created)|(?:generated|sent|created) automatically|system[- ]generated|computer[- ]generated)',
  '(?:please )?do not (?:reply|respond) (?:directly )?to this (?:automat\\w{1,6} )?(?:e-?mail|message|mail|address|notification)',
  '(?:dies(?:e|es)?|das) (?:ist eine |e-?mail |nachricht |mail |antwort |schreiben )?(?:wurde |wird |ist |ist eine )?(?:automatisch|system)(?:e|isch)? ?(?:generiert|erstellt|erzeugt|versand|verschickt|antwort|nachricht|e-?mail|eingangs)',
  '(?:bitte )?antworten sie (?:bitte )?nicht auf diese',
  '(?:ceci est|cet? (?:e-?mail|message|courriel)) (?:un |est un |a ete )?(?:message |e-?mail |courriel |reponse )?(?:automatique|envoye automatiquement|genere automatiquement)',
  '(?:merci de )?ne pas (?:y )?repondre a (?:ce|cet) ',
  '(?:este|esta) (?:es |e |mensaje |correo |mensagem |e-?mail |respuesta )(?:un |una |uma |um |es |e )?(?:mensaje |correo |mensagem |e-?mail |respuesta |resposta )?(?:automatic|generad|gerad|automatizad)',
  '(?:questo|questa) (?:e |messaggio |e-?mail )(?:un |una |e |e stat[ao] )?(?:messaggio |e-?mail |risposta )?(?:automatic|generat)',
  'dit is een (?:automatisch|geautomatiseerd)',
  'det(?:te|ta)? (?:ar|er) (?:et|ett|en) (?:automati|autosvar)',
  '(?:to jest|jest to) (?:wiadomosc )?(?:automatyczn|wygenerowan)',
  '(?:ta )?wiadomosc (?:ta )?(?:zostala |jest )?(?:automatycznie )?(?:wygenerowana|wyslana|generowana)(?: automatycznie)?[,.]',
  '(?:tato zprava|tento e-?mail|tato sprava) (?:byl|bol|je|jsou)\\w{0,2} (?:automaticky|vygenerov\\w{1,4} automaticky|odesl\\w{1,4} automaticky)',
  '(?:ez egy automatikus|ez az? (?:uzenet|e-?mail) automatikus)',
  'acest (?:mesaj|e-?mail) (?:este|a fost) (?:generat |trimis )?(?:in mod )?automat',
  'bu (?:mesaj|e-?posta|ileti|bildirim) otomatik',
  'tama on automaatti',
  '(?:это|данное|це|дане)[^.]{0,30}(?:автоматическ|автоматичн|сгенерирован)',
  '(?:αυτο ειναι (?:ενα )?αυτοματο|το παρον μηνυμα[^.]{0,20} αυτοματα)',
  '(?:このメール|本メール)は[^。]{0,20}自動',
  '(?:此|本|这是|這是)[^。]{0,12}(?:自动|自動)',
  '(?:본|이) (?:메일|메시지)[^.]{0,20}자동',
];

const SAYS_SO = `(?:${SENTENCES.map((pattern) => pattern.normalize('NFKD').replace(/\p{M}+/gu, '')).join('|')})`;
const FIRST = new RegExp(START + SAYS_SO, 'u');
const LATER = new RegExp(`(?<=[.!。！] ?)${SAYS_SO}`, 'u');

/** Somebody speaks of himself, asks, or quotes; folded like the text. */
const PERSONAL =
  /[?？"]|(?<!\p{L})(?:i|i'm|my|me|ich|mir|mein\w{0,2}|je|j'ai|mon|mes|yo|mi|eu|meu|minha|io|mio|ik|mijn|jag|mitt|jeg|minun|moj\w{0,2}|я|мой|мне|меня|мені|мене|ben|benim)(?!\p{L})|私|我(?!们|們)/u;
