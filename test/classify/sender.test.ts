import { describe, expect, test } from 'vitest';
import { recognise } from '../../src/classify/recognise.ts';
import { NO_DESK, type DeskFacts } from '../../src/requests/recognition.ts';
import { mail, type Fields } from '../support/mail.ts';

const DESK: DeskFacts = {
  ...NO_DESK,
  ownAddresses: new Set(['support@example.test']),
  staffAddresses: new Set(['alice@staff.test']),
  trustedAuthservId: 'mx.example.test',
};

const judged = async (fields: Fields, desk: Partial<DeskFacts> = {}, body?: string) =>
  recognise(await mail(fields, body), { ...DESK, ...desk });

describe('nobody becomes staff by writing so', () => {
  const impostors: Record<string, Fields> = {
    'a staff address in Reply-To': { From: 'eve@evil.test', 'Reply-To': 'alice@staff.test' },
    'a staff address in Sender': { From: 'eve@evil.test', Sender: 'alice@staff.test' },
    'a staff address as display name': { From: '"alice@staff.test" <eve@evil.test>' },
    'an unquoted staff address in front': { From: 'alice@staff.test <eve@evil.test>' },
    'two angle addresses': { From: '<alice@staff.test><eve@evil.test>' },
    'two bare addresses': { From: 'Alice alice@staff.test eve@evil.test' },
    'two mailboxes': { From: 'alice@staff.test, eve@evil.test' },
    'two From headers': { From: ['alice@staff.test', 'eve@evil.test'] },
    'a group': { From: 'Staff: alice@staff.test;' },
    'a NUL that hides the rest': { From: 'alice@staff.test\u0000@evil.test' },
    'a Cyrillic letter': { From: 'Alice <alice@stаff.test>' },
    'its punycode': { From: 'Alice <alice@xn--stff-63d.test>' },
    'an encoded word that holds the address': { From: '=?utf-8?q?alice=40staff=2Etest?= <eve@evil.test>' },
    'a comment': { From: 'eve@evil.test (alice@staff.test)' },
    'a quoted local part': { From: '"alice@staff.test"@evil.test' },
    'a percent hack': { From: 'alice%staff.test@evil.test' },
    'a source route': { From: '<@evil.test:alice@staff.test>' },
  };

  test.each(Object.entries(impostors))('%s', async (_name, fields) => {
    const { kind, author } = await judged({ ...fields, 'Return-Path': '<eve@evil.test>' });
    expect(kind).not.toBe('staff');
    expect(author?.address).not.toBe('alice@staff.test');
  });

  test('the plain address does, in any case', async () => {
    expect((await judged({ From: 'Alice <Alice@Staff.Test>' })).kind).toBe('staff');
  });

  test('an automatic answer of staff is no word of theirs', async () => {
    expect((await judged({ From: 'alice@staff.test', Subject: 'Out of Office: Re: [#12]' })).kind).toBe('auto-reply');
  });
});

describe('a comment in From', () => {
  test.each(['jane(x)@client.test', 'jane@(x)client.test', 'Jane <jane(x)@client.test>', 'jane@client(x).test'])(
    'within the address makes it doubtful: %s',
    async (from) => {
      const { acknowledge, reasons } = await judged({ From: from });
      expect(acknowledge).toBe(false);
      expect(reasons.map(({ code }) => code)).toContain('sender-invalid');
    },
  );

  test.each([
    'jane@client.test (Jane Roe)',
    '(Jane) jane@client.test',
    'Jane (office) <jane@client.test>',
    '"Jane (x)@home" <jane@client.test>',
  ])('beside it is a name: %s', async (from) => {
    const { acknowledge, author } = await judged({ From: from }, { trustedAuthservId: null });
    expect({ acknowledge, address: author?.address }).toEqual({ acknowledge: true, address: 'jane@client.test' });
  });
});

describe('what is shown to staff beside a mail', () => {
  const notesOf = async (fields: Fields, desk: Partial<DeskFacts> = {}) =>
    (await judged(fields, desk)).notes.map(({ code, detail }) => `${code}: ${detail}`).join('\n');

  test('a domain in two scripts that imitates one of ours, in both spellings', async () => {
    const notes = await notesOf({ From: 'Alice <alice@xn--stff-63d.test>' });
    expect(notes).toContain('look-alike-domain: stаff.test (xn--stff-63d.test) looks like staff.test');
  });

  test('a look-alike of a known client', async () => {
    const desk = { clientDomains: new Set(['bigcorp.test']) };
    expect(await notesOf({ From: 'boss@b1gcorp.test' }, desk)).toContain('looks like bigcorp.test');
    expect(await notesOf({ From: 'boss@bigcorp.test' }, desk)).not.toContain('look-alike');
    expect(await notesOf({ From: 'boss@mail.bigcorp.test' }, desk)).not.toContain('look-alike');
  });

  test('a name that shows another address', async () => {
    expect(await notesOf({ From: '"alice@staff.test" <eve@evil.test>' })).toContain('name-shows-address');
    expect(await notesOf({ From: '"Jane@Client.test" <jane@client.test>' })).not.toContain('name-shows-address');
  });

  test('a name that is turned around', async () => {
    expect(await notesOf({ From: '"Alice \u202Etset.ffats" <eve@evil.test>' })).toContain('bidi-in-name');
  });
});

