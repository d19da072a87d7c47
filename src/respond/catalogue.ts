import type { TemplateName } from './template-data.ts';

/**
 * What a template may speak of, in plain words for those who write templates: the names behind the chips of the studio, the
 * list that a check compares with, and what stands in where a value is missing. The types of the same fields, for those who
 * send, are in `template-data.ts`; a test holds both together.
 */
export type Placeholder = {
  /** As written between the braces: `client.firstName`. */
  readonly path: string;
  readonly label: string;
  /** When it is there and what it holds. */
  readonly about: string;
  readonly kind: 'words' | 'lines' | 'rich' | 'link' | 'number' | 'yes-no' | 'list';
  /** Whether every mail has it. The others belong into `{% if … %}` or need `| default: "…"`. */
  readonly always: boolean;
  /** Stands in by itself where there is nothing to say, by language. */
  readonly fallback?: Readonly<Record<string, string>> | undefined;
  /** What each item of a list holds; an empty path is the item itself. */
  readonly fields?: readonly Placeholder[];
};

type Options = { readonly fallback?: Placeholder['fallback']; readonly fields?: readonly Placeholder[] };

const always = (
  path: string,
  kind: Placeholder['kind'],
  label: string,
  about: string,
  options: Options = {},
): Placeholder => ({
  path,
  kind,
  label,
  about,
  always: true,
  ...options,
});

const maybe = (
  path: string,
  kind: Placeholder['kind'],
  label: string,
  about: string,
  options: Options = {},
): Placeholder => ({
  ...always(path, kind, label, about, options),
  always: false,
});

const SUBJECT_FALLBACK = {
  en: 'Your request',
  de: 'Ihre Anfrage',
  fr: 'Votre demande',
  es: 'Su solicitud',
  nl: 'Uw vraag',
  pt: 'O seu pedido',
  it: 'La Sua richiesta',
  pl: 'Państwa sprawa',
};

const STAFF_FALLBACK = {
  en: 'our team',
  de: 'unser Team',
  fr: 'notre équipe',
  es: 'nuestro equipo',
  nl: 'ons team',
  pt: 'a nossa equipa',
  it: 'il nostro team',
  pl: 'nasz zespół',
};

const COMPANY = always('company.name', 'words', 'Our name', 'The name of the firm, as in the configuration.');
const STAFF = maybe('staff.name', 'words', 'Who is responsible', 'The colleague who answers or is responsible.', {
  fallback: STAFF_FALLBACK,
});
const CLIENT = [
  maybe(
    'client.name',
    'words',
    "Client's name",
    'First and last name; missing where the mail bears none, or one that is no name.',
  ),
  maybe(
    'client.firstName',
    'words',
    "Client's first name",
    'Missing where we cannot tell which part is the first name.',
  ),
];
const REQUEST = [
  always('request.number', 'number', 'Reference', 'The number of the request, without the #.'),
  maybe(
    'request.subject',
    'words',
    'Subject',
    "The client's subject without Re: and reference, at most 100 characters.",
    {
      fallback: SUBJECT_FALLBACK,
    },
  ),
  maybe('request.category', 'words', 'Topic', 'What the request is about, where that was recognised.'),
  maybe('request.openedAt', 'words', 'Opened', 'When the request was opened, in words.'),
  maybe('request.url', 'link', 'Link to the request', 'For staff: the page of the request.'),
];
const PROMISE = maybe(
  'promise.by',
  'words',
  'Promised moment',
  'When the client hears next: weekday, date, time and zone in his language.',
);
const COMMON = [...CLIENT, ...REQUEST, COMPANY, PROMISE, STAFF];

const FOR_STAFF = [
  ...COMMON,
  always('client.address', 'words', "Client's address", 'The mail address of the client.'),
  maybe('client.tier', 'words', 'Kind of client', 'Such as "key", from the configuration.'),
  maybe('client.unverified', 'yes-no', 'New client?', 'Yes while nobody has confirmed who the client is.'),
  maybe('request.priority', 'words', 'Priority', 'critical, high, normal or low.'),
];

const HOURS = [
  maybe('hours.closed', 'yes-no', 'Closed now?', 'Yes where the mail arrives out of hours.'),
  maybe('hours.opens', 'words', 'Opens again', 'The next opening, in words; only out of hours.'),
  maybe('hours.holiday', 'words', 'Holiday', "Today's holiday, where there is one."),
  maybe(
    'outage.arrived',
    'words',
    'Arrived during an outage',
    'When the mail had arrived, where our own mail was interrupted.',
  ),
];

const MESSAGE = maybe('message', 'rich', 'Our own words', 'What a colleague wrote for this mail.');
const RESOLUTION = maybe(
  'resolution',
  'rich',
  'What was done',
  'How the request was solved, in the words of a colleague.',
);

