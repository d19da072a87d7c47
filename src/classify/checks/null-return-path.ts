import { headerValue } from '../../requests/message.ts';
import type { Check } from '../check.ts';
import { because } from '../header-value.ts';

// RFC 5321 §4.5.5: reports and automatic answers are sent with an empty reverse-path so that nothing answers them. Only the
// topmost counts, which the last server wrote.
export const nullReturnPath: Check = (message) => {
  const path = headerValue(message, 'return-path');
  return path !== null && /^<\s*>/.test(path.trim())
    ? [because('null-return-path', 'Return-Path: <>', 'RFC 5321 §4.5.5')]
    : [];
};

/** RFC 3834 §4: without a Return-Path only From can be judged; the delivering server should have written one. */
export const noReturnPath: Check = (message) =>
  headerValue(message, 'return-path') === null
    ? [because('no-return-path', 'the mail carries no Return-Path', 'RFC 3834 §4')]
    : [];
