import { readPolicy } from '../../src/policy-file.ts';
import { recognise } from '../../src/classify/recognise.ts';
import { ownText } from '../../src/ingest/own-text.ts';
import { foldQuotedText } from '../../src/ingest/quoted-text.ts';
import type { Decision, Facts, Firm, Step } from '../../src/requests/decide/decision.ts';
import type { OutgoingContent, OutgoingMail } from '../../src/requests/delivery.ts';
import { ANSWERS_NOTHING, NOTHING_DONE, type AnswerFacts, type OtherRequest } from '../../src/requests/question.ts';
import type { AuthenticationVerdict, DeskFacts } from '../../src/requests/recognition.ts';
import type { Request } from '../../src/requests/request.ts';
import type { Threading } from '../../src/requests/thread.ts';
import { calendarFrom } from './calendar.ts';
import { mail, type Fields } from './mail.ts';

/** A Monday in winter, 10:00 in Berlin. */
export const NOW = Temporal.Instant.from('2026-02-02T09:00:00Z');

export const ANN = {
  name: 'Ann Lee',
  address: 'ann@example.test',
  also: ['ann.lee@private.test'],
  team: 'support',
  role: 'lead',
} as const;
export const BOB = { name: 'Bob Ray', address: 'bob@example.test', also: [], team: 'support', role: 'agent' } as const;
export const EVA = {
  name: 'Eva Ray',
  address: 'eva@example.test',
  also: [],
  team: 'billing',
  role: 'manager',
} as const;

const OWN = ['support@example.test', 'info@example.test'];

/** A firm of three with policy E, as small firms have it. */
export function firm(changes: Partial<Firm> = {}): Firm {
  const policy = readPolicy('e');
  if (!policy.ok) throw new Error('the shipped policy is broken');
  return {
    staff: [ANN, BOB, EVA],
    ownAddresses: new Set(OWN),
    policy: policy.value,
    calendar: calendarFrom('Europe/Berlin', { 'mon-fri': '09:00-17:00' }),
    locale: 'en',
    acknowledgeUnauthenticated: 'plain',
    budgets: {
      authenticatedPerThreeHours: 5,
      unauthenticatedPerDay: 1,
      unknownPerDay: 3,
      unauthenticatedDomainPerTenMinutes: 30,
      unauthenticatedMailboxPerTenMinutes: 100,
      mailboxPerTenMinutes: null,
      allPerTenMinutes: null,
      stormPerTenMinutes: 100,
      noticesPerTenMinutes: 100,
      holdAfterHours: 24,
    },
    clients: [],
    ...changes,
  };
}

/** A request of Jane's, two hours old, nobody's yet. */
export function request(changes: Partial<Request> = {}): Request {
  const openedAt = NOW.subtract({ hours: 2 });
  return {
    number: 1001,
    subject: 'The invoice of January',
    client: { name: 'Jane Doe', address: 'jane@client.test' },
    state: 'new',
    priority: 'normal',
    category: null,
    owner: null,
    team: 'support',
    language: null,
    mailbox: 'support@example.test',
    openedAt,
    acknowledgedAt: openedAt,
    firstResponseAt: null,
    resolvedAt: null,
    closedAt: null,
    lastActivityAt: openedAt,
    linkedTo: null,
    mergedInto: null,
    ...changes,
  };
}

/** Another request of which a decision knows. */
export function other(of: Request, changes: Partial<OtherRequest> = {}): OtherRequest {
  const { address, name } = of.client;
  return {
    request: of,
    due: new Map(),
    participants: [{ address, name, role: 'client' }],
    ...NOTHING_DONE,
    ...changes,
  };
}

export type Written = {
  readonly text: string;
  readonly fields?: Fields;
  readonly from?: string;
  readonly folder?: 'inbox' | 'sent';
  readonly verdict?: AuthenticationVerdict;
  /** Null: it belongs to none. */
  readonly request?: Request | null;
  readonly participants?: Facts['participants'];
  readonly token?: Facts['token'];
  readonly answer?: Partial<AnswerFacts>;
  readonly firm?: Firm;
  readonly now?: Temporal.Instant;
};

/** What a mail to the desk is decided by; by default Ann's, answering a notice about Jane's request, proven by her token. */
export async function factsOf(written: Written): Promise<Facts> {
  const { text, fields = {}, from = 'Ann Lee <ann@example.test>', now = NOW } = written;
  const desk = written.firm ?? firm();
  const about = written.request === undefined ? request() : written.request;
  const message = await mail(
    { 'Return-Path': null, From: from, Subject: 'Re: The invoice of January [#1001]', ...fields },
    text,
  );
  const folded = foldQuotedText(message, []);
  const recognition = recognise(message, deskFacts(desk));
  return {
    letter: {
      mailbox: 'support@example.test',
      folder: written.folder ?? 'inbox',
      receivedAt: now,
      beforeGolive: false,
      message,
      recognition: {
        ...recognition,
        authentication: { ...recognition.authentication, verdict: written.verdict ?? 'unknown' },
      },
      ...folded,
      ownText: ownText(message, folded.visibleText),
      language: null,
    },
    threading: about === null ? fresh() : joins(about.number),
    request: about,
    participants: written.participants ?? [{ address: 'jane@client.test', name: 'Jane Doe', role: 'client' }],
    token:
      written.token === undefined && about !== null
        ? { request: about.number, role: 'staff', participant: 'ann@example.test' }
        : (written.token ?? null),
    duplicate: false,
    counts: { addressThreeHours: 0, addressDay: 0, domainTenMinutes: 0 },
    bounced: [],
    answer: { ...ANSWERS_NOTHING, intake: 7, ...written.answer },
    firm: desk,
    now,
  };
}

function deskFacts(desk: Firm): DeskFacts {
  return {
    ownAddresses: desk.ownAddresses,
    staffAddresses: new Set(desk.staff.flatMap((member) => [member.address, ...member.also])),
    relays: [],
    trustedAuthservId: null,
    isOwnMessageId: () => false,
    formAddresses: new Set(),
    requireAddressed: true,
  };
}

function joins(number: number): Threading {
  return { outcome: 'join', request: number, strength: 'certain', joinsAs: 'staff', alsoJoins: [], reasons: [] };
}

function fresh(): Threading {
  return { outcome: 'new', linkedTo: null, why: 'no-reference', suggestion: null, reasons: [] };
}

/** The steps of a kind, those for further requests included. */
export function steps<K extends Step['do']>(decision: Decision, kind: K): Extract<Step, { do: K }>[] {
  const all = [decision.steps, ...(decision.more ?? []).map((part) => part.steps)].flat();
  return all.filter((step): step is Extract<Step, { do: K }> => step.do === kind);
}

/** The mails that a decision orders, all or those of a kind. */
export function mails(decision: Decision, kind?: OutgoingContent['kind']): OutgoingMail[] {
  return steps(decision, 'mail')
    .map((step) => step.mail)
    .filter((one) => kind === undefined || one.content.kind === kind);
}

/** How the request stands afterwards, as far as the decision changes it. */
export function changes(decision: Decision): Partial<Request> {
  return Object.assign(
    {},
    ...decision.steps.map((step) => (step.do === 'change' ? step.changes : {})),
  ) as Partial<Request>;
}

export function events(decision: Decision): string[] {
  return steps(decision, 'event').map((step) => step.kind);
}
