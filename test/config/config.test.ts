import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { configJsonSchema, loadConfig, problemLine, type Config } from '../../src/config.ts';

const NOW = Temporal.Instant.from('2026-11-20T12:00:00Z');
const ENVIRONMENT = { REPLYDESK_SECRET: 'correct-horse-battery', IMAP_PASSWORD: 'hunter2-hunter2' };

const FULL = `company:   { name: Example Ltd, domain: example.test }
database:  ./data
secret:    \${REPLYDESK_SECRET}
mailboxes:
  - address: support@example.test
    aliases: [info@example.test]
    plusAddressing: auto
    imap: { host: 127.0.0.1, port: 10143, tls: none, user: support, password: \${IMAP_PASSWORD} }
    folder: INBOX
    sent: auto
    since: golive
    afterwards: keep
outbound:
  from: Example Support <support@example.test>
  smtp: { host: 127.0.0.1, port: 10025, tls: none, connections: 5 }
trustedAuthservId: mx.example.test
acknowledgeUnauthenticated: plain
relays: []
forms:
  - { from: website@example.test, client: reply-to }
staff:
  - { name: Ann Lee, address: ann@example.test, also: [ann.lee@example.test], team: support, role: lead }
clients:
  - { domain: bigcorp.test, tier: key, accountManager: ann@example.test, locale: de, timeZone: Europe/Berlin }
policy:    e
locale:    en
calendar:  { timeZone: Europe/Berlin, hours: { mon-fri: "09:00-17:00" }, holidays: { country: DE, region: BE } }
admin:     { listen: 127.0.0.1:8025, url: https://desk.example.test }
`;

/** The least that a person has to write. */
const LEAST = `company: { name: Example Ltd, domain: example.test }
secret: sixteen-letters-or-more
mailboxes: [{ address: support@example.test, imap: { host: imap.example.test, password: secret } }]
outbound: { from: support@example.test, smtp: { host: smtp.example.test } }
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replydesk config '));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(text: string, environment: Record<string, string> = ENVIRONMENT) {
  const file = join(folder, 'replydesk.yaml');
  await writeFile(file, text);
  return loadConfig(file, environment, NOW);
}

async function config(text: string): Promise<Config> {
  const result = await read(text);
  if (!result.ok) throw new Error(result.problems.map(problemLine).join('\n'));
  return result.config;
}

/** Private keys that no mail can be signed with. */
function unfitKeys(): Record<string, string> {
  const pkcs8 = { type: 'pkcs8', format: 'pem' } as const;
  const short = generateKeyPairSync('rsa', { modulusLength: 512 }).privateKey.export(pkcs8);
  const modern = generateKeyPairSync('ed25519').privateKey;
  return {
    short,
    modern: modern.export(pkcs8),
    locked: modern.export({ ...pkcs8, cipher: 'aes-256-cbc', passphrase: 'x' }),
    torn: short.slice(0, 80),
  };
}

/** What is wrong, as `line:column: key: message`. */
async function problems(text: string, environment?: Record<string, string>): Promise<string[]> {
  const result = await read(text, environment);
  if (result.ok) throw new Error('nothing is wrong');
  return result.problems.map((problem) => problemLine(problem).replace(`${folder}/replydesk.yaml:`, ''));
}

describe('a configuration', () => {
  test('is read whole, as the manual shows it', async () => {
    const full = await config(FULL);
    expect(full.company).toEqual({ name: 'Example Ltd', domain: 'example.test' });
    expect(full.database).toEqual({ kind: 'folder', folder: join(folder, 'data') });
    expect(full.secret).toBe(ENVIRONMENT.REPLYDESK_SECRET);
    expect(full.mailboxes[0]).toEqual({
      address: 'support@example.test',
      aliases: ['info@example.test'],
      plusAddressing: 'auto',
      imap: { host: '127.0.0.1', port: 10143, tls: 'none', user: 'support', password: 'hunter2-hunter2', oauth: null },
      folder: 'INBOX',
      sent: 'auto',
      since: 'golive',
      afterwards: { do: 'keep' },
      shadow: false,
    });
    expect(full.outbound).toMatchObject({
      from: { name: 'Example Support', address: 'support@example.test' },
      route: { kind: 'smtp', host: '127.0.0.1', port: 10025, tls: 'none', user: null, connections: 5 },
    });
    expect(full.staff[0]).toMatchObject({ name: 'Ann Lee', also: ['ann.lee@example.test'], role: 'lead' });
    expect(full.policy.name).toBe('e');
    expect(full.calendar.holidays.map((day) => day.date)).toContain('2027-03-08');
    expect(full.admin).toEqual({
      listen: { host: '127.0.0.1', port: 8025 },
      linkUrl: 'https://desk.example.test',
      url: 'https://desk.example.test',
    });
  });

  test('needs four keys; the rest has defaults that are safe', async () => {
    const least = await config(LEAST);
    expect(least.mailboxes[0]?.imap).toMatchObject({ port: 993, tls: 'implicit', user: 'support@example.test' });
    expect(least.outbound.route).toMatchObject({ port: 465, tls: 'implicit', user: null, password: null });
    expect(least).toMatchObject({
      acknowledgeUnauthenticated: 'plain',
      trustedAuthservId: null,
      staff: [],
      locale: 'en',
      admin: { url: 'http://127.0.0.1:8025' },
      budgets: { unauthenticatedPerDay: 1 },
      log: { level: 'info' },
    });
    expect(least.retry.delays.map(String)).toEqual(['PT5S', 'PT30S', 'PT2M', 'PT10M', 'PT1H', 'PT4H']);
  });

  test('keys left empty are keys left out', async () => {
    const least = await config(`${LEAST}relays:\nstaff:\nbudgets:\n  # holdAfterHours: 12\ntemplates:\n`);
    expect(least).toMatchObject({ relays: [], staff: [], budgets: { holdAfterHours: 24 }, templates: null });
  });

  test('TLS follows the usual ports, and ports the usual TLS', async () => {
    const submission = await config(LEAST.replace('smtp.example.test', 'smtp.example.test, port: 587'));
    expect(submission.outbound.route).toMatchObject({ port: 587, tls: 'starttls' });
    const plain = await config(LEAST.replace('imap.example.test', 'imap.example.test, tls: none'));
    expect(plain.mailboxes[0]?.imap).toMatchObject({ port: 143, tls: 'none' });
  });

  test('one shadow key speaks for all mailboxes, and each may speak for itself', async () => {
    const shadow = await config(`${LEAST}shadow: true\n`);
    expect(shadow.mailboxes[0]?.shadow).toBe(true);
    const alone = await config(`${LEAST.replace('imap:', 'shadow: no, imap:')}shadow: true\n`);
    expect(alone.mailboxes[0]?.shadow).toBe(false);
  });

  test.each([
    ['keep', { do: 'keep' }],
    ['seen', { do: 'seen' }],
    ['"move: Done/Taken"', { do: 'move', folder: 'Done/Taken' }],
    ['{ move: Done }', { do: 'move', folder: 'Done' }],
  ])('afterwards: %s', async (written, meant) => {
    const { mailboxes } = await config(LEAST.replace('imap:', `afterwards: ${written}, imap:`));
    expect(mailboxes[0]?.afterwards).toEqual(meant);
  });

  test('addresses are compared in ASCII and lower case', async () => {
    const { staff } = await config(`${LEAST}staff: [{ name: Zoë, address: Zoe@Bücher.Example }]\n`);
    expect(staff[0]?.address).toBe('zoe@xn--bcher-kva.example');
  });

  test('a server of the user is taken as the database', async () => {
    const { database } = await config(`${LEAST}database: postgres://desk:pa%20ss@db/desk\n`);
    expect(database).toEqual({ kind: 'server', url: 'postgres://desk:pa%20ss@db/desk' });
  });
});

