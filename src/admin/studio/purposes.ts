import type { TemplateName } from '../../respond/template-data.ts';

/** What each template is for, as somebody says it who sends letters. */
export const PURPOSES: Readonly<Record<TemplateName, { readonly title: string; readonly when: string }>> = {
  acknowledgement: { title: 'Acknowledgement', when: 'at once, when a client opens a request' },
  'acknowledgement-plain': { title: 'Acknowledgement, plain', when: 'instead, when the sender is not proven' },
  holding: { title: 'Holding update', when: 'when the promised time cannot be kept' },
  update: { title: 'Interval update', when: 'while a request takes longer' },
  answer: { title: 'Answer', when: 'around what staff write' },
  closure: { title: 'Closure', when: 'when a request is solved, with the question whether it is' },
  'follow-up': { title: 'Follow-up', when: 'some days later, when the client has not said' },
  reopened: { title: 'Reopened', when: 'when a client writes again after the end' },
  welcome: { title: 'Welcome', when: 'to a new client' },
  incident: { title: 'Incident notice', when: 'to all clients, when something is down' },
  status: { title: 'Weekly status', when: 'to key clients; the desk does not send it by itself yet' },
  report: { title: 'Report', when: 'to staff: the desk last week, a review that is due' },
  notification: { title: 'Notice to staff', when: 'when a client has written' },
  escalation: { title: 'Escalation', when: 'to staff, when a promise is about to break' },
  confirmation: { title: 'Confirmation', when: 'to staff, after a command' },
  digest: { title: 'Morning list', when: 'to staff, once a day' },
  bounce: { title: 'Bounce notice', when: 'to staff, when a mail did not arrive' },
};

/** A language in English, such as German; its code where it has no name. */
export function languageName(locale: string): string {
  try {
    return new Intl.DisplayNames('en', { type: 'language' }).of(locale) ?? locale;
  } catch {
    return locale;
  }
}
