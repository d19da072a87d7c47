import { expect, test } from 'vitest';
import { organisationOf } from '../../src/classify/organisation.ts';
import { isPublicProvider } from '../../src/requests/public-providers.ts';

test.each(
  'gmail.com yahoo.co.uk yahoo.com.br hotmail.fr outlook.com gmx.at web.de t-online.de orange.fr qq.com mail.ru'.split(
    ' ',
  ),
)('at %s anybody can have a mailbox', (domain) => {
  expect(isPublicProvider(domain)).toBe(true);
  expect(organisationOf(`ann@${domain}`)).toBeNull();
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

test('an organisation is one across its subdomains, and not one with its hosting company’s other customers', () => {
  expect(organisationOf('Ann@mail.acme.co.uk')).toBe('acme.co.uk');
  expect(organisationOf('ann@one.github.io')).not.toBe(organisationOf('bob@two.github.io'));
  expect(organisationOf('')).toBeNull();
});
