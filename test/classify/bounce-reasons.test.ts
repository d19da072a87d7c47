import { describe, expect, test } from 'vitest';
import { findCodes, preferStatus } from '../../src/classify/bounce/codes.ts';
import { reasonOfProviderCode } from '../../src/classify/bounce/provider-codes.ts';
import { reasonOfCodes, reasonOfProgram, reasonOfWords } from '../../src/classify/bounce/reason.ts';
import type { BounceReason } from '../../src/requests/recognition.ts';

// In the words of Postfix, Exim, Sendmail, qmail, Exchange and the large providers.
const SAYINGS: Readonly<Partial<Record<BounceReason, readonly string[]>>> = {
  'user-unknown': [
    '550 Command RCPT User <nora@client.test> not OK',
    '554 5.2.0 STOREDRV.Deliver.Exception:ObjectNotFoundException',
    'Kullanıcı bulunamadı',
    'De gebruiker bestaat niet op deze server',
    '550 5.1.1 Nie ma takiego użytkownika',
    '宛先のメールアドレスが存在しません。',
    '550 5.1.1 <nora@client.test>: Recipient address rejected: User unknown in virtual mailbox table',
    "550 5.1.1 The email account that you tried to reach does not exist. Please try double-checking the recipient's address",
    '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
    '550 No such user here',
    "554 delivery error: dd This user doesn't have a yahoo.test account",
    '550 Requested action not taken: mailbox unavailable',
    'Empfänger unbekannt',
    "L'adresse n'existe pas",
    '550 host mx.spam-firewall.test [203.0.113.5]: user unknown',
  ],
  'mailbox-full': [
    'Das Postfach des Empfängers hat sein Speicherlimit erreicht.',
    'la boîte aux lettres du destinataire est pleine',
    'Mottagarens brevlåda är full.',
    '받는 사람의 메일함 용량이 초과되었습니다.',
    '552 5.2.2 Over quota',
    '452 4.2.2 The email account that you tried to reach is over quota',
    '554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException',
    'maildir over quota.',
    'Das Postfach ist voll',
    'La casella di posta piena',
  ],
  'host-unknown': [
    'The host name client.test could not be resolved.',
    '550 5.4.4 Host or domain name not found. Name service error for name=nowhere.test type=A: Host not found',
    "Sorry, I couldn't find any host named nowhere.test.",
    '556 5.1.10 Domain does not accept mail (nullMX)',
    'all relevant MX records point to non-existent hosts',
  ],
  rejected: [
    '550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required; the sender was not authenticated when sending to this group',
    '553 sorry, your envelope sender is in my badmailfrom list',
    '554 5.1.8 Sender address rejected: Domain not found',
    '550 5.7.133 sender not authenticated for group',
    'you may not have permission to post messages to the group',
  ],
  spam: [
    '550 5.7.1 Message rejected as spam by Content Filtering.',
    '554 5.7.1 The message was scored 9.1 points and is considered spam',
    '550 High probability of spam',
    'UCE is not accepted here',
  ],
  policy: [
    "550 5.7.26 Unauthenticated email is not accepted due to domain's DMARC policy",
    '550 SPF check failed',
    '554 5.7.1 The message was rejected due to policy reasons',
    '450 4.2.0 Greylisted, please try again in 300 seconds',
  ],
  blocked: [
    '550 permanent failure for one or more recipients (nora@client.test:blocked)',
    '554 5.7.1 Service unavailable; Client host [198.51.100.9] blocked using zen.spamhaus.test',
    '550 5.7.25 The IP address sending this message does not have a PTR record setup',
    '554 IP 198.51.100.9 has been blocked',
    '421 4.7.0 Our system has detected an unusual rate of unsolicited mail originating from your IP address',
  ],
  'too-big': [
    '552 5.3.4 Message size exceeds fixed limit',
    "552 5.2.3 Your message exceeded Google's message size limits",
    'Message too large',
  ],
  expired: [
    'connect to in.client.test[203.0.113.5]:25: Connection timed out',
    'retry timeout exceeded',
    'Message expired',
    "I'm not going to try again; this message has been in the queue too long.",
  ],
  network: ['too many hops', 'mail loop detected', 'Host not found, try again', 'Network is unreachable'],
  suspended: [
    '550 The user you are trying to contact has been terminated',
    '550 5.2.1 This mailbox has been blocked due to inactivity',
    '550 5.2.1 The email account that you tried to reach is disabled',
    '550 5.2.1 mailbox disabled',
    '554 account suspended',
    'Esta casilla ha expirado por falta de uso',
  ],
  filtered: [
    '550 The recipient does not want to receive mail from you',
    '550 Refused due to recipient preferences',
    'they are not accepting mail from you',
  ],
  content: [
    '550 Message contained unsafe content (encrypted archive)',
    '552 5.7.0 This message was blocked because its content presents a potential security issue',
    '554 5.6.0 bare LF',
  ],
  'relaying-denied': [
    '550 Delivery is not allowed to this address.',
    '554 5.7.1 Relay access denied',
    '550 relaying not permitted',
    "553 sorry, that domain isn't in my list of allowed rcpthosts",
  ],
  'system-error': [
    '451 4.3.0 Temporary local problem',
    'Command died with status 1',
    '554 service not available',
    'LDAP lookup failed',
  ],
  'too-many': [
    '421 4.7.0 Too many connections',
    '450 4.2.1 The user you are trying to contact is receiving mail at a rate that …',
    '452 too many recipients',
  ],
  security: ['530 5.7.0 Must issue a STARTTLS command first', '554 virus detected', '530 Authentication required'],
};

