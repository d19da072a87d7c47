import { expect, test } from 'vitest';
import { causeLine, diagnose, toApprove } from '../../src/admin/diagnosis.ts';
import type { Signs } from '../../src/admin/signs.ts';
import { rawMail } from '../support/mail.ts';
import { openDesk } from '../support/desk.ts';
import { town } from '../support/town.ts';
import { until } from '../support/until.ts';
import { startEmbeddedMail } from '../../src/demo/embedded-mail.ts';
import { systemClock } from '../../src/clock.ts';

const SOUND = { oldestDueSeconds: 0, oldestUndecidedSeconds: 0, failedLastHour: 0, heldByBreaker: 0 };
const WELL: Signs = {
  database: SOUND,
  folders: [{ mailbox: 'support@example.test', folder: 'INBOX', lookedAgo: 20, standsBy: false, failure: null }],
  dispatcherAgo: 1,
  clockworkAgo: 10,
  disk: null,
  routes: [],
};
const LIMITS = { oldestDueSeconds: 900, failedPerHour: 10, disk: 1000 };
const INBOX = WELL.folders[0]!;

test.each<[string, Partial<Signs>, string[]]>([
  ['a desk that works', {}, []],
  ['the database is away', { database: { away: 'connection refused' } }, ['database']],
  ['a mail waits too long', { database: { ...SOUND, oldestDueSeconds: 901 } }, ['queue']],
  ['a mail waits for as long as is fine', { database: { ...SOUND, oldestDueSeconds: 900 } }, []],
  ['a mail is not decided on', { database: { ...SOUND, oldestUndecidedSeconds: 601 } }, ['deciding']],
  ['many mails were given up', { database: { ...SOUND, failedLastHour: 10 } }, ['failures']],
  ['the disk is nearly full', { disk: { folder: '/data', free: 999 } }, ['disk']],
  ['the disk has room', { disk: { folder: '/data', free: 1000 } }, []],
  [
    'the database is away, and so nothing else goes on',
    { database: { away: 'refused' }, dispatcherAgo: 900, clockworkAgo: 900, folders: [{ ...INBOX, lookedAgo: 900 }] },
    ['database'],
  ],
  ['a folder was not looked into for long', { folders: [{ ...INBOX, lookedAgo: 600 }] }, ['polling']],
  ['a folder was never looked into', { folders: [{ ...INBOX, lookedAgo: null }] }, ['polling']],
  ['another process reads the folder', { folders: [{ ...INBOX, lookedAgo: 600, standsBy: true }] }, []],
  [
    'one look failed, the one before did not',
    { folders: [{ ...INBOX, failure: { error: 'reset', credentials: false } }] },
    [],
  ],
  [
    'the mailbox refuses the sign-in',
    { folders: [{ ...INBOX, failure: { error: 'NO', credentials: true } }] },
    ['credentials'],
  ],
  ['the way out refuses the sign-in', { routes: [{ name: 'smtp', error: '535 5.7.8 no' }] }, ['credentials']],
  ['the way out is shut for another reason', { routes: [{ name: 'smtp', error: 'connect ECONNREFUSED' }] }, []],
  ['nothing is sent', { dispatcherAgo: 100 }, ['dispatcher']],
  ['no deadline is watched', { clockworkAgo: 200 }, ['clockwork']],
  ['nothing has begun', { dispatcherAgo: null, clockworkAgo: null }, ['dispatcher', 'clockwork']],
])('%s', (_, signs, codes) => {
  expect(diagnose({ ...WELL, ...signs }, LIMITS).map(({ code }) => code)).toEqual(codes);
});

test('what a person has to decide is told, and no probe turns red for it', () => {
  const signs = { ...WELL, database: { ...SOUND, heldByBreaker: 25 } };
  expect(diagnose(signs, LIMITS)).toEqual([]);
  expect(toApprove(signs).map(causeLine)).toEqual([
    'approval: 25 acknowledgements of mail that came late, too many within a minute, wait for you',
  ]);
  expect(toApprove(WELL)).toEqual([]);
});

test('a desk that runs answers its probes, and counts what it does', async () => {
  await using world = await town({ changes: { admin: { listen: '127.0.0.1:0' } } });
  const { desk } = world;
  await desk.app.start();
  const at = desk.log.find((line) => line['msg'] === 'pages served')?.['at'] as string;
  const get = async (path: string) => (await fetch(`${at}${path}`)).text();
  expect(await get('/livez')).toBe('alive\n');
  await until('it is ready', async () => (await fetch(`${at}/readyz`)).status === 200);
  world.write(rawMail());
  const metrics = await until('the acknowledgement is counted', async () => {
    const text = await get('/metrics');
    return text.includes('replydesk_acknowledgements{outcome="within"} 1') ? text : null;
  });
  expect(metrics).toContain('replydesk_up 1');
  expect(metrics).toMatch(/replydesk_mails_decided_total\{kind="client",disposition="filed"\} 1/);
  expect(metrics).toMatch(/replydesk_requests\{state="new"\} 1/);
  expect(metrics).toContain('replydesk_deliveries_total{kind="acknowledgement",outcome="accepted"} 1');
  expect(metrics).toMatch(/replydesk_poll_age_seconds\{mailbox="support@example.test",folder="INBOX"\} \d/);
  expect(metrics).toMatch(/replydesk_queue_oldest_due_seconds 0/);
  expect(metrics, 'no client and no secret stands there').not.toMatch(/client\.test|secret/);
});

const ACCOUNTS = [{ user: 'support', password: 'secret', address: 'support@example.test' }];

test('a mailbox that refuses the sign-in turns it red, with one line a cause', async () => {
  await using post = await startEmbeddedMail({ accounts: ACCOUNTS, clock: systemClock });
  const servers = { imapPort: post.imap.port, smtpPort: post.smtpPort, password: 'wrong' };
  await using desk = await openDesk(servers, { admin: { listen: '127.0.0.1:0' } });
  await desk.app.start();
  const at = desk.log.find((line) => line['msg'] === 'pages served')?.['at'] as string;
  const { status, lines } = await until('the first look failed', async () => {
    const answer = await fetch(`${at}/readyz`);
    const text = await answer.text();
    return text.includes('credentials') ? { status: answer.status, lines: text.split('\n') } : null;
  });
  expect(status).toBe(503);
  expect(lines).toContainEqual(
    expect.stringMatching(/^credentials: support@example\.test INBOX: the sign-in is refused/),
  );
  expect(lines).toContainEqual(expect.stringMatching(/^polling: support@example\.test INBOX: was not looked into yet/));
  expect(lines.join(' ')).not.toContain('wrong');
});
