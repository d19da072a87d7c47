/** What the page of a survey says, in the languages of the mails that lead to it. */
export type SurveyWords = {
  readonly question: string;
  readonly good: string;
  readonly fair: string;
  readonly poor: string;
  readonly comment: string;
  readonly send: string;
  readonly thanks: string;
  readonly before: string;
  readonly gone: string;
  readonly missing: string;
};

const WORDS: Readonly<Record<string, SurveyWords>> = {
  en: {
    question: 'How did we do?',
    good: 'Good',
    fair: 'Fair',
    poor: 'Poor',
    comment: 'Would you like to say more?',
    send: 'Send',
    thanks: 'Thank you. It helps us to do better.',
    before: 'Thank you, your answer has reached us already.',
    gone: 'This link does not lead anywhere any more. You can always reply to our last message.',
    missing: 'Please choose one of the three.',
  },
  de: {
    question: 'Waren Sie zufrieden?',
    good: 'Gut',
    fair: 'Mittel',
    poor: 'Schlecht',
    comment: 'Möchten Sie mehr dazu sagen?',
    send: 'Senden',
    thanks: 'Vielen Dank. Das hilft uns, besser zu werden.',
    before: 'Vielen Dank, Ihre Antwort ist schon bei uns.',
    gone: 'Dieser Link führt nirgends mehr hin. Sie können jederzeit auf unsere letzte Nachricht antworten.',
    missing: 'Bitte wählen Sie eines der drei.',
  },
  fr: {
    question: 'Êtes-vous satisfait de notre réponse ?',
    good: 'Bien',
    fair: 'Moyen',
    poor: 'Mauvais',
    comment: 'Souhaitez-vous en dire plus ?',
    send: 'Envoyer',
    thanks: 'Merci. Cela nous aide à faire mieux.',
    before: 'Merci, votre réponse nous est déjà parvenue.',
    gone: 'Ce lien ne mène plus nulle part. Vous pouvez toujours répondre à notre dernier message.',
    missing: 'Veuillez choisir l’une des trois réponses.',
  },
  es: {
    question: '¿Qué tal lo hemos hecho?',
    good: 'Bien',
    fair: 'Regular',
    poor: 'Mal',
    comment: '¿Quiere contarnos más?',
    send: 'Enviar',
    thanks: 'Gracias. Nos ayuda a mejorar.',
    before: 'Gracias, su respuesta ya nos ha llegado.',
    gone: 'Este enlace ya no lleva a ninguna parte. Siempre puede responder a nuestro último mensaje.',
    missing: 'Elija una de las tres, por favor.',
  },
  it: {
    question: 'Come siamo andati?',
    good: 'Bene',
    fair: 'Così così',
    poor: 'Male',
    comment: 'Vuole dirci di più?',
    send: 'Invia',
    thanks: 'Grazie. Ci aiuta a migliorare.',
    before: 'Grazie, la Sua risposta ci è già arrivata.',
    gone: 'Questo link non porta più da nessuna parte. Può sempre rispondere al nostro ultimo messaggio.',
    missing: 'Scelga una delle tre, per favore.',
  },
  nl: {
    question: 'Hoe hebben we het gedaan?',
    good: 'Goed',
    fair: 'Matig',
    poor: 'Slecht',
    comment: 'Wilt u er meer over zeggen?',
    send: 'Versturen',
    thanks: 'Dank u. Het helpt ons om het beter te doen.',
    before: 'Dank u, uw antwoord is al bij ons.',
    gone: 'Deze link leidt nergens meer heen. U kunt altijd op ons laatste bericht antwoorden.',
    missing: 'Kies een van de drie.',
  },
  pl: {
    question: 'Jak nam poszło?',
    good: 'Dobrze',
    fair: 'Średnio',
    poor: 'Źle',
    comment: 'Czy chce nam Pan/Pani powiedzieć więcej?',
    send: 'Wyślij',
    thanks: 'Dziękujemy. To pomaga nam działać lepiej.',
    before: 'Dziękujemy, odpowiedź już do nas dotarła.',
    gone: 'Ten odnośnik już nigdzie nie prowadzi. Zawsze można odpowiedzieć na naszą ostatnią wiadomość.',
    missing: 'Proszę wybrać jedną z trzech odpowiedzi.',
  },
  pt: {
    question: 'Como nos saímos?',
    good: 'Bom',
    fair: 'Razoável',
    poor: 'Mau',
    comment: 'Gostaria de dizer mais?',
    send: 'Enviar',
    thanks: 'Obrigado. Ajuda-nos a melhorar.',
    before: 'Obrigado, a sua resposta já nos chegou.',
    gone: 'Esta ligação já não leva a lado nenhum. Pode sempre responder à nossa última mensagem.',
    missing: 'Escolha uma das três, por favor.',
  },
};

/** The words of a language, of the firm's where it is not known, else English. */
export function surveyWords(...languages: readonly (string | null)[]): {
  readonly lang: string;
  readonly words: SurveyWords;
} {
  const lang = languages.map((one) => one?.split('-')[0] ?? '').find((one) => Object.hasOwn(WORDS, one)) ?? 'en';
  return { lang, words: WORDS[lang]! };
}
