import { readOpinion } from '../classify/feedback.ts';
import { detectLanguage } from '../classify/language.ts';
import { recognise } from '../classify/recognise.ts';
import { parseBounded } from '../ingest/parse-bounded.ts';
import { foldQuotedText } from '../ingest/quoted-text.ts';
import { readPolicy } from '../policy-file.ts';
import type { Message } from '../requests/message.ts';
import type { Policy } from '../requests/policy.ts';
import { categoryOf, decidePriority, markOf, wordsOf } from '../requests/priority.ts';
import type { DeskFacts, Recognition } from '../requests/recognition.ts';
import { CONFIG_OPTION, defineCommand, UsageError } from './command.ts';
import { deskOf } from './desk.ts';
import { type MailFile, mailFiles } from './mail-files.ts';

/** What a mail is judged by: without a configuration by itself, and by the shipped policy e. */
type Judge = { readonly desk: DeskFacts; readonly policy: Policy };

type Seen = Record<string, unknown> & { readonly parsed: boolean };

export const command = defineCommand({
  usage: '[--json] [--config F] PATH…',
  options: { ...CONFIG_OPTION, json: { type: 'boolean', default: false, help: 'one JSON object a line' } },
  words: { min: 1, max: Infinity },
  async run({ options, words }, io) {
    const judge = await judgeOf(options.config, io);
    let status = 0;
    for await (const mail of mailFiles(words)) {
      const seen = await inspectMail(mail, judge);
      if (!seen.parsed) status = 1;
      io.write(options.json ? JSON.stringify(seen) : line(seen));
    }
    return status;
  },
});

/** What stands for a mail of which nothing can be had, so that every line has the same fields. */
const UNREAD = {
  messageId: null,
  inReplyTo: null,
  references: [],
  date: null,
  from: null,
  to: [],
  cc: [],
  replyTo: [],
  subject: null,
  text: null,
  attachments: [],
  kind: null,
  acknowledge: false,
  reasons: [],
  bounce: null,
  visibleText: null,
  signature: null,
  foldedText: null,
  language: null,
  authentication: null,
  category: null,
  priority: null,
  urgency: null,
  impact: null,
  sentiment: null,
  confidentiality: null,
  feedback: null,
} as const;

async function judgeOf(file: string | undefined, io: Parameters<typeof deskOf>[1]): Promise<Judge> {
  const desk = await deskOf(file, io);
  if (file === undefined) return { desk, policy: shippedPolicy() };
  const { configured } = await import('./configured.ts');
  return { desk, policy: (await configured(file, io)).policy };
}

function shippedPolicy(): Policy {
  const read = readPolicy('e');
  if (!read.ok) throw new UsageError('the shipped policy e cannot be read');
  return read.value;
}

async function inspectMail({ file, read }: MailFile, { desk, policy }: Judge): Promise<Seen> {
  try {
    const message = await parseBounded(await read());
    const recognition = recognise(message, desk);
    const folded = foldQuotedText(message, []);
    return {
      file,
      parsed: true,
      error: null,
      ...headerFields(message),
      text: message.text,
      attachments: message.attachments,
      kind: recognition.kind,
      acknowledge: recognition.acknowledge,
      reasons: [...recognition.reasons, ...recognition.notes, ...message.cuts],
      bounce: bounceFields(recognition),
      ...folded,
      language: detectLanguage(folded.visibleText, null),
      authentication: recognition.authentication.verdict === 'unknown' ? null : recognition.authentication,
      ...judgement(message, recognition, folded.visibleText, policy),
    };
  } catch (error) {
    return { file, parsed: false, error: error instanceof Error ? error.message : String(error), ...UNREAD };
  }
}

function headerFields(message: Message) {
  const { messageId, references, date, to, cc, replyTo, subject } = message;
  return {
    messageId,
    inReplyTo: message.inReplyTo[0] ?? null,
    references,
    date: date?.replace(/\.0+Z$/, 'Z') ?? null,
    from: message.from[0] ?? null,
    to,
    cc,
    replyTo,
    subject,
  };
}

function bounceFields({ bounce }: Recognition) {
  if (!bounce) return null;
  const recipients = bounce.recipients.map(({ address, status, action, type, reason }) => ({
    address,
    status,
    action,
    type,
    reason,
  }));
  return { recipients, originalMessageId: bounce.originalMessageId };
}

/** What the policy makes of a person's mail; null for machines, which open no request. */
function judgement(message: Message, { kind }: Recognition, visibleText: string, policy: Policy) {
  if (kind !== 'client')
    return {
      category: null,
      priority: 'normal',
      urgency: null,
      impact: null,
      sentiment: null,
      confidentiality: null,
      feedback: null,
    };
  const { subject } = message;
  const words = wordsOf(subject, visibleText);
  const category = categoryOf(policy, words)?.category ?? null;
  const { priority, urgency, impact } = decidePriority(policy.priority, {
    words,
    category,
    tier: null,
    marked: markOf(message),
  });
  const { sentiment, feedback } = readOpinion(subject, visibleText);
  const confidentiality = policy.categories.find((rule) => rule.name === category)?.confidentiality ?? 'standard';
  return { category, priority, urgency, impact, sentiment, confidentiality, feedback };
}

/** One line for people. */
function line(seen: Seen): string {
  if (!seen.parsed) return `${String(seen['file'])}: cannot be read: ${String(seen['error'])}`;
  const from = (seen['from'] as { address: string } | null)?.address ?? 'nobody';
  const reasons = (seen['reasons'] as { code: string; detail: string }[]).map(
    ({ code, detail }) => `${code} (${detail})`,
  );
  const answer = seen['acknowledge'] === true ? 'acknowledge' : 'do not acknowledge';
  return `${String(seen['file'])}: ${String(seen['kind'])} from ${from}, ${answer}${reasons.length > 0 ? `: ${reasons.join('; ')}` : ''}`;
}
