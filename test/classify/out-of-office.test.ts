import { describe, expect, test } from 'vitest';
import { subjectEvidence } from '../../src/classify/out-of-office.ts';
import { OUT_OF_OFFICE_SUBJECTS } from '../../src/classify/out-of-office-subjects.ts';
import { recognise } from '../../src/classify/recognise.ts';
import { NO_DESK } from '../../src/requests/recognition.ts';
import { mail, type Fields } from '../support/mail.ts';

const kindOf = async (fields: Fields, body?: string) => recognise(await mail(fields, body), NO_DESK).kind;

// As the programs write them, taken from mails of Exchange, Outlook.com, Notes, GroupWise, Zimbra and webmail providers.
const AUTOMATIC_SUBJECTS = {
  en: [
    'Automatic reply: Invoice',
    'Out of Office: Invoice',
    'Out of Office AutoReply: Invoice',
    'AutoReply: x',
    'OOO: x',
  ],
  de: [
    'Automatische Antwort: Rechnung',
    'Abwesenheitsnotiz',
    'ABWESENHEITSNOTIZ: Rechnung',
    'Automatische Eingangsbestätigung',
  ],
  fr: [
    'Réponse automatique : Facture',
    'Reponse automatique: Facture',
    'Absence du bureau : Facture',
    "Message d'absence",
  ],
  es: ['Respuesta automática: Factura', 'Fuera de la oficina: Factura'],
  pt: ['Resposta automática: Fatura', 'Ausência temporária: Fatura'],
  it: ['Risposta automatica: Fattura', 'Fuori sede: Fattura'],
  nl: ['Automatisch antwoord: Factuur', 'Afwezigheidsbericht: Factuur'],
  sv: ['Automatiskt svar: Faktura', 'Frånvaromeddelande'],
  da: ['Automatisk svar: Faktura', 'Ikke på kontoret: Faktura'],
  no: ['Automatisk svar: Faktura', 'Fraværsmelding'],
  fi: ['Automaattinen vastaus: Lasku'],
  is: ['Sjálfvirkt svar: Reikningur'],
  pl: ['Odpowiedź automatyczna: Faktura', '[Automatyczna odpowiedź] Faktura'],
  cs: ['Automatická odpověď: Faktura', 'Mimo kancelář: Faktura'],
  sk: ['Automatická odpoveď: Faktúra'],
  sl: ['Samodejni odgovor: Račun'],
  hr: ['Automatski odgovor: Račun'],
  sr: ['Аутоматски одговор: Рачун'],
  bg: ['Автоматичен отговор: Фактура'],
  hu: ['Automatikus válasz: Számla', 'Házon kívül: Számla'],
  ro: ['Răspuns automat: Factura'],
  el: ['Αυτόματη απάντηση: Τιμολόγιο', 'ΑΥΤΟΜΑΤΗ ΑΠΑΝΤΗΣΗ: ΤΙΜΟΛΟΓΙΟ'],
  ru: ['Автоматический ответ: Счёт', 'Автоответ: Счёт', 'Нет на рабочем месте: Счёт'],
  uk: ['Автоматична відповідь: Рахунок'],
  et: ['Automaatvastus: Arve'],
  lv: ['Automātiska atbilde: Rēķins', 'Arpus biroja atrasanas automatiska atbilde: Rekins'],
  lt: ['Automatinis atsakymas: Sąskaita'],
  tr: ['Otomatik Yanıt: Fatura', 'OTOMATİK YANIT: Fatura'],
  ca: ['Resposta automàtica: Factura'],
  he: ['תשובה אוטומטית: חשבונית'],
  ar: ['رد تلقائي: فاتورة'],
  th: ['ตอบกลับอัตโนมัติ: ใบแจ้งหนี้'],
  vi: ['Trả lời tự động: Hóa đơn'],
  id: ['Balasan otomatis: Faktur'],
  ja: ['自動応答: 請求書', '自動返信：請求書'],
  zh: ['自动答复: 发票', '自動回覆: 發票'],
  ko: ['자동 회신: 청구서', '부재 중 자동 회신: 청구서'],
} as const;