describe('values from the environment', () => {
  test('may hold anything, without becoming YAML', async () => {
    const odd = 'a: "b" # {c} *d ${E}';
    const result = await read(LEAST.replace('password: secret', 'password: ${ODD}'), { ODD: odd });
    expect(result.ok && result.config.mailboxes[0]?.imap.password).toBe(odd);
  });

  test('are numbers where numbers are wanted, and parts of a value', async () => {
    const text = LEAST.replace('smtp.example.test', 'smtp.${ZONE}, port: "${PORT}"');
    const result = await read(text, { ZONE: 'example.test', PORT: '2525' });
    expect(result.ok && result.config.outbound.route).toMatchObject({ host: 'smtp.example.test', port: 2525 });
  });

  test('come from the file .env beside, which the environment overrules', async () => {
    await writeFile(join(folder, '.env'), 'REPLYDESK_SECRET=from-the-file-beside\nIMAP_PASSWORD=beside\n');
    const result = await read(FULL, { IMAP_PASSWORD: 'overruled' });
    await rm(join(folder, '.env'));
    expect(result.ok && [result.config.secret, result.config.mailboxes[0]?.imap.password]).toEqual([
      'from-the-file-beside',
      'overruled',
    ]);
  });

  test('that are missing are told with their place and what to do', async () => {
    expect(await problems(FULL, { IMAP_PASSWORD: '' })).toEqual([
      '3:1: secret: the environment has no REPLYDESK_SECRET: set it, or write REPLYDESK_SECRET=… into the file .env beside this one',
      expect.stringMatching(/^8:\d+: mailboxes\[0\]\.imap\.password: the environment has no IMAP_PASSWORD/),
    ]);
  });

  test('that are missing are not complained of a second time as wrong', async () => {
    expect(await problems(`${LEAST}policy: \${POLICY}\n`)).toEqual([
      expect.stringMatching(/^5:1: policy: the environment has no POLICY/),
    ]);
  });

  test('$${ is a literal ${', async () => {
    const { mailboxes } = await config(LEAST.replace('secret }', () => 'a$${b} }'));
    expect(mailboxes[0]?.imap.password).toBe('a${b}');
  });
});

