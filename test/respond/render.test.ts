import { beforeAll, describe, expect, test } from 'vitest';
import { loadTemplates, renderTemplate, type TemplateSet } from '../../src/respond/render.ts';

let set: TemplateSet;
beforeAll(async () => {
  set = await loadTemplates('templates');
});

const request = { number: 1001, subject: 'The printer is broken', category: 'Hardware' };
const acknowledgement = {
  client: { name: 'Maria Rossi', firstName: 'Maria' },
  request,
  company: { name: 'Example Ltd' },
  promise: { by: 'Monday 23 November at 17:15 CET' },
};

describe('an acknowledgement', () => {
  test('keeps the subject of the client, names the request and the promised moment', () => {
    const { subject, html, text, fellBack } = renderTemplate(set, 'acknowledgement', 'en', acknowledgement);
    expect(subject).toBe('Re: The printer is broken [#1001]');
    for (const part of [html, text]) {
      expect(part).toContain('Hello Maria,');
      expect(part).toContain('#1001');
      expect(part).toContain('Monday 23 November at 17:15 CET');
    }
    expect(fellBack).toEqual([]);
  });

  test('says that the office is closed and when it opens', () => {
    const hours = { closed: true, opens: 'Tuesday 2 January at 09:00 CET', holiday: 'New Year' };
    const { text } = renderTemplate(set, 'acknowledgement', 'en', { ...acknowledgement, hours });
    expect(text).toMatch(/closed.*New Year.*Tuesday 2 January/);
  });

  test('after an outage says when the mail had arrived', () => {
    const outage = { arrived: 'Sunday 22 November at 08:00 CET' };
    const { text } = renderTemplate(set, 'acknowledgement', 'en', { ...acknowledgement, outage });
    expect(text).toContain('reached us on Sunday 22 November at 08:00 CET');
  });

  test('greets a client without a name and promises nothing where the policy does not', () => {
    const { text } = renderTemplate(set, 'acknowledgement', 'en', { ...acknowledgement, client: {}, promise: {} });
    expect(text).toMatch(/^Hello,\n/);
    expect(text).toContain('answer you personally');
  });

  test('writes what a client wrote as words, whatever it looks like', () => {
    const subject = '<img src=x onerror=alert(1)> {{ company.name }} **bold** [a](http://evil.test)';
    const client = { name: '</td><script>', firstName: '{% for i in (1..9) %}x{% endfor %}' };
    const { html, text } = renderTemplate(set, 'acknowledgement', 'en', {
      ...acknowledgement,
      client,
      request: { ...request, subject },
    });
    expect(html).not.toContain('<img');
    expect(html).not.toContain('evil.test"');
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt; {{ company.name }} **bold**');
    expect(text).toContain(subject);
    expect(text).toContain('Hello {% for i in (1..9) %}x{% endfor %},');
  });
});
