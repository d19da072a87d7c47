import * as openid from 'openid-client';
import type { Clock } from './clock.ts';
import type { OAuthConfig, ServerConfig } from './config.ts';
import { endpointsOf, type Endpoints } from './oauth/providers.ts';
import { open, seal } from './oauth/sealed.ts';
import { signedAssertion } from './oauth/service-account.ts';
import { loadGrant, saveGrant } from './store/oauth-grants.ts';
import type { Store } from './store/store.ts';

/**
 * Access tokens for mail servers that take no passwords. It promises one request to the provider at a time for each grant, whoever
 * asks, a token that lasts at least some minutes more, and a refusal in words that name the command which mends it. What a
 * person once allowed (the refresh token) lies encrypted in the database, so all processes of a desk share it.
 */
export type Tokens = {
  /** Where the tokens of this grant come from, as the mail rooms want it. */
  source(name: string): TokenSource;
};

export type TokenSource = {
  /** A valid access token. Throws a `TokenRefused` where the provider gives none. */
  token(): Promise<string>;
  /** A mail server did not take the last one: the next is fetched anew. */
  refused(): void;
};

/** The provider gives no token; `authenticationFailed` as mail clients say it. */
export class TokenRefused extends Error {
  readonly authenticationFailed = true;
}

type Fresh = { readonly token: string; readonly until: number };

/** A token that ends sooner is not begun with. */
const SPARE_MS = 5 * 60_000;
const REQUEST_SECONDS = 20;

export type TokensAround = { readonly store: Store; readonly secret: string; readonly clock: Clock };

/** Tokens for the grants of the configuration. */
export function createTokens(grants: readonly OAuthConfig[], around: TokensAround): Tokens {
  const sources = new Map(grants.map((grant) => [grant.name, sourceOf(grant, around)]));
  return {
    source(name) {
      const source = sources.get(name);
      if (source === undefined) throw new Error(`there is no oauth grant ${name}`);
      return source;
    },
  };
}

/** How a room of mail signs in to a server: by its password, or by the tokens of its grant. */
export function withTokens<S extends Pick<ServerConfig, 'oauth'>>(
  server: S,
  tokens: Tokens,
): S & { tokens: TokenSource | null } {
  return { ...server, tokens: server.oauth === null ? null : tokens.source(server.oauth) };
}

function sourceOf(grant: OAuthConfig, around: TokensAround): TokenSource {
  let fresh: Fresh | null = null;
  let underway: Promise<Fresh> | null = null;
  return {
    async token() {
      if (fresh !== null && fresh.until - SPARE_MS > around.clock.now().epochMilliseconds) return fresh.token;
      underway ??= fetchToken(grant, around).finally(() => (underway = null));
      fresh = await underway;
      return fresh.token;
    },
    refused: () => void (fresh = null),
  };
}

async function fetchToken(grant: OAuthConfig, around: TokensAround): Promise<Fresh> {
  try {
    const asked = around.clock.now().epochMilliseconds;
    const answer = await request(grant, around);
    if (answer.refresh_token !== undefined) await keepGrant(grant, answer.refresh_token, around);
    return { token: answer.access_token, until: asked + (answer.expires_in ?? 3_600) * 1_000 };
  } catch (error) {
    throw refusalOf(grant, error);
  }
}

async function request(grant: OAuthConfig, around: TokensAround): Promise<openid.TokenEndpointResponse> {
  const endpoints = endpointsOf(grant);
  const server = serverOf(grant, endpoints);
  switch (grant.kind) {
    case 'app':
      return openid.clientCredentialsGrant(server, { scope: endpoints.scope });
    case 'service-account':
      return openid.genericGrantRequest(server, 'urn:ietf:params:oauth:grant-type:jwt-bearer', {
        assertion: signedAssertion(grant.key, endpoints, around.clock.now()),
      });
    case 'person': {
      const sealed = await loadGrant(around.store.read, grant.name);
      const refreshToken = sealed && open(sealed, around.secret, grant.name);
      if (refreshToken === null) throw new TokenRefused(signInFirst(grant, 'nobody has signed in yet'));
      return openid.refreshTokenGrant(server, refreshToken, { scope: endpoints.scope });
    }
  }
}

/** The provider as the library wants it; without TLS only on this machine. */
export function serverOf(grant: OAuthConfig, endpoints: Endpoints): openid.Configuration {
  const { tokenUrl, deviceUrl, authorizeUrl } = endpoints;
  const server = new openid.Configuration(
    {
      issuer: new URL(tokenUrl).origin,
      token_endpoint: tokenUrl,
      ...(deviceUrl === null ? {} : { device_authorization_endpoint: deviceUrl }),
      ...(authorizeUrl === null ? {} : { authorization_endpoint: authorizeUrl }),
    },
    grant.clientId,
    undefined,
    grant.clientSecret === null ? openid.None() : openid.ClientSecretPost(grant.clientSecret),
  );
  server.timeout = REQUEST_SECONDS;
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to stand out; the configuration allows http on this machine only
  if (tokenUrl.startsWith('http:')) openid.allowInsecureRequests(server);
  return server;
}

/** Keeps what a person allowed, encrypted. */
export async function keepGrant(
  { name }: OAuthConfig,
  refreshToken: string,
  { store, secret, clock }: TokensAround,
): Promise<void> {
  const sealed = seal(refreshToken, secret, name);
  await store.transact((transaction) => saveGrant(transaction, name, sealed, clock.now()));
}

/** One line that says what to do; the provider's own words behind it. Tokens and secrets stand in none of them. */
function refusalOf(grant: OAuthConfig, error: unknown): Error {
  if (error instanceof TokenRefused) return error;
  if (!(error instanceof openid.ResponseBodyError)) {
    const cause = error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : '';
    return new Error(`the sign-in server of ${grant.name} could not be asked: ${cause.split('\n')[0] ?? ''}`);
  }
  const said = `${error.error} ${error.error_description ?? ''}`.replaceAll(/\s+/g, ' ').trim().slice(0, 200);
  if (error.error === 'invalid_client' || error.error === 'unauthorized_client')
    return new TokenRefused(
      `oauth ${grant.name}: the provider does not know this client or its secret has ended: ${said}`,
    );
  if (error.error === 'invalid_grant' && grant.kind === 'person')
    return new TokenRefused(signInFirst(grant, `the permission was taken back or has ended: ${said}`));
  return new TokenRefused(`oauth ${grant.name}: refused: ${said}`);
}

function signInFirst({ name }: OAuthConfig, why: string): string {
  return `oauth ${name}: ${why}; run: replydesk oauth sign-in ${name}`;
}
