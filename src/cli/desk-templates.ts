import { existsSync } from 'node:fs';
import { openConfiguredStore } from '../app.ts';
import type { Config } from '../config.ts';
import { versionsInForce, type TemplateVersion } from '../store/templates.ts';
import type { Reader, Store } from '../store/store.ts';
import type { Io } from './command.ts';
import { CONFIG_FILE, configured } from './configured.ts';

/** Which templates a command is about: those of the desk that is named or configured here, else the files of the program. */
export type DeskTemplates = AsyncDisposable & {
  readonly config: Config | null;
  /** null where there is no desk, or its database does not answer. */
  readonly reader: Reader | null;
  /** What admins published and what is in force. */
  readonly published: readonly TemplateVersion[];
};

export async function deskTemplates(file: string | undefined, io: Io, folder?: string): Promise<DeskTemplates> {
  const isHere = file !== undefined || (folder === undefined && existsSync(CONFIG_FILE));
  const config = isHere ? await configured(file, io) : null;
  const store = config === null ? null : await opened(config, io);
  const inForce = store === null ? [] : await versionsInForce(store.read);
  return {
    config,
    reader: store?.read ?? null,
    published: inForce.filter(({ isPublished, content }) => isPublished && content !== null),
    [Symbol.asyncDispose]: async () => store?.[Symbol.asyncDispose](),
  };
}

async function opened(config: Config, io: Io): Promise<Store | null> {
  try {
    return await openConfiguredStore(config);
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    io.warn(`replydesk: what was published is left out, since the database does not answer (${why ?? ''})`);
    return null;
  }
}
