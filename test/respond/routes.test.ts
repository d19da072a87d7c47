import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { createEvents } from '../../src/events.ts';
import type { SendOutcome } from '../../src/requests/delivery.ts';
import { NO_ROUTE, routed, type Route } from '../../src/respond/routes.ts';

const ACCEPTED: SendOutcome = { outcome: 'accepted', response: '250', providerId: null };
const DOWN: SendOutcome = { outcome: 'temporary', error: 'refused', code: null, scope: 'route' };
const MAIL = { envelopeFrom: 'a@example.test', rcpt: 'b@client.test', octets: Buffer.from('x'), mailId: '<1@x.test>' };

function world(...outcomes: SendOutcome[]) {
  let ms = 0;
  const tried: string[] = [];
  const routes: Route[] = outcomes.map((_, index) => ({
    name: `route ${index}`,
    transport: {
      connections: 5,
      send: () => {
        tried.push(`route ${index}`);
        return Promise.resolve(outcomes[index]!);
      },
      close: () => Promise.resolve(),
    },
  }));
  const clock = { now: () => Temporal.Instant.fromEpochMilliseconds(ms), monotonic: () => ms };
  const transport = routed(routes, { clock, events: createEvents(pino({ level: 'silent' })) });
  return { transport, tried, outcomes, pass: (later: number) => void (ms += later) };
}

describe('several routes', () => {
  test('the second carries what the first cannot take', async () => {
    const { transport, tried } = world(DOWN, ACCEPTED);
    expect(await transport.send(MAIL)).toBe(ACCEPTED);
    expect(await transport.send(MAIL)).toBe(ACCEPTED);
    expect(tried, 'the first is left alone').toEqual(['route 0', 'route 1', 'route 1']);
  });

  test('what the first is unfit for goes by the next, and the first is not left alone for it', async () => {
    const unfit: SendOutcome = {
      ...{ outcome: 'temporary', error: 'offers no REQUIRETLS', code: '5.7.30' },
      ...{ scope: 'domain', unfit: true },
    };
    const { transport, tried } = world(unfit, ACCEPTED);
    expect(await transport.send(MAIL)).toBe(ACCEPTED);
    expect(await transport.send(MAIL)).toBe(ACCEPTED);
    expect(tried).toEqual(['route 0', 'route 1', 'route 0', 'route 1']);
    expect(await world(unfit, unfit).transport.send(MAIL)).toBe(unfit);
  });

  test('an outage costs single probes, ever rarer, and no attempt of the others', async () => {
    const { transport, tried, outcomes, pass } = world(DOWN);
    await transport.send(MAIL);
    expect(transport.capacity!()).toBe(0);
    expect(await transport.send(MAIL)).toBe(NO_ROUTE);
    for (let minute = 0; minute < 10; minute += 1) {
      pass(60_000);
      expect(transport.capacity!()).toBe(1);
      await transport.send(MAIL);
      await transport.send(MAIL);
    }
    expect(tried).toHaveLength(11);
    pass(59_000);
    expect(transport.capacity!()).toBe(0);
    pass(1_000);
    outcomes[0] = ACCEPTED;
    await transport.send(MAIL);
    expect(transport.capacity!()).toBe(5);
  });

  test('five that fail together are one failure', async () => {
    const { transport, pass } = world(DOWN);
    await Promise.all(Array.from({ length: 5 }, () => transport.send(MAIL)));
    pass(1_000);
    expect(transport.capacity!()).toBe(1);
  });

  test.each<SendOutcome>([
    { outcome: 'unknown', error: 'broke after the mail was sent' },
    { outcome: 'permanent', error: '550 5.1.1', code: '550' },
    { outcome: 'temporary', error: '450 4.7.1 greylisted', code: '450' },
  ])('what the first may have taken, or judged, is not sent by the second: $outcome', async (outcome) => {
    const { transport, tried } = world(outcome, ACCEPTED);
    expect(await transport.send(MAIL)).toBe(outcome);
    expect(tried).toEqual(['route 0']);
  });
});
