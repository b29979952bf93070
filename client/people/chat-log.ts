import type { ChatMessage } from '../../shared/messages.ts';

/** Most messages that are kept. */
export const mostKept = 100;

/** A message with a unique number, in order of arrival. */
export interface ChatLine extends ChatMessage {
  number: number;
}

/** The last messages of a room. */
export class ChatLog {
  readonly #lines: ChatLine[] = [];
  #next = 0;

  /** Appends a message. */
  add(message: ChatMessage): ChatLine {
    const line = { ...message, number: this.#next++ };
    this.#lines.push(line);
    if (this.#lines.length > mostKept) this.#lines.shift();
    return line;
  }

  /** Messages, the oldest first. */
  get lines(): readonly ChatLine[] {
    return this.#lines;
  }

  /** Drops the messages of this sender. */
  forget(id: string): void {
    const others = this.#lines.filter((line) => line.id !== id);
    this.#lines.splice(0, this.#lines.length, ...others);
  }
}
