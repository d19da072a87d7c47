import type { Migration } from 'kysely/migration';
import * as foundation from './0001-foundation.ts';

/** Forward-only migrations, run in name order. */
export const migrations: Record<string, Migration> = {
  '0001-foundation': foundation,
};
