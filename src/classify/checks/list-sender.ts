import { headerValues, type Message } from '../../requests/message.ts';
import type { Check } from '../check.ts';
import { because } from '../header-value.ts';

// Lists that write no list header still send through a service address of theirs (RFC 5230 §4.6: owner-, -request): in
// Sender, Errors-To or the reverse-path. A person at `data-owner@` writes as such, so his own From does not count.
export const listSender: Check = (message) =>
  NAMES.flatMap((name) =>
    headerValues(message, name)
      .slice(0, 1)
      .map((value) => ({ name, value })),
  )
    .filter(({ value }) => SERVICE_ADDRESS.test(value.slice(0, 1_000)) && !namesFrom(value, message))
    .map((header) => because('list-sender', header, 'RFC 5230 §4.6'));

function namesFrom(value: string, { from }: Message): boolean {
  return from.some(({ address }) => address !== '' && value.toLowerCase().includes(address.toLowerCase()));
}

const NAMES = ['sender', 'errors-to', 'return-path'];

const SERVICE_ADDRESS =
  /(?:^|[\s<])(?:owner-[\w.+-]{1,60}|[\w.+-]{1,60}-(?:owner|request|outgoing)(?:[+-][^@\s]{0,80})?|listserv|majordomo|[\w.+-]{1,60}-return-\d[^@\s]{0,80}|sentto-\d[^@\s]{0,80})@/i;
