import { headerValue, headerValues, type Message } from '../../requests/message.ts';
import { flat, type Letter } from './letter.ts';
import { contains, type Phrase } from './phrases/phrase.ts';
import { namesRecipients } from './words.ts';
import { FAILURE_SUBJECTS, FAILURE_WORDS, LATE_WORDS, SERVER_SENTENCES } from './report-phrases.ts';

/** Whether a mail can be a report at all: its header alone tells, so that a person's mail costs nothing more. */
export function comesFromMachine(message: Message): boolean {
  const isReport = hasStatusPart(message) || isMultipartReport(message) || hasFailedRecipients(message);
  return (isReport || isByMachine(message)) && !isPassedOnByPerson(message);
}

/**
 * Whether a mail that comes from a machine is a report of failed or late delivery. No single sign is enough: daemons send
 * other mail too, administrators quote reports, couriers' robots write of parcels that could not be delivered. So the words
 * must speak of failure, and the less the sender proves, the more they must be a mail server's own.
 */
export function isDeliveryReport(message: Message, letter: Letter, hasFields: boolean): boolean {
  if (hasStatusPart(message)) return true;
  const subject = !ANSWER.test(message.subject) && says(FAILURE_SUBJECTS, flat(message.subject));
  const opening = says(FAILURE_WORDS, letter.saidFlat.slice(0, 3_000));
  if (isMultipartReport(message) || hasFailedRecipients(message)) return isByMachine(message) || opening;
  if (isDaemon(message)) return subject || opening || hasFields || speaksOfDelay(message, letter);
  if (hasFields) return true;
  if (hasNullPath(message) && subject && opening && namesRecipients(message, letter)) return true;
  return opening && speaksLikeServer(letter) && (isByRobot(message) || opensAsReport(letter));
}

function speaksOfDelay({ subject }: Message, { saidFlat }: Letter): boolean {
  return says(LATE_WORDS, flat(subject)) || says(LATE_WORDS, saidFlat.slice(0, 3_000));
}

/** Before the fold of a first glance: who greets and explains first is a person. */
function opensAsReport({ saidFlat }: Letter): boolean {
  return says(FAILURE_WORDS, saidFlat.slice(0, 120));
}

/**
 * Whether a report without fields is only a warning. A subject that says *returned* or *failed* outranks what the text says
 * of further attempts: to take a final report for a warning would hide a lost mail.
 */
export function isWarning(message: Message, letter: Letter): boolean {
  const subject = flat(message.subject);
  if (says(LATE_WORDS, subject)) return true;
  return !FINAL_SUBJECTS.test(subject) && saysItTriesOn(letter);
}

const FINAL_SUBJECTS = /returned (?:mail|to sender|message)|failure|failed|undeliver|non-?delivery|not delivered/;

/** Whether the server's own words tell of further attempts. */
export function saysItTriesOn(letter: Letter): boolean {
  const words = letter.saidFlat.slice(0, 4_000);
  return (
    !/permanent (?:error|fatal|failure)|failed permanently|permanently failed/.test(words) && says(LATE_WORDS, words)
  );
}

function says(table: readonly Phrase[], text: string): boolean {
  return table.some((phrase) => contains(text, phrase));
}

