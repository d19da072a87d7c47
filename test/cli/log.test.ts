import { expect, test } from 'vitest';
import { plainLine } from '../../src/cli/log.ts';

test('a person reads one plain line an event, with nothing that could break it', () => {
  const line = JSON.stringify({
    level: 40,
    time: 0,
    mailbox: 'a@b.test',
    error: 'no\nroute',
    count: 3,
    msg: 'poll failed',
  });
  expect(plainLine(line)).toBe('00:00:00 warn  poll failed mailbox=a@b.test error="no\\nroute" count=3');
});