describe('what servers say and what it means', () => {
  const sayings = Object.entries(SAYINGS).flatMap(([reason, texts]) => texts.map((text) => [reason, text] as const));

  test.each(sayings)('%s: %s', (reason, text) => {
    expect(reasonOfWords(text)).toBe(reason);
  });

  test.each(['', '550', '550 5.0.0', 'Hello, world', 'we produce and reduce tubes'])(
    'nothing known in “%s”',
    (text) => {
      expect(reasonOfWords(text)).toBeNull();
    },
  );

  test('an address never counts as words', () => {
    expect(reasonOfWords('550 <spam.quota.virus@mailbox-full.test> user unknown')).toBe('user-unknown');
  });
});

describe('what a code says alone', () => {
  test.each<[string | null, string | null, BounceReason | null]>([
    ['5.1.1', null, 'user-unknown'],
    ['5.1.2', null, 'host-unknown'],
    ['5.2.2', null, 'mailbox-full'],
    ['4.2.2', null, 'mailbox-full'],
    ['5.3.4', null, 'too-big'],
    ['4.4.7', null, 'expired'],
    ['4.4.2', null, 'network'],
    ['5.4.4', null, 'host-unknown'],
    ['4.4.4', null, 'network'],
    ['5.7.26', null, 'policy'],
    ['5.7.25', null, 'blocked'],
    [null, '552', 'mailbox-full'],
    [null, '550', null],
    ['5.0.0', null, null],
    [null, null, null],
  ])('%s %s means %s', (status, reply, reason) => {
    expect(reasonOfCodes({ status, reply })).toBe(reason);
  });

  test('exit codes of delivery programs count only as such', () => {
    expect(reasonOfProgram('x-unix', '67')).toBe('user-unknown');
    expect(reasonOfProgram('x-unix', 'maildir over quota')).toBe('mailbox-full');
    expect(reasonOfProgram('x-unix', '1')).toBe('system-error');
    expect(reasonOfProgram('smtp', '67')).toBeNull();
  });

  test.each<[string, BounceReason]>([
    ['552 5.1.1 Boite du destinataire pleine. OFR_417', 'mailbox-full'],
    ['550 5.1.1 RCP-P2 http://postmaster.facebook.test/response_codes', 'filtered'],
    ['554 5.7.1 AUP#I-1090', 'system-error'],
    ['MSEXCH:IMS:CORP:HQ:EXCH 0 (000C05A6) Unknown Recipient', 'user-unknown'],
    ['see https://mail.i.ua/err/4/', 'mailbox-full'],
    ['As their mailbox is full. The user(s) account is temporarily over quota. 550 user unknown', 'mailbox-full'],
  ])('a provider tells more by its own: %s', (text, reason) => {
    expect(reasonOfProviderCode(text)).toBe(reason);
  });
});

describe('finding codes', () => {
  test.each<[string, string | null, string | null]>([
    ['550 5.1.1 User unknown', '550', '5.1.1'],
    ['550-5.7.26 Unauthenticated', '550', '5.7.26'],
    ['Sorry. (#5.1.2)', null, '5.1.2'],
    ['said: 552 Quota exceeded', '552', null],
    ['250 2.0.0 Ok', null, null],
    ['host mx[203.0.113.5] port 587', null, null],
    ['version 5.1.13.7 build 550.3', null, null],
    ['554 5.0.0 Failed; 5.2.2 Mailbox full', '554', '5.2.2'],
  ])('%s', (text, reply, status) => {
    expect(findCodes(text)).toEqual({ reply, status });
  });

  test.each<[string, string | null, string | null, string | null, string]>([
    ['the only one counts', '5.1.1', null, null, '5.1.1'],
    ['a detailed one outranks a bare class', '5.0.0', '5.2.2', '552', '5.2.2'],
    ['impatience outranks nothing', '4.4.7', '5.1.1', '550', '5.1.1'],
    ['a class is as the reply has it', '5.4.1', '4.2.2', '452', '4.2.2'],
    ['a complaint about the protocol is a consequence', '5.1.1', '5.5.1', '503', '5.1.1'],
    ['the refusing server knows best', '5.1.1', '5.2.1', '550', '5.2.1'],
  ])('of two, %s', (_, stated, answered, reply, status) => {
    expect(preferStatus(stated, answered, reply)).toBe(status);
  });
});
