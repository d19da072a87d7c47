import { expect, test } from 'vitest';
import { headerValue } from '../../src/requests/message.ts';
import { answerTo } from '../support/answer.ts';
import { rawMail } from '../support/mail.ts';
import { town } from '../support/town.ts';

const HTML = `<html><head><style>.q{display:none} blockquote .q{display:block}</style></head><body class="x">
<p>Hello,</p><p>my card is <b>4111 1111 1111 1111</b>.</p>
<img src="https://track.evil.test/open.gif" width="1" height="1"><img src="cid:chart">
<p style="position:fixed;background:url(https://track.evil.test/x)" onclick="x()">See <a href="javascript:alert(1)">here</a>
or <a href="https://client.test/a">there</a>.</p><script>alert(1)</script><form action="https://evil.test"><input name="a"></form>
</body></html>`;

const BODY = [
  '--b',
  'Content-Type: text/html; charset=utf-8',
  '',
  HTML,
  '--b',
  'Content-Type: image/png; name=chart.png',
  'Content-ID: <chart>',
  'Content-Disposition: inline; filename=chart.png',
  'Content-Transfer-Encoding: base64',
  '',
  'iVBORw0KGgo=',
  '--b--',
  '',
].join('\n');

test('one look at a notice tells who, what, promised when, and shows the mail without what calls home', async () => {
  await using world = await town({
    changes: { clients: [{ domain: 'client.test', tier: 'key' }], limits: { attachments: '1 kB' } },
  });
  const { desk, write, letters } = world;
  write(rawMail({ 'Content-Type': 'multipart/related; boundary=b', Importance: 'high' }, BODY));
  await desk.pass();
  const [notice] = await letters('ann');
  const { message } = notice!;
  expect(message.from).toEqual([{ name: 'Jane Doe (Example Ltd)', address: 'support@example.test' }]);
  expect(message.subject).toBe('The invoice of January [#1001]');
  expect(message.text).toMatch(/From: Jane Doe \(jane@client\.test\)/);
  expect(message.text).toMatch(/Client: key/);
  expect(message.text).toMatch(/priority high/);
  expect(message.text).toMatch(/Promised to the client: \w+day/);
  expect(message.text).toMatch(/Priority high: .*marked it high/);
  expect(message.text).toContain('•••• •••• •••• 1111');
  expect(message.text).toContain('#resolve');

  const html = message.html ?? '';
  expect(html).toContain('cid:chart');
  expect(html).toContain('https://client.test/a');
  expect(html).toMatch(/<b>(?:&#8226;| )+1111<\/b>/);
  expect(html).not.toMatch(/track\.evil|javascript:|onclick|<script|<form|<input|position:fixed/);
  expect(message.attachments).toMatchObject([{ filename: 'chart.png', contentId: 'chart' }]);
  expect(headerValue(message, 'auto-submitted')).toBe('auto-generated');

  // The next notices of the same request hang on the same thread, in every mail program.
  const [acknowledgement] = await letters('jane');
  write(
    await answerTo(acknowledgement!.octets, 'Jane Doe <jane@client.test>', 'Any news?', {
      'Return-Path': '<jane@client.test>',
    }),
  );
  await desk.pass();
  const [, next] = await letters('ann');
  expect(next!.message.references).toEqual(message.references);
  expect(next!.message.subject).toBe(message.subject);
  expect(next!.message.text).toMatch(/Any news\?[^]*Earlier in this conversation/);
  expect(next!.message.text, 'he has answered what we sent him').not.toContain('New client');
});
