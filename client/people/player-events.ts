import type { RoomState } from '../../shared/state.ts';
import { texts } from '../texts.ts';
import { markName } from './person-name.ts';

/** Derives from two successive states which players join, leave, drop and reconnect. */
export class PlayerEvents {
  #known: Map<string, { name: string; connected: boolean }> | undefined;

  /** Sentences, with marked names (markName), about the others since the last call; none at the first. */
  update(state: RoomState, ownId: string | undefined): string[] {
    const now = new Map(
      [...state.players.entries()].map(([id, { name, connected }]) => [id, { name, connected }] as const),
    );
    const before = this.#known;
    this.#known = now;
    if (!before) return [];
    const sentences: string[] = [];
    for (const [id, player] of now) {
      if (id === ownId) continue;
      const former = before.get(id);
      if (!former) sentences.push(texts.events.joined(markName(player.name)));
      else if (former.connected && !player.connected)
        sentences.push(texts.events.dropped(markName(player.name)));
      else if (!former.connected && player.connected)
        sentences.push(texts.events.returned(markName(player.name)));
    }
    for (const [id, player] of before) {
      if (!now.has(id) && id !== ownId) sentences.push(texts.events.left(markName(player.name)));
    }
    return sentences;
  }
}
