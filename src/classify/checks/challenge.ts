import type { Message } from '../../requests/message.ts';
import type { Reason } from '../../requests/reason.ts';
import { headerReasons, type Check, type HeaderRule } from '../check.ts';
import { fold } from '../fold.ts';
import { because } from '../header-value.ts';
import { leadText, quotesAnother } from '../lead-text.ts';
import { hasReplyForm } from '../reply-form.ts';

// Challenge-response filters ask the sender of a mail to prove that he is a person. Answering one would be a machine talking to a
// machine; by the words alone only in an answer that quotes nothing and offers a link to click.
export const challenge: Check = (message) => [...headerReasons(message, RULES), ...worded(message)];

const RULES: readonly HeaderRule[] = [
  {
    name: /^x-(?:boxbe|spamarrest|choicemail|bluebottle|uol-antispam|mailblocks|qurb)(?:-|$)/,
    code: 'challenge',
    source: 'challenge-response filters',
  },
  { name: 'x-delivery-agent', value: /^tmda\/.*confirm/i, code: 'challenge', source: 'TMDA' },
  { name: 'x-tmda-confirm', code: 'challenge', source: 'TMDA' },
];

function worded(message: Message): Reason[] {
  if (!hasReplyForm(message) || quotesAnother(message.text)) return [];
  const text = fold(leadText(message.text)).slice(0, 1_500);
  const hit = ASKS.exec(text);
  return hit !== null && /https?:\/\//.test(text) ? [because('challenge', hit[0], 'challenge-response filters')] : [];
}

const ASKS = new RegExp(
  [
    'your (?:e-?mail|message)[^.]{0,120} (?:has been (?:waitlisted|quarantined|held|placed on hold)|is (?:being held|on hold|waiting|pending)|(?:will|can) ?not be delivered until|requires? (?:your )?(?:verification|confirmation|authentication))',
    '(?:confirm|verify|prove) that (?:you are|your message was sent by|this (?:e-?mail|message) was sent by) (?:a )?(?:real )?(?:human|person|not a spammer)',
    '(?:to complete|please complete) (?:this|the) (?:one-time )?(?:sender )?verification',
    'add (?:yourself|you) to (?:my|the) (?:\\w+ )?(?:guest list|approved senders|whitelist|allow list)',
    'sua mensagem[^.]{0,80}(?:sera entregue|confirma)[^.]{0,80}(?:confirm|clique)',
  ].join('|'),
);
