import { describe, expect, test } from 'vitest';
import { foldQuotedText } from '../../../src/ingest/quoted-text.ts';

const visible = (text: string): string => foldQuotedText({ text, html: null, subject: 'Re: Boiler' }, []).visibleText;

/** As Gmail, Outlook, Apple Mail, Thunderbird, Yahoo, K-9, Zoho and others write them. */
const ATTRIBUTIONS = [
  // English
  'On Mon, Mar 3, 2025 at 9:14 AM Ann Lee <ann@lee.example> wrote:',
  'On Mon, 3 Mar 2025 at 09:14, Ann Lee <ann@lee.example> wrote:',
  'On Mon, 3 Mar 2025 at 09:14, Ann Margaret Featherstone-Cholmondeley Lee\n<ann@lee.example> wrote:',
  'On Mon, 3 Mar 2025 at 09:14, Ann Lee <\nann@lee.example> wrote:',
  'On Mon, 3 Mar 2025 at 09:14, Ann Lee <ann@lee.example>\nwrote:',
  'On 3 Mar 2025, at 09:14, Ann Lee <ann@lee.example> wrote:',
  'On 03/03/2025 09:14, Ann Lee wrote:',
  'On 2025-03-03 09:14, Ann Lee wrote:',
  'On Monday, March 3rd, 2025 at 9:14 AM, Ann Lee <ann@lee.example> wrote:',
  'On Monday 3 March 2025 09:14:02 Ann Lee wrote:',
  'On Mon, 2025-03-03 at 09:14 +0100, Ann Lee wrote:',
  '*On Mon, Mar 3, 2025 at 9:14 AM Ann Lee <ann@lee.example> wrote:*',
  '---- On Mon, 03 Mar 2025 09:14:02 +0100 Ann Lee <ann@lee.example> wrote ----',
  '--- On Mon, 3/3/25, Ann Lee <ann@lee.example> wrote:',
  'At 09:14 03/03/2025, you wrote:',
  'Ann Lee <ann@lee.example> wrote:',
  'Ann Lee wrote on 03.03.2025 09:14:',
  'Ann Lee <ann@lee.example> wrote on Mon, 3 Mar 2025:',
  'Quoting Ann Lee <ann@lee.example>:',
  'In message <4711@lee.example>, Ann Lee <ann@lee.example> writes:',
  'Mon, 3 Mar 2025 09:14:02 +0100 Ann Lee <ann@lee.example>:',
  '2025-03-03 9:14 GMT+01:00 Ann Lee <ann@lee.example>:',
  '2025/3/3 Ann Lee <ann@lee.example>',
  // German, Dutch
  'Am 03.03.2025 um 09:14 schrieb Ann Lee <ann@lee.example>:',
  'Am 03.03.2025 um 09:14 schrieb Ann Lee:',
  'Am Mo., 3. März 2025 um 09:14 Uhr schrieb Ann Lee <ann@lee.example>:',
  'Am Montag, 3. März 2025, 09:14:02 MEZ hat Ann Lee <ann@lee.example> Folgendes geschrieben:',
  'Am Montag, den 03.03.2025, 09:14 +0100 schrieb Ann Lee:',
  'Ann Lee <ann@lee.example> schrieb am Mo., 3. März 2025, 09:14:',
  'Ann Lee <ann@lee.example> hat am 03.03.2025 09:14 CET geschrieben:',
  'Von meinem Chef am 03.03.2025 um 09:14 schrieb Ann Lee <ann@lee.example>:',
  'Zitat von Ann Lee <ann@lee.example>:',
  'Op ma 3 mrt. 2025 om 09:14 schreef Ann Lee <ann@lee.example>:',
  'Op 3 mrt. 2025 om 09:14 heeft Ann Lee <ann@lee.example> het volgende geschreven:',
  'Op 03-03-2025 om 09:14 schreef Ann Lee:',
  // Romance
  'Le lun. 3 mars 2025 à 09:14, Ann Lee <ann@lee.example> a écrit :',
  'Le 3 mars 2025 à 09:14, Ann Lee <ann@lee.example> a écrit :',
  'Le 03/03/2025 à 09:14, Ann Lee a écrit :',
  'Le lundi 3 mars 2025 à 09:14:02 UTC+1, Ann Lee <ann@lee.example>\na écrit :',
  'El lun, 3 mar 2025 a las 9:14, Ann Lee (<ann@lee.example>) escribió:',
  'El 3 mar 2025, a las 9:14, Ann Lee <ann@lee.example> escribió:',
  'El lunes, 3 de marzo de 2025, 9:14:02 CET, Ann Lee\n<ann@lee.example> escribió:',
  'El 03/03/2025 a las 9:14, Ann Lee escribió:',
  'Il giorno lun 3 mar 2025 alle ore 09:14 Ann Lee <ann@lee.example> ha scritto:',
  'Il 03/03/2025 09:14, Ann Lee ha scritto:',
  'In data lunedì 3 marzo 2025 09:14:02 CET, Ann Lee ha scritto:',
  'Em seg., 3 de mar. de 2025 às 09:14, Ann Lee <ann@lee.example> escreveu:',
  'No dia 03/03/2025, às 09:14, Ann Lee <ann@lee.example> escreveu:',
  'Em 03/03/2025 09:14, Ann Lee escreveu:',
  'Pe lun., 3 mar. 2025 la 09:14, Ann Lee <ann@lee.example> a scris:',
  'În data de lun., 3 mar. 2025 la 09:14, Ann Lee <ann@lee.example> a scris:',
  'El dl., 3 de març 2025, 9:14, Ann Lee <ann@lee.example> va escriure:',
  // Scandinavian, Finnish, Icelandic
  'Den mån 3 mars 2025 kl 09:14 skrev Ann Lee <ann@lee.example>:',
  'mån 3 mars 2025 kl. 09:14 skrev Ann Lee <ann@lee.example>:',
  '3 mars 2025 kl. 09:14 skrev Ann Lee <ann@lee.example>:',
  'Den man. 3. mar. 2025 kl. 09.14 skrev Ann Lee <ann@lee.example>:',
  'man. 3. mar. 2025 kl. 09:14 skrev Ann Lee <ann@lee.example>:',
  'På 3. mars 2025 kl. 09:14 skrev Ann Lee <ann@lee.example>:',
  'ma 3. maalisk. 2025 klo 9.14 Ann Lee (ann@lee.example) kirjoitti:',
  'Ann Lee <ann@lee.example> kirjoitti 3.3.2025 kello 9.14:',
  // Slavic
  'pon., 3 mar 2025 o 09:14 Ann Lee <ann@lee.example> napisał(a):',
  'W dniu 03.03.2025 o 09:14, Ann Lee pisze:',
  'Dnia 3 marca 2025 09:14 Ann Lee <ann@lee.example> napisał(a):',
  'Wiadomość napisana przez Ann Lee <ann@lee.example> w dniu 03.03.2025, o godz. 09:14:',
  'po 3. 3. 2025 v 9:14 odesílatel Ann Lee <ann@lee.example> napsal:',
  'Dne 03.03.2025 v 9:14 Ann Lee napsal(a):',
  'po 3. 3. 2025 o 9:14 Ann Lee <ann@lee.example> napísal(a):',
  'Dňa 3. 3. 2025 o 9:14 Ann Lee napísal(a):',
  'пн, 3 мар. 2025 г. в 09:14, Ann Lee <ann@lee.example>:',
  '3 марта 2025 г., в 09:14, Ann Lee <ann@lee.example> написал(а):',
  'Понедельник, 3 марта 2025, 9:14 +03:00 от Ann Lee <ann@lee.example>:',
  '03.03.2025 09:14, Ann Lee пишет:',
  '03.03.2025, 09:14, "Ann Lee" <ann@lee.example>:',
  'пн, 3 бер. 2025 р. о 09:14 Ann Lee <ann@lee.example> пише:',
  'На пн, 3.03.2025 г. в 9:14 Ann Lee <ann@lee.example> написа:',
  'Dana pon, 3. ožu 2025. u 09:14 Ann Lee <ann@lee.example> napisao je:',
  'V V pon., 3. mar. 2025 ob 09:14 je oseba Ann Lee <ann@lee.example> napisala:',
  // Others in Latin and Greek script
  'Ann Lee <ann@lee.example> ezt írta (időpont: 2025. márc. 3., H, 9:14):',
  '2025. 03. 03. 9:14 keltezéssel, Ann Lee írta:',
  'Ann Lee <ann@lee.example>, 3 Mar 2025 Pzt, 09:14 tarihinde şunu yazdı:',
  'Ann Lee <ann@lee.example> şunları yazdı (3 Mar 2025 09:14):',
  'Στις Δευ 3 Μαρ 2025 στις 9:14 π.μ., ο χρήστης Ann Lee <ann@lee.example> έγραψε:',
  'Kuupäev E, 3. märts 2025 kell 09:14 kirjutas Ann Lee <ann@lee.example>:',
  'Pirmd., 2025. g. 3. marts, plkst. 09:14 — lietotājs Ann Lee (<ann@lee.example>) rakstīja:',
  '2025-03-03, pr, 09:14 Ann Lee <ann@lee.example> rašė:',
  'Vào Th 2, 3 thg 3, 2025 vào lúc 09:14 Ann Lee <ann@lee.example> đã viết:',
  'Pada tanggal Sen, 3 Mar 2025 pukul 09.14 Ann Lee <ann@lee.example> menulis:',
  // Semitic, Persian
  'في الاثنين، 3 مارس 2025 في 9:14 ص تمت كتابة ما يلي بواسطة Ann Lee <ann@lee.example>:',
  'في ٣ مارس ٢٠٢٥، الساعة ٩:١٤ ص، كتب Ann Lee <ann@lee.example>:',
  'בתאריך יום ב׳, 3 במרץ 2025 ב-9:14 מאת Ann Lee <ann@lee.example>:',
  'ב-3 במרץ 2025, בשעה 9:14, Ann Lee <ann@lee.example> כתב/ה:',
  // East and South-East Asian
  '2025年3月3日(月) 9:14 Ann Lee <ann@lee.example>:',
  '2025/03/03 9:14、Ann Lee <ann@lee.example>のメール:',
  '2025/03/03 9:14、Ann Leeのメッセージ:',
  '2025년 3월 3일 (월) 오전 9:14, Ann Lee <ann@lee.example>님이 작성:',
  '2025. 3. 3. 오전 9:14, Ann Lee <ann@lee.example> 작성:',
  'Ann Lee <ann@lee.example> 于2025年3月3日周一 09:14写道：',
  '在 2025年3月3日，上午9:14，Ann Lee <ann@lee.example> 写道：',
  '在 2025-03-03 09:14:02，"Ann Lee" <ann@lee.example> 写道：',
  'Ann Lee <ann@lee.example> 於 2025年3月3日 週一 上午9:14寫道：',
  'เมื่อ จ. 3 มี.ค. 2025 เวลา 09:14 Ann Lee <ann@lee.example> เขียนว่า:',
  // Broken off within brackets, or before the verb
  'Ann Lee <ann@lee.example>, 3 Mar 2025 Pzt, 09:14 tarihinde\nşunu yazdı:',
  'ในวันที่ จ. 3 มี.ค. 2025 เวลา 09:14 Ann Lee <ann@lee.example>\nเขียนว่า:',
  'V V pon., 3. mar. 2025 ob 09:14 je oseba Ann Lee <\nann@lee.example> napisala:',
  'pirmd., 2025. g. 3. marts, plkst. 09:14 — lietotājs Ann Lee (<\nann@lee.example>) rakstīja:',
  // The Bat! speaks to whom it answers
  'Вы писали 3 марта 2025 г., 09:14:00:',
];

