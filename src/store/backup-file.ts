import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { FORMAT, type Block, type Heading, type Seal } from './backup.ts';

/** Reads a backup from its beginning to its end and throws, in one line, where it is not what was written. */
export class BackupFile implements AsyncDisposable {
  readonly #source: AsyncIterator<Buffer, undefined>;
  #rest: Buffer = Buffer.alloc(0);

  private constructor(source: AsyncIterator<Buffer, undefined>) {
    this.#source = source;
  }

  static async open(file: string): Promise<{ backup: BackupFile; heading: Heading }> {
    const unpacked = createGunzip();
    const read = createReadStream(file);
    read.on('error', (error) => unpacked.destroy(error));
    const backup = new BackupFile(
      (read.pipe(unpacked) as AsyncIterable<Buffer>)[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>,
    );
    const heading = (await backup.#line()) as Partial<Heading>;
    if (heading.replydesk !== 'backup') throw new Error('this is no backup of replydesk');
    if (heading.format !== FORMAT) throw new Error('this backup was made by a newer replydesk');
    return { backup, heading: heading as Heading };
  }

  /** The next table, or null at the end. Its chunks have to be read before the next is asked for. */
  async next(): Promise<{ block: Block; chunks: AsyncGenerator<Buffer, Seal> } | null> {
    const block = (await this.#line()) as Partial<Block> & { end?: boolean };
    if (block.end === true) return null;
    if (typeof block.table !== 'string' || !Array.isArray(block.columns)) throw damaged();
    return { block: block as Block, chunks: this.#chunks(block.table) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#source.return?.();
  }

  async *#chunks(table: string): AsyncGenerator<Buffer, Seal> {
    const hash = createHash('sha256');
    for (;;) {
      const length = Number(await this.#text());
      if (!Number.isSafeInteger(length) || length < 0) throw damaged();
      if (length === 0) break;
      const chunk = await this.#octets(length);
      hash.update(chunk);
      yield chunk;
    }
    const seal = (await this.#line()) as Partial<Seal>;
    if (typeof seal.rows !== 'number' || seal.sha256 !== hash.digest('hex'))
      throw new Error(`the backup is damaged: table ${table} is not what was written`);
    return seal as Seal;
  }

  async #line(): Promise<unknown> {
    try {
      return JSON.parse(await this.#text());
    } catch (error) {
      throw error instanceof SyntaxError ? damaged() : error;
    }
  }

  async #text(): Promise<string> {
    let end = this.#rest.indexOf(0x0a);
    while (end < 0) {
      if (this.#rest.length > 1_000_000) throw damaged();
      await this.#more();
      end = this.#rest.indexOf(0x0a);
    }
    const text = this.#rest.toString('utf8', 0, end);
    this.#rest = this.#rest.subarray(end + 1);
    return text;
  }

  async #octets(length: number): Promise<Buffer> {
    while (this.#rest.length < length) await this.#more();
    const octets = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return octets;
  }

  async #more(): Promise<void> {
    const { done, value } = await this.#source.next().catch((error: unknown): never => {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code?.startsWith('Z_') === true) throw damaged();
      throw new Error(code === 'ENOENT' ? 'there is no such file' : message, { cause: error });
    });
    if (done === true) throw new Error('the backup is cut off');
    this.#rest = this.#rest.length === 0 ? value : Buffer.concat([this.#rest, value]);
  }
}

function damaged(): Error {
  return new Error('the backup is damaged, or no backup of replydesk');
}
