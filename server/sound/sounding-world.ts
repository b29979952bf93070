import type { SoundingWorld } from '../../shared/sound-events.ts';
import { drawnEntity, type WorldState } from '../world/world-state.ts';

/** The parts of a room's state that produce sound. */
export function soundingWorld(state: Readonly<WorldState>): SoundingWorld {
  return {
    players: [...state.players].map(([id, { body }]) => [id, body]),
    entities: [...state.entities].flatMap(([id, entity]) => {
      const drawn = drawnEntity(entity);
      return drawn === undefined ? [] : [[id, drawn] as const];
    }),
  };
}
