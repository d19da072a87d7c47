import type { Check } from '../check.ts';
import { fold } from '../fold.ts';
import { because } from '../header-value.ts';
import { leadText } from '../lead-text.ts';

// Programs that set no header often say so in their first sentence. Further down the same words may be a client's, who pastes a
// notification and asks about it, so only the opening counts.
export const automatedText: Check = (message) => {
  const opening = fold(leadText(message.text).slice(0, 600)).slice(0, 220);
  const hit = AUTOMATED.exec(opening);
  return hit === null ? [] : [because('automated-text', opening.slice(hit.index), 'wording of automatic mail')];
};

const START =
  '^[\\s*#=\\-–—_~|>!."\'()[\\]]{0,80}(?:(?:hello|hi|dear|hallo|guten tag|bonjour|hola|sehr geehrte)(?: [^,.:!]{1,40})?[,!.:] ?)?';

const AUTOMATED = new RegExp(
  START +
    '(?:' +
    [
      '(?:please note(?: that)?:? )?this (?:is|was|has been|e-?mail|message|mail|reply|response|notification)(?: (?:is|was|has been|e-?mail|message))?(?: an?)? (?:automated|automatic|auto-?generated|automatically (?:generated|sent|created)|system[- ]generated|computer[- ]generated)',
      '(?:please )?do not (?:reply|respond) to this (?:automat\\w{1,6} )?(?:e-?mail|message|mail|address|notification)',
      '(?:dies(?:e|es)?|das) (?:ist eine |e-?mail |nachricht |mail |antwort |schreiben )?(?:wurde |ist eine )?(?:automatisch|system)(?:e|isch)? ?(?:generiert|erstellt|erzeugt|versand|verschickt|antwort|nachricht|e-?mail|eingangs)',
      '(?:bitte )?antworten sie (?:bitte )?nicht auf diese',
      '(?:ceci est|cet? (?:e-?mail|message|courriel)) (?:un |est un |a ete )?(?:message |e-?mail |courriel |reponse )?(?:automatique|envoye automatiquement|genere automatiquement)',
      '(?:merci de )?ne pas repondre a (?:ce|cet) ',
      '(?:este|esta) (?:es |e |mensaje |correo |mensagem |e-?mail |respuesta )(?:un |una |uma |um |es |e )?(?:mensaje |correo |mensagem |e-?mail |respuesta |resposta )?(?:automatic|generad|gerad|automatizad)',
      '(?:questo|questa) (?:e |messaggio |e-?mail )(?:un |una |e |e stat[ao] )?(?:messaggio |e-?mail |risposta )?(?:automatic|generat)',
      'dit is een (?:automatisch|geautomatiseerd)',
      'det(?:te|ta)? (?:ar|er) (?:et|ett|en) (?:automati|autosvar)',
      '(?:to jest|jest to) (?:wiadomosc )?(?:automatyczn|wygenerowan)',
      '(?:это|данное|це|дане)[^.]{0,30}(?:автоматическ|автоматичн|сгенерирован)',
      '(?:このメール|本メール)は[^。]{0,20}自動',
      '(?:此|本|这是|這是)[^。]{0,12}(?:自动|自動)',
    ]
      .map((pattern) => pattern.normalize('NFKD').replace(/\p{M}+/gu, ''))
      .join('|') +
    ')',
  'u',
);
