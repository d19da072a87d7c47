import { openConfiguredStore } from '../app.ts';
import type { Reason } from '../requests/reason.ts';
import { findMail, showRequest } from '../store/records.ts';
import { CONFIG_OPTION, defineCommand } from './command.ts';
import { configured } from './configured.ts';
import { requestNumber } from './requests.ts';

/** `why MESSAGE-ID|REQUEST`: every decision with its reasons, in plain words. */
export const command = defineCommand({
  usage: 'MESSAGE-ID|REQUEST [--config F]',
  options: CONFIG_OPTION,
  words: { min: 1, max: 1 },
  async run({ options, words }, io) {
    const word = words[0] ?? '';
    const config = await configured(options.config, io);
    await using store = await openConfiguredStore(config);
    const lines = word.includes('@')
      ? whyMail(await findMail(store.read, bracketed(word)))
      : whyRequest(await showRequest(store.read, requestNumber(word)));
    for (const line of lines) io.write(line);
    if (lines.length > 0) return 0;
    io.warn(`replydesk: nothing is known of ${word}`);
    return 1;
  },
});

function bracketed(word: string): string {
  return word.startsWith('<') ? word : `<${word}>`;
}

function whyRequest(record: Awaited<ReturnType<typeof showRequest>>): string[] {
  if (!record) return [];
  return [
    `Request #${record.number}, ${record.state}: ${record.subject}`,
    ...record.events.flatMap((event) => [
      `${event.time}: ${words(event.kind)}, by ${event.actor}`,
      ...because(event.reasons),
    ]),
    ...record.deliveries.flatMap((delivery) => [
      `${delivery.createdAt}: ${delivery.kind} to ${delivery.to} is ${delivery.state} after ${delivery.attempts} attempts${delivery.lastError === null ? '' : ` (${delivery.lastError})`}`,
      ...because(delivery.reasons),
    ]),
    ...record.webhooks.map(
      (call) =>
        `${call.createdAt}: webhook ${call.target} (${call.event}) is ${call.state} after ${call.attempts} attempts${call.lastError === null ? '' : ` (${call.lastError})`}`,
    ),
  ];
}

function whyMail({ incoming, outgoing, referred }: Awaited<ReturnType<typeof findMail>>): string[] {
  return [
    ...incoming.flatMap((mail) => [
      `${mail.direction === 'in' ? 'A mail that came in' : 'A mail of ours'}: taken as ${mail.kind}${mail.disposition ? `, ${mail.disposition}` : ''}${mail.request_number === null ? '' : `, in request #${mail.request_number}`}`,
      ...because(distinct([...mail.reasons, ...(mail.placed ?? [])])),
    ]),
    ...outgoing.flatMap((mail) => [
      `${mail.kind} to ${mail.rcpt}: ${mail.state} after ${mail.attempts} attempts${mail.last_error === null ? '' : ` (${mail.last_error})`}`,
      ...because(mail.reasons),
    ]),
    ...(incoming.length === 0 && outgoing.length === 0
      ? referred.map((one) => `Known only because mails of request #${one.request_number} refer to it.`)
      : []),
  ];
}

function because(reasons: readonly Reason[]): string[] {
  return reasons.map((reason) => `    because ${words(reason.code)}: ${reason.detail} [${reason.source}]`);
}

function distinct(reasons: readonly Reason[]): Reason[] {
  return [...new Map(reasons.map((reason) => [`${reason.code} ${reason.detail}`, reason])).values()];
}

function words(code: string): string {
  return code.replaceAll('-', ' ');
}
