import { foldedName } from './names.ts';

/** What one word says to a question of ours. */
export type ReplyWord = 'send' | 'drop' | 'yes' | 'no';

const WORDS: Readonly<Record<ReplyWord, string>> = {
  send: 'send senden abschicken envoyer envoyez enviar verzenden wyslij invia',
  drop: 'drop discard delete verwerfen loschen abandonner supprimer descartar borrar verwijderen scarta usun',
  yes: 'yes y yep ok okay ja oui si sim tak',
  no: 'no n nope nein non nee nao nie',
};

const MEANING = new Map(
  Object.entries(WORDS).flatMap(([meaning, words]) =>
    words.split(' ').map((word) => [word, meaning as ReplyWord] as const),
  ),
);

/** The word that an answer consists of or begins with, alone on its first line; null where it says more. */
export function replyWord(text: string): ReplyWord | null {
  const first = text.trim().split('\n')[0] ?? '';
  if (first.length > 40) return null;
  const word = foldedName(first)
    .replaceAll(/[^a-z]+/g, ' ')
    .trim()
    .replace(
      /^(?:please|bitte) | (?:please|bitte|thanks|thank you|danke|of course|sure|gern|gerne|naturlich|merci|bien sur|gracias|claro|por favor|grazie|certo|graag|dziekuje|obrigad[ao])$/g,
      '',
    );
  return MEANING.get(word) ?? null;
}
