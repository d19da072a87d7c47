import { DELIVERY_REPORT, REPORT } from './reports.ts';
import { acknowledged, autoReply, unanswered, type Row } from './row.ts';

export const CONTENTS: readonly Row[] = [
  {
    name: '34: X-Spam-Flag: YES',
    fields: { 'X-Spam-Flag': 'YES' },
    kind: 'spam',
    acknowledge: false,
    code: 'spam-verdict',
  },
  {
    name: '34: X-Spam-Status: Yes',
    fields: { 'X-Spam-Status': 'Yes, score=9.1 required=5.0' },
    kind: 'spam',
    acknowledge: false,
    code: 'spam-verdict',
  },
  {
    name: '34: X-Spam-Status: No',
    fields: { 'X-Spam-Status': 'No, score=-1.1 required=5.0', 'X-Spam-Flag': 'NO' },
    ...acknowledged,
  },
  {
    name: '36: an answer to our acknowledgement by a machine',
    fields: { 'In-Reply-To': '<ack.7.signed@example.test>', 'Auto-Submitted': 'auto-replied' },
    ...autoReply,
  },
  {
    name: '36: an answer to our acknowledgement by a person',
    fields: { 'In-Reply-To': '<ack.7.signed@example.test>' },
    ...acknowledged,
  },
  ...[
    'Automatic reply: Your request',
    'Out of Office',
    'Abwesenheitsnotiz: Ihre Anfrage',
    'Automatische Antwort: Ihre Anfrage',
    'Réponse automatique : Votre demande',
    'Respuesta automática: Su consulta',
    'Risposta automatica: Richiesta',
    'Automatisch antwoord: Uw vraag',
  ].map((subject) => ({
    name: `37: the subject begins "${subject}"`,
    fields: { Subject: subject },
    ...autoReply,
    code: 'out-of-office-subject',
  })),
  {
    name: '37: the phrase in mid-sentence',
    fields: { Subject: 'How do I switch on Automatic reply: in Outlook?' },
    ...acknowledged,
  },
  ...['REPLY', 'COUNTER', 'CANCEL'].map((method) => ({
    name: `38: text/calendar; method=${method}`,
    fields: { 'Content-Type': `text/calendar; method=${method}; charset=utf-8`, Subject: 'Accepted: Review' },
    body: `BEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:${method}\nEND:VCALENDAR\n`,
    ...unanswered,
    code: 'calendar-reply',
  })),
  {
    name: '38: the method is named only by the Content-Type of a part',
    fields: { 'Content-Type': 'multipart/alternative; boundary=b', Subject: 'Accepted: Review' },
    body: '--b\n\nAccepted\n--b\nContent-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR\nEND:VCALENDAR\n--b--\n',
    ...unanswered,
    code: 'calendar-reply',
  },
  {
    name: '38: an invitation',
    fields: { 'Content-Type': 'text/calendar; method=REQUEST' },
    body: 'BEGIN:VCALENDAR\nMETHOD:REQUEST\nEND:VCALENDAR\n',
    ...acknowledged,
  },
  {
    name: '39: encrypted with S/MIME',
    fields: {
      'Content-Type': 'application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m',
      'Content-Transfer-Encoding': 'base64',
    },
    body: 'MIAGCSqGSIb3DQEHA6CAMIACAQA=\n',
    ...acknowledged,
    note: 'encrypted',
  },
  {
    name: '40: staff',
    fields: { From: 'Ann <ann@example.test>' },
    kind: 'staff',
    acknowledge: false,
    code: 'staff-sender',
  },
  {
    name: '41: an automatic answer of a staff member',
    fields: { From: 'Ann <ann@example.test>', 'Auto-Submitted': 'auto-replied' },
    ...autoReply,
  },
  {
    name: '42: a delivery report about a notice to staff',
    fields: { ...REPORT('delivery-status'), From: 'Mail System <mailer-daemon@example.test>' },
    body: DELIVERY_REPORT,
    kind: 'bounce',
    acknowledge: false,
  },
  {
    name: '43: control headers from outside',
    fields: { 'X-Replydesk-Ignore': 'true', 'X-Replydesk-Verify': 'no' },
    ...acknowledged,
    note: 'control-header-ignored',
  },
];
