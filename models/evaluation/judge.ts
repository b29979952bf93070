import type { HeldOutWorld } from './held-out.ts';
import type { Observation } from './rollout.ts';

/** One measure of play: it sees every observation of one world after another. */
export interface Judge {
  /** A new world begins: what comes next follows nothing. */
  begin?(world: HeldOutWorld): void;
  judge(observation: Observation): void | Promise<void>;
}
