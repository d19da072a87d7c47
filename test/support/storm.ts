import { rawMail } from './mail.ts';

/** Random numbers that a seed repeats (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export type StormMail = {
  readonly mailbox: number;
  readonly octets: Buffer;
  /** What has to become of it. */
  readonly fate: 'opens' | 'joins' | 'automatic' | 'duplicate';
  /** Who wrote it; of a mail that opens a request nobody else. */
  readonly from: string;
};

/** A seeded mix of mails for several mailboxes: questions, afterthoughts, machines, second copies; some are big. */
export function storm(count: number, addresses: readonly string[], random: () => number): StormMail[] {
  const mails: StormMail[] = [];
  const opened: StormMail[] = [];
  for (let index = 0; index < count; index += 1) {
    const dice = random();
    const mailbox = Math.floor(random() * addresses.length);
    const parent = opened[Math.floor(random() * opened.length)];
    if (parent && dice < 0.2) mails.push(afterthought(index, parent, addresses));
    else if (parent && dice < 0.25) mails.push({ ...parent, fate: 'duplicate' });
    else if (dice < 0.35) mails.push(machine(index, mailbox, addresses));
    else {
      const question = ask(index, mailbox, addresses, random() < 0.05);
      opened.push(question);
      mails.push(question);
    }
  }
  return mails;
}

function ask(index: number, mailbox: number, addresses: readonly string[], isBig: boolean): StormMail {
  const from = `client${index}@firm${index}.test`;
  const body = `Question ${index}: why?\n`.concat(isBig ? 'A line of the log.\n'.repeat(8_000) : '');
  const octets = rawMail(
    {
      'Return-Path': `<${from}>`,
      From: `Client ${index} <${from}>`,
      To: addresses[mailbox] ?? '',
      Subject: `Question ${index}`,
      'Message-ID': `<question.${index}@firm${index}.test>`,
    },
    body,
  );
  return { mailbox, octets, fate: 'opens', from };
}

function afterthought(index: number, parent: StormMail, addresses: readonly string[]): StormMail {
  const [, id = ''] = /^Message-ID: (.*)\r$/m.exec(parent.octets.toString()) ?? [];
  const [, subject = ''] = /^Subject: (.*)\r$/m.exec(parent.octets.toString()) ?? [];
  const octets = rawMail(
    {
      'Return-Path': `<${parent.from}>`,
      From: parent.from,
      To: addresses[parent.mailbox] ?? '',
      Subject: `Re: ${subject}`,
      'Message-ID': `<afterthought.${index}@${parent.from.split('@')[1] ?? ''}>`,
      'In-Reply-To': id,
      References: id,
    },
    `Afterthought ${index}.\n`,
  );
  return { mailbox: parent.mailbox, octets, fate: 'joins', from: parent.from };
}

function machine(index: number, mailbox: number, addresses: readonly string[]): StormMail {
  const from = `robot${index}@machines.test`;
  const octets = rawMail(
    {
      'Return-Path': `<${from}>`,
      From: from,
      To: addresses[mailbox] ?? '',
      Subject: `Notice ${index}`,
      'Message-ID': `<notice.${index}@machines.test>`,
      ...(index % 2 === 0 ? { 'Auto-Submitted': 'auto-generated' } : { 'List-Id': '<notices.machines.test>' }),
    },
    `Notice ${index}.\n`,
  );
  return { mailbox, octets, fate: 'automatic', from };
}
