import { describe, expect, test } from 'vitest';
import { foldQuotedText } from '../../../src/ingest/quoted-text.ts';

const fold = (html: string, subject = 'Re: Boiler') => foldQuotedText({ text: '', html, subject }, []);
const squeeze = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Replies as each program marks them up; every one says "It leaks again." above "We have sent a plumber." */
const REPLIES: Record<string, string> = {
  Gmail: `<div dir="ltr">It leaks again.</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">On Mon, Mar 3, 2025 at 9:14 AM Ann &lt;<a href="mailto:ann@lee.example">ann@lee.example</a>&gt; wrote:<br></div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex"><div>We have sent a plumber.</div></blockquote></div>`,
  'Gmail, in a language we do not know': `<div dir="ltr">It leaks again.</div><div class="gmail_quote"><div class="gmail_attr">Ann qaH 3/3:</div><blockquote class="gmail_quote">We have sent a plumber.</blockquote></div>`,
  'Gmail, old': `It leaks again.<div class="gmail_extra"><br><div class="gmail_quote">On 3 Mar 2025 09:14, Ann wrote:<br type="attribution">We have sent a plumber.</div></div>`,
  'Gmail answered in Outlook': `<div>It leaks again.</div><div class="x_gmail_quote"><div>On 3 March, Ann wrote:</div><blockquote class="x_gmail_quote">We have sent a plumber.</blockquote></div>`,
  'Gmail shown in Gmail': `<div>It leaks again.</div><div class="m_-881gmail_quote"><div>We have sent a plumber.</div></div>`,
  'Outlook 2003': `<div class=Section1><p class=MsoNormal>It leaks again.<o:p></o:p></p><div><div class=MsoNormal align=center style='text-align:center'><hr size=3 width="100%" align=center tabindex=-1></div><p class=MsoNormal><b>Qaj:</b> Ann<br><b>Qub:</b> help</p></div><p class=MsoNormal>We have sent a plumber.</p></div>`,
  'Outlook 2016': `<div class="WordSection1"><p class="MsoNormal">It leaks again.<o:p></o:p></p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>Qaj:</b> Ann<br><b>Qub:</b> help</p></div></div><p class="MsoNormal">We have sent a plumber.</p></div>`,
  'Outlook 2010': `<div class="WordSection1"><p class="MsoNormal">It leaks again.</p><div style='border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0in 0in 0in'><p class="MsoNormal"><b>From:</b> Ann</p></div><p>We have sent a plumber.</p></div>`,
  'Outlook on the web': `<div style="font-family: Calibri">It leaks again.</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><b>Qaj:</b> Ann<br></div><div>We have sent a plumber.</div>`,
  'Outlook for phones': `<div>It leaks again.</div><div id="ms-outlook-mobile-signature">Get Outlook for <a href="https://aka.ms/o0ukef">iOS</a></div><div id="mail-editor-reference-message-container"><div>We have sent a plumber.</div></div>`,
  'Outlook for Mac': `<div>It leaks again.</div><span id="OLK_SRC_BODY_SECTION"><div>Ann, 3/3</div><div>We have sent a plumber.</div></span>`,
  Hotmail: `<div dir="ltr">It leaks again.<br><br><hr id="stopSpelling">Qaj: 3/3<br>We have sent a plumber.</div>`,
  'Windows Mail': `<div>It leaks again.</div><div style="padding-top: 5px; border-top-color: rgb(229, 229, 229); border-top-width: 1px; border-top-style: solid;"><div><b>Qaj:</b> Ann</div></div><div>We have sent a plumber.</div>`,
  'Outlook Express': `<div>It leaks again.</div><blockquote style="border-left: #000000 2px solid"><div>----- Original Message -----</div><div><b>From:</b> Ann</div><div>We have sent a plumber.</div></blockquote>`,
  'Apple Mail': `<body>It leaks again.<br><div><br><blockquote type="cite"><div>On 3 Mar 2025, at 09:14, Ann &lt;ann@lee.example&gt; wrote:</div><br class="Apple-interchange-newline"><div>We have sent a plumber.</div></blockquote></div></body>`,
  'iOS Mail': `<div dir="ltr">It leaks again.</div><div dir="ltr"><br><blockquote type="cite">On Mar 3, 2025, at 9:14 AM, Ann &lt;ann@lee.example&gt; wrote:<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">We have sent a plumber.</div></blockquote>`,
  Thunderbird: `<body>It leaks again.<br><br><div class="moz-cite-prefix">Qaj 3/3 Ann:<br></div><blockquote type="cite" cite="mid:4711@lee.example"><p>We have sent a plumber.</p></blockquote></body>`,
  Yahoo: `<div>It leaks again.</div><div id="ydp6h4f5c59yahoo_quoted_2937493705" class="ydp6h4f5c59yahoo_quoted"><div>Qaj 3/3 Ann:</div><div>We have sent a plumber.</div></div>`,
  'Yahoo answered by Yahoo': `<div>It leaks again.</div><div class="yiv8814yahoo_quoted">We have sent a plumber.</div>`,
  Proton: `<div>It leaks again.</div><div class="protonmail_signature_block"></div><div class="protonmail_quote">On Monday, March 3rd, 2025 at 9:14 AM, Ann wrote:<br><blockquote class="protonmail_quote" type="cite">We have sent a plumber.</blockquote></div>`,
  Tutanota: `<div>It leaks again.</div>Mar 3, 2025, 09:14 by ann@lee.example:<blockquote class="tutanota_quote">We have sent a plumber.</blockquote>`,
  Zimbra: `<div>It leaks again.</div><hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__"><b>Qaj:</b> Ann</div><div data-marker="__QUOTED_TEXT__">We have sent a plumber.</div>`,
  GMX: `<div>It leaks again.</div><div name="quote" style="margin:10px 5px"><div><b>Gesendet:</b> Montag</div>We have sent a plumber.</div>`,
  Zoho: `<div>It leaks again.</div><div class="zmail_extra"><div>---- On Mon, 03 Mar 2025 Ann wrote ----</div><blockquote>We have sent a plumber.</blockquote></div>`,
  QQ: `<div>It leaks again.</div><div style="font-size:12px">------------------&nbsp;原始邮件&nbsp;------------------</div><div>We have sent a plumber.</div>`,
  NetEase: `<div>It leaks again.</div><blockquote id="isReplyContent">At 2025-03-03 09:14:02, "Ann" &lt;ann@lee.example&gt; wrote:<br>We have sent a plumber.</blockquote>`,
  'Mail.ru': `<div>It leaks again.</div><blockquote style="border-left:1px solid #0857A6; margin:10px"><div>Понедельник, 3 марта 2025, 9:14 от Ann:</div>We have sent a plumber.</blockquote>`,
  Yandex: `<div>It leaks again.</div><div>03.03.2025, 09:14, &quot;Ann&quot; &lt;ann@lee.example&gt;:</div><blockquote type="cite">We have sent a plumber.</blockquote>`,
  AOL: `<font>It leaks again.<br><br><div>-----Original Message-----<br>From: Ann &lt;ann@lee.example&gt;<br>Subject: Boiler<div id="AOLMsgPart_0_4d68">We have sent a plumber.</div></div></font>`,
  Spark: `<div name="messageBodySection">It leaks again.</div><div name="messageReplySection">On 3 Mar 2025, Ann wrote:<blockquote>We have sent a plumber.</blockquote></div>`,
  Roundcube: `<p>It leaks again.</p><p id="reply-intro">Qaj 3/3 Ann:</p><blockquote type="cite">We have sent a plumber.</blockquote>`,
  'HCL Notes': `<div>It leaks again.</div><font color="#990099">-----&quot;Ann&quot; &lt;ann@lee.example&gt; wrote: -----</font><div>To: help@desk.example<br>From: &quot;Ann&quot; &lt;ann@lee.example&gt;<br>Date: 03/03/2025 09:14AM</div><div>We have sent a plumber.</div>`,
  'eM Client': `<div>It leaks again.</div><div>------ Original Message ------</div><div>From: "Ann" &lt;ann@lee.example&gt;</div><blockquote cite="4711@lee.example">We have sent a plumber.</blockquote>`,
  Superhuman: `<div>It leaks again.</div><div class="sh-quoted-content">We have sent a plumber.</div>`,
  Front: `<p>It leaks again.</p><blockquote class="front-blockquote">We have sent a plumber.</blockquote>`,
  Missive: `<div>It leaks again.</div><div class="missive_quote">We have sent a plumber.</div>`,
};

