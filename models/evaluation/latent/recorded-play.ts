import type { Generator } from '../../../server/generation/generator.ts';
import { RoomMemory } from '../../../server/memory/room-memory.ts';
import type { Pack } from '../../../server/pack/pack.ts';
import { World } from '../../../server/world/world.ts';
import type { Player } from '../../../server/world/world-state.ts';
import type { Action } from '../../../shared/action.ts';
import type { GroundPoint } from '../../../shared/geometry/point.ts';
import type { HeldOutWorld } from '../rollout/held-out.ts';
import { playerOf } from '../rollout/rollout.ts';
import type { SeenFrame } from './latent-encoder.ts';

/** Play of one player in a room that is new. */
export interface PlayRecording {
  /** What was drawn for the player: before the first tick, and after each of them. */
  frames: SeenFrame[];
  /** Where it stood then. */
  path: GroundPoint[];
}

/** Whose play it is. */
export const roomPlayer = 'player-0';

/** A room with what it remembers. */
export interface OpenRoom {
  readonly world: World;
  readonly memory: RoomMemory;
}

/** A new room of a held-out world in which one player stands. */
export function openRoom(
  pack: Pack,
  generator: Pick<Generator, 'generate' | 'move'>,
  { worldSeed, seed }: Pick<HeldOutWorld, 'worldSeed' | 'seed'>,
): OpenRoom {
  const memory = new RoomMemory(pack.manifest);
  const world = new World({ pack, seed: worldSeed, generator, memory, roomSeed: seed });
  world.join(roomPlayer, roomPlayer);
  return { world, memory };
}

/**
 * Plays in a new room of a held-out world as the engine runs it, drawing included, because memory learns from what is drawn and
 * bodies walk by it. The same world and actions have the same path.
 */
export async function playRoom(
  pack: Pack,
  generator: Pick<Generator, 'generate' | 'move'>,
  room: Pick<HeldOutWorld, 'worldSeed' | 'seed'>,
  { ticks, act }: { ticks: number; act(player: Readonly<Player>, tick: number): Action },
): Promise<PlayRecording> {
  const { world } = openRoom(pack, generator, room);
  const recording: PlayRecording = { frames: [], path: [] };
  const record = async () => {
    const [{ rgb, inverseDepth }] = await world.draw();
    const { x, z } = playerOf(world, roomPlayer).body;
    recording.frames.push({ rgb: rgb.slice(), inverseDepth: inverseDepth.slice() });
    recording.path.push({ x, z });
  };
  try {
    await record();
    for (let tick = 0; tick < ticks; tick++) {
      world.setInput(roomPlayer, { sequence: tick + 1, action: act(playerOf(world, roomPlayer), tick) });
      await world.advance();
      await record();
    }
  } finally {
    world.close();
  }
  return recording;
}
