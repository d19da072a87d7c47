import { holidayAt, isOpen, nextOpening, type Calendar } from '../requests/calendar.ts';
import type { DigestLine, OutgoingContent } from '../requests/delivery.ts';
import { asSentence } from '../requests/sentence.ts';
import { maskNumbers } from '../requests/mask.ts';
import type { Request } from '../requests/request.ts';
import { clientNames, subjectForLetter } from './client-words.ts';
import { dayInWords, formatMoment, formatPromise } from './format-promise.ts';
import { renderTemplate, type Rendered, type TemplateSet } from './render.ts';
import { firstWords, kept } from './small-letter.ts';
import { surveyBody } from './survey-letter.ts';
import type { SafeHtml } from './safe-html.ts';
import type { CommonData, StaffMail, Survey, TemplateData, Words } from './template-data.ts';

/**
 * From a mail that the core ordered to the words that its reader gets. The core speaks in instants and facts; here they become
 * the fields of the catalogue, in the reader's language and time zone. What a stranger wrote is cleaned before any template
 * sees it, and the plain acknowledgement is composed without it, so that no template can repeat it to a forged sender.
 */
export type LetterContext = {
  readonly company: string;
  /** Of the reader. */
  readonly locale: string;
  /** Of the reader; the firm's where his is not known. */
  readonly timeZone: string;
  readonly calendar: Calendar;
  readonly now: Temporal.Instant;
  readonly request: Pick<
    Request,
    'number' | 'subject' | 'client' | 'category' | 'priority' | 'openedAt' | 'mailbox'
  > | null;
  /** Name of the responsible person or team. */
  readonly responsible?: string | null;
  /** Name of the staff member who reads it; for mails to staff. */
  readonly reader?: string | null;
  /** When the client was promised an answer. */
  readonly promisedAt?: Temporal.Instant | null;
  readonly clientTier?: string | null;
  readonly clientUnverified?: boolean;
  /** The looks of what is passed on; null: its text is shown. */
  readonly html?: SafeHtml | null;
  /** Names of files that were too large to pass on. */
  readonly leftOut?: readonly string[];
  /** How we did, where the client is asked. */
  readonly survey?: Survey | null;
  /** Where staff can look at the request. */
  readonly requestUrl?: string | null;
};

type Content<Kind extends OutgoingContent['kind']> = Extract<OutgoingContent, { kind: Kind }>;

/** Longer texts are cut: Gmail hides what comes after 102 kB, and the whole mail is kept with the request. */
const LONGEST_TEXT = 40_000;

/** Octets of what the client wrote that an acknowledgement repeats. */
const LONGEST_EXCERPT = 480;

