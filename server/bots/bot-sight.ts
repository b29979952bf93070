import { type Entity, type EntityKind, halfExtents } from '../../shared/entity.ts';
import type { Pose } from '../../shared/geometry/camera.ts';
import type { GroundPoint } from '../../shared/geometry/point.ts';
import { isInSight, type Thing, thingsOf } from '../world/views/in-sight.ts';
import type { World } from '../world/world.ts';

/** Somebody or something that a bot has seen. */
export interface Seen extends GroundPoint {
  readonly id: string;
  readonly kind: EntityKind;
  /** Metres a second, as it looked. */
  readonly vx: number;
  readonly vz: number;
  /** Tick at which it was seen last. */
  readonly tick: number;
}

type BotWorld = Pick<World, 'state' | 'match' | 'ground' | 'manifest'>;

/**
 * What a bot knows of who and what moves: what its player's view would show, for as long as it remembers, and what the mode
 * points out to everybody. Of anything else in the state a bot decides nothing.
 */
export class BotSight {
  readonly #id: string;
  readonly #memoryTicks: number;
  readonly #seen = new Map<string, Seen>();

  constructor(id: string, { memorySeconds, rate }: { memorySeconds: number; rate: number }) {
    this.#id = id;
    this.#memoryTicks = memorySeconds * rate;
  }

  /** Looks around from `camera`, and forgets what was seen too long ago, or is not where it was seen. */
  look(world: BotWorld, camera: Pose): void {
    const { tick } = world.state;
    const marked = new Set(world.match.marks.map(({ follows }) => follows));
    const now = new Set<string>();
    for (const one of thingsOf(world)) {
      if (one.id === this.#id || !(marked.has(one.id) || isInSight(camera, one.entity, world))) continue;
      now.add(one.id);
      this.#see(one, tick);
    }
    for (const [id, seen] of this.#seen) {
      if (now.has(id)) continue;
      const isOld = seen.kind === 'player' && tick - seen.tick > this.#memoryTicks;
      if (isOld || isInSight(camera, asEntity(seen), world)) this.#seen.delete(id);
    }
  }

  all(kind: Seen['kind']): Seen[] {
    return [...this.#seen.values()].filter((one) => one.kind === kind);
  }

  of(id: string): Seen | undefined {
    return this.#seen.get(id);
  }

  #see({ id, entity, vx, vz }: Thing, tick: number): void {
    this.#seen.set(id, { id, kind: entity.kind, x: entity.x, z: entity.z, vx, vz, tick });
  }
}

/** What was seen, as it would show where it was seen. */
function asEntity({ kind, x, z }: Seen): Entity {
  return { kind, x, y: halfExtents[kind][1], z, yaw: 0, colour: [0, 0, 0], state: 0 };
}
