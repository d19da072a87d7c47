/** How a report introduces what the other server answered; lower case. */
const LEAD_INS: readonly string[] = [
  'the error that the other server returned was:',
  'the response from the remote server was:',
  'the response was:',
  'with the following error message:',
  'it responded as follows:',
  'responded with failure:',
  'responded with:',
  'remote host said[response message]:',
  'remote host said:',
  'server said:',
  ' reason: ',
  'received >>>',
  'delay reason:',
  '(reason:',
  "returned '",
  'returned "',
  'server message',
  'diagnostic code:',
  'did not like our',
  ' said:',
];

/** What the other server answered (IronPort puts it in `550-'…'` behind a guess of its own), where a report's words quote it; '' where they do not. */
export function answerIn(words: string): string {
  const quoted = /\b[45]\d\d-'([^']{3,900})/.exec(words)?.[1];
  if (quoted !== undefined) return quoted;
  const lower = words.toLowerCase();
  for (const leadIn of LEAD_INS) {
    const at = lower.indexOf(leadIn);
    if (at >= 0) return firstParagraph(words.slice(at + leadIn.length, at + leadIn.length + 1_000));
  }
  return '';
}

/** What follows below a blank line is the reporting server's own word again. */
function firstParagraph(text: string): string {
  return text.trim().split(/\n\s*\n/)[0] ?? '';
}

/**
 * `<<< 550 …` lines of a transcript, the server's half of the dialogue; complaints that follow from a refusal left out.
 * `onlyAbout`: a lower-case address, where the transcript tells of several recipients.
 */
export function answersInTranscript(lines: readonly string[], onlyAbout: string | null): string {
  return lines
    .filter((line) => onlyAbout === null || line.toLowerCase().includes(onlyAbout))
    .map((line) => /^\s*(?:Received\s)?(?:<<<|>>>(?=\s*[45]\d\d))\s*(.+)$/.exec(line)?.[1] ?? '')
    .filter((answer) => /^[45]\d\d/.test(answer) && !/^50[0-4]\b/.test(answer))
    .join(' ')
    .slice(0, 4_000);
}
