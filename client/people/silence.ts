import { z } from 'zod';
import { mostBlocked } from '../../shared/emote.ts';

/** `muted`: this page hides the person's messages. `blocked`: the room passes on no messages between the two. */
export type Silencing = 'muted' | 'blocked';

const storedSchema = z.object({
  muted: z.array(z.string()).catch([]),
  blocked: z.array(z.string()).catch([]),
});

/** The part of a Storage that is used. */
type Store = Pick<Storage, 'getItem' | 'setItem'>;

/**
 * Muted and blocked members by session id. The list lasts as long as the tab, also over reloads. A member who
 * leaves and joins again has a new session id and is no longer on it.
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
      // Invalid contents: nobody is muted.
    }
    const { muted, blocked } = storedSchema.safeParse(stored).data ?? { muted: [], blocked: [] };
    this.#sets = { muted: new Set(muted), blocked: new Set(blocked.slice(-mostBlocked)) };
  }

  has(how: Silencing, id: string): boolean {
    return this.#sets[how].has(id);
  }

  /** Whether the page shows a member's messages and emotes. */
  shows(id: string): boolean {
    return !this.has('muted', id) && !this.has('blocked', id);
  }

  /** All blocked members. */
  get blocked(): string[] {
    return [...this.#sets.blocked];
  }

  set(how: Silencing, id: string, on: boolean): void {
    const members = this.#sets[how];
    members.delete(id);
    if (on) members.add(id);
    // The room has a limit. The member who was blocked first has most likely left.
    if (how === 'blocked' && members.size > mostBlocked) members.delete([...members][0]);
    const { muted, blocked } = this.#sets;
    try {
      this.#store?.setItem(this.#key, JSON.stringify({ muted: [...muted], blocked: [...blocked] }));
    } catch {
      // Storage is blocked: the list lasts as long as the page.
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
