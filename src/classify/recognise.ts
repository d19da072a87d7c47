import type { Message } from '../requests/message.ts';
import type { DeskFacts, Recognition } from '../requests/recognition.ts';

/** Says what a mail is, with every reason. Pure: the same mail and desk give the same answer. */
export function recognise(message: Message, desk: DeskFacts): Recognition {
  message;
  desk;
  return {
    kind: 'client',
    acknowledge: true,
    reasons: [],
    flags: { machine: [], bulk: [], report: [], outOfOffice: [] },
    bounce: null,
    authentication: { verdict: 'unknown', spf: null, dkim: null, dmarc: null, aligned: false },
  };
}
