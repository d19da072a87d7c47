import { describe, expect, test } from 'vitest';
import { threadIds } from '../../src/requests/message-ids.ts';

function ids(headers: Record<string, string>, addresses: { to?: string[]; messageId?: string } = {}) {
  return threadIds({
    messageId: addresses.messageId ?? null,
    headers: Object.entries(headers).map(([name, value]) => ({ name: name.toLowerCase(), value })),
    from: [{ name: 'Bob', address: 'bob@x.test' }],
    sender: null,
    replyTo: [],
    to: (addresses.to ?? []).map((address) => ({ name: '', address })),
    cc: [],
  });
}

const inReplyTo = (value: string, to: string[] = []) => ids({ 'In-Reply-To': value }, { to }).inReplyTo;
const references = (value: string) => ids({ References: value }).references;

describe('In-Reply-To of old mail programs', () => {
  test.each([
    ['<a.1@x.test>', ['<a.1@x.test>']],
    ['<a.1@x.test>; from ann@y.test on Thu, Jan 02, 2003 at 03:29:43PM +0100', ['<a.1@x.test>']],
    ['Your message of "Mon, 09 Sep 2002 15:36:37 EDT." <a.1@x.test>', ['<a.1@x.test>']],
    ['<a.1@x.test> (Ann Lee\'s message of "Tue, 17 Nov 2009 14:00:54 -0500")', ['<a.1@x.test>']],
    ['Message from Ann Lee <ann@y.test> of "Mon, 09 Sep 2002 15:36:37 EDT." <a.1@x.test>', ['<a.1@x.test>']],
    ['Message from "R.2 Lee" <r2@y.test> of Mon, 09 Sep <a.1@x.test> <b.2@x.test>', ['<a.1@x.test>', '<b.2@x.test>']],
    ['Message from ann@y.test of Fri, 26 Jul 2002 10:06:41 EDT <a.1@x.test>', ['<a.1@x.test>']],
    ['message-id <a.1@x.test> of Fri, Sep 13 02:03:07 2002', ['<a.1@x.test>']],
    ['Message from Ann Lee <ann@y.test>', []],
    ['your mail of yesterday to ann@y.test', []],
    ['<your mail of yesterday>', []],
    ['', []],
  ])('%j', (value, expected) => {
    expect(inReplyTo(value)).toEqual(expected);
  });

  test('the address of somebody who stands in the mail is never an id', () => {
    expect(inReplyTo('<Ann@y.test> <a.1@x.test>', ['ann@y.test'])).toEqual(['<a.1@x.test>']);
    expect(inReplyTo('bob@x.test')).toEqual([]);
  });
});

describe('References', () => {
  test('folded in the middle of an id', () => {
    expect(references('<a@x.test> <very-long-\t id-of-a-mail@x.test>')).toEqual([
      '<a@x.test>',
      '<very-long-id-of-a-mail@x.test>',
    ]);
  });

  test('without brackets, with commas, without a closing bracket', () => {
    expect(references('a@x.test, b@x.test')).toEqual(['<a@x.test>', '<b@x.test>']);
    expect(references('<a@x.test><b@x.test> <c@x.test')).toEqual(['<a@x.test>', '<b@x.test>', '<c@x.test>']);
  });

  test('packed into encoded words by Exchange', () => {
    expect(references('=?utf-8?q?=3CCA+1=40mail=2Eexample=3E?= =?us-ascii?B?PGJAeC50ZXN0Pg==?=')).toEqual([
      '<CA+1@mail.example>',
      '<b@x.test>',
    ]);
  });

  test('a control character smuggled in by an encoded word makes no id', () => {
    expect(references('=?utf-8?q?=3Ca=00b=40x=3E?= <c@x>')).toEqual(['<c@x>']);
    expect(references('=?utf-8?q?=3Ca=0D=0ABcc:_v=40x=3E?=')).toEqual([]);
  });

  test('an id that stands twice counts where it stands nearest', () => {
    expect(references('<a@x> <b@x> <a@x>')).toEqual(['<b@x>', '<a@x>']);
  });

  test('a hundred thousand of them leave the root and the nearest, fifty in all, and cost no time', () => {
    const many = Array.from({ length: 100_000 }, (_, n) => `<${n}@x.test>`);
    const read = ids({ 'In-Reply-To': many.slice(-20).join(' '), References: many.join(' ') });
    expect(read.inReplyTo).toHaveLength(10);
    expect(read.references).toHaveLength(40);
    expect(read.references[0]).toBe('<0@x.test>');
    expect(read.references.at(-1)).toBe('<99999@x.test>');
  });
});

test('the id that a relay replaced is the mail’s own too', () => {
  const headers = { 'X-Google-Original-Message-ID': '<mine@x.test>' };
  expect(ids(headers, { messageId: '<theirs@mx.google.com>' }).messageIds).toEqual([
    '<theirs@mx.google.com>',
    '<mine@x.test>',
  ]);
  expect(ids({ 'Message-ID': 'bare@x.test' }).messageIds).toEqual(['<bare@x.test>']);
  expect(ids({}).messageIds).toEqual([]);
});
