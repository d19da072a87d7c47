import { expect, test } from 'vitest';
import { likelyAddress } from '../../src/requests/likely-address.ts';

test.each([
  ['jane@gmial.com', 'jane@gmail.com'],
  ['jane@gmai.com', 'jane@gmail.com'],
  ['jane@gmaill.com', 'jane@gmail.com'],
  ['Jane@Hotnail.com', 'jane@hotmail.com'],
  ['jane@clent.test', 'jane@client.test'],
  ['jane@firma.con', 'jane@firma.com'],
  ['jane@web.ed', 'jane@web.de'],
  ['jane@client.test', null],
  ['jane@gmail.com', null],
  ['jane@quite-another.test', null],
  ['jane', null],
  ['', null],
])('%j was probably meant to be %j', (written, meant) => {
  expect(likelyAddress(written, ['client.test'])).toBe(meant);
});
