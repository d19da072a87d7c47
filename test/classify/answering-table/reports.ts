import type { Fields } from '../../support/mail.ts';

export const REPORT = (type: string): Fields => ({
  'Return-Path': '<>',
  From: 'Mail Delivery System <MAILER-DAEMON@mx.client.test>',
  Subject: 'Undelivered Mail Returned to Sender',
  'Content-Type': `multipart/report; report-type=${type}; boundary=b`,
});

const part = (type: string, text: string): string => `--b\nContent-Type: ${type}\n\n${text}\n`;
export const DELIVERY_REPORT = `${part('text/plain', 'The mail could not be delivered.')}${part(
  'message/delivery-status',
  'Reporting-MTA: dns; mx.client.test\n\nFinal-Recipient: rfc822; joe@client.test\nAction: failed\nStatus: 5.1.1\n',
)}--b--\n`;
export const READ_RECEIPT = `${part('text/plain', 'Your mail was displayed.')}${part(
  'message/disposition-notification',
  'Final-Recipient: rfc822; jane@client.test\nDisposition: manual-action/MDN-sent-manually; displayed\n',
)}--b--\n`;
export const COMPLAINT = `${part('text/plain', 'This is an email abuse report.')}${part(
  'message/feedback-report',
  'Feedback-Type: abuse\nUser-Agent: SomeGenerator/1.0\nVersion: 1\n',
)}--b--\n`;
