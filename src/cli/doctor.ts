import { promises as dns } from 'node:dns';
import { openConfiguredStore } from '../app.ts';
import { systemClock, type Clock } from '../clock.ts';
import { loadConfig, problemLine, type Config } from '../config.ts';
import { canonicalAddress } from '../requests/address.ts';
import { rememberFact } from '../store/known-facts.ts';
import { CONFIG_OPTION, defineCommand, UsageError } from './command.ts';
import { CONFIG_FILE } from './configured.ts';
import { checkAlarms } from './doctor/alarms.ts';
import { checkDatabase } from './doctor/database.ts';
import { checkDns, type Resolver } from './doctor/dns.ts';
import { fail, ok, skip, type Finding } from './doctor/finding.ts';
import { checkMailbox } from './doctor/imap.ts';
import { checkGrants } from './doctor/oauth.ts';
import { roundTrip } from './doctor/round-trip.ts';
import { checkSmtp, checkSpareWays } from './doctor/smtp.ts';
import { checkPublished, checkTemplates } from './doctor/templates.ts';

/**
 * `doctor`: numbered checks of all that a desk needs from outside, each failure with what mends it. It changes nothing but
 * the mailbox, which it lends two mails to itself for some seconds (`--no-send` leaves them out), and it remembers whether
 * plus addressing works.
 */
export const command = defineCommand({
  usage: '[--json] [--no-send] [--wait S] [--config F]',
  options: {
    ...CONFIG_OPTION,
    json: { type: 'boolean', help: '{"ok": …, "checks": [{number, name, status, detail, advice}]}' },
    'no-send': { type: 'boolean', default: false, help: 'sends no mail to itself' },
    wait: { type: 'string', default: '15', help: 'S: seconds to wait for the mail to itself' },
  },
  async run({ options }, io) {
    const patience = Number(options.wait);
    if (!(patience > 0 && patience <= 600)) throw new UsageError('--wait: write seconds from 1 to 600');
    const read = await loadConfig(options.config ?? CONFIG_FILE, io.env, systemClock.now());
    const world: World = {
      clock: systemClock,
      resolver: systemResolver,
      timeout: 10_000,
      patience: options['no-send'] ? null : patience,
    };
    const findings = read.ok
      ? [ok('configuration', `${read.config.file} is right`), ...(await examine(read.config, world))]
      : read.problems.map((problem) =>
          fail(
            'configuration',
            problemLine(problem),
            problem.message.startsWith('there is no such file')
              ? 'replydesk init, or name the file with --config'
              : 'correct this line, then replydesk config check',
          ),
        );
    const checks = findings.map((finding, index) => ({ number: index + 1, ...finding }));
    const healthy = checks.every(({ status }) => status !== 'fail');
    if (options.json === true) io.write(JSON.stringify({ ok: healthy, checks }));
    else {
      for (const check of checks) for (const line of shown(check)) io.write(line);
      io.write(summary(findings));
    }
    return healthy ? 0 : read.ok ? 1 : 2;
  },
});

/** What the checks meet outside, so that a test can put its own in place. */
export type World = {
  readonly clock: Clock;
  readonly resolver: Resolver;
  /** Milliseconds that a server has for each step. */
  readonly timeout: number;
  /** Seconds that a mail to ourselves has; null: none is sent. */
  readonly patience: number | null;
};

/** All checks but that of the configuration itself. They run side by side; their order stays. */
export async function examine(config: Config, { clock, resolver, timeout, patience }: World): Promise<Finding[]> {
  const now = clock.now();
  const numbered = [...config.mailboxes.entries()];
  const { granted, findings: grants } = await checkGrants(config, clock);
  const around = { timeout, now, granted };
  const connections = Promise.all([
    ...numbered.map(([index, mailbox]) => checkMailbox(mailbox, index, around)),
    checkSmtp(config, around),
  ]).then((found) => found.flat());
  const [database, templates, names, spare, reached] = await Promise.all([
    checkDatabase(config, timeout, clock),
    checkTemplates(config),
    checkDns(config, resolver),
    checkSpareWays(config, around),
    connections,
  ]);
  const published = database.some(
    ({ name, status, detail }) => name === 'database' && status === 'ok' && !detail.endsWith('still empty'),
  )
    ? await checkPublished(config)
    : [];
  return [
    ...database,
    checkAlarms(config),
    ...templates,
    ...published,
    ...grants,
    ...reached,
    ...spare,
    ...names,
    ...(await trips(reached)),
  ];

  async function trips(before: readonly Finding[]): Promise<Finding[]> {
    if (patience === null) return [skip('round trip', 'left out')];
    if ([...grants, ...before].some(({ status }) => status === 'fail'))
      return [skip('round trip', 'not before the servers can be reached')];
    const remember = (mailbox: string, works: boolean) => rememberPlusAddressing(config, mailbox, works, clock.now());
    const trip = { timeout, patience, clock, remember, granted };
    const made = numbered.map(([index, mailbox]) => roundTrip(config, mailbox, index, trip));
    return (await Promise.all(made)).flat();
  }
}

/** What the round trip shows counts for `plusAddressing: auto`, in a desk that runs as well. */
async function rememberPlusAddressing(
  config: Config,
  mailbox: string,
  works: boolean,
  now: Temporal.Instant,
): Promise<void> {
  await using store = await openConfiguredStore(config);
  const shown = { about: canonicalAddress(mailbox), name: 'plus-addressing', shownBy: 'doctor' } as const;
  await store.transact((transaction) => rememberFact(transaction, { ...shown, value: works ? 'yes' : 'no' }, now));
}

const NONE = new Set(['ENOTFOUND', 'ENODATA']);

async function orNone<T>(looked: Promise<T[]>): Promise<T[]> {
  try {
    return await looked;
  } catch (error) {
    if (NONE.has((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}

const resolving = new dns.Resolver({ timeout: 3_000, tries: 2 });

const systemResolver: Resolver = {
  txt: async (name) => (await orNone(resolving.resolveTxt(name))).map((strings) => strings.join('')),
  mx: async (name) => (await orNone(resolving.resolveMx(name))).map(({ exchange }) => exchange),
  addresses: (name) => orNone(resolving.resolve4(name)),
  names: (address) => orNone(resolving.reverse(address)),
};

const MARKS: Readonly<Record<Finding['status'], string>> = { ok: 'ok  ', warn: 'WARN', fail: 'FAIL', skip: '  – ' };

function shown({ number, name, status, detail, advice }: Finding & { readonly number: number }): string[] {
  const line = `${String(number).padStart(3)} ${MARKS[status]} ${name}: ${detail}`;
  return advice === null ? [line] : [line, `         → ${advice}`];
}

function summary(findings: readonly Finding[]): string {
  const count = (status: Finding['status']): number => findings.filter((finding) => finding.status === status).length;
  return `${count('ok')} in order, ${count('warn')} to look at, ${count('fail')} to mend`;
}
