declare module 'hoodiecrow-imap' {
  import type { Server } from 'node:net';
  type StoredMessage = { raw: string; uid: number; internaldate: string; flags: string[] };
  type StoredMailbox = { messages: StoredMessage[] };
  type HoodiecrowServer = {
    readonly server: Server;
    listen(port: number, host: string, listening: () => void): void;
    close(closed: () => void): void;
    getMailbox(path: string): StoredMailbox;
    appendMessage(path: string, flags: string[], internaldate: string | null, raw: string): void;
  };
  export default function hoodiecrow(options: object): HoodiecrowServer;
}
