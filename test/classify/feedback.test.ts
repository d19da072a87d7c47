import { describe, expect, test } from 'vitest';
import { readOpinion, readScore } from '../../src/classify/feedback.ts';

const opinionOf = (text: string) => readOpinion('About your service', text).feedback;

describe('a client’s opinion is sorted into the four kinds of the procedure', () => {
  test.each([
    ['positive', 'Great service, the new invoice was here within the hour.'],
    ['positive', 'We are very happy with your team. Keep up the good work!'],
    ['positive', 'Vielen Dank für die tolle Betreuung, wir sind sehr zufrieden.'],
    ['positive', 'Bravo à toute l’équipe, nous sommes très satisfaits.'],
    ['positive', 'Estoy muy contento con el trato, enhorabuena.'],
    ['positive', 'Complimenti, ottimo servizio.'],
    ['positive', 'Parabéns, muito satisfeita com a equipa.'],
    ['positive', 'Heel blij met de snelle hulp, top service!'],
    ['positive', 'Jestem zadowolona, dobra robota.'],
    ['positive', 'Jag är mycket nöjd, bra jobbat.'],
    ['constructive', 'To be honest I am disappointed: the answer took too long.'],
    ['constructive', 'We are not happy with the last delivery.'],
    ['constructive', 'Ich bin leider nicht zufrieden, die Bearbeitung dauert zu lange.'],
    ['constructive', 'Je suis déçue de votre réponse.'],
    ['constructive', 'Quiero presentar una queja sobre la última factura.'],
    ['constructive', 'Sono deluso dal vostro supporto.'],
    ['urgent', 'This is unacceptable and must be mended immediately.'],
    ['urgent', 'If nothing happens we will cancel our contract.'],
    ['urgent', 'Das ist inakzeptabel. Sonst kündigen wir und nehmen uns einen Anwalt.'],
    ['urgent', 'C’est inacceptable, merci de corriger au plus vite.'],
    ['suggestion', 'It would be great if the report came as a spreadsheet.'],
    ['suggestion', 'A suggestion for the portal: show the due date.'],
    ['suggestion', 'Great work! It would be nice to have a dark mode, though.'],
    ['suggestion', 'Ein Verbesserungsvorschlag: zeigen Sie das Datum an.'],
    ['suggestion', 'Ce serait bien d’avoir un rappel.'],
  ])('%s: %s', (feedback, text) => {
    expect(opinionOf(text)).toBe(feedback);
  });

  test.each([
    'Could you correct the address on the invoice of January? Thanks!',
    'URGENT: our server is down, please help immediately.',
    'The export fails with error 500 since this morning.',
    'Vielen Dank im Voraus, bitte senden Sie uns das Angebot.',
    'We have no complaints so far, just a question about the licence.',
    'Merci de nous envoyer le devis.',
    'Thank you once again, it would be great to hear from you soon.',
    'Our lawyer needs the signed contract for the file.',
  ])('an ordinary request is no feedback, however urgent: %s', (text) => {
    expect(opinionOf(text)).toBeNull();
  });

  test('its words are named, so that staff can see why', () => {
    const { sentiment, reasons } = readOpinion('', 'I am disappointed. Please call me immediately.');
    expect(sentiment).toBe('negative');
    expect(reasons.map(({ detail }) => detail)).toEqual(['says "disappointed"', 'says "immediately"']);
  });

  test('a denied judgement is not one', () => {
    expect(readOpinion('', 'We are not disappointed at all.').feedback).toBeNull();
    expect(readOpinion('', 'I am not satisfied with this.').sentiment).toBe('negative');
  });
});

describe('a survey is answered by mail', () => {
  test.each([
    ['5', 5],
    ['4/5', 4],
    ['3 out of 5', 3],
    ['2.', 2],
    ['Score: 1', 1],
    ['⭐⭐⭐⭐', 4],
    ['Excellent!', 5],
    ['gut', 4],
    ['Sehr gut, danke für alles', null],
    ['👍', 4],
    ['👎', 1],
    ['fair', 3],
    ['poor', 2],
    ['mittel', 3],
    ['schlecht', 1],
    ['regular', 3],
    ['mal', 2],
    ['moyen', 3],
    ['mauvais', 2],
    ['matig', 3],
    ['slecht', 2],
    ['Così così', 3],
    ['dobrze', 4],
    ['Źle.', 2],
    ['razoável', 3],
    ['6', null],
    ['15', null],
    ['', null],
    ['5\n\n> How did we do?', 5],
    ['I will tell you tomorrow', null],
  ])('%j is %j', (text, score) => {
    expect(readScore(text)).toBe(score);
  });
});