describe('an automatic answer is known by how its subject begins', () => {
  test.each(Object.entries(AUTOMATIC_SUBJECTS))('in %s', (_language, subjects) => {
    for (const subject of subjects) expect(subjectEvidence(subject)?.strength, subject).toBe('strong');
  });

  test('in at least fifteen languages, each with several wordings', () => {
    const languages = Object.values(OUT_OF_OFFICE_SUBJECTS);
    expect(languages.length).toBeGreaterThan(15);
    for (const { strong, weak } of languages) expect(strong.length + weak.length).toBeGreaterThan(1);
  });

  test('with the answered subject behind it, whatever mark stands between', () => {
    expect(subjectEvidence('Out of office Re: Invoice')?.strength).toBe('strong');
  });

  test.each([
    'Karin Vogt ist außer Haus.',
    'Karin Vogt est absent(e) du bureau.',
    'Mail received: automatic acknowledgment',
    'Ihre Anfrage 4711 - Automatische Antwort',
  ])('never alone where people write so too: %s', async (subject) => {
    expect(subjectEvidence(subject)?.strength).toBe('weak');
    expect(await kindOf({ Subject: subject })).toBe('client');
    expect(await kindOf({ Subject: subject, 'In-Reply-To': '<a@example.test>' })).toBe('auto-reply');
  });

  test('behind the tags that gateways put in front', () => {
    for (const subject of [
      '[EXTERNAL] Automatic reply: x',
      '[EXT] [SPAM] Out of office: x',
      'EXTERNAL: Automatic reply: x',
    ])
      expect(subjectEvidence(subject)?.strength, subject).toBe('strong');
  });
});

describe('a person who writes about automatic answers stays a person', () => {
  test.each([
    'Automatic reply does not work any more',
    'Out of office?',
    'How do I switch on Automatic reply: in Outlook',
    'Re: Automatic reply: Invoice',
    'AW: Abwesenheitsnotiz: Rechnung',
    'Fwd: Out of Office: Invoice',
    'Abwesenheitsnotiz einrichten',
    'Automatische Antwort abschalten',
    'Autoresponder einrichten',
    'Auto kaputt',
    'Vacationing in Spain',
    'Absence of evidence',
    'Urlaubsantrag',
    'Office out of paper',
  ])('%s', async (subject) => {
    expect(await kindOf({ Subject: subject })).toBe('client');
  });

  test.each(['On holiday', 'Away', 'Auto: Frage zum Ölwechsel', 'Urlaub', 'Vacation', 'Ausencia', 'Absence: dentist'])(
    'a subject that both write needs a text beside it: %s',
    async (subject) => {
      expect(await kindOf({ Subject: subject })).toBe('client');
      expect(await kindOf({ Subject: subject }, 'I am out of the office until Monday.\n')).toBe('auto-reply');
    },
  );
});