/** What people write themselves. */
const PROSE = [
  'On 3 March 2025 I wrote to your colleague about the boiler, see below:',
  'As my neighbour wrote, the following is broken:',
  'On Monday we will be at home from 9:00 to 11:30.',
  'Am 3. März 2025 um 9:14 Uhr war der Techniker da.',
  'Am 03.03.2025 schrieb ich Ihnen bereits zu diesem Thema:',
  'Le 3 mars 2025 à 9h14 le technicien est passé :',
  'El 3 de marzo de 2025 a las 9:14 vino el técnico:',
  'Please call me at 09:14 on 03.03.2025:',
  'My address is ann@lee.example and the order was placed on 2025-03-03:',
  'The manual says: never open the valve at 80:20.',
  'Op 3 maart 2025 om 9:14 was de monteur hier:',
  'W dniu 03.03.2025 był u nas technik:',
  'On blah-blah-blah',
  'These are the readings of 2025-03-03 09:14:',
];

describe('the line above a quote', () => {
  test.each(ATTRIBUTIONS)('is told from own text: %s', (attribution) => {
    expect(visible(`It leaks again.\n\n${attribution}\n\nWe have sent a plumber.\nHave a good day`)).toBe(
      'It leaks again.',
    );
  });

  test.each(ATTRIBUTIONS)('goes with a quote below it, and an answer there stays: %s', (attribution) => {
    const text = `${attribution}\n> We have sent a plumber.\n> Is it dry now?\n\nNo, it still leaks.`;
    expect(visible(text)).toBe('No, it still leaks.');
  });

  test('needs no verb where a quote follows', () => {
    const text = 'On March 3, 2025 9:14 AM, from ann@lee.example\n> We have sent a plumber.\n\nIt leaks again.';
    expect(visible(text)).toBe('It leaks again.');
  });

  test.each([
    '* Ann Lee <ann@lee.example> [2025-03-03 09:14]:',
    'Missatge de Ann Lee <ann@lee.example> del dia dl., 3 de març\n2025 a les 9:14:',
  ])('is known by a person, a day and a time where a quote follows: %s', (attribution) => {
    expect(visible(`It leaks again.\n\n${attribution}\n\n> We have sent a plumber.\n`)).toBe('It leaks again.');
  });

  test('is no line of a server’s report', () => {
    const text =
      'It says:\n\nSMTP error after RCPT TO:<ann@lee.example>:\nhost mx.lee.example [27.85.176.228]: 550 <ann@lee.example>:\nuser unknown';
    expect(visible(text)).toBe(text);
  });

  test.each(PROSE)('is not seen in prose: %s', (sentence) => {
    const text = `Good morning,\n\n${sentence}\n\nthe pressure falls every night and the cellar is wet.`;
    expect(visible(text)).toBe(text);
  });
});
