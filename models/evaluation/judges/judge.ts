import type { HeldOutWorld } from '../rollout/held-out.ts';
import type { Observation } from '../rollout/rollout.ts';

/** One measure of play: it sees every observation of several worlds, each world's in order. */
export interface Judge {
  /** Observations of this world are going to follow. */
  begin?(world: HeldOutWorld): void;
  judge(observation: Observation): void | Promise<void>;
}
