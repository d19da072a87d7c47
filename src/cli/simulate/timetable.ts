import { z } from 'zod';
import { calendarSchema, OFFICE_HOURS } from '../../calendar-file.ts';

/**
 * A timetable as a person writes it: who writes when, and what is expected to leave. Times are local times of the
 * calendar's zone. What staff do beyond writing (`#called` and the like) can also be given as an event of the log.
 */
const time = z.string().regex(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}(:\d{2})?$/, 'write a time such as "2026-10-19 10:00"');
const address = z.string().regex(/^[^\s@]+@[^\s@]+$/, 'write a mail address');
const span = z.strictObject({ from: time, until: time });

const item = z.strictObject({
  at: time,
  /** Exactly one of these writes. */
  client: address.optional(),
  staff: address.optional(),
  /** A name for the request that this mail opens. */
  starts: z.string().min(1).optional(),
  /** The request that it belongs to. */
  on: z.string().min(1).optional(),
  subject: z.string().optional(),
  says: z.string().optional(),
  /** An event of the log, such as `kind: waits` with `until`. */
  logs: z
    .object({ kind: z.string().min(1), until: time.optional(), by: time.optional() })
    .catchall(z.unknown())
    .optional(),
});

export const timetableSchema = z.strictObject({
  title: z.string().min(1),
  policy: z.string().min(1),
  calendar: calendarSchema.default(OFFICE_HOURS),
  staff: z.array(
    z.strictObject({
      name: z.string(),
      address,
      team: z.string().default('support'),
      role: z.enum(['agent', 'lead', 'manager', 'admin']).default('agent'),
    }),
  ),
  clients: z
    .array(
      z.strictObject({
        address,
        tier: z.string().nullable().default(null),
        accountManager: address.nullable().default(null),
      }),
    )
    .default([]),
  /** The desk is not running: mail waits in the mailbox, deadlines wait for it to wake. */
  asleep: z.array(span).default([]),
  /** The next mail server takes nothing. */
  mailDown: z.array(span).default([]),
  story: z.array(
    item
      .refine((one) => one.logs !== undefined || (one.client === undefined) !== (one.staff === undefined), {
        message: 'say who writes: client or staff',
      })
      .refine((one) => (one.starts === undefined) !== (one.on === undefined), {
        message: 'say which request: `starts` a new one or `on` one that was started',
      }),
  ),
  until: time,
  /** What leaves, in order: `time | kind | to | request | what it says`. */
  expect: z.array(z.string()).optional(),
});

export type Timetable = z.output<typeof timetableSchema>;
export type StoryItem = Timetable['story'][number];

/** A local time of the timetable as an instant. */
export function instantOf(local: string, timeZone: string): Temporal.Instant {
  return Temporal.PlainDateTime.from(local.replace(' ', 'T')).toZonedDateTime(timeZone).toInstant();
}
