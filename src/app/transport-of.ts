import type { OutboundConfig, RouteConfig } from '../config.ts';
import { withTokens, type Tokens } from '../oauth.ts';
import type { DomainLimit } from '../respond/pace.ts';
import type { Route } from '../respond/routes.ts';
import { sesTransport } from '../respond/ses-transport.ts';
import { smtpTransport } from '../respond/smtp-transport.ts';
import type { Transport } from '../respond/transport.ts';

/** The ways out that the configuration names, the preferred one first. */
export function routesOf({ route, fallback }: OutboundConfig, tokens: Tokens): Route[] {
  const first = { name: route.kind, transport: transportOf(route, tokens) };
  return fallback === null ? [first] : [first, { name: 'fallback', transport: transportOf(fallback, tokens) }];
}

export function transportOf(route: RouteConfig, tokens: Tokens): Transport {
  switch (route.kind) {
    case 'smtp':
      return smtpTransport(withTokens(route, tokens));
    case 'ses':
      return sesTransport(route);
  }
}

/** How fast mail may go to a domain; absent where the configuration limits none. */
export function domainLimitsOf({ domains }: OutboundConfig): { domainLimit?: (domain: string) => DomainLimit | null } {
  if (domains.length === 0) return {};
  const limits = new Map(
    domains.map(({ domain, connections, perMinute }) => [domain, { atOnce: connections, perMinute }]),
  );
  return { domainLimit: (domain) => limits.get(domain) ?? null };
}