const ABSENCES = {
  en: 'Thank you for your email. I am out of the office until 5 May and will answer when I return.',
  'en, as Notes writes': 'I will be out of the office starting 01/05/2026 and will not return until 05/05/2026.',
  de: 'Vielen Dank für Ihre Nachricht. Ich bin bis zum 5. Mai nicht im Büro. In dringenden Fällen wenden Sie sich bitte an Herrn Lang.',
  fr: "Bonjour, je suis absent du bureau jusqu'au 5 mai. En cas d'urgence, contactez le 01 02 03.",
  es: 'Gracias por su mensaje. Estoy fuera de la oficina hasta el 5 de mayo.',
  pt: 'Obrigado pela mensagem. Estou de férias até ao dia 5 de maio.',
  it: 'Sono fuori ufficio fino al 5 maggio. Per urgenze contattare il collega.',
  nl: 'Bedankt voor uw bericht. Ik ben tot en met 5 mei afwezig.',
  sv: 'Tack för ditt mejl. Jag är på semester till och med 5 maj.',
  da: 'Tak for din mail. Jeg er på ferie og er tilbage den 5. maj.',
  fi: 'Kiitos viestistäsi. Olen lomalla 5.5. saakka.',
  pl: 'Dziękuję za wiadomość. Jestem na urlopie do dnia 5 maja, pilne sprawy proszę kierować do biura.',
  cs: 'Dobrý den, jsem na dovolené, vrátím se 5. května. Děkuji.',
  hu: 'Szabadságon vagyok május 5-ig, sürgős esetben hívja a központot. Köszönöm.',
  ru: 'Здравствуйте! Я нахожусь в отпуске до 5 мая, по срочным вопросам звоните коллегам.',
  uk: 'Доброго дня! Я перебуваю у відпустці, повернусь 5 травня. Дякую.',
  tr: '5 Mayıs tarihine kadar ofis dışındayım. Acil durumlarda arayınız, teşekkürler.',
  ja: 'メールありがとうございます。ただいま休暇中のため不在にしております。5月5日以降にご連絡いたします。',
  zh: '您好，我目前正在休假，5月5日返回。紧急事务请联系同事，谢谢。',
  'en, who has left': 'Thank you for your message. I have left the company. Please contact sales@client.test instead.',
  'en, the house':
    'Thank you for contacting us. Our office is closed from 23 December. We will answer when we are back.',
  'de, who has left':
    'Frau Vogt ist nicht mehr für unser Unternehmen tätig. Bitte wenden Sie sich an vertrieb@client.test.',
  'de, Mutterschutz':
    'Ich befinde mich derzeit im Mutterschutz. Bitte wenden Sie sich an meine Vertretung, Frau Klein.',
  'fr, en formation': 'Je suis actuellement en formation et consulterai mes mails à mon retour lundi.',
  'pl, zwolnienie': 'Jestem na zwolnieniu lekarskim. W pilnych sprawach proszę o kontakt z biurem.',
  'nl, the house': 'Wij zijn gesloten van 24 december tot 2 januari. Uw bericht wordt daarna behandeld.',
  'en, at a conference':
    'I am attending a conference and will reply with some delay. If urgent, please call my mobile.',
  'en, a mailbox': 'This mailbox is no longer monitored. Please use our contact form.',
  'de, the house': 'Unser Büro ist vom 21.12. bis 6.1. geschlossen. Ihre Nachricht wird danach bearbeitet.',
  'fr, actuellement': 'Actuellement en congés, je serai de retour le 30 novembre.',
  'da, holder ferie': 'Jeg holder ferie til og med 27. november. Kontakt venligst min kollega.',
  'uk, without verb': 'Я у відпустці до 27 листопада. З термінових питань звертайтеся до колеги.',
  ko: '현재 휴가 중입니다. 5월 5일에 복귀합니다. 급한 일은 연락 주세요.',
};

