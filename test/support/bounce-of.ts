import { parse } from '../../src/ingest/parse.ts';

/** A report that a mail was refused for good, as a server sends it to the mail's Return-Path (RFC 3464). */
export async function bounceOf(original: Buffer, recipient: string): Promise<{ octets: Buffer; to: string }> {
  const { headers } = await parse(original);
  const to = /<(.+)>/.exec(headers.find(({ name }) => name === 'return-path')?.value ?? '')?.[1];
  if (to === undefined) throw new Error('a mail without Return-Path cannot bounce');
  const [head = ''] = original.toString('latin1').split('\r\n\r\n', 1);
  const lines = [
    'Return-Path: <>',
    'From: Mail Delivery System <MAILER-DAEMON@mx.client.test>',
    `To: ${to}`,
    'Subject: Undelivered Mail Returned to Sender',
    'Message-ID: <bounce.1@mx.client.test>',
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    `<${recipient}>: host mx.client.test said: 550 5.1.1 no such user here`,
    '',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.client.test',
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550 5.1.1 no such user here',
    '',
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    head,
    '',
    '--b--',
    '',
  ];
  return { octets: Buffer.from(lines.join('\r\n'), 'latin1'), to };
}
