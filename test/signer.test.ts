import { describe, expect, test } from 'vitest';
import { createSigner } from '../src/signer.ts';

const signer = createSigner('a secret of the desk', 'example.test');
const unique = 'abcdefghijklmnop';
const note = { kind: 'notification', request: 1001, role: 'staff', participant: 'ann@example.test', unique } as const;

describe('what the desk signs', () => {
  test('a reply token is worth something only in the mail of the person it was made for', () => {
    const token = signer.replyToken(1001, 'staff', 'ann@example.test');
    expect(signer.readReplyToken(token, ['ann@example.test'])).toEqual({
      request: 1001,
      role: 'staff',
      participant: 'ann@example.test',
    });
    expect(signer.readReplyToken(token.toUpperCase(), ['ann@example.test'])).not.toBeNull();
    expect(signer.readReplyToken(token, ['bob@example.test'])).toBeNull();
  });

  test('a token of one request or role is not good for another', () => {
    const token = signer.replyToken(1001, 'client', 'jo@client.test');
    expect(signer.readReplyToken(token.replace('1001', '1002'), ['jo@client.test'])).toBeNull();
    expect(signer.readReplyToken(token.replace('1001c', '1001s'), ['jo@client.test'])).toBeNull();
  });

  test('own Message-IDs are known without a look-up, and foreign ones of the same shape are not', () => {
    const id = signer.messageId(note);
    expect(signer.ownMessageId(id)).toEqual({ kind: 'notification', request: 1001, unique });
    expect(signer.ownMessageId(id.replace('1001', '1002'))).toBeNull();
    expect(createSigner('another', 'example.test').ownMessageId(id)).toBeNull();
    expect(signer.readMessageId(id, ['eve@example.test', 'ann@example.test'])?.participant).toBe('ann@example.test');
    expect(signer.readMessageId(id, ['eve@example.test'])).toBeNull();
  });

  test('a bounce address leads back to its mail', () => {
    const token = signer.bounceToken(signer.messageId(note));
    expect(signer.readBounceToken(token)).toBe(unique);
    expect(signer.readBounceToken(`${token.slice(0, -1)}a`)).toBeNull();
  });

  test('the mark of our mails cannot be made by a stranger', () => {
    const id = signer.messageId(note);
    expect(signer.isOwnMark(signer.mark(id))).toBe(true);
    expect(signer.isOwnMark(`aaaaaaaaaaaaaaaa ${id}`)).toBe(false);
  });
});