const line = (...paths: string[]): readonly Placeholder[] =>
  [
    always('number', 'number', 'Reference', 'The number of the request.'),
    maybe('n', 'number', 'Place', 'Its place in a list that is worked through by answering.'),
    always('subject', 'words', 'Subject', "The client's subject."),
    maybe('client', 'words', "Client's name", 'Name or address.'),
    maybe('owner', 'words', 'Who is responsible', 'Name of the colleague.'),
    maybe('due', 'words', 'Due', 'When the next step is due, in words.'),
  ].filter(({ path }) => paths.length === 0 || paths.includes(path));

const ITSELF = [always('', 'words', 'The line', 'One line of words.')];
const list = (path: string, label: string, about: string, fields = ITSELF as readonly Placeholder[]): Placeholder =>
  maybe(path, 'list', label, about, { fields });

/** The placeholders of each template. */
export const CATALOGUE: Readonly<Record<TemplateName, readonly Placeholder[]>> = {
  acknowledgement: [
    ...COMMON,
    maybe('request.excerpt', 'lines', 'First lines', 'The first lines of what the client wrote.'),
    ...HOURS,
  ],
  'acknowledgement-plain': [
    always('request.number', 'number', 'Reference', 'The number of the request, without the #.'),
    COMPANY,
    PROMISE,
    ...HOURS,
  ],
  holding: [...COMMON, maybe('promise.before', 'words', 'Earlier promise', 'The moment that cannot be kept.'), MESSAGE],
  update: [
    ...COMMON,
    MESSAGE,
    maybe('progress', 'words', 'Progress', 'What the desk knows by itself, in one sentence.'),
  ],
  answer: [
    ...COMMON,
    always('body', 'rich', 'The answer', 'What the colleague wrote.'),
    always('body.text', 'lines', 'The answer as text', 'The same without its looks, for the preview line.'),
    maybe('closing', 'yes-no', 'Ask to close?', 'Yes where the colleague marked the request as solved.'),
  ],
  closure: [
    ...COMMON,
    RESOLUTION,
    maybe('unverified', 'yes-no', 'Closed in silence?', 'Yes where the client did not answer our question.'),
    maybe('survey.asked', 'yes-no', 'Ask how we did?', 'Missing where the client was asked lately.'),
    maybe('survey.goodUrl', 'link', 'Survey: good', 'One click; missing where no page can be reached from outside.'),
    maybe('survey.fairUrl', 'link', 'Survey: fair', 'One click.'),
    maybe('survey.poorUrl', 'link', 'Survey: poor', 'One click.'),
  ],
  'follow-up': [...COMMON, RESOLUTION, maybe('closesOn', 'words', 'Closes on', 'When silence closes the request.')],
  reopened: COMMON,
  welcome: [
    ...COMMON,
    MESSAGE,
    always('support.address', 'words', 'Support address', 'Where clients write to.'),
    maybe('support.phone', 'words', 'Phone', 'The telephone number for clients.'),
    maybe('support.hours', 'words', 'Hours', 'When we are there, in words.'),
    maybe('urgent.phone', 'words', 'Emergency number', 'For what cannot wait.'),
    list('team', 'Team', "The client's contacts.", [
      always('name', 'words', 'Name', 'Name of the colleague.'),
      maybe('role', 'words', 'Role', 'What the colleague does.'),
      maybe('address', 'words', 'Address', 'Mail address.'),
      maybe('phone', 'words', 'Phone', 'Telephone number.'),
    ]),
  ],
  incident: [
    ...COMMON,
    always('message', 'rich', 'Our own words', 'What happened and what we do.'),
    always('incident.title', 'words', 'What is disturbed', 'In a few words.'),
    maybe('incident.startedAt', 'words', 'Since', 'When it began, in words.'),
    maybe('incident.affects', 'words', 'Affected', 'What does not work.'),
    maybe('incident.phone', 'words', 'Phone', 'For what cannot wait.'),
    maybe('incident.over', 'yes-no', 'Over?', 'Yes in the last notice.'),
  ],
  escalation: [
    ...FOR_STAFF,
    always('escalation.reason', 'words', 'Why', 'One sentence.'),
    maybe('escalation.step', 'words', 'Step', 'Such as "2 of 3".'),
    maybe('escalation.since', 'words', 'Waiting since', 'In words.'),
    list('escalation.call', 'Whom to call', 'In order.', [
      always('name', 'words', 'Name', 'Whom to call.'),
      always('phone', 'words', 'Phone', 'The number.'),
    ]),
    maybe('message', 'rich', "The client's last message", 'As text.'),
  ],
  notification: [
    ...FOR_STAFF,
    maybe('message', 'rich', 'The message', 'What the client wrote now, without what he quotes.'),
    maybe('message.text', 'lines', 'The message as text', 'The same without its looks, for the preview line.'),
    maybe('message.folded', 'lines', 'Quoted history', 'What the client quotes of the conversation.'),
    maybe('message.attachments', 'words', 'Attachments', 'Their names.'),
    maybe('notice', 'words', 'Notice first', 'What staff should notice first.'),
    list('changes', 'Changes', 'What changed with this mail.'),
  ],
  confirmation: [
    ...FOR_STAFF,
    list('done', 'Done', 'What was done, line by line.'),
    list('unclear', 'Unclear', 'Lines that were not understood.', [
      always('line', 'words', 'The line', 'As it was written.'),
      always('problem', 'words', 'The problem', 'What was not clear.'),
    ]),
    maybe('held', 'yes-no', 'Held?', 'Yes where nothing was sent to the client.'),
    maybe('why', 'words', 'Why it is held', 'One sentence, where no line is to blame.'),
    maybe('undo', 'words', 'How to undo it', 'One line.'),
    list('found', 'What was found', 'Requests that were asked for, numbered.', [
      always('n', 'number', 'Place', 'Its place in the list.'),
      always('line', 'words', 'The request', 'The request in one line.'),
    ]),
    list('help', 'What was asked for', 'The commands, or all reasons of a request, line by line.'),
    maybe('about', 'words', 'About', "The subject of the colleague's mail."),
  ],
  digest: [
    COMPANY,
    STAFF,
    always('digest.day', 'words', 'Day', 'The day of the digest.'),
    list('digest.overdue', 'Overdue', 'Requests past their deadline.', line()),
    list('digest.today', 'Due today', 'Requests due today.', line()),
    list('digest.unowned', 'Without an owner', 'Requests that nobody has taken.', line()),
    maybe('digest.alarm', 'yes-no', 'Alarm?', 'Yes where it only tells of mails that are held for an hour.'),
    maybe(
      'digest.folded',
      'number',
      'In a storm',
      'How many requests it tells of, where so much came that each notice was left out.',
    ),
    list('digest.fresh', 'New', 'Requests since yesterday.', line()),
    list('digest.mine', 'Yours', 'Further open requests of the reader.', line()),
    list('digest.promises', 'To do', 'What the reader has to do.', [
      ...line(),
      always('what', 'words', 'What', 'What is to be done.'),
    ]),
    list('digest.how', 'How to answer', 'Lines that may be written back, with numbers of this list.'),
    list('digest.automatic', 'Filed', 'Automatic mail that was filed without an answer.', [
      always('from', 'words', 'From', 'Who sent it.'),
      always('subject', 'words', 'Subject', 'Its subject.'),
      always('kind', 'words', 'Kind', 'What it is.'),
    ]),
    list('digest.held', 'Held', 'Mails that wait for a decision.', [
      always('n', 'number', 'Place', 'Its place in the list.'),
      maybe('from', 'words', 'From', 'Whose mail it is.'),
      always('subject', 'words', 'Subject', 'Its subject.'),
      always('problem', 'words', 'Why', 'Why it is held.'),
    ]),
  ],
  bounce: [
    ...FOR_STAFF,
    always('bounce.recipient', 'words', 'Recipient', 'Whom the mail did not reach.'),
    always('bounce.reason', 'words', 'Reason', 'What the other server said.'),
    maybe('bounce.resend', 'yes-no', 'An answer?', 'Yes where #resend sends it again.'),
    maybe('bounce.likely', 'words', 'Likely address', 'What was probably meant.'),
    maybe('bounce.delayed', 'yes-no', 'Only late?', 'Yes while the mail server keeps trying.'),
  ],
  status: [
    ...CLIENT,
    COMPANY,
    STAFF,
    MESSAGE,
    always('status.period', 'words', 'Period', 'Such as "16 to 22 November".'),
    list('status.done', 'Solved', 'Requests solved in the period.', line()),
    list('status.open', 'In progress', 'Requests still open.', line()),
    list('status.next', 'Coming up', 'One line each.'),
    list('status.risks', 'Keep in mind', 'One line each.'),
  ],
  report: [
    ...CLIENT,
    COMPANY,
    STAFF,
    MESSAGE,
    always('report.title', 'words', 'Title', 'Name of the report.'),
    always('report.period', 'words', 'Period', 'Such as "October".'),
    list('report.figures', 'Figures', 'The figures at a glance.', [
      always('label', 'words', 'What', 'What is counted.'),
      always('value', 'words', 'How much', 'With its unit.'),
    ]),
    maybe('report.attached', 'yes-no', 'Attached?', 'Yes where the document is attached.'),
  ],
};

/** The words that stand in for a missing value, in a language; null where there are none. */
export function fallbackFor(name: string, path: string, locale: string): string | null {
  const placeholders = Object.hasOwn(CATALOGUE, name) ? CATALOGUE[name as TemplateName] : [];
  const fallback = placeholders.find((placeholder) => placeholder.path === path)?.fallback;
  return fallback?.[locale.split(/[-_]/)[0] ?? ''] ?? fallback?.['en'] ?? null;
}
