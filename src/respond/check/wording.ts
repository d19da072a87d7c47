import { lineAt, type Problem } from '../render/placeholder-marks.ts';
import type { TemplateSource } from '../render/source.ts';

/** A word that clients should not have to read, with what to say instead (policy, TON-1). */
export type AvoidedWord = { readonly word: string; readonly say: string | null };

/** Longer sentences are read twice. */
const LONGEST_SENTENCE = 35;

type Needed = {
  readonly names: RegExp;
  readonly where: 'subject' | 'letter';
  readonly placeholder: RegExp;
  readonly message: string;
};

const prints = (path: string): RegExp => new RegExp(`\\{\\{-?\\s*${RegExp.escape(path)}(?![\\w.])`);

/** What a letter of this kind must hold, and what its absence would do. */
const NEEDED: readonly Needed[] = [
  {
    names: /^acknowledgement/,
    where: 'letter',
    placeholder: prints('promise.by'),
    message: 'It does not say when the client hears next: use {{ promise.by }}.',
  },
  {
    names: /^(?:acknowledgement|holding|update|answer|closure|follow-up|reopened|notification|escalation)/,
    where: 'subject',
    placeholder: prints('request.number'),
    message: 'The subject does not name the request: write [#{{ request.number }}] into it.',
  },
  {
    names: /^(?:acknowledgement|holding|update|closure|follow-up|reopened|welcome|incident|status|report)/,
    where: 'letter',
    placeholder: prints('company.name'),
    message: 'It does not say who writes: close with {{ company.name }}.',
  },
  {
    names: /^answer$/,
    where: 'letter',
    placeholder: prints('body'),
    message: 'It does not hold the answer: use {{ body }}.',
  },
  {
    names: /^(?:notification|incident)$/,
    where: 'letter',
    placeholder: prints('message'),
    message: 'It does not hold the message: use {{ message }}.',
  },
];

/** Whether it says what it must, plainly. */
export function wordingProblems(source: TemplateSource, avoid: readonly AvoidedWord[]): Problem[] {
  return [
    ...neededProblems(source),
    ...formatProblems(source),
    ...avoidedProblems(source.text, avoid),
    ...longProblems(source.text),
  ];
}

function neededProblems({ name, text }: TemplateSource): Problem[] {
  const head = /^---\n[\s\S]*?\n---|<mj-head>[\s\S]*?<\/mj-head>/.exec(text)?.[0] ?? '';
  const parts = { subject: head, letter: text.replace(head, '') };
  return NEEDED.filter(({ names, where, placeholder }) => names.test(name) && !placeholder.test(parts[where])).map(
    ({ message }) => ({ severity: 'error', line: null, message }),
  );
}

function formatProblems({ name, text, format }: TemplateSource): Problem[] {
  const wordsOnly = format === 'markdown' && /^---\n(?:.*\n)*?format: text\n/.test(text);
  return name === 'acknowledgement-plain' && !wordsOnly
    ? [{ severity: 'error', line: 1, message: 'It goes to senders who are not proven, so it must be "format: text".' }]
    : [];
}

function avoidedProblems(text: string, avoid: readonly AvoidedWord[]): Problem[] {
  const words = withoutCode(text);
  return avoid.flatMap(({ word, say }) => {
    const found = new RegExp(`(?<![\\p{L}\\p{N}])${escaped(word)}(?![\\p{L}\\p{N}])`, 'iu').exec(words);
    if (found === null) return [];
    const instead = say === null ? '' : ` Better: ${say}.`;
    return [
      {
        severity: 'warning' as const,
        line: lineAt(words, found.index),
        message: `"${found[0]}" is on the list of words to avoid.${instead}`,
      },
    ];
  });
}

function longProblems(text: string): Problem[] {
  const words = withoutCode(text);
  return words.split('\n').flatMap((line, at) =>
    line
      .split(/[.!?:](?:\s|$)/)
      .filter((sentence) => sentence.split(/\s+/).filter((word) => /\p{L}/u.test(word)).length > LONGEST_SENTENCE)
      .map((sentence) => ({
        severity: 'warning' as const,
        line: at + 1,
        message: `This sentence is long: "${sentence.trim().slice(0, 40)}…"`,
      })),
  );
}

/** The words alone, each still on its line. */
function withoutCode(text: string): string {
  return text
    .replaceAll(/<!--[\s\S]*?-->|<[^<>]*>|\{%[\s\S]*?%\}|\{\{[\s\S]*?\}\}/g, (code) => code.replaceAll(/[^\n]/g, ' '))
    .replaceAll('`', ' ');
}

function escaped(word: string): string {
  return RegExp.escape(word);
}
