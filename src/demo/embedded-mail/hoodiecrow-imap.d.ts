declare module 'hoodiecrow-imap' {
  import type { EventEmitter } from 'node:events';
  import type { Server } from 'node:net';

  export type HoodiecrowMail = { uid: number; flags: string[]; internaldate: string; raw: string };
  export type HoodiecrowFolder = {
    path: string;
    uidvalidity: number;
    uidnext: number;
    messages: HoodiecrowMail[];
  };
  export type HoodiecrowConnection = {
    server: HoodiecrowServer;
    _notificationCallback: (notification: unknown) => void;
  };
  export type HoodiecrowCommand = { attributes?: { value?: unknown }[] };
  export type HoodiecrowHandler = (
    connection: HoodiecrowConnection,
    command: HoodiecrowCommand,
    data: string,
    done: () => void,
  ) => void;
  export type HoodiecrowServer = EventEmitter & {
    readonly server: Server;
    readonly users: Record<string, { password: string }>;
    listen(port: number, host: string, listening: () => void): void;
    close(closed: () => void): void;
    getCommandHandler(command: string): HoodiecrowHandler;
    setCommandHandler(command: string, handler: HoodiecrowHandler): void;
    getMailbox(path: string): HoodiecrowFolder | undefined;
    appendMessage(folder: HoodiecrowFolder, flags: string[], internaldate: Date, raw: string): unknown;
  };
  export default function hoodiecrow(options: {
    plugins?: readonly string[];
    users?: Record<string, { password: string }>;
    storage?: Record<string, unknown>;
  }): HoodiecrowServer;
}
