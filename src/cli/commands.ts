import type { Command } from './command.ts';

type Entry = { readonly summary: string; readonly load: () => Promise<Command> };

/** Every command by its name of one or two words, in the order in which `--help` shows them. */
export const COMMANDS: Readonly<Record<string, Entry>> = {
  run: {
    summary: 'the main job: polls every mailbox, answers, sends',
    load: async () => (await import('./run.ts')).command,
  },
  inspect: {
    summary: 'what would be decided about each mail, without storing or sending',
    load: async () => (await import('./inspect.ts')).command,
  },
  'sla due': {
    summary: 'the deadlines that a request arriving at an instant would get',
    load: async () => (await import('./sla.ts')).command,
  },
  'calendar holidays': {
    summary: 'the public holidays of a country or region, such as DE-BE',
    load: async () => (await import('./calendar.ts')).command,
  },
  thread: {
    summary: 'groups mails into requests as if they had arrived in the order of their dates',
    load: async () => (await import('./thread.ts')).command,
  },
};
