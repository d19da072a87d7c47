import { openConfiguredStore } from '../../app.ts';
import type { Clock } from '../../clock.ts';
import type { Config, OAuthConfig, ServerConfig } from '../../config.ts';
import { createTokens, type Tokens } from '../../oauth.ts';
import { fail, ok, said, warn, type Finding } from './finding.ts';

/** Access tokens by the name of their grant, for the checks that sign in. */
export type Granted = ReadonlyMap<string, string>;

const WARN_DAYS = 30;

/** Whether each grant gives a token, and how long its secret lasts. */
export async function checkGrants(config: Config, clock: Clock): Promise<{ granted: Granted; findings: Finding[] }> {
  if (config.oauth.length === 0) return { granted: new Map(), findings: [] };
  await using store = await openConfiguredStore(config);
  const tokens = createTokens(config.oauth, { store, secret: config.secret, clock });
  const tried = await Promise.all(config.oauth.map((grant) => tryGrant(grant, tokens)));
  const granted = new Map(tried.flatMap(({ name, token }) => (token === null ? [] : [[name, token] as const])));
  const ends = config.oauth.flatMap((grant) => secretEnds(grant, clock.now()));
  return { granted, findings: [...tried.map(({ finding }) => finding), ...ends] };
}

async function tryGrant(
  { name, kind }: OAuthConfig,
  tokens: Tokens,
): Promise<{ name: string; token: string | null; finding: Finding }> {
  const title = `oauth ${name}`;
  try {
    return { name, token: await tokens.source(name).token(), finding: ok(title, 'the provider gives tokens') };
  } catch (error) {
    const reason = said(error instanceof Error ? error.message : String(error));
    const advice =
      kind === 'person'
        ? `replydesk oauth sign-in ${name}`
        : 'check tenant, clientId and clientSecret against what the provider shows for the app';
    return { name, token: null, finding: fail(title, reason, advice) };
  }
}

/** A secret that ends soon stops the desk on that day. */
function secretEnds({ name, secretExpires }: OAuthConfig, now: Temporal.Instant): Finding[] {
  if (secretExpires === null) return [];
  const days = now.toZonedDateTimeISO('UTC').toPlainDate().until(secretExpires).days;
  const title = `oauth ${name}: secret`;
  if (days > WARN_DAYS) return [ok(title, `lasts until ${secretExpires.toString()}`)];
  const when = days < 0 ? `ended on ${secretExpires.toString()}` : `ends on ${secretExpires.toString()}`;
  const advice = `make a new secret at the provider, put it where clientSecret is taken from, and set secretExpires`;
  return [days < 0 ? fail(title, when, advice) : warn(title, when, advice)];
}

/** How a mail library signs in to this server; a grant that gave no token has been told already. */
export function credentials({ user, password, oauth }: Omit<ServerConfig, 'tls'>, granted: Granted) {
  const accessToken = oauth === null ? undefined : granted.get(oauth);
  return { user: user ?? '', ...(accessToken === undefined ? { pass: password ?? '' } : { accessToken }) };
}