describe('a reply in HTML', () => {
  test.each(Object.entries(REPLIES))('by %s is told from what it quotes', (_, html) => {
    const folded = fold(html);
    expect(folded.visibleText).toBe('It leaks again.');
    expect(folded.foldedText).toContain('We have sent a plumber.');
  });

  test('with answers between the quotes shows both', () => {
    const html = `<div class="gmail_quote"><div class="gmail_attr">On 3 Mar 2025, Ann wrote:</div><blockquote class="gmail_quote">Is it dry?</blockquote><div>No.</div><blockquote class="gmail_quote">Is it warm?</blockquote><div>No, cold.</div></div>`;
    expect(squeeze(fold(html).visibleText)).toContain('> Is it dry? No. > Is it warm? No, cold.');
  });

  test('with its answer below the quote shows the answer', () => {
    const html = `<body><div class="moz-cite-prefix">On 3 Mar 2025, Ann wrote:</div><blockquote type="cite">Is it dry?</blockquote><p>No, it still leaks.</p></body>`;
    expect(fold(html).visibleText).toBe('No, it still leaks.');
  });

  test.each([
    `<div>It leaks.</div><div class="gmail_signature">Ann Lee<br>Lee &amp; Sons</div>`,
    `<body>It leaks.<div class="moz-signature">-- <br>Ann Lee<br>Lee &amp; Sons</div></body>`,
    `<div>It leaks.</div><div class="protonmail_signature_block">Ann Lee<br>Lee &amp; Sons</div>`,
    `<div>It leaks.</div><div id="Signature"><p>Ann Lee</p><p>Lee &amp; Sons</p></div>`,
    `<div>It leaks.</div><div data-signatureblock="true">Ann Lee<br>Lee &amp; Sons</div>`,
  ])('parts with the signature that its program marks: %s', (html) => {
    const folded = fold(html);
    expect(folded.visibleText).toBe('It leaks.');
    expect(squeeze(folded.signature ?? '')).toMatch(/Ann Lee Lee & Sons$/);
  });

  test('forwarding a mail keeps it in view', () => {
    const gmail = `<div>Is this from you?</div><div class="gmail_quote"><div class="gmail_attr">---------- Forwarded message ---------<br>From: Ann<br></div><div>We have sent a plumber.</div></div>`;
    const apple = `<div>Is this from you?</div><blockquote type="cite"><div>Begin forwarded message:</div><div><b>From: </b>Ann</div><div>We have sent a plumber.</div></blockquote>`;
    const outlook = `<div>Is this from you?</div><hr tabindex="-1"><div id="divRplyFwdMsg"><b>From:</b> Ann<br><b>Sent:</b> Monday</div><div>We have sent a plumber.</div>`;
    expect(fold(gmail).visibleText).toContain('We have sent a plumber.');
    expect(fold(apple).visibleText).toContain('We have sent a plumber.');
    expect(fold(outlook, 'Fw: Boiler').visibleText).toContain('We have sent a plumber.');
    expect(fold(outlook, 'Re: Boiler').visibleText).toBe('Is this from you?');
  });

  test('keeps what the writer indents or cites himself', () => {
    const indented = `<div>The label says:</div><blockquote style="margin:0 0 0 40px;border:none;padding:0px"><div>Do not open.</div></blockquote><div>What now?</div>`;
    const cited = `<div>Message</div><blockquote class="gmail_quote"><div>My name is Ann.</div></blockquote>`;
    const laidOut = `<blockquote><p>It leaks again.</p><p>Please come.</p></blockquote>`;
    expect(squeeze(fold(indented).visibleText)).toBe('The label says: Do not open. What now?');
    expect(squeeze(fold(cited).visibleText)).toBe('Message My name is Ann.');
    expect(squeeze(fold(laidOut).visibleText)).toBe('It leaks again. Please come.');
  });

  test('does not show what the reader of the mail would not see', () => {
    const html = `<html><head><title>Boiler</title><style>p{}</style></head><body><div style="display:none">preview</div><p>It leaks again.</p><script>alert(1)</script></body></html>`;
    expect(fold(html)).toEqual({ visibleText: 'It leaks again.', signature: null, foldedText: '' });
  });
});

describe('a reply in both forms', () => {
  test('is shown as its text, which the HTML only explains', () => {
    const text = 'It *leaks* again.\n\nQaj 3/3 Ann:\n\nWe have sent a plumber.\n';
    const html = `<div>It <b>leaks</b> again.</div><div class="gmail_quote"><div class="gmail_attr">Qaj 3/3 Ann:</div><blockquote class="gmail_quote">We have sent a plumber.</blockquote></div>`;
    expect(foldQuotedText({ text, html, subject: 'Re: Boiler' }, [])).toEqual({
      visibleText: 'It *leaks* again.',
      signature: null,
      foldedText: 'Qaj 3/3 Ann:\n\nWe have sent a plumber.',
    });
  });

  test('whose forms say different things is shown as its text', () => {
    const html = `<div>Another story.</div><hr tabindex="-1"><div>Old.</div>`;
    expect(foldQuotedText({ text: 'It leaks again.', html, subject: '' }, []).visibleText).toBe('It leaks again.');
  });
});
