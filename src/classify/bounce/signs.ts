import type { Message } from '../../requests/message.ts';
import { headerValue, headerValues } from '../../requests/message.ts';
import { FAILURE_SUBJECTS, FAILURE_WORDS, LATE_WORDS } from './report-phrases.ts';
import { flat, type Letter } from './letter.ts';

/**
 * Whether a mail is a report of failed or late delivery. No single sign is enough: people forward and quote reports, and
 * daemons also send other mail. Each sign has a weight; the words must be a report's whatever the header says.
 */
export function isDeliveryReport(message: Message, letter: Letter, hasFields: boolean): boolean {
  if (isForwardedByPerson(message)) return false;
  if (hasFields && (isMultipartReport(message) || isMachineSender(message) || hasNullSender(message))) return true;
  const subject = speaksOfFailure(message.subject, FAILURE_SUBJECTS);
  const opening = speaksOfFailure(letter.saidFlat.slice(0, 3_000), FAILURE_WORDS);
  const words = (subject ? 2 : 0) + (opening ? 2 : 0) + (hasFields ? 2 : 0);
  const sender = (isDaemon(message) ? 2 : isMachineSender(message) ? 1 : 0) + (hasNullSender(message) ? 1 : 0);
  const form =
    (isMultipartReport(message) ? 2 : 0) +
    (headerValue(message, 'x-failed-recipients') !== null ? 3 : 0) +
    (letter.original.length > 3 ? 1 : 0) +
    (isAutoSubmitted(message) ? 1 : 0);
  return (words > 0 || isMultipartReport(message)) && words + sender + form >= 4;
}

/**
 * Whether a report without fields is only a warning. A subject that says *returned* or *failed* outranks what the text says
 * of further attempts: to take a final report for a warning would hide a lost mail.
 */
export function isWarning(message: Message, letter: Letter): boolean {
  const subject = flat(message.subject);
  if (LATE_WORDS.some((phrase) => subject.includes(phrase))) return true;
  return !FINAL_SUBJECTS.test(subject) && saysItTriesOn(letter);
}

const FINAL_SUBJECTS = /returned (?:mail|to sender|message)|failure|failed|undeliver|non-?delivery|not delivered/;

/** Whether the server's own words tell of further attempts. */
export function saysItTriesOn(letter: Letter): boolean {
  const words = letter.saidFlat.slice(0, 4_000);
  return (
    !/permanent (?:error|fatal|failure)|failed permanently|permanently failed/.test(words) &&
    LATE_WORDS.some((phrase) => words.includes(phrase))
  );
}

function speaksOfFailure(text: string, phrases: readonly string[]): boolean {
  const words = flat(text);
  return phrases.some((phrase) => words.includes(phrase));
}

function isMultipartReport(message: Message): boolean {
  const type = message.contentType.params['report-type']?.toLowerCase();
  return message.contentType.type === 'multipart/report' && (type === undefined || type.includes('delivery-status'));
}

/** Local parts under which mail servers write (RFC 5321 §4.5.1, RFC 2142, and custom). */
const DAEMON =
  /^(?:mailer[._-]?daemon|mail[._-]?daemon|post_?master|mdaemon|mail\.delivery\.system|mail[._-]?delivery|daemon|ndr|bounces?|microsoftexchange[0-9a-f]{32}|system administrator|mailer|smtp|mta|mailsystem|mail-?system|e?mail-?server|content-?filter|virusalert|failmail|return)$/;
const DAEMON_NAMES =
  /(?:mailer.?daemon|mail deliver(?:y|er)? (?:sub)?system|mail delivery (?:service|agent)|delivery (?:sub)?system|postmaster|system administrator|ndr administrator|microsoft outlook|delivery status notification|internet mail (?:delivery|service)|interscan|mail system|mail server|mailserver|message transfer agent)/;

/** An empty sender, a daemon's local part or name. */
export function isDaemon(message: Message): boolean {
  const raw = headerValue(message, 'from') ?? '';
  if (/^(?:[^<]*<>)?\s*$/.test(raw) || /^["']?mailer.?daemon/i.test(raw.trim())) return true;
  return message.from.some(({ name, address }) => {
    const local = (address.slice(0, address.lastIndexOf('@')) || address).toLowerCase().replace(/["\\]/g, '');
    return (
      address === '' ||
      DAEMON.test(local.split('@')[0] ?? '') ||
      DAEMON_NAMES.test(flat(name)) ||
      DAEMON_NAMES.test(flat(raw))
    );
  });
}

/** A daemon, or one of the names that robots write under. */
function isMachineSender(message: Message): boolean {
  return (
    isDaemon(message) ||
    message.from.some(({ address }) =>
      /^(?:no-?reply|do-?not-?reply|admin|administrator|sysadmin|root|owner-.*|.*-(?:admin|owner|bounces|request)|mail|support)@/i.test(
        address,
      ),
    )
  );
}

function hasNullSender(message: Message): boolean {
  const [path] = headerValues(message, 'return-path');
  return path !== undefined && /^<?\s*(?:>|$|mailer-daemon)/i.test(path.trim());
}

function isAutoSubmitted(message: Message): boolean {
  return headerValues(message, 'auto-submitted').some((value) => /^\s*auto-(?:replied|generated)/i.test(value));
}

const FORWARDED = /^\s*(?:re|fwd?|aw|wg|tr|rv|antw|doorst|sv|vs|vb|i|enc|odp|pd|ynt|ilt|rif)\s*(?:\[\d+\])?\s*[:：]/i;

/** A person who answers or forwards a report: a reply prefix, and a sender who is no daemon. */
function isForwardedByPerson(message: Message): boolean {
  return FORWARDED.test(message.subject) && !isDaemon(message);
}
