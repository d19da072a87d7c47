import { describe, expect, test } from 'vitest';
import { foldQuotedText } from '../../../src/ingest/quoted-text.ts';

const fold = (text: string) => foldQuotedText({ text, html: null, subject: 'Re: Boiler' }, []);

describe('a line that rules off what is answered', () => {
  test.each([
    '-----Original Message-----',
    '----- Original Message -----',
    '*-------- Original Message --------*',
    '------- Original message -------',
    '----- Reply message -----',
    '-----Ursprüngliche Nachricht-----',
    '-----Antwort Nachricht-----',
    "-------- Message d'origine --------",
    '-----Mensaje original-----',
    '-----Mensagem original-----',
    '-----Messaggio originale-----',
    '-----Oorspronkelijk bericht-----',
    '-----Oprindelig meddelelse-----',
    '-------- Oprindelig besked --------',
    '-----Opprinnelig melding-----',
    '-----Ursprungligt meddelande-----',
    '-----Alkuperäinen viesti-----',
    '-----Původní zpráva-----',
    '-----Pôvodná správa-----',
    '-----Oryginalna wiadomość-----',
    '-----Eredeti üzenet-----',
    '-----Исходное сообщение-----',
    '-----Αρχικό μήνυμα-----',
    '-----Orijinal Mesaj-----',
    '-----הודעה מקורית-----',
    '-----الرسالة الأصلية-----',
    '------------------ 原始邮件 ------------------',
    '-----元のメッセージ-----',
    '-----원본 메시지-----',
    '##- Please type your reply above this line -##',
    '--- Bitte antworten Sie oberhalb dieser Zeile ---',
  ])('%s', (line) => {
    const folded = fold(`It leaks again.\n\n${line}\n\nWe have sent a plumber.`);
    expect(folded.visibleText).toBe('It leaks again.');
    expect(folded.foldedText).toBe(`${line}\n\nWe have sent a plumber.`);
  });

  test.each([
    '>>> Ann Lee <ann@lee.example> 03/03/2025 09:14:02 >>>',
    '>>> Ann Lee <ann@lee.example> 03/03/2025\n09:14 >>>',
  ])('GroupWise: %s', (marker) => {
    expect(fold(`It leaks again.\n\n${marker}\nWe have sent a plumber.`).visibleText).toBe('It leaks again.');
  });

  test.each([
    '---- Energy Import/Export Schedule ----',
    '------------------------- Enter your answer below -------------------------',
    'The original message was clear to me.',
  ])('is not seen in: %s', (line) => {
    const text = `It leaks again.\n\n${line}\n\nThe cellar is wet and we are cold.`;
    expect(fold(text).visibleText).toBe(text);
  });
});

describe('a forwarded mail', () => {
  test.each([
    '---------- Forwarded message ---------',
    'Begin forwarded message:',
    '-------- Weitergeleitete Nachricht --------',
    'Anfang der weitergeleiteten Nachricht:',
    '-------- Message transféré --------',
    'Début du message réexpédié :',
    '---------- Mensaje reenviado ----------',
    'Inizio messaggio inoltrato:',
    '-------- Doorgestuurd bericht --------',
    '-------- Videresendt meddelelse --------',
    'Vidarebefordrat mejl:',
    '-------- Välitetty viesti / Fwd.Msg --------',
    '---------- Přeposlaná zpráva ----------',
    'Początek przekazywanej wiadomości:',
    '-------- Перенаправленное сообщение --------',
    '---------- İletilen İleti ----------',
    '---------- 转发的邮件 ----------',
  ])('is content, header and all, below own words: %s', (marker) => {
    const text = `Is this from you?\n\n${marker}\nFrom: Ann <ann@lee.example>\nDate: 3 March 2025\nSubject: Boiler\n\n> It leaks.\n> Truly.`;
    expect(fold(text)).toEqual({ visibleText: text, signature: null, foldedText: '' });
  });

  test('without own words speaks alone: only its header is folded', () => {
    const text = '---------- Forwarded message ---------\nFrom: Ann <ann@lee.example>\nTo: Bob\n\nIt leaks again.';
    expect(fold(text).visibleText).toBe('It leaks again.');
  });
});
