import type { Check } from '../check.ts';
import { because } from '../header-value.ts';

// Only this desk writes X-Replydesk headers; what arrives without its signature is ignored (no other check reads them) and shown.
export const foreignControlHeader: Check = ({ headers }, desk) =>
  headers
    .filter(({ name, value }) => /^x-replydesk(?:-|$)/.test(name) && !desk.isOwnMark?.(value))
    .map((header) => because('control-header-ignored', header, 'policy'));