/** Composes a letter. Never throws; whatever became of the template, the reader gets what the mail is for. */
export function composeLetter(set: TemplateSet, content: OutgoingContent, context: LetterContext): Rendered {
  const { locale } = context;
  switch (content.kind) {
    case 'acknowledgement':
      return content.variant === 'plain'
        ? renderTemplate(set, 'acknowledgement-plain', locale, plainAcknowledgement(content, context))
        : kept(renderTemplate(set, 'acknowledgement', locale, acknowledgement(content, context)));
    case 'answer': {
      const { text, author, closing, promisedAt } = content;
      const data = {
        ...common(context),
        promise: { by: promise(promisedAt, context) },
        staff: { name: author },
        body: context.survey ? surveyBody(locale, context.survey) : { text: cut(text), html: context.html },
        closing,
      };
      return renderTemplate(set, 'answer', locale, data);
    }
    case 'closure': {
      const resolution = content.resolution === null ? null : { text: cut(content.resolution) };
      return renderTemplate(set, 'closure', locale, {
        ...common(context),
        staff: { name: content.author },
        resolution,
        unverified: content.unverified ?? false,
        survey: context.survey ?? null,
      });
    }
    case 'holding': {
      const told = { by: promise(content.promisedAt, context), before: moment(content.before, context) };
      return renderTemplate(set, 'holding', locale, { ...common(context), promise: told });
    }
    case 'update':
      return renderTemplate(set, 'update', locale, {
        ...common(context),
        promise: { by: promise(content.promisedAt, context) },
      });
    case 'follow-up': {
      const closesOn = content.closesOn && moment(content.closesOn, context);
      return renderTemplate(set, 'follow-up', locale, { ...common(context), closesOn });
    }
    case 'welcome': {
      const message = content.message === null ? null : { text: cut(content.message) };
      const support = { address: context.request?.mailbox ?? '' };
      return renderTemplate(set, 'welcome', locale, { ...common(context), message, support, team: content.team });
    }
    case 'incident':
      return renderTemplate(set, 'incident', locale, incident(content, context));
    case 'escalation':
      return renderTemplate(set, 'escalation', locale, escalation(content, context));
    case 'report': {
      const { title, period, message, figures = [] } = content;
      const data = { ...common(context), report: { title, period, figures }, message: { text: cut(message) } };
      return renderTemplate(set, 'report', locale, data);
    }
    case 'notification':
      return renderTemplate(set, 'notification', locale, notification(content, context));
    case 'confirmation': {
      const { done, unclear, held, why = null, subject, found = [], help = [] } = content;
      const undo = content.undo ? howToUndo(locale) : null;
      const staff = { name: context.reader };
      const data = { ...forStaff(context), staff, done, unclear, held, why: why && asSentence(why), undo, found, help };
      return renderTemplate(set, 'confirmation', locale, { ...data, about: subjectForLetter(subject) });
    }
    case 'digest':
      return renderTemplate(set, 'digest', locale, digest(content, context));
    case 'bounce': {
      const { recipient, reason, what, likely = null } = content;
      const bounce = { recipient, reason, resend: what === 'answer', likely };
      return renderTemplate(set, 'bounce', locale, { ...forStaff(context), bounce });
    }
  }
}

function common(context: LetterContext): CommonData {
  const { request } = context;
  return {
    client: clientNames(request?.client.name ?? ''),
    request: {
      number: request?.number ?? 0,
      subject: subjectForLetter(request?.subject ?? ''),
      category: request?.category,
      openedAt: request && moment(request.openedAt, context),
    },
    company: { name: context.company },
    promise: { by: promise(context.promisedAt, context) },
    staff: { name: context.responsible },
  };
}

/** Staff see the client's name as he writes it, his address beside it. */
function forStaff(context: LetterContext): StaffMail {
  const { request, clientTier, clientUnverified, requestUrl } = context;
  const data = common(context);
  return {
    ...data,
    client: {
      ...data.client,
      name: headline(request?.client.name ?? ''),
      address: request?.client.address ?? '',
      tier: clientTier,
      unverified: clientUnverified ?? false,
    },
    request: { ...data.request, priority: request?.priority, url: requestUrl },
  };
}

function acknowledgement(content: Content<'acknowledgement'>, context: LetterContext): TemplateData['acknowledgement'] {
  const data = common(context);
  const excerpt = content.excerpt && firstWords(content.excerpt, LONGEST_EXCERPT);
  return { ...data, ...timing(content, context), request: { ...data.request, excerpt } };
}

/** Nothing of the mail: its sender may be somebody else. */
function plainAcknowledgement(
  content: Content<'acknowledgement'>,
  context: LetterContext,
): TemplateData['acknowledgement-plain'] {
  return {
    company: { name: context.company },
    request: { number: context.request?.number ?? 0 },
    ...timing(content, context),
  };
}

/** When the client hears, whether the firm is open, and whether the mail had to wait for us. */
function timing(
  { promisedAt, lateSince }: Content<'acknowledgement'>,
  context: LetterContext,
): Pick<TemplateData['acknowledgement'], 'promise' | 'hours' | 'outage'> {
  const { calendar, now } = context;
  const closed = !isOpen(calendar, now);
  return {
    promise: { by: promise(promisedAt, context) },
    hours: closed
      ? { closed, opens: moment(nextOpening(calendar, now), context), holiday: holidayAt(calendar, now)?.name }
      : {},
    outage: { arrived: lateSince && moment(lateSince, context) },
  };
}