describe('mistakes', () => {
  test('are told all at once, in the order of the file, each with line, column and key', async () => {
    const text = `company: { name: Example Ltd, domain: nonsense }
secrett: x
secret: short
mailboxes:
  - address: support at example.test
    imap: { host: "imaps://imap.example.test", port: 99999, tsl: none, password: 12345678 }
    since: yesterday
outbound:
  from: support@example.test
retry: { giveUpAfter: soon }
calendar: { timeZone: Europe/Berlim, hours: { mon-fri: "09:00-17:00" } }
`;
    expect(await problems(text)).toEqual([
      '1:31: company.domain: "nonsense" is not a domain such as example.com',
      '2:1: secrett: there is no such key; did you mean secret?',
      '3:1: secret: is too short: at least 16 characters, as made by replydesk init',
      '5:5: mailboxes[0].address: "support at example.test" is not a mail address such as support@example.com',
      '6:13: mailboxes[0].imap.host: write the name of the server alone, such as imap.example.com',
      '6:48: mailboxes[0].imap.port: write a whole number from 1 to 65535',
      '6:61: mailboxes[0].imap.tsl: there is no such key; did you mean tls?',
      '6:72: mailboxes[0].imap.password: write it in quotes',
      '7:5: mailboxes[0].since: write golive, or a date such as 2026-01-31',
      '8:1: outbound: is missing smtp (or ses)',
      '10:10: retry.giveUpAfter: "soon" is not a time such as 30 seconds, 10 minutes or 5 days',
      '11:13: calendar.timeZone: "Europe/Berlim" is not an IANA time zone',
    ]);
  });

  test.each([
    ['secret: sixteen-letters-or-more\n', '', /1:1: secret: is missing/],
    ['password: secret', 'user: me', /3:\d+: mailboxes\[0\]\.imap\.password: is missing/],
    ['smtp: { host: smtp.example.test }', '', /4:1: outbound: is missing smtp/],
    ['smtp: {', 'ses: { region: eu-west-1 }, smtp: {', /4:1: outbound: write smtp or ses, not both/],
    ['smtp: {', 'fallback: {}, smtp: {', /outbound\.fallback: is missing smtp/],
    [
      'smtp: {',
      'fallback: { ses: { region: x, topics: [bounces] } }, smtp: {',
      /topics\[0\]: write the ARN of an SNS topic/,
    ],
    [
      'smtp: { host',
      'smtp: { user: a, password: b, tls: opportunistic, host',
      /tls: a password must not travel in the clear/,
    ],
    [
      'smtp: {',
      'domains: [{ domain: bank.test, tls: requiretls }], smtp: { tls: none, ',
      /domains\[0\]\.tls: mail leaves by smtp\.example\.test without encryption/,
    ],
    [
      'smtp: {',
      'domains: [{ domain: bank.test, tls: required }], fallback: { ses: { region: eu-west-1 } }, smtp: {',
      /domains\[0\]\.tls: Amazon SES cannot be asked/,
    ],
    ['smtp: {', 'dkim: { selector: s1, key: nowhere.pem }, smtp: {', /dkim\.key: there is no private key \(PEM\)/],
    ['smtp: {', 'dkim: { selector: s1, key: short.pem }, smtp: {', /dkim\.key: the key has 512 bits/],
    ['smtp: {', 'dkim: { selector: s1, key: modern.pem }, smtp: {', /dkim\.key: the key is ed25519: an RSA key/],
    ['smtp: {', 'dkim: { selector: s1, key: locked.pem }, smtp: {', /dkim\.key: the key needs a passphrase/],
    ['smtp: {', 'dkim: { selector: s1, key: torn.pem }, smtp: {', /dkim\.key: the private key cannot be read/],
    [
      'smtp.example.test',
      'smtp.example.test, user: me',
      /outbound\.smtp: user and password \(or oauth\) belong together/,
    ],
    ['imap:', 'since: yesterday, imap:', /mailboxes\[0\]\.since: write golive, or a date/],
    ['imap:', 'afterwards: delete, imap:', /mailboxes\[0\]\.afterwards: write keep, seen or "move: Folder"/],
    [
      'imap:',
      'aliases: [Support@Example.test], imap:',
      /aliases\[0\]: support@example\.test is already the address of a mailbox/,
    ],
  ])('%s → %s', async (right, wrong, told) => {
    for (const [name, pem] of Object.entries(unfitKeys())) await writeFile(join(folder, `${name}.pem`), pem);
    expect((await problems(LEAST.replace(right, wrong))).join('\n')).toMatch(told);
  });

  test.each([
    ['policy: z', /policy: .*no such policy/],
    ['policy: ./broken.yaml', /policy: .*broken\.yaml:1: /],
    ['database: mysql://localhost/x', /database: write a folder/],
    ['acknowledgeUnauthenticated: maybe', /acknowledgeUnauthenticated: write full or plain or never/],
    ['templates: ./nowhere', /templates: there is no folder/],
    ['calendar: { timeZone: Europe/Berlin, hours: {} }', /calendar\.hours: /],
    ['calendar: { timeZone: Europe/Berlin, hours: { mon: [] } }', /calendar\.hours: /],
    [
      'calendar: { timeZone: Europe/Berlin, hours: { mon: 9-17 }, holidays: { country: XX } }',
      /calendar\.holidays: no holidays are known/,
    ],
    ['calendar: { timeZone: Europe/Berlin, hours: { mon: "17:00-17:00" } }', /calendar\.hours: /],
    [
      'staff: [{ name: Ann, address: support@example.test }]',
      /staff\[0\]\.address: .* already the address of a mailbox/,
    ],
    ['clients: [{ tier: key }]', /clients\[0\]: write either domain or address/],
    ['admin: { listen: 8025 }', /admin\.listen: write text/],
    ['admin: { listen: "8025" }', /admin\.listen: write host:port/],
    ['admin: { listen: 0.0.0.0:8025 }', /admin\.listen: .* write admin\.url too/],
    ['alarms: { to: [support@example.test] }', /alarms\.to\[0\]: support@example\.test is read by the desk/],
    ['alarms: { heartbeat: { url: here } }', /alarms\.heartbeat\.url: write an address/],
    ['limits: { mail: lots }', /limits\.mail: "lots" is not a size/],
    ['retention: { raw: never }', /retention\.raw: /],
    ['locale: "!!"', /locale: /],
    ['relays: mylist', /relays: write a list/],
    ['admin:\n\tlisten: x', /indent with spaces/],
    ['locale: de\nlocale: en', /6:1: this key stands here twice/],
    ['company', /5:1: /],
  ])('%s', async (line, told) => {
    await writeFile(join(folder, 'broken.yaml'), 'clocks: 5\n');
    expect((await problems(LEAST + line)).join('\n')).toMatch(told);
  });

  test('of YAML itself are told once, not again for every word that follows', async () => {
    expect(await problems(`company: { name: Example Ltd } }\n${LEAST}`)).toHaveLength(1);
  });

  test('a file that is not there is named, with the command that writes one', async () => {
    const result = await loadConfig(join(folder, 'none.yaml'), {}, NOW);
    expect(result.ok ? [] : result.problems.map(problemLine)).toEqual([
      `${folder}/none.yaml:1:1: there is no such file; replydesk init writes one`,
    ]);
  });

  test.each(['', 'just text', '- a list', '42', '{', '\u0000', '&a [*a]'])(
    'a file holding %j is refused',
    async (text) => {
      expect(await problems(text)).not.toEqual([]);
    },
  );

  test('never show a secret, wherever it was written', async () => {
    const secret = 'topsecretvalue';
    const environment = { S: secret, SIX: 'sixteen-letters-or-more' };
    const places = [
      LEAST.replace('support@example.test', '"${S}"'),
      LEAST.replace('example.test }', '"${S}" }'),
      `${LEAST}calendar: { timeZone: "\${S}", hours: { mon: "\${S}" } }\n`,
      `${LEAST}policy: \${S}\n`,
      `${LEAST}templates: \${S}\n`,
      `${LEAST}retry: { giveUpAfter: "\${S}" }\n`,
      LEAST.replace('password: secret', `password: *${secret}`),
      LEAST.replace('password: secret', `password: !${secret}`),
      LEAST.replace('password: secret', `password: "${secret}" ${secret}`),
      LEAST.replace('password: secret', `password: [${secret}]`),
      LEAST.replace('password: secret', `password: a: ${secret}`),
    ];
    for (const text of places) {
      const told = (await problems(text, environment)).join('\n');
      expect(told).not.toContain(secret);
      expect(told).not.toBe('');
    }
  });
});

test('the JSON Schema knows every key of the manual and refuses others', () => {
  const schema = configJsonSchema() as {
    properties: Record<string, unknown>;
    additionalProperties: boolean;
    required: string[];
  };
  expect(Object.keys(schema.properties)).toEqual(
    expect.arrayContaining([...FULL.matchAll(/^(\w+):/gm)].map(([, key]) => key)),
  );
  expect(schema.additionalProperties).toBe(false);
  expect(schema.required).toEqual(['company', 'secret', 'mailboxes', 'outbound']);
});
