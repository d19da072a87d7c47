import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openConfiguredStore } from '../app.ts';
import { systemClock } from '../clock.ts';
import { parse } from '../ingest/parse.ts';
import { canonicalAddress } from '../requests/address.ts';
import type { Reason } from '../requests/reason.ts';
import { staffMoment } from '../requests/moment.ts';
import { deadlinesOf } from '../store/records.ts';
import { shadowed, unacknowledged, type ShadowedDelivery } from '../store/shadow.ts';
import { CONFIG_OPTION, defineCommand, UsageError } from './command.ts';
import { configured } from './configured.ts';
import { mailboxOf } from './import.ts';
import { table } from './table.ts';

const DAYS = 7;

/** `report shadow`: what would have been sent, to whom, when and why, and how it reads. */
export const command = defineCommand({
  usage: '[--days N] [--mailbox M] [--out FOLDER] [--json] [--config F]',
  options: {
    ...CONFIG_OPTION,
    json: { type: 'boolean', default: false, help: 'one JSON object a mail, with its text' },
    days: { type: 'string', default: String(DAYS), help: 'N: how far back' },
    mailbox: { type: 'string', help: 'M: only this mailbox (default: all)' },
    out: { type: 'string', help: 'FOLDER: writes every mail there as a file that a mail program opens' },
  },
  async run({ options }, io) {
    const config = await configured(options.config, io);
    const mailbox = options.mailbox === undefined ? null : mailboxOf(config, options.mailbox);
    const days = Number(options.days);
    if (!Number.isInteger(days) || days < 1 || days > 3650) throw new UsageError('--days: write a number of days');
    const now = systemClock.now();
    const since = now.subtract({ hours: 24 * days });
    await using store = await openConfiguredStore(config);
    const mails = await shadowed(store.read, since, mailbox);
    if (options.out !== undefined) await writeMails(options.out, mails);
    const numbers = mails.flatMap(({ request }) => request ?? []);
    const promises = await deadlinesOf(store.read, [...new Set(numbers)]);
    if (options.json) {
      for (const mail of mails) io.write(JSON.stringify(await asJson(mail, promises.get(mail.request ?? 0) ?? {})));
      return 0;
    }
    const moment = (at: Temporal.Instant): string => staffMoment(config.calendar, at);
    const quiet = await unacknowledged(store.read, since, mailbox);
    const boxes = config.mailboxes.filter(({ address }) => mailbox === null || canonicalAddress(address) === mailbox);
    const inShadow = boxes.filter(({ shadow }) => shadow).map(({ address }) => address);
    const lines = [
      inShadow.length > 0 ? `In the shadow: ${inShadow.join(', ')}` : 'No mailbox is in the shadow now.',
      `Since ${moment(since)}: ${counted(mails)}`,
      ...rows(mails, promises, moment),
      ...silent(quiet, moment),
      ...(await sample(mails, moment)),
      ...(options.out === undefined || mails.length === 0
        ? []
        : ['', `All ${mails.length} mails lie in ${options.out}.`]),
      ...(inShadow.length > 0
        ? [
            '',
            'replydesk go-live ends the shadow; of this only answers that your people wrote can still be sent then, if you say so.',
          ]
        : []),
    ];
    for (const line of lines) io.write(line);
    return 0;
  },
});

async function asJson({ octets, reasons, at, dueAt, ...mail }: ShadowedDelivery, promises: Promises): Promise<object> {
  const { text, subject } = await parse(octets);
  const headline = { at: at.toString(), dueAt: dueAt.toString(), reasons, mailSubject: subject, text };
  const { acknowledge = null, respond = null, resolve = null } = promises;
  return { ...mail, ...headline, why: why({ ...mail, reasons }), promises: { acknowledge, respond, resolve } };
}

type Promises = Readonly<Record<string, string | null>>;

function counted(mails: readonly ShadowedDelivery[]): string {
  if (mails.length === 0) return 'nothing would have been sent.';
  const kinds = [...Map.groupBy(mails, ({ kind }) => kind)];
  const words = kinds.toSorted(([, a], [, b]) => b.length - a.length).map(([kind, of]) => `${of.length} × ${kind}`);
  const people = new Set(mails.map(({ to }) => to)).size;
  return `${mails.length} mails to ${people} people would have been sent: ${words.join(', ')}.`;
}

function rows(
  mails: readonly ShadowedDelivery[],
  promises: ReadonlyMap<number, Promises>,
  moment: (at: Temporal.Instant) => string,
): string[] {
  const answerBy = ({ kind, request }: ShadowedDelivery): string | null => {
    const by = kind === 'acknowledgement' ? promises.get(request ?? 0)?.['respond'] : null;
    return by == null ? null : moment(Temporal.Instant.from(by));
  };
  if (mails.length === 0) return [];
  const shown = mails.map((mail) => ({
    when: moment(mail.dueAt),
    what: mail.kind,
    to: mail.to,
    request: mail.request,
    why: why(mail),
    'answer by': answerBy(mail),
    about: mail.subject,
  }));
  return ['', ...table(shown)];
}

const WHY: Partial<Record<ShadowedDelivery['kind'], string>> = {
  acknowledgement: 'a new request',
  notification: 'staff are told',
  holding: 'it takes longer than promised',
  update: 'the promised word in between',
  'follow-up': 'asks whether it is solved',
  closure: 'it is solved',
  escalation: 'a promise is in danger',
  digest: 'the list of the day',
  answer: 'staff answered by way of the desk',
  confirmation: 'what staff asked for was done',
  bounce: 'a mail came back',
};

function why({ kind, reasons }: Pick<ShadowedDelivery, 'kind' | 'reasons'>): string {
  return reasons.length > 0 ? reasons.map(({ detail }) => detail).join('; ') : (WHY[kind] ?? kind);
}

function silent(
  quiet: readonly {
    request: number;
    client: string;
    subject: string;
    at: Temporal.Instant;
    reasons: readonly Reason[];
  }[],
  moment: (at: Temporal.Instant) => string,
): string[] {
  if (quiet.length === 0) return [];
  const shown = quiet.map(({ request, client, subject, at, reasons }) => ({
    when: moment(at),
    from: client,
    request,
    why: reasons.map(({ detail }) => detail).join('; '),
    about: subject,
  }));
  return ['', 'These would have been taken without an acknowledgement:', '', ...table(shown)];
}

/** One of each kind that a client reads, else one of all: how it reads is what a firm wants to know. */
async function sample(mails: readonly ShadowedDelivery[], moment: (at: Temporal.Instant) => string): Promise<string[]> {
  const first = new Map(mails.map((mail) => [mail.kind, mail]).toReversed() as [string, ShadowedDelivery][]);
  const shown = [first.get('acknowledgement') ?? first.get('holding') ?? mails[0]].filter((mail) => mail !== undefined);
  const letters = shown.map(async (mail) => {
    const { subject, text } = await parse(mail.octets);
    const body = text.trimEnd().split('\n');
    return [
      '',
      `One of them, ${mail.kind}, at ${moment(mail.dueAt)}:`,
      '',
      `  │ To: ${mail.to}`,
      `  │ Subject: ${subject}`,
      '  │',
      ...body.map((line) => `  │ ${line}`.trimEnd()),
    ];
  });
  return (await Promise.all(letters)).flat();
}

async function writeMails(folder: string, mails: readonly ShadowedDelivery[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { id, kind, octets } of mails) await writeFile(join(folder, `${id}-${kind}.eml`), octets);
}
