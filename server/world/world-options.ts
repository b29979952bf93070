import type { Manifest } from '../../shared/pack.ts';
import type { SharedMemory, WorldModel } from '../contracts/world-model.ts';
import type { WorldSeed } from '../memory/worlds/world-seed.ts';
import type { MapSources } from './ground/room-map.ts';
import type { GameMode } from './modes/mode.ts';
import type { Depenetration } from './physics/depenetration.ts';
import type { Rules } from './rules/rules.ts';

/** The parts of a world. */
export interface WorldOptions {
  pack: { readonly manifest: Manifest };
  seed: WorldSeed;
  /** Runs the networks. Worlds may share one. */
  generator: WorldModel;
  /** The room's own memory. The seed's keyframes are added if it is empty. */
  memory: SharedMemory;
  /** Determines everything random. An integer. */
  roomSeed: number;
  /** The room's name in view requests. 'world' by default. */
  room?: string;
  /** The game rules. By default the arena's. */
  rules?: Rules;
  /** The game mode. Free play by default. */
  mode?: GameMode;
  /**
   * Ground that nobody has seen is filled in from the pack's plan graph; pictures show it, and bodies collide with it. Off
   * by default.
   */
  map?: MapSources['map'];
  /** Called for every body that depenetration has freed, for the log. */
  freed?(depenetration: Depenetration): void;
}