function notification(content: Content<'notification'>, context: LetterContext): TemplateData['notification'] {
  const { author, text, folded, notice, changes, attachments } = content;
  const data = forStaff(context);
  return {
    ...data,
    client: { ...data.client, name: headline(author.name), address: author.address },
    message: {
      text: cut(maskNumbers(text)),
      html: context.html,
      folded: cut(maskNumbers(folded)),
      attachments: attachments.map(headline).join(', '),
    },
    notice,
    changes: [...changes, ...(context.leftOut ?? []).map((name) => `Too large to pass on: ${headline(name)}`)],
  };
}

const UNDO: Readonly<Record<string, string>> = {
  en: 'answer this message with #undo on the first line',
  de: 'Antworten Sie auf diese Nachricht mit #undo in der ersten Zeile',
  fr: 'répondez à ce message avec #undo sur la première ligne',
  es: 'responda a este mensaje con #undo en la primera línea',
  nl: 'beantwoord dit bericht met #undo op de eerste regel',
  pt: 'responda a esta mensagem com #undo na primeira linha',
  it: 'risponda a questo messaggio con #undo sulla prima riga',
  pl: 'proszę odpowiedzieć na tę wiadomość, wpisując #undo w pierwszym wierszu',
};

function howToUndo(locale: string): string {
  return UNDO[locale.slice(0, 2)] ?? UNDO['en']!;
}

function digest(content: Content<'digest'>, context: LetterContext): TemplateData['digest'] {
  const { isAlarm, folded, overdue, today, unowned, fresh, mine, promises, held, automatic, how } = content;
  const line = ({ n, number, subject, client, owner, due }: DigestLine) => ({
    n,
    number,
    subject: subjectForLetter(subject) || '—',
    client: headline(client),
    owner: owner && headline(owner),
    due: due && moment(due, context),
  });
  return {
    company: { name: context.company },
    staff: { name: context.reader },
    digest: {
      alarm: isAlarm,
      folded,
      day: dayInWords(content.day, context),
      overdue: overdue.map(line),
      today: today.map(line),
      unowned: unowned.map(line),
      fresh: fresh.map(line),
      mine: mine.map(line),
      promises: promises.map(({ n, number, subject, what, due }) => ({
        n,
        number,
        subject: subjectForLetter(subject) || '—',
        what: headline(what),
        due: moment(due, context),
      })),
      how,
      held: held.map(({ n, from, subject, problem }) => ({
        n,
        from: headline(from),
        subject: subjectForLetter(subject) || '—',
        problem: headline(problem),
      })),
      automatic: automatic.map(({ from, subject, kind }) => ({
        from: headline(from),
        subject: subjectForLetter(subject) || '—',
        kind,
      })),
    },
  };
}

function incident(content: Content<'incident'>, context: LetterContext): TemplateData['incident'] {
  return {
    ...common(context),
    promise: { by: promise(content.promisedAt, context) },
    message: { text: '' },
    incident: { title: subjectForLetter(content.title), startedAt: moment(content.startedAt, context) },
  };
}

function escalation(content: Content<'escalation'>, context: LetterContext): TemplateData['escalation'] {
  const { reason, details, since, promisedAt, call, text } = content;
  return {
    ...forStaff(context),
    promise: { by: promise(promisedAt, context) },
    escalation: { reason, step: details.join('; '), since: since && moment(since, context), call },
    message: text === '' ? null : { text: cut(maskNumbers(text)) },
  };
}

function promise(by: Temporal.Instant | null | undefined, { timeZone, locale }: LetterContext): Words {
  return by && formatPromise(by, { timeZone, locale });
}

function moment(instant: Temporal.Instant, { timeZone, locale }: LetterContext): string {
  return formatMoment(instant, { timeZone, locale });
}

/** A stranger's words on one line, nothing turned round. */
function headline(text: string): string {
  return text
    .slice(0, 200)
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Z}\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]+/gu, ' ')
    .trim();
}

function cut(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT).toWellFormed()}\n[…]`;
}