const CODE = /(?:^|[\s:'"(])[45]\d\d(?:[ -]#?[45]\.\d\.\d| -? ?[A-Z<])|(?:^|[\s(#])[45]\.\d\.\d{1,3}(?:[\s)]|$)/;

/** A code, a returned header, or a sentence that only server software writes. */
function speaksLikeServer({ said, saidFlat, original }: Letter): boolean {
  return (
    original.length > 3 || says(SERVER_SENTENCES, saidFlat.slice(0, 8_000)) || said.some((line) => CODE.test(line))
  );
}

function hasFailedRecipients(message: Message): boolean {
  return headerValue(message, 'x-failed-recipients') !== null;
}

function hasStatusPart(message: Message): boolean {
  return message.reports.some(({ type }) => /^message\/(?:global-)?delivery-status$/.test(type));
}

function isMultipartReport(message: Message): boolean {
  const type = message.contentType.params['report-type']?.toLowerCase();
  return message.contentType.type === 'multipart/report' && (type === undefined || type.includes('delivery-status'));
}

/** Local parts and names of mail servers themselves. */
const DAEMON =
  /^(?:mailer[._-]?daemon|mail[._-]?daemon|mdaemon|mail\.delivery\.system|microsoftexchange[0-9a-f]{32}|system administrator)$/;
const DAEMON_NAME =
  /mailer.?daemon|mail deliver(?:y|er)? (?:sub)?system|mail delivery (?:service|agent)|delivery subsystem|^system administrator$/;

/** An empty sender, a daemon's local part or name. */
function isDaemon(message: Message): boolean {
  const raw = headerValue(message, 'from') ?? '';
  if (/^(?:[^<]{0,100}<>)?\s*$/.test(raw) || /^["']?mailer.?daemon/i.test(raw.trim())) return true;
  if (isPostmaster(message) && hasNullPath(message)) return true;
  return message.from.some(
    ({ name, address }) =>
      address === '' || DAEMON.test(localPart(address)) || DAEMON_NAME.test(flat(name)) || DAEMON_NAME.test(flat(raw)),
  );
}

/** Local parts under which robots write; postmasters among them. */
const ROBOT =
  /^(?:post_?master|no-?reply|do-?not-?reply|daemon|ndr|bounces?|mailer|smtp|mta|mailsystem|mail-system|mail-?server|e?mail-?delivery|mail[._-]delivery|virusalert|content-?filter|failmail|return|owner-.{0,60}|.{1,60}-(?:bounces|request))$/;

/** Local parts that people and robots share. */
const ROLE = /^(?:admin|administrator|sysadmin|root|mail|.{1,60}-(?:admin|owner))$/;

/** Header fields that only servers put on their own reports (fml, Exchange). */
const SERVER_FIELDS = new Set(['x-mlserver', 'x-dsncontext', 'x-ms-exchange-message-is-ndr']);

/** A sender's name, an empty return path or a header by which a machine shows. */
function isByRobot(message: Message): boolean {
  return (
    isDaemon(message) ||
    hasNullPath(message) ||
    message.from.some(({ address }) => ROBOT.test(localPart(address))) ||
    message.headers.some(({ name }) => SERVER_FIELDS.has(name)) ||
    /interscan/i.test(message.contentType.params.boundary ?? '') ||
    headerValues(message, 'auto-submitted').some((value) => /^\s*auto-(?:replied|generated)/i.test(value))
  );
}

function isByMachine(message: Message): boolean {
  return isByRobot(message) || message.from.some(({ address }) => ROLE.test(localPart(address)));
}

/** Often a person (RFC 5230 §4.6), so it takes an empty return path besides. */
function isPostmaster(message: Message): boolean {
  return message.from.some(({ address }) => /^post_?master$/.test(localPart(address)));
}

function hasNullPath(message: Message): boolean {
  const [path] = headerValues(message, 'return-path');
  return path !== undefined && /^<?\s*(?:>|$|mailer-daemon)/i.test(path.trim());
}

function localPart(address: string): string {
  return (address.split('@')[0] ?? '').toLowerCase().replace(/["\\]/g, '');
}

const ANSWER =
  /^\s*(?:re|fwd?|aw|wg|tr|rv|antw|doorst|sv|vs|vb|i|enc|odp|pd|ynt|ilt|rif|automatic reply|auto|autoreply|automatische antwort|réponse automatique|respuesta automática|risposta automatica|resposta automática)\s*(?:\[\d+\])?\s*[:：]/i;

/** A person, or a robot in a person's stead (challenge and response), who answers or forwards: servers do not write `Re:`. */
function isPassedOnByPerson(message: Message): boolean {
  const isServer = isDaemon(message) || hasNullPath(message) || isPostmaster(message);
  return ANSWER.test(message.subject) && !isServer;
}
