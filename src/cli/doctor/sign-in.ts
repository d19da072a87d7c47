/**
 * What mends a refused sign-in. Providers answer many different troubles with the same code and almost the same words; the
 * words that differ are in this table, the first that fits counts.
 */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [
    /SmtpClientAuthentication is disabled for the Tenant/i,
    'Microsoft 365, for the whole organisation: admin.exchange.microsoft.com → Settings → Mail flow → untick "Turn off SMTP AUTH protocol"',
  ],
  [
    /SmtpClientAuthentication is disabled for the Mailbox/i,
    'Microsoft 365, for this mailbox: admin.microsoft.com → Active users → the user → Mail → Manage email apps → tick "Authenticated SMTP"',
  ],
  [
    /security defaults policy|did not meet the criteria/i,
    'Microsoft 365: a security policy forbids signing in with a password; an admin must except this mailbox (Conditional Access)',
  ],
  [
    /basic authentication is disabled|Basic auth.* disabled|AUTH=XOAUTH2 required/i,
    'Microsoft 365 takes no passwords here but OAuth2: write an oauth grant and name it as KEY.oauth (docs/live.md shows how)',
  ],
  [
    /LOGIN failed/i,
    'check KEY.password; Microsoft 365 takes no passwords for IMAP: write an oauth grant (OAuth2, docs/live.md)',
  ],
  [
    /application-specific password|InvalidSecondFactor|5\.7\.9/i,
    'Google wants an app password: myaccount.google.com/apppasswords, then put it where the password stands',
  ],
  [
    /web login required|log in via your web browser|WebLoginRequired/i,
    'sign in once in the browser, then use an app password',
  ],
  [/not enabled for IMAP|IMAP (access )?(is )?disabled/i, 'switch IMAP on in the mailbox’s settings'],
  [
    /too many (login|failed|connections)|temporarily (locked|blocked)|try again later/i,
    'wait some minutes, then try again',
  ],
  [
    /must issue a STARTTLS|encryption required|LOGINDISABLED|plaintext/i,
    'the server takes passwords only in TLS: set tls to starttls or implicit',
  ],
  [/expired/i, 'the password has expired: set a new one'],
];

export function signInAdvice(answer: string, key: string): string {
  const found = ADVICE.find(([words]) => words.test(answer));
  const advice = found?.[1] ?? 'check KEY.user and KEY.password (or the environment variable that holds it)';
  return advice.replaceAll('KEY', key);
}
