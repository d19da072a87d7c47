/**
 * Why something was decided, so that `why` and `inspect` can answer in plain words.
 * `code` is stable and kebab-case, `detail` quotes what was seen (one line, never a mail body),
 * `source` names the rule: an RFC section, a vendor's document, or "policy".
 */
export type Reason = {
  readonly code: string;
  readonly detail: string;
  readonly source: string;
  /** The name, the address or the size of which it speaks, so that it can be said in another language. */
  readonly about?: string;
};
