import type { Message } from '../../requests/message.ts';
import type { BouncedRecipient } from '../../requests/recognition.ts';
import { addressIn } from './addresses.ts';

/** One recipient of a delivery status notification (RFC 3464 §2.3), as its server stated it. */
export type StatedRecipient = {
  /** Whom we wrote to (Original-Recipient), else whom that led to; '' where the report names nobody. */
  readonly address: string;
  readonly action: BouncedRecipient['action'];
  readonly status: string | null;
  /** Diagnostic-Code without its type; else the comment behind the status. */
  readonly diagnostic: string;
  /** Type of the Diagnostic-Code, lower case: smtp, x-unix, x-postfix …; '' where missing. */
  readonly diagnosticType: string;
  readonly remoteHost: string;
};

export type DeliveryStatus = {
  readonly recipients: readonly StatedRecipient[];
  readonly originalMessageId: string | null;
};

const RECIPIENT_FIELDS = new Set([
  'final-recipient',
  'original-recipient',
  'x-actual-recipient',
  'action',
  'status',
  'diagnostic-code',
  'remote-mta',
  'last-attempt-date',
  'will-retry-until',
  'final-log-id',
]);

/** Reads the delivery-status parts of a mail; null where it has none. */
export function readReportParts(message: Message): DeliveryStatus | null {
  const parts = message.reports.filter(({ type }) => /^message\/(?:global-)?delivery-status$/.test(type));
  return parts.length === 0 ? null : readFields(parts.map(({ text }) => text).join('\n\n'));
}

/**
 * Reads the same fields where a broken or gatewayed report has them in its text. Lenient, since few servers keep to the
 * blank lines that RFC 3464 asks for: a field seen again begins the next recipient.
 */
export function readFieldsInText(lines: readonly string[]): DeliveryStatus | null {
  const first = lines.findIndex((line) => /^[>\s]{0,8}(?:final|original)-recipient\s*:/i.test(line));
  const action = lines.findIndex((line) => /^[>\s]{0,8}(?:action|status|diagnostic-code)\s*:/i.test(line));
  if (first < 0 || action < 0) return null;
  const from = Math.max(0, Math.min(first, action) - 12);
  return readFields(
    lines
      .slice(from, from + 600)
      .map((line) => line.replace(/^(?:> ?){1,4}/, ''))
      .join('\n'),
  );
}

type Group = Map<string, string>;

function readFields(text: string): DeliveryStatus {
  const groups = recipientGroups(text);
  const ids = groups.map((group) => group.get('x-original-message-id')).filter((id) => id !== undefined);
  return {
    recipients: groups.filter((group) => [...RECIPIENT_FIELDS].some((name) => group.has(name))).map(statedRecipient),
    originalMessageId: ids[0]?.match(/<[^<>\s]{3,998}>/)?.[0] ?? null,
  };
}

function recipientGroups(text: string): Group[] {
  const groups: Group[] = [];
  let group: Group = new Map();
  let last = '';
  const close = () => {
    if (group.size > 0) groups.push(group);
    group = new Map();
  };
  for (const line of text.slice(0, 262_144).split('\n', 4_000)) {
    const field = /^([A-Za-z][A-Za-z-]{1,60})\s*:(.*)$/.exec(line);
    if (line.trim() === '') close();
    else if (field) {
      last = (field[1] ?? '').toLowerCase();
      if (group.has(last) && RECIPIENT_FIELDS.has(last)) close();
      group.set(last, (field[2] ?? '').trim());
    } else if (/^\s/.test(line) && group.has(last)) {
      group.set(last, `${group.get(last) ?? ''} ${line.trim()}`.slice(0, 4_000));
    }
  }
  close();
  return joinHalves(groups);
}

/** SurfControl and others put a blank line inside a recipient's fields: a group without an address joins the next. */
function joinHalves(groups: readonly Group[]): Group[] {
  const joined: Group[] = [];
  for (const group of groups) {
    const before = joined.at(-1);
    const fits = before && ![...group.keys()].some((name) => before.has(name));
    if (before && fits && isHalf(before) && hasRecipientField(group))
      joined[joined.length - 1] = new Map([...before, ...group]);
    else joined.push(group);
  }
  return joined;
}

function isHalf(group: Group): boolean {
  const named = group.has('final-recipient') || group.has('original-recipient');
  return hasRecipientField(group) && (!named || !(group.has('action') || group.has('status')));
}

function hasRecipientField(group: Group): boolean {
  return [...group.keys()].some((name) => RECIPIENT_FIELDS.has(name));
}

function statedRecipient(group: Group): StatedRecipient {
  const status = group.get('status') ?? '';
  const code = /(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])/.exec(status)?.[0] ?? null;
  const comment = status.replace(code ?? '', '').replace(/^[\s(]+|[\s)]+$/g, '');
  const diagnosticCode = group.get('diagnostic-code') ?? '';
  const typed = /^([A-Za-z][A-Za-z0-9-]{0,30})\s*;\s*(.*)$/s.exec(diagnosticCode);
  return {
    address: recipientIn(group.get('original-recipient')) || recipientIn(group.get('final-recipient')),
    action: actionIn(group.get('action')),
    status: code,
    diagnostic: (typed?.[2] ?? diagnosticCode) || comment,
    diagnosticType: (typed?.[1] ?? '').toLowerCase(),
    remoteHost: (group.get('remote-mta') ?? '').replace(/^[A-Za-z-]+\s*;\s*/, '').toLowerCase(),
  };
}

/** `rfc822;<a@b>`, `rfc822; @relay:a@b` (a source route), `RFC822; a+3Db@c` (xtext, RFC 3461 §4) … */
function recipientIn(value: string | undefined): string {
  const address = addressIn((value ?? '').replace(/^[A-Za-z0-9-]+\s*;\s*/, ''));
  return address.replace(/\+([0-9A-F]{2})(?=[^@]*@)/g, (all, hex: string) => {
    const char = String.fromCharCode(Number.parseInt(hex, 16));
    return char === '+' || char === '=' ? char : all;
  });
}

const ACTIONS: Readonly<Record<string, BouncedRecipient['action']>> = {
  failed: 'failed',
  failure: 'failed',
  delayed: 'delayed',
  delivered: 'delivered',
  deliverable: 'delivered',
  relayed: 'relayed',
  expanded: 'expanded',
};

function actionIn(value: string | undefined): BouncedRecipient['action'] {
  return ACTIONS[/^[a-z]+/.exec((value ?? '').trim().toLowerCase())?.[0] ?? ''] ?? null;
}
