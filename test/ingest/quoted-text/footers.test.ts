import { describe, expect, test } from 'vitest';
import { foldQuotedText } from '../../../src/ingest/quoted-text.ts';

const fold = (text: string) => foldQuotedText({ text, html: null, subject: 'Re: Boiler' }, []);
const BODY = 'The boiler leaks again.\n\nPlease send somebody today.';

describe('what others put under a mail', () => {
  test.each([
    [
      'in English',
      'This e-mail is confidential and intended solely for the addressee. If you have received it in error, please delete it.',
    ],
    [
      'in German',
      'Diese E-Mail enthält vertrauliche und rechtlich geschützte Informationen. Wenn Sie nicht der richtige Adressat sind, vernichten Sie sie.',
    ],
    [
      'in French',
      "Ce message est confidentiel et établi à l'intention exclusive de ses destinataires. Merci de le détruire.",
    ],
    [
      'in Spanish',
      'Este mensaje es confidencial y se dirige exclusivamente a su destinatario. Si lo ha recibido por error, elimínelo.',
    ],
    [
      'in Italian',
      'Le informazioni contenute in questo messaggio sono riservate. Se avete ricevuto questo messaggio per errore, cancellatelo.',
    ],
    [
      'in Dutch',
      'Dit bericht is vertrouwelijk en uitsluitend bestemd voor de geadresseerde. Bent u niet de ontvanger, verwijder het dan.',
    ],
    [
      'in Polish',
      'Wiadomość zawiera informacje poufne, przeznaczone wyłącznie dla adresata. Prosimy o jej usunięcie, jeśli to nie Państwo.',
    ],
    [
      'in Russian',
      'Это сообщение содержит конфиденциальную информацию и предназначено исключительно для адресата, указанного выше.',
    ],
    [
      'between rules',
      '*********************\nThe information in this Email is strictly confidential.\n\nPlease notify us.\n*********************',
    ],
    [
      'below a title',
      'Disclaimer\n\n---------------\n\nThis message has been scanned for viruses by the gateway.\n\n---------------',
    ],
    [
      'in paragraphs',
      'This e-mail is confidential and may be privileged.\n\nThe original was scanned for viruses and is virus free.',
    ],
  ])('a legal notice %s', (_, notice) => {
    const folded = fold(`${BODY}\n\n${notice}`);
    expect(folded).toEqual({ visibleText: BODY, signature: notice, foldedText: '' });
  });

  test.each([
    '_______________________________________________\nboilers mailing list\nboilers@lists.example\nhttps://lists.example/mailman/listinfo/boilers',
    '--\nYou received this message because you are subscribed to the Google Groups "boilers" group.\nTo unsubscribe, visit https://groups.google.com/d/optout.',
    '—\nReply to this email directly or view it on GitHub\nhttps://github.example/boiler/1',
  ])('a list’s footer: %s', (footer) => {
    expect(fold(`${BODY}\n\n${footer}`)).toEqual({ visibleText: BODY, signature: footer, foldedText: '' });
  });

  test('an OpenPGP signature', () => {
    const signature =
      '-----BEGIN PGP SIGNATURE-----\n\niQA/AwUBPaMxL8PxH8jf3ohaEQJOvwCgwLjDfcRLc=\n=vNcJ\n-----END PGP SIGNATURE-----';
    const text = `-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n${BODY}\n\n${signature}`;
    expect(fold(text).visibleText).toBe(BODY);
    expect(fold(text).signature).toContain(signature);
  });

  test('leaves alone a writer who speaks of such things', () => {
    const text = `${BODY}\n\nThe contract says that the price is a matter between us, so keep it between us.`;
    expect(fold(text).visibleText).toBe(text);
  });

  test('leaves text below it in view', () => {
    const notice = '******************\nThis Email is strictly confidential.\n******************';
    expect(fold(`${BODY}\n\n${notice}\n\nOne more thing: the cellar is wet.`).visibleText).toBe(
      `${BODY}\n\nOne more thing: the cellar is wet.`,
    );
  });
});

describe('what others put above a mail', () => {
  test.each([
    'CAUTION: This message is from an EXTERNAL SENDER. Do not click links or open attachments.',
    '[EXTERNAL EMAIL] This e-mail originated from outside of the organisation.',
    "You don't often get email from ann@lee.example. Learn why this is important",
    'ACHTUNG: Externe E-Mail. Bitte keine Links öffnen.',
    "ATTENTION : cet e-mail provient de l'extérieur de l'entreprise.",
    'AVISO: correo externo. No abra enlaces.',
  ])('a banner: %s', (banner) => {
    expect(fold(`${banner}\n\n${BODY}`)).toEqual({ visibleText: BODY, signature: null, foldedText: banner });
  });
});
