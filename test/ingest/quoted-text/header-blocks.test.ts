import { describe, expect, test } from 'vitest';
import { foldQuotedText } from '../../../src/ingest/quoted-text.ts';

const fold = (text: string, subject = 'Re: Boiler') => foldQuotedText({ text, html: null, subject }, []);

/** From, sent, to, subject as Outlook and its like write them. */
const LABELS: Record<string, readonly [string, string, string, string]> = {
  English: ['From', 'Sent', 'To', 'Subject'],
  'English, Apple': ['From', 'Date', 'To', 'Subject'],
  German: ['Von', 'Gesendet', 'An', 'Betreff'],
  'German, Apple': ['Von', 'Datum', 'An', 'Betreff'],
  Dutch: ['Van', 'Verzonden', 'Aan', 'Onderwerp'],
  French: ['De ', 'Envoyé ', 'À ', 'Objet '],
  Spanish: ['De', 'Enviado el', 'Para', 'Asunto'],
  Italian: ['Da', 'Inviato', 'A', 'Oggetto'],
  Portuguese: ['De', 'Enviada em', 'Para', 'Assunto'],
  Catalan: ['De', 'Enviat', 'Per a', 'Assumpte'],
  Romanian: ['De la', 'Trimis', 'Către', 'Subiect'],
  Swedish: ['Från', 'Skickat', 'Till', 'Ämne'],
  Danish: ['Fra', 'Sendt', 'Til', 'Emne'],
  Finnish: ['Lähettäjä', 'Lähetetty', 'Vastaanottaja', 'Aihe'],
  Polish: ['Od', 'Wysłano', 'Do', 'Temat'],
  Czech: ['Od', 'Odesláno', 'Komu', 'Předmět'],
  Slovak: ['Od', 'Odoslané', 'Komu', 'Predmet'],
  Hungarian: ['Feladó', 'Elküldve', 'Címzett', 'Tárgy'],
  Croatian: ['Šalje', 'Poslano', 'Prima', 'Naslov'],
  Russian: ['От', 'Отправлено', 'Кому', 'Тема'],
  Ukrainian: ['Від', 'Надіслано', 'Кому', 'Тема'],
  Bulgarian: ['От', 'Изпратено', 'До', 'Относно'],
  Greek: ['Από', 'Στάλθηκε', 'Προς', 'Θέμα'],
  Turkish: ['Kimden', 'Gönderildi', 'Kime', 'Konu'],
  Hebrew: ['מאת', 'נשלח', 'אל', 'נושא'],
  Arabic: ['من', 'تم الإرسال', 'إلى', 'الموضوع'],
  Japanese: ['差出人', '送信日時', '宛先', '件名'],
  Korean: ['보낸 사람', '보낸 날짜', '받는 사람', '제목'],
  Chinese: ['发件人', '发送时间', '收件人', '主题'],
  'Chinese, traditional': ['寄件者', '寄件日期', '收件者', '主旨'],
  Vietnamese: ['Từ', 'Đã gửi', 'Đến', 'Chủ đề'],
  Thai: ['จาก', 'ส่ง', 'ถึง', 'เรื่อง'],
};

describe('the header above a quoted mail', () => {
  test.each(Object.entries(LABELS))('is told from own text in %s', (_, [from, sent, to, subject]) => {
    const block = `${from}: Ann Lee <ann@lee.example>\n${sent}: 3.3.2025 09:14\n${to}: help@desk.example\n${subject}: Boiler`;
    const folded = fold(`It leaks again.\n\n${block}\n\nWe have sent a plumber.`);
    expect(folded.visibleText).toBe('It leaks again.');
    expect(folded.foldedText).toBe(`${block}\n\nWe have sent a plumber.`);
  });

  test.each([
    ['in bold', '*From:* Ann Lee [mailto:\nann@lee.example]\n*Sent:* Monday\n*To:* Help\n*Subject:* Boiler'],
    [
      'below a rule',
      '________________________________\nFrom: Ann Lee\nSent: Monday, 3 March 2025\nTo: Help\nSubject: Boiler',
    ],
    ['below dashes', '-----Original Message-----\nFrom: Ann Lee\nSent: Monday\nTo: Help\nSubject: Boiler'],
    [
      'with wrapped values',
      'From: Human Resources\n<a-very-long-address@lee.example>\nSent: Monday\nTo: Help\nSubject: Boiler',
    ],
    ['with empty lines between', '**Sent:** Monday, 3 March 2025\n\n**From:** "Ann" <ann@lee.example>\n\n**To:** Help'],
    [
      'in another order',
      'To: help@desk.example\nFrom: ann@lee.example\nCC: bob@lee.example\nSubject: Boiler\nDate: 3 Mar 2025',
    ],
    ['without line breaks', 'From: ann@lee.example Date: Mon, 3 Mar 2025 09:14:02 +0100'],
    ['without a sender', 'Date: Mon, 3 Mar 2025 09:14:02 +0100\nTo: help@desk.example'],
    ['indented', '   From: Ann <ann@lee.example>\n   Sent: Monday\n   To: Help\n   Subject: Boiler'],
    ['of one line', 'From: Ann Lee <ann@lee.example>'],
  ])('is told from own text %s', (_, block) => {
    expect(fold(`It leaks again.\n\n${block}\n\nWe have sent a plumber.`).visibleText).toBe('It leaks again.');
  });

  test('at the top of the mail stands above the answer, not above its end', () => {
    const text =
      'Sent: Monday, 3 March 2025\nFrom: "Ann" <ann@lee.example>\nTo: Help\nSubject: Boiler\n\nIt leaks again.';
    expect(fold(text).visibleText).toBe('It leaks again.');
  });

  test.each([
    ['a journey', 'From: Berlin\nTo: Munich\nDate: 3 March 2025'],
    ['an appointment', 'Date: Wednesday 5 March 2025\nTime: 7:00 am\nAddress: 130 Fox Street'],
    ['a form', 'Name: Ann Lee\nPhone: 030 1234567\nMessage: It leaks again.'],
    ['one label', 'To: all tenants of Fox Street'],
  ])('is not seen in %s', (_, lines) => {
    const text = `Good morning,\n\nplease note this:\n\n${lines}\n\nIt leaks again and the cellar is wet.`;
    expect(fold(text).visibleText).toBe(text);
  });

  test('of a mail that its writer forwards is left with it', () => {
    const text =
      'Please see below.\n\nFrom: Ann <ann@lee.example>\nSent: Monday\nTo: Bob\nSubject: Boiler\n\nIt leaks again.';
    for (const subject of ['FW: Boiler', 'WG: Boiler', 'TR : Boiler', 'RV: Boiler', 'Fwd: Boiler'])
      expect(fold(text, subject).visibleText).toBe(text);
    expect(fold(text, 'Re: FW: Boiler').visibleText).toBe('Please see below.');
  });
});
