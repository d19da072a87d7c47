import { NO_DESK, type DeskFacts } from '../requests/recognition.ts';
import type { Io } from './command.ts';

/**
 * What a reader of mail files may know of the desk. Without a configuration a mail is judged by itself, whatever lies in the
 * folder in which the command was started: the same file then gives the same answer everywhere.
 */
export async function deskOf(configFile: string | undefined, io: Pick<Io, 'env'>): Promise<DeskFacts> {
  if (configFile === undefined) return NO_DESK;
  const { configured } = await import('./configured.ts');
  const config = await configured(configFile, io);
  const { deskFacts } = await import('../app.ts');
  const { createSigner } = await import('../signer.ts');
  return deskFacts(config, createSigner(config.secret, config.company.domain));
}
