import { expect } from 'vitest';

/** What each mail of test/corpus/parse gives. Addresses as `name <address>`; files as `name size inline`. */
export const MAILS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  // The header
  'two-from-headers-name-two-senders': { from: ['Ann Lee <ann@example.test>', 'Mallory <mallory@evil.test>'] },
  'group-in-from-and-undisclosed-recipients': { from: ['Ann <ann@client.test>', 'bob@client.test'], to: [] },
  'no-from-no-date-no-id': { from: [], id: null, date: '2026-02-03T08:00:00.000Z', subject: 'Nobody' },
  'date-is-no-date-so-the-newest-received-counts': { date: '2026-02-04T09:30:00.000Z', cuts: ['date-invalid'] },
  'message-id-folded-in-its-middle': { id: '<a.very.long.identifier.that.was.cut.by.a.relay@client.test>' },
  'message-id-would-carry-a-line-end': {
    id: '<=?utf-8?Q?=3Ca=0D=0ABcc:_victim@evil.test=3E?=>',
    subject: 'Hello Bcc: victim@evil.test',
  },
  'mbox-line-and-blank-lines-in-front': { subject: 'In front', text: 'The header begins on the fourth line.' },
  'junk-line-between-fields': { to: ['support@example.test'], subject: 'Junk', text: 'The fields around it count.' },
  'no-empty-line-before-the-body': { subject: 'No gap', text: 'Hello,\nthe empty line was lost.' },
  'folded-field-with-a-line-of-blanks-in-it': { subject: 'Re: printer still jams', text: 'As before.' },
  'header-without-a-body': { subject: 'Only a header', text: '' },
  // Charsets
  'subject-in-raw-gb2312': { from: ['王小明 <wang@client.test>'], subject: '关于一月份发票的问题', text: 'Grüße' },
  'subject-in-raw-latin-1': { subject: 'Grüße aus Österreich', text: 'Servus aus Österreich, schöne Grüße.' },
  'subject-in-raw-utf-8': { subject: 'Größe „42“ – bitte ändern' },
  'latin-1-octet-inside-an-encoded-word': { from: ['Jürgen Müller <j@client.test>'], subject: 'Die Frösche' },
  'letter-cut-between-two-encoded-words': { subject: 'Präsentation über alles' },
  'encoded-word-with-a-raw-question-mark': { subject: 'Was? ist das?' },
  'encoded-word-that-never-ends': { subject: 'Rechnung für Januar' },
  'iso-2022-jp-words-one-after-the-other': {
    from: ['山田 <yamada@client.test>'],
    subject: 'テストメール',
    text: 'カテゴリ：全メンバー',
    cuts: [],
  },
  'shift-jis-that-says-iso-2022-jp': {
    from: ['ツール株式会社 <tool@client.test>'],
    subject: 'ツール',
    text: '無料バージョンを導入いただけます。',
    cuts: ['charset-guessed'],
  },
  'utf-8-that-says-iso-8859-1': { subject: 'Grüße', text: 'Schöne Grüße aus Österreich', cuts: ['charset-guessed'] },
  'latin-1-that-says-utf-8': { text: 'Schöne Grüße aus Österreich', cuts: ['charset-guessed'] },
  'windows-quotes-that-say-iso-8859-1': { text: 'She said “no” – and left…', cuts: [] },
  'koi8-r-without-a-charset': {
    subject: 'Проблема с заказом',
    text: 'Здравствуйте, мой заказ не пришёл. Что мне делать?',
  },
  'finnish-without-a-charset-is-not-chinese': {
    subject: 'Lisää',
    text: 'Hyvää päivää, tässä lisää töitä. Ööö, määräaika häämöttää.',
  },
  'charset-nobody-knows': { text: 'Mätterhorn', cuts: ['charset-guessed'] },
  'charset-named-only-in-the-html': { text: 'Здравствуйте', html: true, cuts: [] },
  'utf-7-is-read-but-never-as-markup': { text: '<script>alert(1) grüße', html: false },
  'korean-in-seven-bits': { text: '안녕하세요' },
  'chinese-in-hz': { text: '您好，发票' },
  // Structure
  'blanks-behind-the-delimiters': { text: 'First part.', files: ['offer.pdf 9'], cuts: [] },
  'boundary-that-is-not-the-declared-one': {
    text: 'The text is still here.',
    files: ['shot.png 8'],
    cuts: ['boundary-guessed'],
  },
  'multipart-without-a-boundary': { text: 'Plain words.', html: true, files: [], cuts: ['boundary-guessed'] },
  'multipart-that-is-plain-text': { text: 'I am only text.', files: [] },
  'multipart-whose-only-part-has-no-delimiter': { text: 'The delimiter was lost.', html: true },
  'inner-multipart-that-is-never-closed': { text: 'Inner text.', html: true, files: ['list.csv 3'] },
  'last-part-is-never-closed': { text: 'The connection broke off her' },
  'part-without-header-and-part-without-gap': {
    text: 'A part without a header.\nA part: without a gap, and no field either.\nIts second line.',
  },
  'two-content-types': { text: '<p>Which am I?</p>', html: false, cuts: ['duplicate-field'] },
  'transfer-encoding-that-is-a-charset': { text: 'Grüße' },
  // Bodies
  'html-only-with-list-table-and-quotation': {
    text: [
      'Dear team,\n\ntwo things:\n\n* the invoice\n* the address\n\n1. first\n2. second\n\nOrder 4711\nAmount 12€\n',
      '> You wrote this\n>\n>> and I wrote that\n\nThanks 😀\nJane',
    ].join('\n'),
    html: true,
  },
  'html-paragraphs-of-word-are-lines': { text: 'Hello,\n\nline one\nline two' },
  'plain-part-that-says-nothing': { text: expect.stringMatching(/^Spring offers\n\nAll garden tools/) },
  'plain-part-that-says-the-same': { text: 'Yes, please.', html: true },
  'text-picture-text-of-apple-mail': {
    text: 'Before the picture.\nBehind the picture.',
    files: ['shot.png 8 inline'],
    html: false,
  },
  'picture-that-belongs-to-the-html': { text: 'See', files: ['logo.png 8 inline'] },
  'text-file-that-is-attached': { text: 'The log is attached.', files: ['error.log 8'] },
  'flowed-text-with-quotation': {
    text: '> You asked whether it works.\n>> and I said maybe\nIt does, even on a long line.\n\nFrom here on.\n-- \nJane',
  },
  'list-footer-behind-base64': { text: expect.stringMatching(/^The text itself, grüße\n+_{47}\nlist mailing list$/) },
  'base64-padded-line-by-line': { text: 'one two three' },
  'uuencoded-file-in-the-text': {
    text: 'The file:\n\n\nThat was it. I begin 644 things a day.',
    files: ['note.txt 11'],
  },
  'only-an-enriched-text': { text: 'Now is the time' },
  // Attachments and attached mails
  'file-name-in-pieces-rfc2231': { files: ['Rechnung für März.pdf 9'] },
  'file-names-as-they-should-not-be': {
    files: [
      'Angebot März.pdf 1',
      'my long name.pdf 1',
      'Bestätigung.pdf 1',
      'evil 1',
      'offer 3.pdf 1',
      'x.pdffdp.exe 1',
      '- 1',
    ],
  },
  'signed-mail-names-its-signature': { text: 'I sign this.', files: ['smime.p7s 19 inline'] },
  'pgp-encrypted-mail-names-its-parts': { text: '', files: ['- 10 inline', 'encrypted.asc 27'] },
  'signed-opaquely-the-text-stands-in-the-signature': {
    text: 'Signed grüße',
    files: ['in.pdf 1', 'smime.p7m 1574 inline'],
  },
  'smime-encrypted-mail-has-no-text': { text: '', files: ['smime.p7m 20'] },
  'invitation-without-a-text': {
    text: 'Review of the offer\n\nPlease come, all.\nRoom 3',
    files: ['invite.ics 158'],
    calendar: 'REQUEST',
  },
  'mail-attached-to-a-mail': { text: 'See attached.', files: ['old.eml 242'], original: '<inner@other.test>' },
  'report-with-a-returned-header': {
    text: 'Your mail could not be delivered.',
    reports: [
      {
        type: 'message/delivery-status',
        text: 'Reporting-MTA: dns; mx.client.test\n\nFinal-Recipient: rfc822; bob@client.test\nAction: failed\nStatus: 5.1.1',
      },
    ],
    original: '<ours@example.test>',
  },
  'returned-mail-in-base64': {
    reports: [{ type: 'message/delivery-status', text: 'Final-Recipient: rfc822; bob@client.test\nAction: failed\n' }],
    original: '<ours64@example.test>',
  },
};
