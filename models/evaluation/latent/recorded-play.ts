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

const player = 'player-0';

/**
 * Plays in a new room of a held-out world as the engine runs it, drawing included, because memory learns from what is drawn and
 * bodies walk by it. The same world and actions have the same path.
 */
export async function playRoom(
  pack: Pack,
  generator: Pick<Generator, 'generate' | 'move'>,
  { worldSeed, seed }: Pick<HeldOutWorld, 'worldSeed' | 'seed'>,
  { ticks, act }: { ticks: number; act(player: Readonly<Player>, tick: number): Action },
): Promise<PlayRecording> {
  const memory = new RoomMemory(pack.manifest);
  const world = new World({ pack, seed: worldSeed, generator, memory, roomSeed: seed });
  world.join(player, player);
  const recording: PlayRecording = { frames: [], path: [] };
  const record = async () => {
    const [{ rgb, inverseDepth }] = await world.draw();
    const { x, z } = playerOf(world, player).body;
    recording.frames.push({ rgb: rgb.slice(), inverseDepth: inverseDepth.slice() });
    recording.path.push({ x, z });
  };
  try {
    await record();
    for (let tick = 0; tick < ticks; tick++) {
      world.setInput(player, { sequence: tick + 1, action: act(playerOf(world, player), tick) });
      await world.advance();
      await record();
    }
  } finally {
    world.close();
  }
  return recording;
}
