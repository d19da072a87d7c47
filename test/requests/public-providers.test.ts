import { expect, test } from 'vitest';
import { isPublicProvider } from '../../src/requests/public-providers.ts';

test.each(
  'gmail.com yahoo.co.uk yahoo.com.br hotmail.fr outlook.com gmx.at web.de t-online.de orange.fr qq.com mail.ru'.split(
    ' ',
  ),
)('at %s anybody can have a mailbox', (domain) => {
  expect(isPublicProvider(domain)).toBe(true);
});

test.each([
  'acme.test',
  'yahoo-consulting.example',
  'mygmail.com',
  'outlook.acme.com',
  'siemens.com',
  'live.bbc.co.uk',
])('at %s only members', (domain) => {
  expect(isPublicProvider(domain)).toBe(false);
});