describe('addresses that can be answered', () => {
  test.each([
    ['Jane Doe <jane@client.test>', 'jane@client.test'],
    ['jane@client.test (Jane Doe)', 'jane@client.test'],
    ['"Doe, Jane (Sales)" <jane.doe+desk@client.test>', 'jane.doe+desk@client.test'],
    ['Foo Bar [THIS IS ODD] <foo@client.test>', 'foo@client.test'],
    ['jane@client.test <jane@client.test>', 'jane@client.test'],
    ['Jörg <joerg@bücher.test>', 'joerg@xn--bcher-kva.test'],
  ])('%s', async (from, address) => {
    const { author, acknowledge } = await judged({ From: from, 'Return-Path': null });
    expect(author?.address).toBe(address);
    expect(acknowledge).toBe(true);
  });

  test.each([
    'jane@[192.0.2.1]',
    '"jane doe"@client.test',
    'host!jane@client.test',
    'jane..doe@client.test',
    'jane@client_x.test',
  ])('%s is refused', async (from) => {
    expect(await judged({ From: `<${from}>` })).toMatchObject({ acknowledge: false, author: null });
  });
});

describe('website forms', () => {
  const desk = { formAddresses: new Set(['website@example.test']) };
  const form: Fields = {
    From: 'Website <website@example.test>',
    'Reply-To': 'Jane <jane@client.test>',
    'Return-Path': '<www-data@web.example.test>',
  };

  test('are written by whoever stands in Reply-To, who is proven by nothing', async () => {
    const auth = { 'Authentication-Results': 'mx.example.test; dmarc=pass header.from=example.test' };
    const recognition = await judged({ ...form, ...auth }, desk);
    expect(recognition).toMatchObject({ kind: 'client', acknowledge: true, author: { address: 'jane@client.test' } });
    expect(recognition.authentication.verdict).toBe('none');
  });

  test('are judged before anything else of the table', async () => {
    const marked = { ...form, 'Auto-Submitted': 'auto-generated', Precedence: 'bulk', 'X-Spam-Flag': 'YES' };
    expect(await judged(marked, desk)).toMatchObject({ kind: 'client', acknowledge: true, quarantine: null });
  });

  test('may name the client in a field of the text', async () => {
    const byField = { ...desk, formFields: new Map([['website@example.test', 'E-mail:']]) };
    const body = 'Name: Jane\nE-mail: jane@client.test\nMessage: Hello\n';
    expect((await judged({ ...form, 'Reply-To': null }, byField, body)).author?.address).toBe('jane@client.test');
  });

  test.each([
    ['nobody', null],
    ['two people', 'jane@client.test, joe@client.test'],
    ['a no-reply address', 'no-reply@client.test'],
    ['ourselves', 'support@example.test'],
  ])('that name %s are not answered', async (_name, replyTo) => {
    expect(await judged({ ...form, 'Reply-To': replyTo }, desk)).toMatchObject({ kind: 'client', acknowledge: false });
  });
});

describe('known relays', () => {
  const relayed: Fields = {
    'List-Id': 'Support <support.lists.example.test>',
    'List-Post': '<mailto:support@lists.example.test>',
    'List-Unsubscribe': '<mailto:support-leave@lists.example.test>',
    Precedence: 'list',
    Sender: 'support-bounces@lists.example.test',
    'X-BeenThere': 'support@lists.example.test',
    'X-Mailman-Version': '3.3',
  };

  test.each([['support@lists.example.test'], ['support.lists.example.test'], ['lists.example.test']])(
    'a client’s mail that came through %s is a client’s',
    async (relay) => {
      expect(await judged(relayed)).toMatchObject({ kind: 'bulk', acknowledge: false });
      expect(await judged(relayed, { relays: [relay] })).toMatchObject({ kind: 'client', acknowledge: true });
    },
  );

  test('a newsletter sent through it stays one', async () => {
    const newsletter = { ...relayed, 'List-Unsubscribe': '<https://news.shop.test/u/1>' };
    expect((await judged(newsletter, { relays: ['lists.example.test'] })).kind).toBe('bulk');
  });

  test('another list stays a list, whatever it is called', async () => {
    const other = { 'List-Id': '<support.lists.example.test.evil.test>' };
    expect((await judged(other, { relays: ['lists.example.test'] })).kind).toBe('bulk');
  });

  test('a relay that rewrites From leaves the author in Reply-To', async () => {
    const rewritten = {
      ...relayed,
      From: 'Jane via Support <support@lists.example.test>',
      'Reply-To': 'Jane <jane@client.test>',
    };
    const { author, kind, authentication } = await judged(rewritten, { relays: ['support@lists.example.test'] });
    expect({ kind, address: author?.address }).toEqual({ kind: 'client', address: 'jane@client.test' });
    expect(authentication.verdict).toBe('none');
  });
});
