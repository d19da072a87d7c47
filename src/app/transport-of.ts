import type { OutboundConfig } from '../config.ts';
import { withTokens, type Tokens } from '../oauth.ts';
import { smtpTransport } from '../respond/smtp-transport.ts';
import type { Transport } from '../respond/transport.ts';

/** The way out that the configuration names. */
export function transportOf({ route }: OutboundConfig, tokens: Tokens): Transport {
  switch (route.kind) {
    case 'smtp':
      return smtpTransport(withTokens(route, tokens));
    case 'ses':
      throw new Error('outbound.ses is not available in this version; use outbound.smtp');
  }
}
