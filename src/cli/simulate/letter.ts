import { readClosingWord } from '../../classify/closing-words.ts';
import { readOpinion } from '../../classify/feedback.ts';
import type { Letter } from '../../requests/decide/decision.ts';
import type { Threading } from '../../requests/thread.ts';
import type { StoryItem } from './timetable.ts';

export const DESK = 'support@example.test';

/** A mail of the timetable as the decisions see it: authenticated, written by a person, addressed to the desk. */
export function letterOf(item: StoryItem, receivedAt: Temporal.Instant): Letter {
  const address = item.client ?? item.staff ?? '';
  const author = { name: address.split('@')[0] ?? '', address };
  const text = item.says ?? '';
  return {
    mailbox: DESK,
    folder: 'inbox',
    receivedAt,
    beforeGolive: false,
    message: {
      messageId: `<${receivedAt.epochMilliseconds}.${address}>`,
      inReplyTo: [],
      references: [],
      date: String(receivedAt),
      from: [author],
      fromHeaders: 1,
      sender: null,
      replyTo: [],
      to: [{ name: '', address: DESK }],
      cc: [],
      subject: item.subject ?? item.starts ?? '',
      headers: [],
      contentType: { type: 'text/plain', params: {} },
      text,
      html: null,
      attachments: [],
      reports: [],
      original: null,
      size: text.length,
      cuts: [],
    },
    recognition: {
      kind: item.staff === undefined ? 'client' : 'staff',
      author,
      acknowledge: true,
      reasons: [],
      notes: [],
      quarantine: null,
      flags: { machine: [], bulk: [], report: [], outOfOffice: [] },
      bounce: null,
      authentication: { verdict: 'pass', spf: null, dkim: null, dmarc: 'pass', aligned: true },
    },
    visibleText: text,
    ownText: text,
    signature: null,
    foldedText: '',
    language: null,
    closingWord: readClosingWord(text),
    opinion: readOpinion(item.subject ?? '', text),
  };
}

/** A timetable says which request a mail belongs to, so there is nothing to find out. */
export function threadingOf(item: StoryItem, request: number | null): Threading {
  if (request === null) return { outcome: 'new', linkedTo: null, why: 'no-reference', suggestion: null, reasons: [] };
  const joinsAs = item.staff === undefined ? 'participant' : 'staff';
  return { outcome: 'join', request, strength: 'certain', joinsAs, alsoJoins: [], reasons: [] };
}
