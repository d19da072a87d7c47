import { staffHtmlForClients } from './sanitise-html.ts';
import type { RichText, Survey } from './template-data.ts';

type Asking = {
  readonly question: string;
  /** How to answer by a click, and without. */
  readonly click: string;
  readonly word: string;
  readonly good: string;
  readonly fair: string;
  readonly poor: string;
};

const WORDS: Readonly<Record<string, Asking>> = {
  en: {
    question: 'How did we do?',
    click: 'One click is enough, or a reply of one word: good, fair or poor.',
    word: 'A reply of one word is enough: good, fair or poor.',
    good: 'Good',
    fair: 'Fair',
    poor: 'Poor',
  },
  de: {
    question: 'Waren Sie zufrieden?',
    click: 'Ein Klick genügt, oder eine Antwort mit einem Wort: gut, mittel oder schlecht.',
    word: 'Eine Antwort mit einem Wort genügt: gut, mittel oder schlecht.',
    good: 'Gut',
    fair: 'Mittel',
    poor: 'Schlecht',
  },
  fr: {
    question: 'Êtes-vous satisfait de notre réponse ?',
    click: 'Un clic suffit, ou une réponse d’un mot : bien, moyen ou mauvais.',
    word: 'Une réponse d’un mot suffit : bien, moyen ou mauvais.',
    good: 'Bien',
    fair: 'Moyen',
    poor: 'Mauvais',
  },
  es: {
    question: '¿Qué tal lo hemos hecho?',
    click: 'Basta un clic, o una respuesta de una palabra: bien, regular o mal.',
    word: 'Basta una respuesta de una palabra: bien, regular o mal.',
    good: 'Bien',
    fair: 'Regular',
    poor: 'Mal',
  },
  it: {
    question: 'Come siamo andati?',
    click: 'Basta un clic, o una risposta di una parola: bene, così così o male.',
    word: 'Basta una risposta di una parola: bene, così così o male.',
    good: 'Bene',
    fair: 'Così così',
    poor: 'Male',
  },
  nl: {
    question: 'Hoe hebben we het gedaan?',
    click: 'Eén klik is genoeg, of een antwoord van één woord: goed, matig of slecht.',
    word: 'Een antwoord van één woord is genoeg: goed, matig of slecht.',
    good: 'Goed',
    fair: 'Matig',
    poor: 'Slecht',
  },
  pl: {
    question: 'Jak nam poszło?',
    click: 'Wystarczy jedno kliknięcie albo jedno słowo w odpowiedzi: dobrze, średnio lub źle.',
    word: 'Wystarczy jedno słowo w odpowiedzi: dobrze, średnio lub źle.',
    good: 'Dobrze',
    fair: 'Średnio',
    poor: 'Źle',
  },
  pt: {
    question: 'Como nos saímos?',
    click: 'Basta um clique, ou uma resposta de uma palavra: bom, razoável ou mau.',
    word: 'Basta uma resposta de uma palavra: bom, razoável ou mau.',
    good: 'Bom',
    fair: 'Razoável',
    poor: 'Mau',
  },
};

/** The question how we did as the body of a letter, with a link a choice where there is a page; the words are those of the closing mail. */
export function surveyBody(locale: string, { goodUrl, fairUrl, poorUrl }: Survey): RichText {
  const { question, click, word, good, fair, poor } = WORDS[locale.slice(0, 2)] ?? WORDS['en']!;
  if (!goodUrl || !fairUrl || !poorUrl) return { text: `${question} ${word}` };
  const links = [
    [good, goodUrl],
    [fair, fairUrl],
    [poor, poorUrl],
  ];
  const ask = `${question} ${click}`;
  const anchors = links.map(([label, url]) => `<a href="${url}"><b>${label}</b></a>`).join(' &nbsp; ');
  return {
    text: [ask, ...links.map(([label, url]) => `${label}: ${url}`)].join('\n\n'),
    html: staffHtmlForClients(`<p>${ask}</p><p>${anchors}</p>`),
  };
}
