import { headerValue, type Message } from '../../requests/message.ts';
import type { Reason } from '../../requests/reason.ts';
import type { Check } from '../check.ts';
import { because } from '../header-value.ts';

// RFC 5321 §4.5.5: reports and automatic answers are sent with an empty reverse-path so that nothing answers them. Only the
// topmost counts, which the last server wrote. A person's mail program beside it means that a server lost the path: then it is
// only not answered.
export const nullReturnPath: Check = (message) => (isTypedInAProgram(message) ? [] : reasonIn(message));

/** An empty reverse-path is never answered, whoever wrote the mail. */
export const unansweredReturnPath: Check = (message) => reasonIn(message);

function reasonIn(message: Message): Reason[] {
  const path = headerValue(message, 'return-path');
  return path !== null && /^<\s*>/.test(path.trim())
    ? [because('null-return-path', 'Return-Path: <>', 'RFC 5321 §4.5.5')]
    : [];
}

function isTypedInAProgram(message: Message): boolean {
  const program = headerValue(message, 'user-agent') ?? headerValue(message, 'x-mailer') ?? '';
  return PEOPLES_PROGRAMS.test(program.slice(0, 200));
}

const PEOPLES_PROGRAMS =
  /^(?:.{0,30}\b)?(?:thunderbird|mozilla|mutt|neomutt|alpine|pine|gnus|mu4e|notmuch|evolution|kmail|claws|sylpheed|the bat|apple mail|iphone mail|ipad mail|k-9|roundcube|squirrelmail|horde|imp\/|icedove|seamonkey|postbox|emclient|geary|trojita|betterbird)/i;

/** RFC 3834 §4: without a Return-Path only From can be judged; the delivering server should have written one. */
export const noReturnPath: Check = (message) =>
  headerValue(message, 'return-path') === null
    ? [because('no-return-path', 'the mail carries no Return-Path', 'RFC 3834 §4')]
    : [];
