import fc from '../support/fast-check.ts';
import { describe, expect, test } from 'vitest';
import { readClosingWord } from '../../src/classify/closing-words.ts';

/** By language: thanks, and agreement. */
const SAID: Readonly<Record<string, readonly [string, string]>> = {
  English: ['Hi Ann,\n\nthank you very much for your help!\n\nBest regards\nJane', 'Yes, it works again. Thanks!'],
  German: ['Vielen Dank für die schnelle Hilfe!\nViele Grüße', 'Ja, hat sich erledigt, danke.'],
  French: ['Merci beaucoup pour votre aide !\nBonne journée', "Oui, c'est résolu. Merci"],
  Spanish: ['¡Muchas gracias por su ayuda!', 'Sí, ya funciona. Gracias.'],
  Italian: ['Grazie mille, molto gentile!', 'Sì, risolto, grazie'],
  Portuguese: ['Muito obrigado pela ajuda', 'Sim, está resolvido. Obrigada'],
  Dutch: ['Hartelijk dank voor de hulp, fijne dag!', 'Ja, het werkt weer. Bedankt'],
  Polish: ['Dziękuję bardzo za pomoc', 'Tak, wszystko działa, dziękuję'],
  Swedish: ['Tack så mycket för hjälpen!', 'Ja, det fungerar nu. Tack'],
  Danish: ['Mange tak for hjælpen', 'Ja, det virker nu, tak'],
  Norwegian: ['Tusen takk for hjelpen', 'Ja, problemet er løst'],
  Finnish: ['Kiitos paljon avusta', 'Kyllä, toimii nyt. Kiitos'],
  Czech: ['Moc děkuji za pomoc', 'Ano, už to funguje, díky'],
  Hungarian: ['Köszönöm szépen a gyors segítséget', 'Igen, már működik. Köszönöm'],
  Turkish: ['Çok teşekkür ederim, iyi günler', 'Evet, sorun çözüldü. Teşekkürler'],
  Romanian: ['Mulțumesc mult pentru ajutor', 'Da, s-a rezolvat. Mulțumesc'],
};

describe('CLS-1, ESC-4: an answer that says nothing but', () => {
  test.each(Object.entries(SAID))('thanks, or yes: %s', (_, [thanks, yes]) => {
    const names = ['Jane Doe', 'Ann Lee'];
    expect(readClosingWord(thanks, names)).toBe('thanks');
    expect(readClosingWord(yes, names)).toBe('agrees');
  });

  test.each(['ok', 'Okay.', 'Hello,\n\nok\n\nRegards'])('ok: %s', (text) => expect(readClosingWord(text)).toBe('nods'));

  test('what two languages mean differently counts as the weaker', () => {
    expect(readClosingWord('Tak'), 'Polish yes, Danish thanks').toBe('thanks');
  });
});

describe('any other word may be an objection', () => {
  test.each([
    'No, it does not work.',
    'Not solved.',
    "It isn't fixed",
    'Yes, but the second printer still stripes.',
    'Thanks, but no.',
    'Thank you. One more question: when does it arrive',
    'Is it solved?',
    'Solved?',
    'Thanks for nothing',
    'Thanks, please call me',
    'Danke, aber es geht immer noch nicht.',
    'Ja, aber nur am Montag',
    'Nein, funktioniert nicht',
    'Merci, mais ça ne marche pas',
    'Gracias, pero no funciona',
    'Dziękuję, ale nie działa',
    'Tack, men det fungerar inte',
    'Kiitos, mutta ei toimi',
    'Teşekkürler ama çalışmıyor',
    'Thanks! My new number is 030 1234567',
    '',
    '   ',
  ])('%s', (text) => expect(readClosingWord(text, ['Jane Doe'])).toBeNull());

  test('wherever it stands', () => {
    const friendly = Object.values(SAID).flat();
    fc.assert(
      fc.property(
        fc.constantFrom(...friendly),
        fc.constantFrom('but', 'nicht', 'invoice', 'ikke', 'ale', 'pero'),
        fc.nat(20),
        (text, word, place) => {
          const words = text.split(' ');
          words.splice(place % (words.length + 1), 0, word);
          expect(readClosingWord(words.join(' '))).toBeNull();
        },
      ),
    );
  });

  test('whatever is written, it is read in no time', () => {
    fc.assert(fc.property(fc.string({ maxLength: 2_000 }), (text) => void readClosingWord(text)));
  });
});
