import type { Message } from '../requests/message.ts';
import type { DeskFacts, Flags } from '../requests/recognition.ts';
import type { Reason } from '../requests/reason.ts';
import type { Check } from './check.ts';
import { aggregateReport } from './checks/aggregate-report.ts';
import { notAddressed } from './checks/addressed.ts';
import { autoForwarded, autoSubmitted } from './checks/auto-submitted.ts';
import { automatedText } from './checks/automated-text.ts';
import { autoresponderHeader } from './checks/autoresponder-header.ts';
import { calendarReply } from './checks/calendar-reply.ts';
import { challenge } from './checks/challenge.ts';
import { foreignControlHeader } from './checks/control-header.ts';
import { doubtfulHeader } from './checks/doubtful-header.ts';
import { encrypted } from './checks/encrypted.ts';
import { exchangeOutOfOffice } from './checks/exchange-out-of-office.ts';
import { tooManyHops } from './checks/hops.ts';
import { listHeader } from './checks/list-header.ts';
import { listSender } from './checks/list-sender.ts';
import { lookAlikeDomain } from './checks/look-alike-domain.ts';
import { machineSender, roleSender, unansweredSender } from './checks/machine-sender.ts';
import { nameShowsAddress } from './checks/name-shows-address.ts';
import { notifierHeader } from './checks/notifier-header.ts';
import { noReturnPath, nullReturnPath, unansweredReturnPath } from './checks/null-return-path.ts';
import { otherSender } from './checks/other-sender.ts';
import { ownAddress, ownMail } from './checks/own-mail.ts';
import { precedence } from './checks/precedence.ts';
import { otherReplyTo } from './checks/reply-to.ts';
import { report } from './checks/report.ts';
import { responseSuppress } from './checks/response-suppress.ts';
import { spamVerdict } from './checks/spam-verdict.ts';
import { outOfOfficeReasons } from './out-of-office.ts';

/** Every check, by what it speaks for. Flags make a mail automatic; vetoes and notes leave it a person's. */
export const CHECKS = {
  own: [ownMail],
  ownAddress: [ownAddress],
  report: [report],
  quarantine: [spamVerdict, tooManyHops],
  outOfOffice: [outOfOfficeReasons, exchangeOutOfOffice],
  machine: [
    ...[autoSubmitted, autoresponderHeader, notifierHeader, machineSender, nullReturnPath],
    ...[automatedText, aggregateReport, challenge],
  ],
  bulk: [listHeader, precedence, listSender],
  veto: [
    ...[autoForwarded, responseSuppress, doubtfulHeader, unansweredSender, unansweredReturnPath, roleSender],
    ...[calendarReply, notAddressed],
  ],
  note: [
    ...[lookAlikeDomain, nameShowsAddress, otherReplyTo, otherSender, encrypted, foreignControlHeader, noReturnPath],
  ],
} as const satisfies Record<string, readonly Check[]>;

/** All reasons that the checks of one group find. */
export function run(group: keyof typeof CHECKS, message: Message, desk: DeskFacts): Reason[] {
  const checks: readonly Check[] = CHECKS[group];
  return checks.flatMap((check) => check(message, desk));
}

/** The four flags, computed apart: none looks at another. */
export function raiseFlags(message: Message, desk: DeskFacts): Flags {
  return {
    machine: run('machine', message, desk),
    bulk: run('bulk', message, desk),
    report: run('report', message, desk),
    outOfOffice: run('outOfOffice', message, desk),
  };
}
