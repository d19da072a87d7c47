import { headerReasons, type Check, type HeaderRule } from '../check.ts';

// What the own filter found. A stranger who writes these into his mail only harms himself.
export const spamVerdict: Check = (message) => headerReasons(message, RULES);

const code = 'spam-verdict';

const RULES: readonly HeaderRule[] = [
  { name: 'x-spam-flag', value: /^(?:yes|true)\b/i, code, source: 'SpamAssassin' },
  { name: 'x-spam-status', value: /^yes\b/i, code, source: 'SpamAssassin' },
  { name: 'x-spam', value: /^(?:yes|true)$/i, code, source: 'rspamd' },
  { name: 'x-rspamd-action', value: /^(?:reject|rewrite subject|add header)/i, code, source: 'rspamd' },
  { name: 'x-barracuda-spam-status', value: /^yes\b/i, code, source: 'Barracuda' },
  { name: 'x-bogosity', value: /^(?:spam|yes)\b/i, code, source: 'bogofilter' },
  { name: 'x-ms-exchange-organization-scl', value: /^[5-9]$/, code, source: 'Exchange' },
  { name: 'x-forefront-antispam-report', value: /\bSFV:SPM\b/, code, source: 'Exchange Online' },
];
