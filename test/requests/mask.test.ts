import { expect, test } from 'vitest';
import { maskNumbers } from '../../src/requests/mask.ts';

test.each([
  ['My card is 4111 1111 1111 1111, thanks', 'My card is •••• •••• •••• 1111, thanks'],
  ['5500-0000-0000-0004', '••••-••••-••••-0004'],
  ['378282246310005', '•••••••••••0005'],
  ['DE89 3704 0044 0532 0130 00 please', '•••• •••• •••• •••• ••30 00 please'],
  ['(GB82WEST12345698765432)', '(••••••••••••••••••5432)'],
])('a number with right check digits is masked but for its end: %s', (text, expected) =>
  expect(maskNumbers(text)).toBe(expected),
);

test.each([
  'order 4111 1111 1111 1112',
  'call +49 30 1234567',
  'tracking 1234567890123456',
  'invoice 2026-118, 2 February 2026',
  'DE00 3704 0044 0532 0130 00',
  'https://example.test/4111111111111111-x',
  '0000 0000 0000 0000',
])('anything else stays: %s', (text) => expect(maskNumbers(text)).toBe(text));
