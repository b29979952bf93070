import type { HeldOutWorld } from '../rollout/held-out.ts';
import type { Observation } from '../rollout/rollout.ts';

/** A measure of play. It gets all observations of several worlds; those of one world are in order. */
export interface Judge {
  /** Called before the first observation of a world. */
  begin?(world: HeldOutWorld): void;
  judge(observation: Observation): void | Promise<void>;
}
