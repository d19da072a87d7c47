import { pino } from 'pino';
import { expect, test } from 'vitest';
import { openApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { httpPlanServer } from '../support/http-plan.ts';
import { rawMail } from '../support/mail.ts';
import { steppedClock } from '../support/stepped-clock.ts';
import { shown, town } from '../support/town.ts';

const ics = (...dates: string[]): string =>
  `BEGIN:VCALENDAR\r\nVERSION:2.0\r\n${dates.map((date) => `BEGIN:VEVENT\r\nUID:${date}\r\nDTSTART;VALUE=DATE:${date}\r\nSUMMARY:Works outing\r\nEND:VEVENT\r\n`).join('')}END:VCALENDAR\r\n`;

test('a closing day that is added to an iCalendar feed moves the deadlines; its last good copy counts while it is away', async () => {
  const clock = steppedClock();
  let says: string | number = ics();
  await using feed = await httpPlanServer((call) => {
    const text = says;
    if (typeof text === 'number') return text;
    const etag = `"${text.length}"`;
    const isKnown = call.headers['if-none-match'] === etag;
    return (response) =>
      void response.writeHead(isKnown ? 304 : 200, { 'content-type': 'text/calendar', etag }).end(isKnown ? '' : text);
  });
  const calendar = {
    timeZone: 'Europe/Berlin',
    hours: { 'mon-fri': '09:00-17:00' },
    holidays: { dates: ['2026-12-25'], feeds: [`${feed.url}.ics`] },
  };
  await using world = await town({ clock, changes: { calendar } });
  const { desk } = world;
  const due = async (): Promise<string> => (await shown(desk)).deadlines.respond;
  world.write(rawMail());
  await desk.pass();
  expect(await due()).toBe('2026-02-03T09:00:00Z');
  expect(feed.heard).toHaveLength(1);

  says = ics('20260203');
  clock.pass({ hours: 5 });
  await desk.pass();
  expect(feed.heard, 'twice a day is enough').toHaveLength(1);
  clock.pass({ hours: 8 });
  await desk.pass();
  await desk.pass();
  expect(await due()).toBe('2026-02-04T09:00:00Z');
  expect((await desk.ask('why', '1001')).out).toContain('reckoned anew');

  says = 503;
  clock.pass({ hours: 13 });
  await desk.pass();
  await desk.pass();
  expect(await due(), 'the feed is away').toBe('2026-02-04T09:00:00Z');
  expect(
    desk.log.some((line) => line['loop'] === 'calendar feeds' && String(line['error']).includes('answered 503')),
  ).toBe(true);

  says = '<!doctype html><title>Please sign in</title>';
  clock.pass({ hours: 1 });
  await desk.pass();
  await desk.pass();
  expect(await due(), 'the feed is no calendar').toBe('2026-02-04T09:00:00Z');

  await feed[Symbol.asyncDispose]();
  const read = await loadConfig(desk.file, {}, clock.now());
  if (!read.ok) throw new Error('the configuration is read again');
  await using again = await openApp(read.config, pino({ level: 'silent' }), clock);
  await again.clockwork.runOnce();
  expect(await due(), 'a desk that starts without a network').toBe('2026-02-04T09:00:00Z');
});
