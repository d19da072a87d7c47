import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A provider of tokens on loopback that keeps to RFC 6749, 7636 and 8628 and remembers what it was asked. `tokenInfo` is what
 * Dovecot asks about a token.
 */
export type OAuthProvider = AsyncDisposable & {
  readonly url: string;
  /** What the token endpoint was asked for, oldest first. */
  readonly asked: readonly URLSearchParams[];
  /** Seconds that tokens last from now on. */
  lifetime: number;
  /** What the next requests are refused with; null: they are not. */
  refuseWith: { readonly error: string; readonly description: string } | null;
  /** No token counts any more. */
  forgetTokens(): void;
  knows(token: string): boolean;
};

export async function startOAuthProvider(user = 'support'): Promise<OAuthProvider> {
  const asked: URLSearchParams[] = [];
  const valid = new Set<string>();
  const challenges = new Map<string, string>();
  let count = 0;
  const server = createServer((request, response) => {
    const send = (status: number, body: unknown, headers: Record<string, string> = {}): void => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
    };
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const routes: Record<string, () => Promise<void>> = {
      async '/token'() {
        const form = await formOf(request);
        asked.push(form);
        if (provider.refuseWith) {
          send(400, { error: provider.refuseWith.error, error_description: provider.refuseWith.description });
          return;
        }
        const challenge = challenges.get(form.get('code') ?? '');
        const proof = createHash('sha256')
          .update(form.get('code_verifier') ?? '')
          .digest('base64url');
        if (form.get('grant_type') === 'authorization_code' && challenge !== proof) {
          send(400, { error: 'invalid_grant' });
          return;
        }
        const token = `token-${++count}`;
        valid.add(token);
        send(200, {
          access_token: token,
          token_type: 'Bearer',
          expires_in: provider.lifetime,
          ...(form.get('grant_type') === 'client_credentials' ? {} : { refresh_token: `refresh-${count}` }),
        });
      },
      '/device': () => {
        send(200, {
          device_code: 'device',
          user_code: 'ABCD-EFGH',
          verification_uri: 'https://sign-in.test/device',
          expires_in: 60,
          interval: 1,
        });
        return Promise.resolve();
      },
      '/authorize': () => {
        challenges.set('code', url.searchParams.get('code_challenge') ?? '');
        const back = new URL(url.searchParams.get('redirect_uri') ?? '');
        back.searchParams.set('code', 'code');
        back.searchParams.set('state', url.searchParams.get('state') ?? '');
        send(302, {}, { location: back.href });
        return Promise.resolve();
      },
      '/tokeninfo': () => {
        const token = url.searchParams.get('access_token') ?? '';
        send(valid.has(token) ? 200 : 401, valid.has(token) ? { user, active: true } : { error: 'invalid_token' });
        return Promise.resolve();
      },
    };
    const route = routes[url.pathname];
    if (route === undefined) send(404, {});
    else void route();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const provider: OAuthProvider = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    lifetime: 3_600,
    refuseWith: null,
    forgetTokens: () => valid.clear(),
    knows: (token) => valid.has(token),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return provider;
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  let body = '';
  for await (const piece of request) body += String(piece);
  return new URLSearchParams(body);
}
