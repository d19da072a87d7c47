import { expect, test } from 'vitest';
import { organisationOf } from '../../src/classify/organisation.ts';

test('at a public mail provider nobody belongs to an organisation', () => {
  expect(organisationOf('ann@gmail.com')).toBeNull();
  expect(organisationOf('ann@yahoo.co.uk')).toBeNull();
});

test('an organisation is one across its subdomains, and not one with its hosting company’s other customers', () => {
  expect(organisationOf('Ann@mail.acme.co.uk')).toBe('acme.co.uk');
  expect(organisationOf('ann@one.github.io')).not.toBe(organisationOf('bob@two.github.io'));
  expect(organisationOf('')).toBeNull();
});
