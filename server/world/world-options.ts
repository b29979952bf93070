import type { Manifest } from '../../shared/pack.ts';
import type { SharedMemory, WorldModel } from '../contracts/world-model.ts';
import type { WorldSeed } from '../memory/world-seed.ts';
import type { GameMode } from './modes/mode.ts';
import type { Depenetration } from './physics/depenetration.ts';
import type { Rules } from './rules/rules.ts';

/** What a world is made of. */
export interface WorldOptions {
  pack: { readonly manifest: Manifest };
  seed: WorldSeed;
  /** Runs the networks; several worlds share one. */
  generator: WorldModel;
  /** The room's own memory; the seed's keyframes are added when it is empty. */
  memory: SharedMemory;
  /** Decides everything that happens by chance; an integer. */
  roomSeed: number;
  /** The room's name in view requests; 'world' by default. */
  room?: string;
  /** What can be done in the world; the arena's by default. */
  rules?: Rules;
  /** The game; free play by default. */
  mode?: GameMode;
  /** Called for every body that was stuck and got out, so that it can be logged. */
  freed?(wayOut: Depenetration): void;
}
