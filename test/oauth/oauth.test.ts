import { generateKeyPairSync, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { OAuthConfig } from '../../src/config.ts';
import { createTokens, keepGrant, type TokensAround } from '../../src/oauth.ts';
import { open, seal } from '../../src/oauth/sealed.ts';
import { signIn } from '../../src/oauth/sign-in.ts';
import { startOAuthProvider } from '../support/oauth-provider.ts';
import { testStore } from '../support/store.ts';

const SECRET = 'a secret for tests, long enough';

function grant(url: string, changes: Partial<OAuthConfig> = {}): OAuthConfig {
  return {
    name: 'office',
    provider: 'other',
    kind: 'person',
    tenant: null,
    clientId: 'desk',
    clientSecret: null,
    secretExpires: null,
    tokenUrl: `${url}/token`,
    deviceUrl: `${url}/device`,
    authorizeUrl: `${url}/authorize`,
    scope: 'mail',
    ...changes,
  } as OAuthConfig;
}

/** A clock that stands where it is put. */
function around(store: TokensAround['store']) {
  let now = Temporal.Instant.from('2026-11-23T09:00:00Z');
  const clock = { now: () => now, monotonic: () => now.epochMilliseconds };
  return { store, secret: SECRET, clock, later: (minutes: number) => (now = now.add({ minutes })) };
}

describe('tokens of an app', () => {
  test('are fetched once for all who ask at once, kept until shortly before their end, and fetched anew when refused', async () => {
    await using provider = await startOAuthProvider();
    await using desk = await testStore();
    const world = around(desk.store);
    const app = grant(provider.url, { kind: 'app', clientSecret: 'app secret' });
    const source = createTokens([app], world).source('office');
    expect(await Promise.all([source.token(), source.token(), source.token()])).toEqual(Array(3).fill('token-1'));
    expect(Object.fromEntries(provider.asked[0]!)).toEqual({
      grant_type: 'client_credentials',
      scope: 'mail',
      client_id: 'desk',
      client_secret: 'app secret',
    });
    world.later(54);
    expect(await source.token()).toBe('token-1');
    world.later(2);
    expect(await source.token()).toBe('token-2');
    source.refused();
    expect(await source.token()).toBe('token-3');
  });

  test('that the provider refuses say why, and name no secret', async () => {
    await using provider = await startOAuthProvider();
    await using desk = await testStore();
    provider.refuseWith = { error: 'invalid_client', description: 'AADSTS7000222: the client secret keys are expired' };
    const app = grant(provider.url, { kind: 'app', clientSecret: 'app secret' });
    const refused = createTokens([app], around(desk.store)).source('office').token();
    await expect(refused).rejects.toThrow(
      'oauth office: the provider does not know this client or its secret has ended: invalid_client AADSTS7000222',
    );
    await expect(refused).rejects.not.toThrow('app secret');
    await expect(refused).rejects.toMatchObject({ authenticationFailed: true });
  });
});

describe('tokens of a person', () => {
  test('need him to sign in first, and go on with what he allowed, in every process', async () => {
    await using provider = await startOAuthProvider();
    await using desk = await testStore();
    const world = around(desk.store);
    const person = grant(provider.url);
    await expect(createTokens([person], world).source('office').token()).rejects.toThrow(
      'nobody has signed in yet; run: replydesk oauth sign-in office',
    );
    await keepGrant(person, 'refresh-0', world);
    expect(await createTokens([person], world).source('office').token()).toBe('token-1');
    expect(provider.asked[0]!.get('refresh_token')).toBe('refresh-0');
    // The provider rotates: what it gave last is used next, by another process too.
    await createTokens([person], world).source('office').token();
    expect(provider.asked[1]!.get('refresh_token')).toBe('refresh-1');
  });

  test('that he took back say which command gives it again', async () => {
    await using provider = await startOAuthProvider();
    await using desk = await testStore();
    const world = around(desk.store);
    await keepGrant(grant(provider.url), 'refresh-0', world);
    provider.refuseWith = { error: 'invalid_grant', description: 'the user revoked access' };
    await expect(
      createTokens([grant(provider.url)], world)
        .source('office')
        .token(),
    ).rejects.toThrow(
      'oauth office: the permission was taken back or has ended: invalid_grant the user revoked access; run: replydesk oauth sign-in office',
    );
  });

  test('lie in the database unreadable without the secret, and for no other name', () => {
    const sealed = seal('refresh-0', SECRET, 'office');
    expect(sealed.toString('latin1')).not.toContain('refresh');
    expect(open(sealed, SECRET, 'office')).toBe('refresh-0');
    expect(open(sealed, 'another secret, as long as it', 'office')).toBeNull();
    expect(open(sealed, SECRET, 'other')).toBeNull();
    sealed[sealed.length - 1]! ^= 1;
    expect(open(sealed, SECRET, 'office')).toBeNull();
  });
});

describe('signing in', () => {
  test('by a code that is typed on another device', async () => {
    await using provider = await startOAuthProvider();
    const told: unknown[] = [];
    expect(await signIn(grant(provider.url), (instruction) => told.push(instruction))).toBe('refresh-1');
    expect(told).toEqual([{ kind: 'device', url: 'https://sign-in.test/device', code: 'ABCD-EFGH' }]);
  });

  test('in a browser, with proof that the answer is ours', async () => {
    await using provider = await startOAuthProvider();
    const browser: Promise<unknown>[] = [];
    const token = await signIn(grant(provider.url, { deviceUrl: null }), ({ url }) => {
      browser.push(
        (async () => {
          const back = new URL(new URL(url).searchParams.get('redirect_uri')!);
          expect((await fetch(new URL('/?code=evil&state=evil', back))).status).toBe(404);
          expect(await (await fetch(url)).text()).toContain('close this page');
        })(),
      );
    });
    await Promise.all(browser);
    expect(token).toBe('refresh-1');
  });
});

test('a service account signs for the mailbox that it acts for', async () => {
  await using provider = await startOAuthProvider();
  await using desk = await testStore();
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  const key = { email: 'desk@project.test', privateKey: pem, subject: 'support@example.test' };
  const account = grant(provider.url, { kind: 'service-account', key });
  expect(await createTokens([account], around(desk.store)).source('office').token()).toBe('token-1');
  const [head = '', claims = '', signature = ''] = provider.asked[0]!.get('assertion')!.split('.');
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toEqual({
    iss: 'desk@project.test',
    sub: 'support@example.test',
    scope: 'mail',
    aud: `${provider.url}/token`,
    iat: 1_795_424_400,
    exp: 1_795_428_000,
  });
  expect(verify('sha256', Buffer.from(`${head}.${claims}`), publicKey, Buffer.from(signature, 'base64url'))).toBe(true);
});
