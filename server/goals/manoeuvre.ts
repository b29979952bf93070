import type { Action } from '../../shared/action.ts';
import type { Player } from '../world/world-state.ts';
import { Dribble, type DribbleOptions } from './dribble.ts';
import type { GoalGround } from './goal-ground.ts';
import type { GoalWorld } from './goal-world.ts';
import { Push, type PushOptions } from './push.ts';
import { Stand, type StandOptions } from './stand.ts';
import { Walk, type WalkOptions } from './walk.ts';

/** Something that a body can be at for some seconds, as plain data: a branch does it first, and then the room. */
export type Manoeuvre =
  | ({ readonly kind: 'walk' } & WalkOptions)
  | ({ readonly kind: 'stand' } & StandOptions)
  | ({ readonly kind: 'push' } & PushOptions)
  | ({ readonly kind: 'dribble' } & DribbleOptions);

/** Carries out a manoeuvre, tick by tick. */
export interface Performance {
  /** The action of the next tick; undefined when it is over. */
  act(world: GoalWorld, player: Player): Action | undefined;
}

export function performed(manoeuvre: Manoeuvre, ground: GoalGround): Performance {
  switch (manoeuvre.kind) {
    case 'walk':
      return new Walk(ground, manoeuvre);
    case 'stand':
      return new Stand(ground, manoeuvre);
    case 'push':
      return new Push(ground, manoeuvre);
    case 'dribble':
      return new Dribble(ground, manoeuvre);
  }
}
