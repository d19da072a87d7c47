/**
 * The beginning of what the writer wrote: text above the first quoted line, at most 3,000 characters, so that nothing that is
 * said in a quoted or forwarded mail is taken for his words. Rough on purpose; the exact parting is `ingest/quoted-text`.
 */
export function leadText(text: string): string {
  if (latest?.text !== text) latest = { text, lead: leadOf(text) };
  return latest.lead;
}

/** Several checks ask it of the same mail, one after the other. */
let latest: { readonly text: string; readonly lead: string } | null = null;

function leadOf(text: string): string {
  const head = text.slice(0, MAX);
  const cut = head.search(QUOTE_START);
  return cut < 0 ? head : head.slice(0, cut);
}

/** Whether the text quotes another mail, as people's programs do and vacation programs do not. */
export function quotesAnother(text: string): boolean {
  return QUOTE_START.test(text.slice(0, 20_000));
}

const MAX = 3_000;

const QUOTE_START = new RegExp(
  [
    '^[ \\t]*>',
    '^[ \\t]*-{2,60} ?[^\\n]{0,40}(?:original|forwarded|weitergeleitet|urspr|transf|messaggio|mensaje|bericht|meddel|wiadomo)',
    '^[ \\t]*_{10,}[ \\t]*$',
    '^[ \\t]*\\*?(?:from|von|de|da|van|fra|från|od|от|发件人|差出人|보낸 사람)\\*? ?[:：][^\\n]{1,300}\\n[^\\n]{0,300}\\n?[^\\n]{0,300}@',
    '^[^\\n]{0,200}(?:wrote|writes|schrieb|a écrit|escribió|ha scritto|escreveu|schreef|skrev|kirjoitti|napisał|napsal|пишет|писал)[^\\n]{0,60}:[ \\t]*$',
  ].join('|'),
  'im',
);
