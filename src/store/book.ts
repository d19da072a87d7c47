import { canonicalAddress } from '../requests/address.ts';
import type { Concerned, Decision, Letter, Step } from '../requests/decide/decision.ts';
import type { OutgoingMail } from '../requests/delivery.ts';
import type { Asked } from '../requests/question.ts';
import type { Request } from '../requests/request.ts';
import { baseSubject } from '../requests/subject.ts';
import { countAcknowledgement } from './budgets.ts';
import { incomingMessage, writeEntries, type Entries, type EventEntry, type Identifier } from './book-entries.ts';
import type { NewDelivery } from './deliveries.ts';
import type { Gathered } from './facts.ts';
import type { KnownRequest } from './known-requests.ts';
import { noLongerAsked, noLongerHeld, noteAsked, noteDoing, noteSurveyed } from './besides.ts';
import { noteNotice, writeNotices } from './notices.ts';
import type { Transaction } from './store.ts';

/**
 * The book is what a batch of decisions adds up to before it is written: a mail decided on sees what the mails before it
 * in the batch did, and everything is written at once at the end, in a dozen statements however many mails there were.
 */
/** A mail that a decision orders, with the request as it stood when the decision was complete. */
export type Order = {
  /** Message-IDs of the conversation with the client, oldest first. */
  readonly clientIds: readonly string[];
  readonly mail: OutgoingMail;
  readonly request: Request | null;
  /** When the client was promised the next word. */
  readonly promisedAt: Temporal.Instant | null;
  readonly isVerified: boolean;
};

/** The mail from which steps follow, and when it was received. */
type Cause = Pick<EventEntry, 'messageId' | 'at'>;

/** What the client hears next: the answer while one is owed, then the solution. */
function promisedAt({ due }: KnownRequest): Temporal.Instant | null {
  return due.get('respond') ?? due.get('resolve') ?? null;
}

