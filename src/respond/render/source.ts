import { parse } from 'yaml';
import { z } from 'zod';
import { hideLiquid, lineAt, TemplateRefused, type Liquids } from './placeholder-marks.ts';

/** A template as its author wrote it. */
export type TemplateSource = {
  readonly name: string;
  readonly locale: string;
  readonly format: 'markdown' | 'mjml';
  readonly text: string;
};

/** A source taken apart, its Liquid hidden. */
export type Parts = {
  readonly subject: string;
  readonly preheader: string;
  /** Markdown, or MJML sections with Markdown in the texts of class "message". */
  readonly body: string;
  /** A mail that is sent as plain words only. */
  readonly wordsOnly: boolean;
  /** Line of the source on which `body` begins, from 1. */
  readonly bodyLine: number;
};

const frontMatter = z.strictObject({
  subject: z.string().min(1),
  preheader: z.string().default(''),
  format: z.enum(['html', 'text']).default('html'),
});

/** Takes a source apart; throws `TemplateRefused` where it is not in the form of its kind. */
export function takeApart(source: TemplateSource, liquids: Liquids): Parts {
  const text = source.text.replaceAll('\r\n', '\n');
  return source.format === 'mjml' ? fromMjml(text, liquids) : fromMarkdown(text, liquids);
}

function fromMarkdown(text: string, liquids: Liquids): Parts {
  const [whole, yaml = ''] = /^---\n([\s\S]*?)\n---(?:\n|$)/.exec(text) ?? [];
  if (whole === undefined) return refuse(1, 'The first lines must be the subject: "---", "subject: …", "---".');
  const { subject, preheader, format } = readFrontMatter(yaml);
  return {
    subject: hideLiquid(subject, liquids, 2),
    preheader: hideLiquid(preheader, liquids, 3),
    body: hideLiquid(text.slice(whole.length), liquids, lineAt(whole, whole.length)),
    wordsOnly: format === 'text',
    bodyLine: lineAt(whole, whole.length),
  };
}

function readFrontMatter(yaml: string): z.infer<typeof frontMatter> {
  let value: unknown;
  try {
    value = parse(yaml);
  } catch (error) {
    return refuse(2, `The lines above the letter cannot be read: ${String(error).split('\n')[0] ?? ''}`);
  }
  const read = frontMatter.safeParse(value);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  return refuse(2, `The lines above the letter: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim());
}

/** MJML: the title is the subject, the preview the preheader, the body the sections. */
function fromMjml(text: string, liquids: Liquids): Parts {
  const bare = text.replaceAll(/<!--[\s\S]*?-->/g, (comment) => comment.replaceAll(/[^\n]/g, ''));
  if (bare.includes('<!--')) return refuse(lineAt(bare, bare.indexOf('<!--')), 'This comment is not closed.');
  const hidden = hideLiquid(bare, liquids, 1);
  const inside = (tag: string): { content: string; at: number } | null => {
    const found = new RegExp(`<${tag}(?:\\s[^>]*)?>([\\s\\S]*?)</${tag}\\s*>`, 'd').exec(hidden);
    return found === null ? null : { content: found[1] ?? '', at: found.indices?.[1]?.[0] ?? 0 };
  };
  const title = inside('mj-title');
  const body = inside('mj-body');
  if (title === null) return refuse(1, 'The subject is missing: write it as <mj-title> in <mj-head>.');
  if (body === null) return refuse(1, 'There is no <mj-body>.');
  return {
    subject: title.content.trim(),
    preheader: inside('mj-preview')?.content.trim() ?? '',
    body: body.content,
    wordsOnly: false,
    bodyLine: lineAt(hidden, body.at),
  };
}

function refuse(line: number, message: string): never {
  throw new TemplateRefused([{ severity: 'error', line, message }]);
}
