import { formatMoment, formatPromise } from './format-promise.ts';
import type { CommonData, TemplateData, TemplateName } from './template-data.ts';

/**
 * One request, as it might have been: what `templates render` and the preview show before there is a real one. All optional
 * fields are filled, so that nobody has to guess what a template looks like at its longest. Moments are in the language asked for.
 */
export function sampleData<Name extends TemplateName>(name: Name, locale: string): TemplateData[Name] {
  return allSamples(locale)[name];
}

const ZONE = 'Europe/Berlin';
const MONDAY_MORNING = Temporal.Instant.from('2026-11-23T08:12:00Z');
const MONDAY_EVENING = Temporal.Instant.from('2026-11-23T16:00:00Z');
const TUESDAY = Temporal.Instant.from('2026-11-24T10:05:00Z');

function allSamples(locale: string): TemplateData {
  const moment = (instant: Temporal.Instant): string => formatMoment(instant, { timeZone: ZONE, locale });
  const day = (instant: Temporal.Instant): string =>
    new Intl.DateTimeFormat(locale, { timeZone: ZONE, day: 'numeric', month: 'long' }).format(
      instant.epochMilliseconds,
    );
  const by = formatPromise(TUESDAY, { timeZone: ZONE, locale });
  const common: CommonData = {
    client: { name: 'Maria Rossi', firstName: 'Maria' },
    request: {
      number: 1042,
      subject: 'Invoice 2231 shows the wrong address',
      category: 'Invoices',
      openedAt: moment(MONDAY_MORNING),
    },
    company: { name: 'Example Ltd' },
    promise: { by },
    staff: { name: 'Ann Lee' },
  };
  const forStaff = {
    ...common,
    client: { ...common.client, address: 'maria.rossi@client.example', tier: 'key', unverified: true },
    request: { ...common.request, priority: 'high', url: 'https://desk.example.test/requests/1042' },
  };
  const message = { text: 'The corrected invoice is with our accountants. It will be sent tomorrow.' };
  const line = {
    number: 1042,
    subject: 'Invoice 2231 shows the wrong address',
    client: 'Maria Rossi',
    owner: 'Ann Lee',
    due: by,
  };
  const other = { number: 1044, subject: 'New phone numbers', client: 'Jonas Beck', owner: 'Ann Lee', due: by };
  const excerpt = 'Hello, our last invoice still shows our old address in Milan.\nCould you send us a corrected one?';
  return {
    acknowledgement: { ...common, request: { ...common.request, excerpt } },
    'acknowledgement-plain': { company: common.company, request: { number: 1042 }, promise: { by } },
    holding: { ...common, promise: { by, before: moment(MONDAY_EVENING) }, message },
    update: { ...common, message },
    answer: {
      ...common,
      body: {
        text: 'Dear Maria,\n\nyou are right, the address was not changed when you moved. The corrected invoice comes today.\n\nAnn Lee',
      },
      closing: true,
    },
    closure: {
      ...common,
      resolution: { text: 'The invoice was corrected and sent again.' },
      survey: {
        asked: true,
        goodUrl: 'https://desk.example.test/survey/good',
        fairUrl: 'https://desk.example.test/survey/fair',
        poorUrl: 'https://desk.example.test/survey/poor',
      },
    },
    'follow-up': {
      ...common,
      resolution: { text: 'The invoice was corrected and sent again.' },
      closesOn: day(TUESDAY.add({ hours: 168 })),
    },
    reopened: common,
    welcome: {
      ...common,
      support: { address: 'support@example.test', phone: '+49 30 1234567', hours: '9:00–17:00' },
      urgent: { phone: '+49 30 7654321' },
      team: [
        { name: 'Ann Lee', role: 'Support', address: 'ann@example.test' },
        { name: 'Jonas Beck', phone: '+49 30 1234568' },
      ],
    },
    incident: {
      ...common,
      incident: {
        title: 'The client portal cannot be reached',
        startedAt: moment(MONDAY_MORNING),
        affects: 'Sign-in, exchange of documents',
        phone: '+49 30 7654321',
      },
      message: { text: 'A storage system has failed. We are moving the portal to the second one; nothing was lost.' },
    },
    escalation: {
      ...forStaff,
      escalation: {
        reason: 'The answer to Maria Rossi is overdue.',
        step: '2 / 3',
        since: moment(MONDAY_MORNING),
        call: [{ name: 'Jonas Beck', phone: '+49 30 1234568' }],
      },
      message: { text: 'Is anyone there? We really need the corrected invoice today.' },
    },
    notification: {
      ...forStaff,
      message: {
        text: `${excerpt}\n\nBest wishes\nMaria`,
        folded: 'On Friday Ann Lee wrote:\nDear Maria, attached is invoice 2231.\nAnn',
        attachments: 'invoice-2231.pdf',
      },
      notice: 'The client asks for the third time.',
      changes: ['Priority is now high'],
    },
    confirmation: {
      ...forStaff,
      done: ['Your answer went to Maria Rossi.', 'The request is solved.'],
      undo: '#reopen',
      about: 'Invoice 2231 shows the wrong address',
    },
    digest: {
      company: common.company,
      staff: { name: 'Ann Lee' },
      digest: {
        day: day(TUESDAY),
        overdue: [{ n: 1, ...line }],
        today: [{ n: 2, ...other }],
        unowned: [{ n: 3, number: 1050, subject: 'Where can we park?', client: 'Lin Wei', due: by }],
        fresh: [{ n: 4, ...other }],
        mine: [{ n: 5, number: 1046, subject: 'A second key for the office', client: 'Jonas Beck' }],
        automatic: [{ from: 'shop@newsletter.example', subject: 'Autumn offers', kind: 'bulk' }],
        promises: [{ n: 6, number: 1042, subject: 'Invoice 2231', what: 'send the new invoice', due: by }],
        held: [{ n: 7, from: 'Ann Lee', subject: 'Invoice 2231', problem: 'line 1: #resolv' }],
        how: ['take 1', 'assign 2 bob', 'later 4 monday', 'resolve 5', 'done 6', 'release 7', 'drop 7'],
      },
    },
    bounce: {
      ...forStaff,
      bounce: {
        recipient: 'maria.rossi@client.example',
        reason: '550 5.1.1 The email account that you tried to reach does not exist.',
        resend: true,
        likely: 'maria.rossi@client.test',
      },
    },
    status: {
      client: common.client,
      company: common.company,
      staff: { name: 'Ann Lee' },
      message,
      status: {
        period: `${day(MONDAY_MORNING)} – ${day(MONDAY_MORNING.add({ hours: 144 }))}`,
        done: [{ number: 1030, subject: 'Access for two colleagues' }],
        open: [line],
        next: ['Maintenance of the portal on Saturday'],
        risks: ['The access cards expire at the end of the year'],
      },
    },
    report: {
      client: common.client,
      company: common.company,
      staff: { name: 'Ann Lee' },
      message,
      report: {
        title: 'Monthly report',
        period: new Intl.DateTimeFormat(locale, { timeZone: ZONE, month: 'long', year: 'numeric' }).format(
          MONDAY_MORNING.epochMilliseconds,
        ),
        figures: [
          { label: 'Requests', value: '14' },
          { label: 'Answered in time', value: '13 / 14' },
        ],
        attached: true,
      },
    },
  };
}
