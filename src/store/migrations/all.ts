import type { Migration } from 'kysely/migration';
import * as foundation from './0001-foundation.ts';
import * as questions from './0002-questions.ts';
import * as queueTrust from './0003-queue-trust.ts';
import * as knownFacts from './0004-known-facts.ts';
import * as queueSending from './0005-queue-sending.ts';
import * as alarms from './0006-alarms.ts';
import * as templates from './0007-templates.ts';
import * as clock from './0008-clock.ts';
import * as record from './0010-record.ts';
import * as oauth from './0011-oauth.ts';
import * as storm from './0013-storm.ts';
import * as staffEpoch from './0014-staff-epoch.ts';
import * as writtenBy from './0015-written-by.ts';
import * as reviews from './0016-reviews.ts';
import * as dataQuestions from './0017-data-questions.ts';

/** Forward-only migrations, run in name order. */
export const migrations: Record<string, Migration> = {
  '0001-foundation': foundation,
  '0002-questions': questions,
  '0003-queue-trust': queueTrust,
  '0004-known-facts': knownFacts,
  '0005-queue-sending': queueSending,
  '0006-alarms': alarms,
  '0007-templates': templates,
  '0008-clock': clock,
  '0010-record': record,
  '0011-oauth': oauth,
  '0013-storm': storm,
  '0014-staff-epoch': staffEpoch,
  '0015-written-by': writtenBy,
  '0016-reviews': reviews,
  '0017-data-questions': dataQuestions,
};
