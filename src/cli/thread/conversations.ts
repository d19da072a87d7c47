import { baseSubject, subjectReference } from '../../requests/subject.ts';
import { thread, type Candidate, type Threading } from '../../requests/thread.ts';
import type { Letter } from './letter.ts';

type Conversation = {
  -readonly [K in keyof Candidate]: Candidate[K] extends ReadonlySet<infer T> ? Set<T> : Candidate[K];
};

/** Where a mail was put: the number may have been merged since, `requestOf` follows. */
export type Placement = { readonly number: number; readonly threading: Threading };

/** Only a suggestion, and only for so long. */
const SAME_SUBJECT_WITHIN = Temporal.Duration.from({ hours: 14 * 24 });

/**
 * Requests in memory: plays the store for `thread`, so that the offline command and the desk decide by the same pure
 * function. Mails come in the order of their dates; evidence that two requests are one merges them, the earlier one stays.
 */
export class Conversations {
  readonly #anyone: boolean;
  readonly #requests = new Map<number, Conversation>();
  readonly #known = new Map<string, number>();
  readonly #seen = new Map<string, number[]>();
  /** The visible references `[#1234]` that subjects carried, with the request of the first mail that did. */
  readonly #named = new Map<number, number>();
  readonly #recent = new Map<string, { readonly number: number; readonly at: Temporal.Instant }>();

  constructor(anyone: boolean) {
    this.#anyone = anyone;
  }

  /** Puts one mail into its request, opening one where it has none. */
  place(letter: Letter, at: Temporal.Instant): Placement {
    const threading = this.#decide(letter, at);
    const number = threading.outcome === 'join' ? threading.request : this.#open(letter, at, threading.linkedTo);
    const request = this.#merge(number, threading.outcome === 'join' ? threading.alsoJoins : []);
    this.#remember(request, letter, at);
    if (takesPart(threading)) for (const address of newcomers(letter)) request.participants.add(address);
    return { number, threading };
  }

  /** The request in which a mail ended, once all are placed. */
  requestOf({ number }: Pick<Placement, 'number'>): number {
    const into = this.#requests.get(number)?.mergedInto ?? null;
    return into === null ? number : this.requestOf({ number: into });
  }

  #decide(letter: Letter, at: Temporal.Instant): Threading {
    const reported = letter.reportsOn === null ? undefined : this.#known.get(letter.reportsOn);
    if (reported !== undefined) return joinsAsReport(this.requestOf({ number: reported }), letter.reportsOn ?? '');
    return thread({
      sender: letter.sender,
      receivedAt: at,
      subject: letter.subject,
      ...letter.ids,
      token: null,
      knownIds: this.#known,
      referencedIds: this.#seen,
      subjectReference: this.#named.get(subjectReference(letter.subject) ?? -1) ?? null,
      candidates: this.#requests,
      sameSubject: this.#suggestion(letter, at),
      anyone: this.#anyone,
    });
  }

  #open({ sender, subject }: Letter, at: Temporal.Instant, linkedTo: number | null): number {
    const number = this.#requests.size + 1;
    this.#requests.set(number, {
      number,
      client: sender.address,
      organisation: sender.organisation,
      participants: new Set([sender.address]),
      state: 'open',
      lastActivityAt: at,
      baseSubjects: new Set([baseSubject(subject)]),
      linkedTo,
      mergedInto: null,
    });
    return number;
  }

  #merge(number: number, others: readonly number[]): Conversation {
    const [first = number, ...later] = [
      ...new Set([number, ...others].map((each) => this.requestOf({ number: each }))),
    ].sort((one, other) => one - other);
    const into = this.#requests.get(first)!;
    for (const request of later.map((each) => this.#requests.get(each)!)) {
      request.mergedInto = first;
      for (const address of request.participants) into.participants.add(address);
      for (const subject of request.baseSubjects) into.baseSubjects.add(subject);
    }
    return into;
  }

  #remember(request: Conversation, letter: Letter, at: Temporal.Instant): void {
    request.lastActivityAt = at;
    request.baseSubjects.add(baseSubject(letter.subject));
    for (const id of letter.ids.messageIds) if (!this.#known.has(id)) this.#known.set(id, request.number);
    for (const id of [...letter.ids.inReplyTo, ...letter.ids.references]) {
      const seen = new Set((this.#seen.get(id) ?? []).map((number) => this.requestOf({ number })));
      this.#seen.set(id, [...seen.add(request.number)]);
    }
    const name = subjectReference(letter.subject);
    if (name !== null && !this.#named.has(name)) this.#named.set(name, request.number);
    for (const key of likenesses(letter)) this.#recent.set(key, { number: request.number, at });
  }

  #suggestion(letter: Letter, at: Temporal.Instant): number | null {
    const recent = likenesses(letter)
      .map((key) => this.#recent.get(key))
      .find((like) => like && Temporal.Duration.compare(like.at.until(at), SAME_SUBJECT_WITHIN) <= 0);
    return recent ? this.requestOf(recent) : null;
  }
}

/** Whom a mail brings into its request: a stranger's or a failed sender's word brings nobody, a report neither. */
function newcomers({ sender, recipients }: Letter): string[] {
  return sender.authentication === 'fail' ? [] : [sender.address, ...recipients];
}

function takesPart(threading: Threading): boolean {
  return (
    threading.outcome === 'new' || (threading.joinsAs === 'participant' && threading.reasons[0]?.code !== 'report')
  );
}

/** What makes two mails look like one matter without proving it: sender and subject, or Outlook's conversation. */
function likenesses({ sender, subject, outlookThread }: Letter): string[] {
  const base = baseSubject(subject);
  return [
    ...(base === '' ? [] : [`subject ${sender.address} ${base}`]),
    ...(outlookThread === null ? [] : [`outlook ${sender.address} ${outlookThread}`]),
  ];
}

/** A report about a mail of a request belongs to it, whoever's server wrote it. */
function joinsAsReport(request: number, about: string): Threading {
  return {
    outcome: 'join',
    request,
    strength: 'certain',
    joinsAs: 'participant',
    alsoJoins: [],
    reasons: [{ code: 'report', detail: `about ${about}`, source: 'RFC 3464' }],
  };
}