describe('a vacation answer without header and telling subject is known by its text', () => {
  test.each(Object.entries(ABSENCES))('in %s', async (_language, text) => {
    expect(await kindOf({ Subject: 'Re: Your invoice', 'In-Reply-To': '<a@example.test>' }, `${text}\n`)).toBe(
      'auto-reply',
    );
  });

  test('only in the form of an answer: a client may write from his holidays', async () => {
    expect(await kindOf({}, 'I am on vacation until Monday and cannot sign in. Please help, it is urgent.\n')).toBe(
      'client',
    );
  });

  test('only where nothing is quoted: people quote, vacation programs do not', async () => {
    const body = `${ABSENCES.en}\n\nOn Mon, 2 Feb 2026 at 10:00, Support <support@example.test> wrote:\n> How are you?\n`;
    expect(await kindOf({ Subject: 'Re: Your invoice', 'In-Reply-To': '<a@example.test>' }, body)).toBe('client');
  });

  test('only where the absence comes first', async () => {
    const body = `${'The export stops at line 40 with an error that I have never seen before. '.repeat(8)}\nI am on leave until Monday, please contact my colleague.\n`;
    expect(await kindOf({ 'In-Reply-To': '<a@example.test>' }, body)).toBe('client');
  });

  test('only where nothing is asked: a client travels too', async () => {
    const body =
      'I am currently travelling in Spain and lost my voucher. Could you send it again? I am back on Sunday.\n';
    expect(await kindOf({ 'In-Reply-To': '<a@example.test>' }, body)).toBe('client');
  });

  test.each([
    'I will be on leave from Friday, so please send me the final invoice today. Thanks for your help.',
    'Vielen Dank für Ihre Nachricht. Ich bin am Montag nicht im Büro, Dienstag passt mir gut.',
    'Je suis en vacances, merci pour votre réponse. Pouvez-vous me faire parvenir le contrat avant vendredi.',
    'Thank you for your quick reply. I am away until Tuesday, so Wednesday would be best.',
    'Bonjour, merci pour votre réponse. Je suis en déplacement jusqu’à jeudi, on peut fixer le rendez-vous vendredi.',
    'Ich bin ab Montag im Urlaub, bitte liefern Sie vorher. Vielen Dank!',
  ])('only where nothing is wanted for oneself: %s', async (body) => {
    expect(await kindOf({ 'In-Reply-To': '<a@example.test>' }, `${body}\n`)).toBe('client');
  });

  test('a closed office alone is news of a client', async () => {
    const body = 'Our office is closed next week, so please deliver on the 27th. Thank you for your help!\n';
    expect(await kindOf({ 'In-Reply-To': '<a@example.test>' }, body)).toBe('client');
  });

  test('and never because of what a quoted mail said', async () => {
    const body = `Can you read this?\n\n> ${ABSENCES.en}\n`;
    expect(await kindOf({ 'In-Reply-To': '<a@example.test>' }, body)).toBe('client');
  });
});

describe('a mail whose first sentence calls it automatic', () => {
  test.each([
    'This is an automated message, please do not reply.\n\nYour parcel has been sent.',
    'Please do not reply to this email.\n\nYour parcel has been sent.',
    'Dies ist eine automatisch generierte Nachricht. Ihre Sendung ist unterwegs.',
    'Ceci est un message automatique, merci de ne pas y répondre.',
    'Este es un mensaje automático, por favor no responda.',
    'Questo è un messaggio automatico.',
    'Dit is een automatisch gegenereerd bericht.',
    'Это автоматическое уведомление.',
    'このメールは自動送信されています。',
    'Thank you for contacting us. This is an automated response confirming the receipt of your ticket.',
    'Nous avons bien reçu votre demande. Ceci est un message automatique, merci de ne pas y répondre.',
    'Otrzymaliśmy zgłoszenie. Wiadomość została wygenerowana automatycznie, prosimy na nią nie odpowiadać.',
    '您好，您的邮件我们已收到。本邮件由系统自动发送，请勿回复。',
    '문의를 접수했습니다. 본 메일은 자동으로 발송되었습니다.',
  ])('%s', async (text) => {
    expect(await kindOf({}, `${text}\n`)).toBe('bulk');
  });

  test('is not one that asks about an automatic mail', async () => {
    const body =
      'Hello,\n\nI got a mail of yours: "This is an automated message, please do not reply." What does it mean?\n';
    expect(await kindOf({}, body)).toBe('client');
    const own = 'Bitte antworten Sie nicht auf diese Adresse, sondern an meine private.\n';
    expect(await kindOf({}, own)).toBe('client');
    const asked = 'Leider kam nur eine leere Mail. Dies ist eine automatisch erstellte Nachricht, stand da. Was nun?\n';
    expect(await kindOf({}, asked)).toBe('client');
    const later = 'Good morning. I got the letter. This is an automated message, it says. Is it from you?\n';
    expect(await kindOf({}, later)).toBe('client');
  });
});