export class Book {
  readonly #facts: Gathered;
  readonly #now: Temporal.Instant;
  #nextMessageId: number;
  readonly #opened = new Set<number>();
  readonly #changed = new Set<number>();
  readonly #entries: Omit<Entries, 'opened' | 'changed'> = {
    messages: [],
    identifiers: [],
    participants: [],
    events: [],
    deadlines: [],
    bounces: [],
    suppressions: [],
    placements: [],
    deliveries: [],
    refiled: [],
    moved: [],
    readdressed: [],
    verified: [],
    questions: [],
    answers: [],
    data: [],
    noticed: new Set(),
    folded: [],
    decided: [],
    withdrawn: [],
    left: [],
  };

  private constructor(facts: Gathered, firstMessageId: number, now: Temporal.Instant) {
    this.#facts = facts;
    this.#nextMessageId = firstMessageId;
    this.#now = now;
  }

  /** A book over what was gathered. Call it under the pipeline's lock: numbers are counted on from the highest. */
  static async open(transaction: Transaction, facts: Gathered, now: Temporal.Instant): Promise<Book> {
    const row = await transaction
      .selectFrom('message')
      .select(({ fn }) => fn.max('id').as('highest'))
      .executeTakeFirst();
    return new Book(facts, (row?.highest ?? 0) + 1, now);
  }

  /** A request as it stands now, this batch's changes included. */
  request(number: number): KnownRequest | undefined {
    return this.#facts.requests.get(number);
  }

  /** Enters a decision about a kept mail; returns the mails that it orders. */
  enter(
    mail: { intakeId: number; rawSha256: string; contentSha256: string; heldAs?: number | null },
    letter: Letter | null,
    decision: Decision,
  ): Order[] {
    const number = this.#numberOf(decision.request);
    const messageId =
      letter && decision.disposition !== 'duplicate' ? this.#incoming(mail, letter, decision, number) : null;
    const cause = { messageId, at: letter?.receivedAt ?? this.#now };
    const orders = this.#takeAll(decision.steps, number, cause);
    for (const part of decision.more ?? [])
      orders.push(...this.#takeAll(part.steps, this.#numberOf(part.request), cause));
    this.#entries.placements.push({
      intakeId: mail.intakeId,
      disposition: decision.disposition,
      reasons: decision.reasons,
      requestNumber: number,
      messageId,
    });
    if (decision.disposition !== 'duplicate') this.#facts.takenContents.add(mail.contentSha256);
    return orders;
  }

  /** Enters what follows from no mail, for a request or for the desk; returns the mails that it orders. */
  follow(number: number | null, steps: readonly Step[]): Order[] {
    return this.#takeAll(steps, number, { messageId: null, at: this.#now });
  }

  /** What was entered into the logs of requests, in order. */
  logged(): ReadonlyMap<number, readonly EventEntry[]> {
    const { events } = this.#entries;
    const ofRequests = events.flatMap((event) =>
      event.requestNumber === null ? [] : [[event.requestNumber, event] as const],
    );
    return new Map(
      Map.groupBy(ofRequests, ([number]) => number)
        .entries()
        .map(([number, own]) => [number, own.map(([, event]) => event)]),
    );
  }

  #takeAll(steps: readonly Step[], number: number | null, cause: Cause): Order[] {
    const ordered: OutgoingMail[] = [];
    for (const step of steps) {
      noteNotice(this.#facts, this.#entries, step, this.#now);
      if (step.do === 'mail') ordered.push(step.mail);
      else this.#take(step, number, cause);
    }
    const known = number === null ? undefined : this.request(number);
    return ordered.map((mail) => ({
      mail,
      request: known?.request ?? null,
      clientIds: [...(known?.clientIds ?? [])],
      promisedAt: known ? promisedAt(known) : null,
      isVerified: known?.isVerified ?? false,
    }));
  }

  /** Adds composed deliveries; those that a client sees become messages of the request, so that their text is known when it comes back quoted. */
  dispatch(
    deliveries: readonly NewDelivery[],
    asks: Asked | null,
    message: { request: Request | null; text: string; subject: string; from: { name: string; address: string } } | null,
  ): void {
    const [first] = deliveries;
    if (!first) return;
    const messageId = message?.request ? this.#outgoing(first, message.request, message) : null;
    this.#entries.deliveries.push(...deliveries.map((delivery) => ({ ...delivery, messageId })));
    if (asks) {
      this.#entries.questions.push({ token: first.token, asks, asked: first.rcpt, requestNumber: first.requestNumber });
      if (asks.kind === 'held') noteAsked(this.#facts, first.rcpt);
      if (asks.kind === 'survey') noteSurveyed(this.#facts, first.rcpt, this.#now);
    }
    if (first.kind === 'acknowledgement' && first.state !== 'suppressed') {
      const about = this.request(first.requestNumber ?? 0)?.request ?? null;
      countAcknowledgement(this.#facts, first, about, this.#now);
    }
  }

  /** Writes everything; the caller's transaction makes it all or nothing. */
  async close(transaction: Transaction): Promise<void> {
    const requestOf = (number: number): Request[] => [this.request(number)?.request ?? []].flat();
    const all = {
      opened: [...this.#opened].flatMap(requestOf),
      changed: [...this.#changed.difference(this.#opened)].flatMap(requestOf),
    };
    await writeEntries(transaction, { ...this.#entries, ...all }, this.#now);
    await writeNotices(transaction, this.#facts, this.#entries, this.#now);
  }

  #numberOf(concerned: Concerned): number | null {
    if (concerned === null) return null;
    if ('number' in concerned) return concerned.number;
    const { open } = concerned;
    const number = this.#facts.nextNumber;
    this.#facts.nextNumber += 1;
    this.#opened.add(number);
    const base = baseSubject(open.subject);
    this.#facts.requests.set(number, {
      request: {
        ...open,
        number,
        acknowledgedAt: null,
        firstResponseAt: null,
        resolvedAt: null,
        closedAt: null,
        lastActivityAt: open.openedAt,
        mergedInto: null,
      },
      baseSubjects: new Set([base]),
      participants: [],
      texts: [],
      clientIds: [],
      due: new Map(),
      isVerified: this.#facts.verified.has(canonicalAddress(open.client.address)),
    });
    const author = canonicalAddress(open.client.address);
    this.#facts.byAuthor.set(author, [number, ...(this.#facts.byAuthor.get(author) ?? [])]);
    return number;
  }

  #incoming(
    mail: { rawSha256: string; heldAs?: number | null },
    letter: Letter,
    decision: Decision,
    number: number | null,
  ): number {
    const kind = decision.keptAs ?? letter.recognition.kind;
    const heldAs = mail.heldAs ?? null;
    const id = heldAs ?? this.#nextMessageId++;
    if (heldAs !== null) this.#entries.refiled.push({ id, requestNumber: number, kind });
    else
      this.#entries.messages.push(
        incomingMessage({ id, rawSha256: mail.rawSha256, requestNumber: number }, letter, decision),
      );
    if (number !== null)
      this.#join(id, { ...letter, visibleText: decision.keptText ?? letter.visibleText }, kind, number);
    return id;
  }

  /** A message becomes part of a request: others find it by its ids, and its text is known when it comes back quoted. */
  #join(id: number, { message, visibleText, folder }: Letter, kind: string, number: number): void {
    if (message.messageId !== null) this.#identify(message.messageId, number, 'received', id);
    for (const cited of [...message.inReplyTo, ...message.references].slice(0, 50)) {
      if (!this.#facts.known.has(cited)) this.#identify(cited, number, 'referenced', id);
    }
    const known = this.request(number);
    known?.texts.unshift(visibleText);
    if (message.messageId !== null && (kind === 'client' || folder === 'sent'))
      known?.clientIds.push(message.messageId);
    known?.baseSubjects.add(baseSubject(message.subject));
  }

  #outgoing(
    delivery: NewDelivery,
    request: Request,
    message: { text: string; subject: string; from: { name: string; address: string } },
  ): number {
    const id = this.#nextMessageId++;
    this.#entries.messages.push({
      id,
      direction: 'out',
      requestNumber: request.number,
      rawSha256: null,
      messageId: delivery.mailId,
      subject: message.subject,
      from: message.from,
      recipients: [{ name: '', address: delivery.rcpt }],
      kind: delivery.kind,
      reasons: delivery.reasons,
      authentication: 'pass',
      language: null,
      text: message.text,
      visibleText: message.text,
      foldedText: '',
      attachments: [],
      sentAt: this.#now,
      receivedAt: this.#now,
    });
    this.#identify(delivery.mailId, request.number, 'sent', id);
    return id;
  }

  #identify(id: string, requestNumber: number, how: Identifier['how'], messageId: number): void {
    this.#entries.identifiers.push({ id, requestNumber, how, messageId });
    if (how === 'referenced')
      this.#facts.referenced.set(id, (this.#facts.referenced.get(id) ?? new Set()).add(requestNumber));
    else if (!this.#facts.known.has(id)) this.#facts.known.set(id, requestNumber);
  }

  #take(step: Exclude<Step, { do: 'mail' }>, number: number | null, cause: Cause): void {
    switch (step.do) {
      case 'event':
        if (step.kind === 'storm') this.#facts.storm = { ...this.#facts.storm, told: true };
        // A storm is told once an hour by the desk's own time, however old its mail is.
        this.#entries.events.push({
          ...step,
          requestNumber: number,
          ...cause,
          ...(step.kind === 'storm' ? { at: this.#now } : {}),
        });
        if (number !== null) noteDoing(this.#facts, number, step, this.#now);
        return;
      case 'suppress':
        this.#entries.suppressions.push(step.suppression);
        return;
      case 'bounce':
        this.#entries.bounces.push({ id: step.delivery, error: step.error });
        return;
      case 'fold':
        this.#entries.folded.push({ address: step.member, requestNumber: this.#existing(number).request.number });
        return;
      case 'answered':
        this.#entries.answers.push(step);
        noLongerAsked(this.#facts, step.question);
        return;
      case 'verify':
        this.#entries.verified.push(step);
        this.#facts.verified.add(canonicalAddress(step.address));
        return;
      case 'dismiss':
        this.#dismiss(step);
        return;
      case 'data':
        this.#entries.data.push(step);
        return;
      case 'withdraw':
        this.#entries.withdrawn.push({ requestNumber: this.#existing(number).request.number, address: step.address });
        return;
      case 'leave':
        this.#leave(canonicalAddress(step.address), this.#existing(number));
        return;
      case 'let-go':
      case 'call-off':
        this.#facts.heldDeliveries.delete(step.delivery);
        this.#entries.decided.push(step);
        return;
      case 'release':
        noLongerHeld(this.#facts, step.intake);
        return;
      case 'move':
        this.#entries.moved.push({ id: step.message, requestNumber: this.#existing(number).request.number });
        return;
      case 'change':
      case 'participant':
      case 'readdress':
      case 'deadline':
      case 'settle':
        this.#takeOnRequest(step, this.#existing(number));
    }
  }

  #dismiss({ held, by, why }: Extract<Step, { do: 'dismiss' }>): void {
    this.#entries.placements.push({
      intakeId: held.intake,
      disposition: 'ignored',
      reasons: [{ code: why, detail: `by ${by}`, source: 'staff by mail' }, ...held.reasons],
      requestNumber: held.request,
      messageId: held.messageId,
    });
    noLongerHeld(this.#facts, held.intake);
  }

  #leave(address: string, { participants, request }: KnownRequest): void {
    const at = participants.findIndex((one) => one.address === address && one.role !== 'client');
    if (at >= 0) participants.splice(at, 1);
    this.#entries.left.push({ requestNumber: request.number, address });
  }

  #existing(number: number | null): KnownRequest {
    const known = number === null ? undefined : this.request(number);
    if (!known) throw new Error('a step concerns a request that was not loaded');
    return known;
  }

  #takeOnRequest(
    step: Extract<Step, { do: 'change' | 'participant' | 'readdress' | 'deadline' | 'settle' }>,
    known: KnownRequest,
  ): void {
    const { number } = known.request;
    switch (step.do) {
      case 'change':
        known.request = { ...known.request, ...step.changes };
        this.#changed.add(number);
        return;
      case 'participant': {
        const address = canonicalAddress(step.address.address);
        if (address === '' || known.participants.some((one) => one.address === address)) return;
        const participant = { address, name: step.address.name, role: step.role };
        known.participants.push(participant);
        this.#entries.participants.push({ ...participant, requestNumber: number, since: this.#now });
        return;
      }
      case 'readdress':
        known.request = { ...known.request, client: step.address };
        this.#changed.add(number);
        this.#entries.readdressed.push({ requestNumber: number, ...step.address });
        return;
      case 'deadline':
        known.due.set(step.kind, step.dueAt);
        this.#entries.deadlines.push({ do: 'open', requestNumber: number, kind: step.kind, dueAt: step.dueAt });
        return;
      case 'settle':
        for (const kind of step.kinds) known.due.delete(kind);
        this.#entries.deadlines.push({ do: 'settle', requestNumber: number, kinds: step.kinds, as: step.as });
    }
  }
}
