import type { OutboundConfig, RouteConfig, TlsDemand } from '../config.ts';
import { withTokens, type Tokens } from '../oauth.ts';
import type { DomainLimit } from '../respond/pace.ts';
import type { Route } from '../respond/routes.ts';
import { sesTransport } from '../respond/ses-transport.ts';
import { smtpTransport } from '../respond/smtp-transport.ts';
import type { Transport } from '../respond/transport.ts';

/** The ways out that the configuration names, the preferred one first. */
export function routesOf({ route, fallback, domains }: OutboundConfig, tokens: Tokens): Route[] {
  const demands = new Map(domains.flatMap(({ domain, tls }) => (tls === null ? [] : [[domain, tls] as const])));
  const first = { name: route.kind, transport: transportOf(route, tokens, demands) };
  if (fallback === null) return [first];
  return [first, { name: 'fallback', transport: transportOf(fallback, tokens, demands) }];
}

/** `demands`: what mail to certain domains asks of the connection. */
export function transportOf(
  route: RouteConfig,
  tokens: Tokens,
  demands: ReadonlyMap<string, TlsDemand> = new Map(),
): Transport {
  switch (route.kind) {
    case 'smtp':
      return smtpTransport({ ...withTokens(route, tokens), demands });
    case 'ses':
      return sesTransport(route);
  }
}

/** How fast mail may go to a domain; absent where the configuration limits none. */
export function domainLimitsOf({ domains }: OutboundConfig): { domainLimit?: (domain: string) => DomainLimit | null } {
  const limited = domains.filter(({ connections, perMinute }) => connections !== null || perMinute !== null);
  if (limited.length === 0) return {};
  const limits = new Map(
    limited.map(({ domain, connections, perMinute }) => [domain, { atOnce: connections, perMinute }]),
  );
  return { domainLimit: (domain) => limits.get(domain) ?? null };
}
