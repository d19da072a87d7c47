import { expect, test } from 'vitest';
import { rawMail } from '../support/mail.ts';
import { town } from '../support/town.ts';

test('queue watch writes a line when something changes, and ends in time', async () => {
  await using world = await town();
  const watching = world.desk.ask('queue', 'watch', '--every', '0.05', '--for', '3');
  world.write(rawMail({ 'Message-ID': '<1@client.test>' }));
  await world.desk.pass();
  const { status, out } = await watching;
  expect(status).toBe(0);
  const lines = out.split('\n');
  expect(lines.length).toBeGreaterThan(1);
  expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d {2}empty$/);
  expect(lines.at(-1)).toMatch(/^\d\d:\d\d:\d\d {2}accepted 2$/);
  expect((await world.desk.ask('queue', 'watch', '--every', 'often')).status).toBe(2);
});
