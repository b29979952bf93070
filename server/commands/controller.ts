import type { Action } from '../../shared/action.ts';
import type { CommandState } from '../../shared/commands/command.ts';
import type { BodyLimits, GroundPose } from '../../shared/commands/setpoint.ts';
import type { BotSight } from '../bots/bot-sight.ts';
import type { WalkableGround } from '../bots/walkable-ground.ts';
import type { World } from '../world/world.ts';

/** What a controller decides by. It knows of the world what its player's view has shown, and what memory knows of the ground. */
export interface Situation {
  /** Id of the player. */
  readonly id: string;
  /** When the body will move by what is decided now, milliseconds. */
  readonly at: number;
  /** Seconds until the next decision. */
  readonly period: number;
  /** Where the body is now, and where it will be when it moves by what is decided. */
  readonly stands: GroundPose;
  readonly pose: GroundPose;
  /** Radians, positive upwards. */
  readonly pitch: number;
  readonly limits: BodyLimits;
  /** Radians a second at a `look` of 1. */
  readonly lookRate: number;
  readonly sight: BotSight;
  readonly ground: WalkableGround;
  readonly world: Pick<World, 'state' | 'ground'>;
}

/** What the body does until the next decision, and how far the command is. */
export interface Decision {
  readonly action: Action;
  readonly state: Exclude<CommandState, 'idle'>;
}

/** Closes the loop between a command and a body. It is asked at the rate of its adapter until it is no longer under way. */
export interface Controller {
  decide(situation: Situation): Decision;
  /** Words for what it does now, where it was asked in words. */
  readonly step?: string | undefined;
  /** Number of that, from 0, among all that was asked. */
  readonly number?: number;
}
