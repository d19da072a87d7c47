import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '../../src/cli/run-command.ts';

type Answer = {
  file: string;
  request: string | null;
  outcome: string;
  joinsAs: string | null;
};

async function run(...words: string[]) {
  const lines: string[] = [];
  const status = await runCommand(['thread', ...words], {
    write: (line) => lines.push(line),
    warn: () => undefined,
    env: {},
  });
  return { status, lines };
}

async function threaded(lesson: string, ...options: string[]): Promise<Answer[]> {
  const { lines } = await run('--json', ...options, `test/corpus/thread/${lesson}`);
  return lines.map((line) => JSON.parse(line) as Answer);
}

const requests = (answers: readonly Answer[]) => answers.map((answer) => answer.request);

describe('thread groups mails as if they had arrived in the order of their dates', () => {
  test('an answer that came before its question is in the same request', async () => {
    expect(requests(await threaded('answer-before-its-question'))).toEqual(['1', '1']);
  });

  test('answers to a mail that never came are one conversation', async () => {
    expect(requests(await threaded('root-that-never-came'))).toEqual(['1', '1']);
  });

  test('a stranger who knows an id opens his own request, linked', async () => {
    const answers = await threaded('stranger-who-knows-an-id');
    expect(requests(answers)).toEqual(['1', '2', '1']);
    expect(answers[1]).toMatchObject({ outcome: 'new', why: 'stranger', linkedTo: '1' });
  });

  test('on a list everybody takes part', async () => {
    expect(requests(await threaded('stranger-who-knows-an-id', '--anyone'))).toEqual(['1', '1', '1']);
  });

  test('replies to different mails of one person are apart, though both name his address', async () => {
    expect(requests(await threaded('address-is-no-id', '--anyone'))).toEqual(['1', '2']);
  });

  test('two mails that bear one Message-ID are two mails', async () => {
    const answers = await threaded('same-id-other-mail');
    expect(requests(answers)).toEqual(['1', '2']);
  });

  test('the visible reference counts for those who take part', async () => {
    expect(requests(await threaded('visible-reference'))).toEqual(['1', '1', '1', '2']);
  });

  test('a mail without a date goes by its newest Received', async () => {
    const answers = await threaded('undated-goes-by-its-newest-received');
    expect(answers.map((answer) => answer.outcome)).toEqual(['join', 'new', 'join']);
  });

  test('another subject after a long silence is another matter', async () => {
    const answers = await threaded('old-matter-new-subject');
    expect(answers[1]).toMatchObject({ request: '2', why: 'split', linkedTo: '1' });
  });
});

describe('with the desk’s configuration', () => {
  const DESK = `company: { name: Desk Ltd, domain: desk.test }
secret: sixteen-letters-or-more
mailboxes: [{ address: support@desk.test, imap: { host: imap.desk.test, password: secret } }]
outbound: { from: support@desk.test, smtp: { host: smtp.desk.test } }
trustedAuthservId: mx.desk.test
staff: [{ name: Ann Lee, address: ann@desk.test, team: support, role: lead }]
`;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'replydesk-thread-'));
    await writeFile(join(folder, 'replydesk.yaml'), DESK);
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('staff and proven colleagues join; a forged client does not, nor whom he put in Cc', async () => {
    const answers = await threaded('colleague-and-staff', '--config', join(folder, 'replydesk.yaml'));
    expect(requests(answers)).toEqual(['1', '1', '1', '2', '3']);
    expect(answers.map((answer) => answer.joinsAs)).toEqual([null, 'staff', 'colleague', null, null]);
  });

  test('a configuration that is not there ends with 2', async () => {
    expect((await run('--config', join(folder, 'none.yaml'), 'test/corpus/thread/same-id-other-mail')).status).toBe(2);
  });
});

test('answers come in the order in which the mails were named', async () => {
  const folder = 'test/corpus/thread/answer-before-its-question';
  const { lines, status } = await run('--json', `${folder}/2-question.eml`, `${folder}/1-answer.eml`);
  expect(lines.map((line) => basename((JSON.parse(line) as Answer).file))).toEqual(['2-question.eml', '1-answer.eml']);
  expect(status).toBe(0);
});

test('without --json each line says why', async () => {
  const { lines } = await run('test/corpus/thread/stranger-who-knows-an-id');
  expect(lines[1]).toMatch(/^2\t.*2-stranger\.eml\t.*takes-no-part/);
});

test('a path that is not there is said, and the others are still answered', async () => {
  const { lines, status } = await run(
    '--json',
    'test/corpus/thread/nowhere',
    'test/corpus/thread/same-id-other-mail/1.eml',
  );
  expect(status).toBe(1);
  expect(lines.map((line) => (JSON.parse(line) as Answer).request)).toContain('1');
});
