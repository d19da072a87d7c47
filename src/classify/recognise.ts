import type { Message } from '../requests/message.ts';
import type { DeskFacts, Recognition } from '../requests/recognition.ts';
import { readBounce } from './bounce.ts';

/** Says what a mail is, with every reason. Pure: the same mail and desk give the same answer. */
export function recognise(message: Message, desk: DeskFacts): Recognition {
  const bounce = readBounce(message);
  return {
    kind: bounce === null ? 'client' : bounce.outcome === 'delayed' ? 'delayed' : 'bounce',
    acknowledge: bounce === null,
    author: message.from[0] ?? null,
    reasons: [],
    notes: [],
    quarantine: null,
    flags: { machine: [], bulk: [], report: [], outOfOffice: [] },
    bounce,
    authentication: {
      verdict: desk.trustedAuthservId === null ? 'unknown' : 'none',
      spf: null,
      dkim: null,
      dmarc: null,
      aligned: false,
    },
  };
}
