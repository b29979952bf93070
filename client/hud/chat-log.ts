import type { ChatMessage } from '../../shared/messages.ts';

/** Most messages that are kept. */
export const mostKept = 100;

/** A message with a number of its own, in the order of coming. */
export interface ChatLine extends ChatMessage {
  number: number;
}

/**
 * The last messages of a room, and whom the person who reads does not want to hear. Muting is the page's
 * own matter: the room goes on sending, and nobody is told. It goes by session id, so it ends when the
 * muted one leaves.
 */
export class ChatLog {
  readonly #lines: ChatLine[] = [];
  /** Names by session id. */
  readonly #muted = new Map<string, string>();
  #next = 0;

  /** Keeps a message; undefined when its sender is muted. */
  add(message: ChatMessage): ChatLine | undefined {
    if (this.#muted.has(message.id)) return undefined;
    const line = { ...message, number: this.#next++ };
    this.#lines.push(line);
    if (this.#lines.length > mostKept) this.#lines.shift();
    return line;
  }

  /** The oldest first. */
  get lines(): readonly ChatLine[] {
    return this.#lines;
  }

  /** Who is muted: names by session id. */
  get muted(): ReadonlyMap<string, string> {
    return this.#muted;
  }

  /** From now on nothing of this sender is heard, and what it said is gone. */
  mute(id: string, name: string): void {
    this.#muted.set(id, name);
    const others = this.#lines.filter((line) => line.id !== id);
    this.#lines.splice(0, this.#lines.length, ...others);
  }

  unmute(id: string): void {
    this.#muted.delete(id);
  }
}
