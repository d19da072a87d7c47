import { headerReasons, type Check, type HeaderRule } from '../check.ts';

// RFC 2076 §3.9: "non-standard, discouraged", yet what Sendmail, lists and ticket systems have used for decades. Values
// such as first-class, normal and special-delivery say nothing.
export const precedence: Check = (message) => headerReasons(message, RULES);

const RULES: readonly HeaderRule[] = [
  { name: /^(?:x-)?precedence$/, value: /^(?:bulk|list|junk)\b/i, code: 'precedence', source: 'RFC 2076 §3.9' },
];
