import type { PictureSize } from '../../../server/contracts/picture.ts';
import type { GeneratedView } from '../../../server/contracts/view.ts';
import { RoomMemory } from '../../../server/memory/room-memory.ts';
import type { Pack } from '../../../server/pack/pack.ts';
import { World } from '../../../server/world/world.ts';
import type { Pose } from '../../../shared/geometry/camera.ts';
import type { OnePicture } from './one-picture.ts';
import { OutwardWalker } from './outward-walker.ts';
import type { WatchedModel } from './watched-model.ts';

/** Looks in each place, all around. */
const looks = 6;
/** Most ticks for a metre outwards before a walk is given up. */
const ticksAMetre = 40;
/** Metres out and aside of the walk that comes back another way. */
const loop = { out: 60, aside: 40 };

/** Directions all around a place. */
export function lookPoses(pose: Pose): Pose[] {
  return Array.from({ length: looks }, (_, i) => ({ ...pose, yaw: pose.yaw + (i * 2 * Math.PI) / looks }));
}

/** One player who walks outwards from the only picture that a room has. */
export class PictureWalk {
  readonly memory: RoomMemory;
  readonly world: World;
  readonly #model: WatchedModel;
  readonly #walker: OutwardWalker;
  readonly #start: Pose;
  readonly #direction: number;
  #tick = 0;

  constructor(pack: Pack, model: WatchedModel, { worldSeed, pose }: OnePicture, roomSeed: number) {
    this.memory = new RoomMemory(pack.manifest);
    this.world = new World({
      pack,
      seed: worldSeed,
      generator: model,
      memory: this.memory,
      roomSeed,
      map: {},
    });
    this.#model = model;
    this.#start = pose;
    this.#direction = (roomSeed * 2.399963) % (2 * Math.PI);
    this.world.join('walker', 'walker');
    // It is drawn where it looks around alone.
    this.world.setDrawn('walker', false);
    this.#walker = new OutwardWalker(this.world, this.#start);
  }

  get #body() {
    const player = this.world.state.players.get('walker');
    if (!player) throw new Error('the walker left');
    return player;
  }

  /** Where the walker stands, at the height of its eyes, and looks level. */
  get pose(): Pose {
    const { x, z, heading } = this.#body.body;
    return { x, y: this.#start.y, z, yaw: heading, pitch: 0 };
  }

  /** Whether the walker got so many metres away from the start. */
  async goTo(metres: number): Promise<boolean> {
    // The goal lies far beyond, so that walls on the way do not end the walk.
    const { x, z } = this.#start;
    const far = metres + 200;
    this.#walker.goal = { x: x + far * Math.sin(this.#direction), z: z + far * Math.cos(this.#direction) };
    await this.#settle();
    const away = () => Math.hypot(this.#body.body.x - x, this.#body.body.z - z);
    for (let ticks = 0; away() < metres; ticks++) {
      if (ticks > ticksAMetre * (metres + 20)) return false;
      await this.#step();
    }
    await this.#settle();
    return true;
  }

  /** Views all around, as newcomers get them. */
  lookAround(): Promise<GeneratedView[]> {
    return this.draw(lookPoses(this.pose));
  }

  /** Decibels between looks on the way out, and the same looks after a way back that lies aside. */
  async comeBack(): Promise<number[] | undefined> {
    if (!(await this.goTo(loop.out / 2))) return undefined;
    const seen = lookPoses(this.pose);
    const before = (await this.draw(seen)).map(({ rgb }) => rgb.slice());
    if (!(await this.goTo(loop.out))) return undefined;
    const across = this.#direction + Math.PI / 2;
    const aside = {
      x: this.#body.body.x + loop.aside * Math.sin(across),
      z: this.#body.body.z + loop.aside * Math.cos(across),
    };
    for (const goal of [aside, this.#start]) {
      this.#walker.goal = goal;
      for (let ticks = 0; ticks < ticksAMetre * loop.out; ticks++) {
        if (Math.hypot(this.#body.body.x - goal.x, this.#body.body.z - goal.z) < 3) break;
        await this.#step();
      }
    }
    const after = await this.draw(seen);
    return after.map(({ rgb }, i) => psnr(rgb, before[i]));
  }

  /** Views of cameras that write nothing to memory, for pictures of this size; by default of the views' own. */
  async draw(poses: readonly Pose[], size?: PictureSize): Promise<GeneratedView[]> {
    for (const [i, pose] of poses.entries()) {
      this.world.setCamera(`look-${i}`, pose);
      if (size) this.world.pictureSizes.set(`look-${i}`, size);
    }
    const views = await this.world.draw();
    for (const i of poses.keys()) this.world.setCamera(`look-${i}`, undefined);
    return views;
  }

  async #step(): Promise<void> {
    this.world.setInput('walker', {
      sequence: ++this.#tick,
      action: this.#walker.act(this.#body, this.#tick),
    });
    await this.world.advance();
    await this.#model.filled();
  }

  /**
   * Waits until all ground around the walker is filled in: until several ticks bring no tile. A tile that others needed is
   * there already when its turn comes.
   */
  async #settle(): Promise<void> {
    for (let tiles = -1, quiet = 0; quiet < quietTicks; ) {
      await this.world.advance();
      await this.#model.filled();
      const placed = this.world.toSeed().map?.length ?? 0;
      quiet = placed === tiles ? quiet + 1 : 0;
      tiles = placed;
    }
  }
}

/** Ticks without a new tile after which the ground is filled in. */
const quietTicks = 4;

function psnr(a: Uint8Array, b: Uint8Array): number {
  let squares = 0;
  for (const [i, value] of a.entries()) squares += (value - b[i]) ** 2;
  return 10 * Math.log10((255 ** 2 * a.length) / squares);
}
