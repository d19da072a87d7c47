import type { Header, Message } from '../requests/message.ts';
import type { DeskFacts } from '../requests/recognition.ts';
import type { Reason } from '../requests/reason.ts';
import { because } from './header-value.ts';

/**
 * One check: what in a mail speaks for a flag, a veto or a note. Pure, never throws, linear in the size of the mail; empty
 * means nothing was seen. A check never looks at another's result. To add one, copy the skeleton below into `checks/`,
 * put it into the table in `checks.ts` and give it a case in `test/classify/answering-table.test.ts`.
 *
 *     // RFC 9999 §9: why this header means what it means, and who sends it.
 *     export const exampleHeader: Check = (message) => headerReasons(message, RULES);
 *     const RULES: readonly HeaderRule[] = [
 *       { name: 'x-example', value: /^yes$/i, code: 'example-header', source: 'RFC 9999 §9' },
 *     ];
 */
export type Check = (message: Message, desk: DeskFacts) => readonly Reason[];

/** A header that is a sign by its name, or only with certain values. */
export type HeaderRule = {
  readonly name: string | RegExp;
  readonly value?: RegExp;
  readonly code: string;
  readonly source: string;
};

/** A reason for every header that a rule names; all occurrences count. */
export function headerReasons(message: Message, rules: readonly HeaderRule[]): Reason[] {
  return message.headers.flatMap((header) => {
    const rule = rules.find((candidate) => applies(candidate, header));
    return rule ? [because(rule.code, header, rule.source)] : [];
  });
}

function applies({ name, value }: HeaderRule, header: Header): boolean {
  const named = typeof name === 'string' ? header.name === name : name.test(header.name);
  return named && (value === undefined || value.test(header.value.slice(0, 2_000).trim()));
}
