import { describe, expect, test } from 'vitest';
import { foldQuotedText } from '../../../src/ingest/quoted-text.ts';

const fold = (text: string) => foldQuotedText({ text, html: null, subject: 'Re: Boiler' }, []);

describe('what a device puts under a mail', () => {
  test.each([
    'Sent from my iPhone',
    'Sent from my Verizon Wireless BlackBerry',
    'Sent from my Samsung Galaxy smartphone.',
    'Sent from Mailbox',
    'Sent from Yahoo Mail on Android',
    'Sent from Yahoo Mail for iPhone<https://overview.mail.yahoo.com/?.src=iOS>',
    'Sent with Proton Mail secure email.',
    'Sent via mobile',
    '(sent from a phone)',
    '<<sent by galaxy>>',
    'Get Outlook for iOS<https://aka.ms/o0ukef>',
    'Get Outlook for Android',
    'Von meinem iPhone gesendet',
    'Gesendet mit der GMX Mail App',
    'Gesendet von Outlook für Android<https://aka.ms/AAb9ysg>',
    'Von Outlook für iOS gesendet',
    'Diese Nachricht wurde von meinem Android-Mobiltelefon mit K-9 Mail gesendet.',
    'Envoyé de mon iPhone',
    'Envoyé depuis mon smartphone Samsung Galaxy.',
    'Envoyé à partir de Outlook pour Android',
    'Télécharger Outlook pour iOS',
    'Enviado desde mi iPhone',
    'Obtener Outlook para Android',
    'Inviato da iPhone',
    'Inviato dal mio dispositivo Android',
    'Enviado do meu iPhone',
    'Obter o Outlook para Android',
    'Verstuurd vanaf mijn iPhone',
    'Verzonden met Outlook voor iOS',
    'Skickat från min iPhone',
    'Hämta Outlook för Android',
    'Sendt fra min iPad',
    'Lähetetty iPhonesta',
    "Wysłane z iPhone'a",
    'Wysłano z telefonu Samsung',
    'Odesláno z iPhonu',
    'Odoslané z môjho iPhonu',
    'Trimis de pe iPhone-ul meu',
    'Отправлено с iPhone',
    'Надіслано з iPhone',
    'Изпратено от моя iPhone',
    'Στάλθηκε από το iPhone μου',
    "iPhone'umdan gönderildi",
    'iPhone-ról küldve',
    'أُرسلت من الـ iPhone',
    'נשלח מה-iPhone שלי',
    'iPhoneから送信',
    '나의 iPhone에서 보냄',
    '发自我的 iPhone',
    '從我的 iPhone 傳送',
    'ส่งจาก iPhone ของฉัน',
    'Được gửi từ iPhone của tôi',
    'Dikirim dari iPhone saya',
  ])('%s', (line) => {
    expect(fold(`It leaks again.\n\n${line}`)).toEqual({
      visibleText: 'It leaks again.',
      signature: line,
      foldedText: '',
    });
  });

  test('ends the answer, since some clients mark nothing below it', () => {
    const folded = fold(
      'It leaks again.\n\nSent from my iPhone\n\nWe have sent a plumber to you and hope that he came.',
    );
    expect(folded).toEqual({
      visibleText: 'It leaks again.',
      signature: 'Sent from my iPhone',
      foldedText: 'We have sent a plumber to you and hope that he came.',
    });
  });

  test('at the top leaves the text below in view, and a postscript stays', () => {
    expect(fold('Sent from my iPhone\n\nIt leaks again.').visibleText).toBe('It leaks again.');
    expect(fold('It leaks again.\n\nSent from my iPhone\n\nPS: And it is cold.').visibleText).toBe(
      'It leaks again.\n\nPS: And it is cold.',
    );
  });

  test.each([
    'Sent from my desk, which is much easier than my phone.',
    'Sent by courier on Monday',
    'From my point of view the valve is broken',
    'Verschickt per DHL am Montag',
    'Enviado por la mañana',
    'Envoyé par la mairie hier',
    'Get the parts for Monday',
    '从昨天开始就坏了',
  ])('is not seen in: %s', (line) => {
    const text = `It leaks again.\n\n${line}\n\nThe cellar is wet and we are cold, please come.`;
    expect(fold(text).visibleText).toBe(text);
  });
});
