import { z } from 'zod';
import { mostBlocked } from '../../shared/emote.ts';

/** How somebody is not heard: left out on this page, or kept apart by the room, both ways. */
export type Silencing = 'muted' | 'blocked';

const storedSchema = z.object({
  muted: z.array(z.string()).catch([]),
  blocked: z.array(z.string()).catch([]),
});

/** The part of a Storage that is used. */
type Store = Pick<Storage, 'getItem' | 'setItem'>;

/**
 * Whom the person at this page does not want to hear, by session id. It lasts as long as the tab, also when the
 * page is loaded again, and ends for somebody who leaves the room and comes back as another.
 */
export class Silence {
  readonly #key: string;
  readonly #store: Store | undefined;
  readonly #sets: Readonly<Record<Silencing, Set<string>>>;

  constructor(roomId: string, store: Store | undefined = tabStorage()) {
    this.#key = `worldroom.silence.${roomId}`;
    this.#store = store;
    let stored: unknown;
    try {
      stored = JSON.parse(store?.getItem(this.#key) ?? '{}');
    } catch {
      // Written by something else: nobody is silenced.
    }
    const { muted, blocked } = storedSchema.safeParse(stored).data ?? { muted: [], blocked: [] };
    this.#sets = { muted: new Set(muted), blocked: new Set(blocked.slice(-mostBlocked)) };
  }

  has(how: Silencing, id: string): boolean {
    return this.#sets[how].has(id);
  }

  /** Whether what somebody says, with or without words, is shown. */
  hears(id: string): boolean {
    return !this.has('muted', id) && !this.has('blocked', id);
  }

  /** Everybody who is blocked. */
  get blocked(): string[] {
    return [...this.#sets.blocked];
  }

  set(how: Silencing, id: string, on: boolean): void {
    const members = this.#sets[how];
    members.delete(id);
    if (on) members.add(id);
    // The room takes so many; who was blocked first has most likely left.
    if (how === 'blocked' && members.size > mostBlocked) members.delete([...members][0]);
    const { muted, blocked } = this.#sets;
    try {
      this.#store?.setItem(this.#key, JSON.stringify({ muted: [...muted], blocked: [...blocked] }));
    } catch {
      // Storage is blocked: it lasts as long as the page.
    }
  }
}

function tabStorage(): Storage | undefined {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}
