import type { Manifest } from '../../../shared/pack.ts';
import type { Random } from '../../reference/random.ts';
import type { ViewSource } from '../rollout/rollout.ts';
import type { Attempt } from './case-verdict.ts';
import type { Scenery } from './stage.ts';

/** What a case is made of. */
export interface CaseSetting {
  parts: { pack: { readonly manifest: Manifest }; generator: ViewSource };
  scenery: Scenery;
  /** Everything random of this attempt. */
  random: Random;
  roomSeed: number;
  /** Whether the two players change roles, as in half of the cases of each kind. */
  swapped: boolean;
}

/** Tries to make a case of a kind in a world of its own, and judges it. */
export type CaseMaker<Kind extends string> = (kind: Kind, setting: CaseSetting) => Promise<Attempt>;
