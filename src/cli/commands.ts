import type { Command } from './command.ts';

type Entry = { readonly summary: string; readonly load: () => Promise<Command> };

/** Every command by its name of one or two words, in the order in which `--help` shows them. */
export const COMMANDS: Readonly<Record<string, Entry>> = {
  run: {
    summary: 'the main job: polls every mailbox, answers, sends',
    load: async () => (await import('./run.ts')).command,
  },
  demo: {
    summary: 'the whole system on embedded servers, with a page to play on',
    load: async () => (await import('./demo.ts')).command,
  },
  inspect: {
    summary: 'what would be decided about each mail, without storing or sending',
    load: async () => (await import('./inspect.ts')).command,
  },
  init: {
    summary: 'writes a first configuration by asking',
    load: async () => (await import('./init.ts')).command,
  },
  doctor: {
    summary: 'checks mailboxes, sending, DNS, database, templates and clock, with advice',
    load: async () => (await import('./doctor.ts')).command,
  },
  'config check': {
    summary: 'whether the configuration is right; every mistake with its line',
    load: async () => (await import('./config.ts')).check,
  },
  'config schema': {
    summary: 'the JSON Schema of the configuration, for editors',
    load: async () => (await import('./config.ts')).schema,
  },
  'config set': {
    summary: 'changes one key of the configuration and keeps its comments',
    load: async () => (await import('./config.ts')).set,
  },
  'sla due': {
    summary: 'the deadlines that a request arriving at an instant would get',
    load: async () => (await import('./sla.ts')).command,
  },
  simulate: {
    summary: 'plays a timetable of arrivals and answers, and prints every mail that would leave',
    load: async () => (await import('./simulate.ts')).command,
  },
  'policy check': {
    summary: 'what a policy promises, or every mistake in its file with its line',
    load: async () => (await import('./policy.ts')).check,
  },
  'policy reviewed': {
    summary: 'records that the procedure was reviewed',
    load: async () => (await import('./policy.ts')).reviewed,
  },
  'policy schema': {
    summary: 'the JSON Schema of a policy file, for editors',
    load: async () => (await import('./policy.ts')).schema,
  },
  'calendar holidays': {
    summary: 'the public holidays of a country or region, such as DE-BE',
    load: async () => (await import('./calendar.ts')).command,
  },
  'templates list': {
    summary: 'every template with its languages, and what is missing',
    load: async () => (await import('./templates.ts')).list,
  },
  'templates check': {
    summary: 'what is wrong with templates, at its line',
    load: async () => (await import('./templates.ts')).check,
  },
  'templates render': {
    summary: 'a template filled with a sample, or with values of your own',
    load: async () => (await import('./templates.ts')).render,
  },
  'templates pull': {
    summary: 'what is in force, as files',
    load: async () => (await import('./template-versions.ts')).pull,
  },
  'templates push': {
    summary: 'files that differ from what is in force become drafts',
    load: async () => (await import('./template-versions.ts')).push,
  },
  'templates publish': {
    summary: 'puts drafts in force, from the next letter on',
    load: async () => (await import('./template-versions.ts')).publish,
  },
  'templates rollback': {
    summary: 'back to an earlier version, or to the file',
    load: async () => (await import('./template-versions.ts')).rollback,
  },
  'templates history': {
    summary: 'who published what, when and why',
    load: async () => (await import('./template-versions.ts')).history,
  },
  thread: {
    summary: 'groups mails into requests as if they had arrived in the order of their dates',
    load: async () => (await import('./thread.ts')).command,
  },
  'requests list': {
    summary: 'every request, or those of one state or client',
    load: async () => (await import('./requests.ts')).list,
  },
  'requests show': {
    summary: 'one request with its messages and events in order',
    load: async () => (await import('./requests.ts')).show,
  },
  why: {
    summary: 'every decision about a mail or a request, with its reasons',
    load: async () => (await import('./why.ts')).command,
  },
  account: {
    summary: 'mail accounting: each mail that was ever seen, in exactly one state',
    load: async () => (await import('./account.ts')).command,
  },
  'queue list': {
    summary: 'the outbound queue',
    load: async () => (await import('./queue.ts')).list,
  },
  'queue webhooks': {
    summary: 'calls to other systems, and what came of them',
    load: async () => (await import('./queue.ts')).webhooks,
  },
  'queue suppressions': {
    summary: 'addresses that are left alone, and why',
    load: async () => (await import('./queue.ts')).suppressed,
  },
  'queue release': {
    summary: 'writes to an address again that was left alone; lets a held delivery go',
    load: async () => (await import('./queue.ts')).release,
  },
  'queue stats': {
    summary: 'the outbound queue in figures',
    load: async () => (await import('./queue.ts')).stats,
  },
  'queue watch': {
    summary: 'the figures of the queue, a line at each change',
    load: async () => (await import('./queue-watch.ts')).command,
  },
  'queue retry': {
    summary: 'sends a failed or held delivery now',
    load: async () => (await import('./queue.ts')).retry,
  },
  'queue hold': {
    summary: 'keeps a delivery until somebody lets it go',
    load: async () => (await import('./queue.ts')).hold,
  },
  'queue cancel': {
    summary: 'keeps a delivery from leaving',
    load: async () => (await import('./queue.ts')).cancel,
  },
  import: {
    summary: 'turns old mail into history, without sending anything',
    load: async () => (await import('./import.ts')).command,
  },
  replay: {
    summary: 'what the rules of today would make of all stored mail; nothing is written or sent',
    load: async () => (await import('./replay.ts')).command,
  },
  'quarantine list': {
    summary: 'mails that wait for a person, and why',
    load: async () => (await import('./quarantine.ts')).list,
  },
  'quarantine release': {
    summary: 'lets a mail pass; it is acknowledged once',
    load: async () => (await import('./quarantine.ts')).release,
  },
  'report sla': {
    summary: 'how the promises of a period were kept',
    load: async () => (await import('./report-sla.ts')).command,
  },
  'report shadow': {
    summary: 'what would have been sent, in shadow mode',
    load: async () => (await import('./report-shadow.ts')).command,
  },
  'go-live': {
    summary: 'ends shadow mode',
    load: async () => (await import('./go-live.ts')).command,
  },
  backup: {
    summary: 'the whole record of a running desk in one file',
    load: async () => (await import('./backup.ts')).backup,
  },
  restore: {
    summary: 'brings a backup back into an empty database; --check tries it elsewhere',
    load: async () => (await import('./backup.ts')).restore,
  },
  'database url': {
    summary: 'where the database can be reached while the desk runs',
    load: async () => (await import('./backup.ts')).url,
  },
  'requests find': {
    summary: 'requests in which these words were written',
    load: async () => (await import('./find.ts')).command,
  },
  'requests export': {
    summary: 'one request with its whole record and its mails, as files',
    load: async () => (await import('./client-data.ts')).exportRequest,
  },
  'requests verify': {
    summary: 'whether an exported record is as it was written',
    load: async () => (await import('./client-data.ts')).verify,
  },
  export: {
    summary: 'all that is kept of a client, as files',
    load: async () => (await import('./client-data.ts')).exportClient,
  },
  erase: {
    summary: 'deletes all that is kept of a client',
    load: async () => (await import('./client-data.ts')).erase,
  },
  'oauth sign-in': {
    summary: 'lets the desk into a mailbox that takes no password (Microsoft 365, Google)',
    load: async () => (await import('./oauth.ts')).signInCommand,
  },
  'staff add': {
    summary: 'one more who answers',
    load: async () => (await import('./staff.ts')).add,
  },
  'staff remove': {
    summary: 'somebody has left: his tokens end, his requests go to the team',
    load: async () => (await import('./staff.ts')).remove,
  },
  'staff revoke': {
    summary: 'all notices that somebody got until now are void, such as after a lost phone',
    load: async () => (await import('./staff.ts')).revoke,
  },
  'staff away': {
    summary: 'somebody is away until a day: colleagues get the mails',
    load: async () => (await import('./staff-away.ts')).away,
  },
  'staff back': {
    summary: 'somebody is here again, sooner than said',
    load: async () => (await import('./staff-away.ts')).back,
  },
  'admin link': {
    summary: 'a link that signs an admin in, where mail is down',
    load: async () => (await import('./admin-link.ts')).command,
  },
  completion: {
    summary: 'a completion script for bash or zsh',
    load: async () => (await import('./completion.ts')).completionOf(COMMANDS),
  },
};
