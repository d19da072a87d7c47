import { headerReasons, type Check, type HeaderRule } from '../check.ts';

// Headers that mailing lists and newsletters put on. RFC 5230 §4.6 names the seven of RFC 2369 and RFC 2919.
export const listHeader: Check = (message) => headerReasons(message, RULES);

const code = 'list-header';

const RULES: readonly HeaderRule[] = [
  { name: 'list-id', code, source: 'RFC 2919' },
  { name: /^list-(?:help|subscribe|unsubscribe|post|owner|archive)$/, code, source: 'RFC 2369' },
  { name: 'list-unsubscribe-post', code, source: 'RFC 8058' },
  { name: 'mailing-list', code, source: 'ezmlm, Yahoo Groups' },
  { name: /^x-(?:mailing-?list|list|listname|beenthere|ml-name|list-host)$/, code, source: 'list managers' },
  { name: 'x-mailman-version', code, source: 'Mailman' },
  { name: 'x-google-group-id', code, source: 'Google Groups' },
  { name: /^x-listmember$|^list-software$|^x-listar-|^x-majordomo-/, code, source: 'list managers' },
  { name: /^x-(?:campaign|campaignid|mailing-?id|newsletter|cid-newsletter)$/, code, source: 'newsletter tools' },
  { name: 'x-bulkmail', code, source: 'newsletter tools' },
  { name: /^x-csa-complaints$/, code, source: 'Certified Senders Alliance' },
];
