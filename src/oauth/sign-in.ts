import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as openid from 'openid-client';
import type { OAuthConfig } from '../config.ts';
import { serverOf } from '../oauth.ts';
import { endpointsOf, type Endpoints } from './providers.ts';

/** What the person at the terminal has to do. */
export type Instruction =
  | { readonly kind: 'device'; readonly url: string; readonly code: string }
  | { readonly kind: 'browser'; readonly url: string };

const PATIENCE_MS = 15 * 60_000;

/**
 * Lets a person allow the desk to read and send mail; returns the refresh token. By a code typed on another device where the
 * provider allows it (RFC 8628), else in a browser on this machine (RFC 8252). Throws in one line where it comes to nothing.
 */
export async function signIn(grant: OAuthConfig, tell: (instruction: Instruction) => void): Promise<string> {
  const endpoints = endpointsOf(grant);
  const server = serverOf(grant, endpoints);
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const answer =
    endpoints.deviceUrl === null
      ? await byBrowser(server, endpoints, tell, patience)
      : await byDevice(server, endpoints, tell, patience);
  if (answer.refresh_token === undefined)
    throw new Error('the provider gave a token that ends within the hour and no other; allow offline access');
  return answer.refresh_token;
}

async function byDevice(
  server: openid.Configuration,
  { scope }: Endpoints,
  tell: (instruction: Instruction) => void,
  signal: AbortSignal,
): Promise<openid.TokenEndpointResponse> {
  const device = await openid.initiateDeviceAuthorization(server, { scope });
  tell({ kind: 'device', url: device.verification_uri, code: device.user_code });
  return openid.pollDeviceAuthorizationGrant(server, device, undefined, { signal });
}

async function byBrowser(
  server: openid.Configuration,
  { scope, authorizeUrl }: Endpoints,
  tell: (instruction: Instruction) => void,
  signal: AbortSignal,
): Promise<openid.TokenEndpointResponse> {
  if (authorizeUrl === null) throw new Error('the configuration names neither deviceUrl nor authorizeUrl');
  const pages = createServer();
  await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
  try {
    const redirect = `http://127.0.0.1:${(pages.address() as AddressInfo).port}/`;
    const verifier = openid.randomPKCECodeVerifier();
    const state = openid.randomState();
    const asked = openid.buildAuthorizationUrl(server, {
      redirect_uri: redirect,
      scope,
      state,
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      // Google gives a refresh token only to who asks for it, and only when asked anew.
      access_type: 'offline',
      prompt: 'consent',
    });
    const back = cameBack(pages, redirect, state, signal);
    tell({ kind: 'browser', url: asked.href });
    return await openid.authorizationCodeGrant(server, await back, {
      pkceCodeVerifier: verifier,
      expectedState: state,
    });
  } finally {
    pages.close();
    pages.closeAllConnections();
  }
}

/** The address to which the browser came back with our state; anything else is somebody else's. */
function cameBack(pages: Server, redirect: string, state: string, signal: AbortSignal): Promise<URL> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('nobody signed in within 15 minutes')));
    pages.on('request', (request, response) => {
      const url = new URL(request.url ?? '/', redirect);
      const ours = url.searchParams.get('state') === state;
      response.writeHead(ours ? 200 : 404, { 'content-type': 'text/plain; charset=utf-8' });
      response.end(ours ? 'Thank you. You can close this page and go back to the terminal.' : 'Nothing is here.');
      if (ours) resolve(url);
    });
  });
}
