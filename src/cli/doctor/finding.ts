/** What one check found. `warn`: the desk works, but something will be missed; `skip`: could not be looked at. */
export type Finding = {
  readonly name: string;
  readonly status: 'ok' | 'warn' | 'fail' | 'skip';
  readonly detail: string;
  /** What mends it: a command, a key of the configuration, or words to send to whoever runs the mail server. */
  readonly advice: string | null;
};

export const ok = (name: string, detail: string): Finding => ({ name, status: 'ok', detail, advice: null });
export const skip = (name: string, detail: string): Finding => ({ name, status: 'skip', detail, advice: null });
export const warn = (name: string, detail: string, advice: string): Finding => ({
  name,
  status: 'warn',
  detail,
  advice,
});
export const fail = (name: string, detail: string, advice: string): Finding => ({
  name,
  status: 'fail',
  detail,
  advice,
});

/** One line of what somebody else said, without control characters. */
export function said(text: string): string {
  return text
    .replaceAll(/[\u0000-\u001f\u007f]+/g, ' ')
    .trim()
    .slice(0, 300);
}
