import type { Check } from '../check.ts';
import { because } from '../header-value.ts';

// Daily reports of mail servers about a domain: DMARC (RFC 7489 §7.2.1.1 fixes the name receiver!domain!begin!end.xml) and TLS
// (RFC 8460 §5.3). They come from people's addresses as often as not, and nobody reads the answer.
export const aggregateReport: Check = ({ attachments }) =>
  attachments
    .map((part) => ({ name: (part.filename ?? '').slice(0, 500), type: part.contentType }))
    .filter(({ name, type }) => DMARC_NAME.test(name) || type.startsWith('application/tlsrpt'))
    .slice(0, 1)
    .map(({ name, type }) => because('aggregate-report', name || type, 'RFC 7489 §7.2.1.1, RFC 8460 §5.3'));

const DMARC_NAME = /^[\w.-]+![\w.-]+!\d{9,11}!\d{9,11}(?:![\w-]+)?\.(?:xml|zip|json)(?:\.gz)?$/;
