import { expect, test } from 'vitest';
import { outbox } from '../support/desk.ts';
import { rawMail } from '../support/mail.ts';
import { sesServer } from '../support/ses-server.ts';
import { town } from '../support/town.ts';

test('while the own server fails, mail leaves by Amazon SES, and an answer to it finds its request', async () => {
  await using ses = await sesServer();
  const account = { region: 'eu-west-1', endpoint: ses.url, accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
  const outbound = {
    from: 'Example Support <support@example.test>',
    smtp: { host: '127.0.0.1', port: 1, tls: 'none' },
    fallback: { ses: account },
  };
  await using world = await town({ changes: { outbound } });
  const { desk, write } = world;
  write(rawMail({ Subject: 'A matter', 'Message-ID': '<1@client.test>' }));
  await desk.pass();
  expect((await outbox(desk.database)).map(({ state }) => state)).toEqual(
    expect.arrayContaining(['accepted', 'accepted']) as string[],
  );
  for (const { raw } of ses.taken) expect(raw, 'nobody subscribed to this').not.toMatch(/^(?:list-|precedence:)/im);
  const [toJane] = ses.taken.filter(({ parameters }) => parameters.get('Destinations.member.1') === 'jane@client.test');

  const answers = `<${toJane?.id}@eu-west-1.amazonses.com>`;
  write(rawMail({ Subject: 'A word more', 'Message-ID': '<2@client.test>', 'In-Reply-To': answers }));
  await desk.pass();
  expect(await desk.json('requests', 'list')).toHaveLength(1);
});
