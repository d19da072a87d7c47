import type { Answer, Row } from './corpus.ts';
import type { Figures } from './figures.ts';

/** Sisimai's names of reasons to ours; several are fair for one. */
const REASONS: Readonly<Record<string, readonly string[]>> = {
  userunknown: ['user-unknown'],
  mailboxfull: ['mailbox-full'],
  blocked: ['blocked', 'policy', 'rejected'],
  filtered: ['filtered', 'user-unknown', 'rejected'],
  rejected: ['rejected', 'policy', 'blocked'],
  expired: ['expired'],
  authfailure: ['policy', 'security', 'blocked'],
  suspend: ['suspended'],
  policyviolation: ['policy', 'content'],
  systemerror: ['system-error'],
  networkerror: ['network', 'expired'],
  requireptr: ['blocked', 'policy'],
  securityerror: ['security', 'policy'],
  hostunknown: ['host-unknown'],
  spamdetected: ['spam', 'content'],
  notaccept: ['host-unknown', 'rejected', 'other'],
  notcompliantrfc: ['policy', 'content'],
  mailererror: ['system-error', 'other'],
  virusdetected: ['security', 'content'],
  mesgtoobig: ['too-big'],
  emailtoolarge: ['too-big'],
  exceedlimit: ['too-big'],
  hasmoved: ['user-unknown', 'other'],
  norelaying: ['relaying-denied'],
  systemfull: ['system-error', 'mailbox-full'],
  toomanyconn: ['too-many', 'blocked'],
  ratelimited: ['too-many'],
  speeding: ['too-many'],
  contenterror: ['content'],
  badreputation: ['blocked'],
  failedstarttls: ['security'],
};

/** Bounces are seen and others are not; then recipients, reason, status, and whether the failure is for good. */
export function scoreBounce(figures: Figures, row: Row, got: Answer): void {
  const { expect } = row;
  if (row.scored !== true) return;
  const isBounce = got.kind === undefined ? null : got.kind === 'bounce';
  const figure = expect.is_bounce === true ? 'recall (a bounce is one)' : 'specificity (others are not)';
  figures.mark(figure, isBounce === expect.is_bounce, row, got.kind);
  if (expect.is_bounce !== true) return;
  const found = got.bounce?.recipients ?? [];
  if (expect.recipients !== undefined) {
    const want = new Set(expect.recipients.map((address) => address.toLowerCase()));
    const have = new Set(found.map((recipient) => (recipient.address ?? '').toLowerCase()));
    figures.mark('recipients', want.symmetricDifference(have).size === 0, row, found);
  }
  const reasons = (expect.reasons_sisimai ?? []).flatMap((reason) => REASONS[reason] ?? []);
  if (reasons.length > 0)
    figures.mark(
      'reason',
      found.some((recipient) => reasons.includes(recipient.reason ?? '')),
      row,
      found,
    );
  if (expect.statuses !== undefined)
    figures.mark(
      'status',
      found.some((recipient) => expect.statuses?.includes(recipient.status ?? '')),
      row,
      found,
    );
  if (expect.permanent !== undefined)
    figures.mark(
      'hard or soft',
      found.some((recipient) => (recipient.type === 'hard') === expect.permanent),
      row,
      found,
    );
}
