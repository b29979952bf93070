import type { AgentEvent, Observation } from '../../../shared/agents/observation.ts';
import type { HeardMoment } from '../../contracts/heard.ts';
import { outcomeOf } from '../../world/modes/outcome.ts';
import type { World } from '../../world/world.ts';
import { type Motion, touches } from './agent-touch.ts';

/** Most events between two observations; the oldest are dropped. */
const mostEvents = 256;

/** Of the action that moved the body last. */
export interface Moved {
  sequence: number;
  /** Milliseconds since it was received. */
  latency: number;
}

/** What one agent has sensed since its last observation, and what it knows of the world. */
export class AgentSenses {
  readonly #world: World;
  readonly #id: string;
  #events: AgentEvent[] = [];
  #before: Motion | undefined;
  /** Number of the newest announcement that it knows, and worth of its result. */
  #announced = 0;
  #worth = 0;

  constructor(world: World, id: string) {
    this.#world = world;
    this.#id = id;
    this.jumped();
  }

  /** The world may come back to this moment. */
  kept(): void {
    this.#before = undefined;
  }

  /** The world is at another moment: nothing of what happened before counts. */
  jumped(): void {
    this.#events = [];
    this.#before = undefined;
    this.#announced = this.#world.match.announced;
    this.#worth = this.#outcome().worth;
  }

  /** A tick is over, in which this was heard. */
  feel({ began }: Pick<HeardMoment, 'began'>, walks: boolean): void {
    const body = this.#world.state.players.get(this.#id)?.body;
    if (body === undefined) return;
    const sounds = began.map(({ kind: sound, x, y, z, level, openness }) => {
      return { kind: 'sound' as const, sound, x, y, z, level, openness };
    });
    this.#events.push(...sounds, ...touches(body, this.#before, walks, began));
    this.#events.splice(0, this.#events.length - mostEvents);
    this.#before = { vx: body.vx, vz: body.vz };
  }

  /** What the agent knows now; undefined while it has no body. The next one begins where this ends. */
  observe(moved: Moved): Omit<Observation, 'picture'> | undefined {
    const { state, match, manifest } = this.#world;
    const player = state.players.get(this.#id);
    const pose = this.#world.poseOf(this.#id);
    if (player === undefined || pose === undefined) return undefined;
    const { rate } = manifest.view;
    const { worth, over } = this.#outcome();
    const reward = worth - this.#worth;
    this.#worth = worth;
    const events = this.#events;
    this.#events = [];
    for (const { number, key, player: named, other, points } of match.announcements) {
      if (number <= this.#announced) continue;
      events.push({ kind: 'announcement', key, player: named, other, points });
    }
    this.#announced = match.announced;
    const { x, y, z, yaw, pitch } = pose;
    return {
      tick: state.tick,
      time: state.tick / rate,
      acknowledged: moved.sequence,
      latency: moved.latency,
      pose: { x, y, z, yaw, pitch },
      velocity: { x: player.body.vx, y: player.body.vy, z: player.body.vz },
      score: this.#standing()?.score ?? 0,
      reward,
      over,
      match: {
        phase: match.phase,
        round: match.round,
        ...(match.ends > 0 && { secondsLeft: Math.max(0, (match.ends - state.tick) / rate) }),
      },
      events,
    };
  }

  #standing() {
    return this.#world.match.standings.find(({ id }) => id === this.#id);
  }

  #outcome() {
    return outcomeOf(this.#world.mode, this.#world.match, this.#standing());
  }
}
