import { randomBytes, randomUUID } from 'node:crypto';
import type { OtherProcess, ServerProcesses } from './server-processes.ts';

/** A process that has all rooms itself. */
export class LoneProcess implements ServerProcesses {
  readonly presence = undefined;
  readonly driver = undefined;
  readonly address = undefined;
  readonly instance = randomUUID();

  others(): OtherProcess[] {
    return [];
  }

  isAlive(): boolean {
    return true;
  }

  /** Nobody else makes or checks these signatures. */
  key(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(randomBytes(32));
  }

  async lost(): Promise<void> {}

  async begin(): Promise<void> {}

  async end(): Promise<void> {}

  async close(): Promise<void> {}
}
