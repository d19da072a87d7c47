import { describe, expect, test } from 'vitest';
import { foldQuotedText } from '../../../src/ingest/quoted-text.ts';

const fold = (text: string) => foldQuotedText({ text, html: null, subject: 'Re: Boiler' }, []);
const BODY = 'Good morning,\n\nthe boiler leaks again. Please send somebody today.';

describe('a signature', () => {
  test.each([
    ['below sig dashes', '-- \nAnn Lee\nLee & Sons'],
    ['below dashes without the space', '--\nAnn Lee'],
    ['below a long dash', '—\nAnn Lee'],
    ['below underscores', '__\nAnn Lee'],
    ['below a rule', '———————\nAnn Lee\nPlumbing\n+49 30 1234567'],
    ['below two dashes', '--\n--\nRegards,\nAnn'],
    ['behind a dash', '-Ann'],
    ['behind a long dash', '—Ann'],
    ['behind two dashes', '--Ann Lee'],
    ['behind a stroke', '/Ann'],
    ['of a formula and a name', 'Kind regards,\n\nAnn Lee'],
    ['of a formula and a name on one line', 'Regards, Ann'],
    ['of a formula and a small name', 'cheers\nann'],
    ['in capitals', 'REGARDS,\n\nANN LEE'],
    ['of two formulas', 'Thank you!\n\nBest regards\nAnn Lee\nLee & Sons'],
    [
      'with titles and numbers',
      'Best regards,\n\nDr. Ann Lee\nHead of Plumbing\nLee & Sons Ltd.\nTel: +49 30 1234567\nwww.lee.example',
    ],
    ['in two languages', 'Mit freundlichen Grüßen / Best regards\n\nAnn Lee'],
    ['of a name alone', 'Ann'],
    ['of a full name alone', 'Ann Lee'],
    ['of a name and an extension', 'Ann\nx-37059'],
    ['of a name and a title', 'Ann Lee\nHead of Plumbing'],
    ['of an organisation and its number', 'Boiler & Heating Desk\n3-7060'],
    ['of initials and a number', 'AL   3-1587.'],
    ['of blocks', 'Lee Plumbing\nAnn Lee\n(503) 464-7404\n\nBob Lee\n(503) 464-8321'],
  ])('%s is told from the text', (_, signature) => {
    expect(fold(`${BODY}\n\n${signature}`)).toEqual({ visibleText: BODY, signature, foldedText: '' });
  });

  test.each([
    'Mit freundlichen Grüßen',
    'Viele Grüße',
    'MfG',
    'Cordialement',
    'Bien à vous',
    'Saludos',
    'Atentamente',
    'Cordiali saluti',
    'Distinti saluti',
    'Atenciosamente',
    'Cumprimentos',
    'Cu stimă',
    'Met vriendelijke groet',
    'Groetjes',
    'Med vänliga hälsningar',
    'Med venlig hilsen',
    'Vennlig hilsen',
    'Ystävällisin terveisin',
    'Pozdrawiam',
    'Z poważaniem',
    'S pozdravem',
    'S pozdravom',
    'Lijep pozdrav',
    'С уважением',
    'З повагою',
    'Поздрави',
    'Üdvözlettel',
    'Με εκτίμηση',
    'Saygılarımla',
    'Lugupidamisega',
    'Pagarbiai',
    'בברכה',
    'مع التحية',
    'Trân trọng',
    'Salam hormat',
  ])('begins with a formula: %s', (formula) => {
    expect(fold(`${BODY}\n\n${formula}\nAnn Lee`)).toEqual({
      visibleText: BODY,
      signature: `${formula}\nAnn Lee`,
      foldedText: '',
    });
  });

  test('stands above the quote or below it', () => {
    const quote = 'On 3 Mar 2025, Bob wrote:\n> We have sent a plumber.\n> He was there.';
    expect(fold(`${BODY}\n\nRegards,\nAnn\n\n${quote}`)).toEqual({
      visibleText: BODY,
      signature: 'Regards,\nAnn',
      foldedText: quote,
    });
    expect(fold(`${BODY}\n\n${quote}\n\n--\nAnn Lee`)).toEqual({
      visibleText: BODY,
      signature: '--\nAnn Lee',
      foldedText: quote,
    });
  });

  test.each([
    ['a formula that nobody signs', 'Best regards'],
    ['text below a formula', 'Thanks,\n\nhow long will it take until somebody can come here?'],
    ['a postscript', 'Love, Aunt Mary\nP.S. Uncle Bob sends his love, and so do the children.'],
    ['dashes in a line', 'And here it is -- the valve that I mean.'],
    ['a list', 'I called:\n\n- Ann\n- Bob'],
    ['an address asked for', 'Please send the invoice to:\n\nAnn Lee\n12 Fox Street\n10115 Berlin'],
    ['a list of numbers', 'Their numbers:\n\nPlumber 030 1234567\nCaretaker 030 7654321'],
    ['a list of links', 'The pages:\n\nhttps://lee.example/one\nhttps://lee.example/two'],
    ['a sentence with a number', 'Call me on my cell phone. 713-302-6442.'],
    ['a report', 'These are the values\n\nProject: shop\nStatus: resolved\nStart: 2025-01-01'],
    ['a word', 'Please confirm.\n\nUrgent'],
  ])('is not seen in %s', (_, end) => {
    const text = `${BODY}\n\n${end}`;
    expect(fold(text)).toEqual({ visibleText: text, signature: null, foldedText: '' });
  });

  test('is not all there is', () => {
    expect(fold('Thanks,\nAnn').visibleText).toBe('Thanks,\nAnn');
    expect(fold('Ann').visibleText).toBe('Ann');
  });
});
