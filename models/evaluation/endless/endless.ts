import type { GeneratedView } from '../../../server/contracts/view.ts';
import type { Generator } from '../../../server/generation/generator.ts';
import { RoomMemory } from '../../../server/memory/room-memory.ts';
import type { Pack } from '../../../server/pack/pack.ts';
import { World } from '../../../server/world/world.ts';
import type { Pose } from '../../../shared/geometry/camera.ts';
import { createFrame } from '../../reference/rendering/renderer.ts';
import { Probe } from '../judges/probe.ts';
import { defaultControls } from '../rollout/held-out.ts';
import { type OnePicture, onePicture } from './one-picture.ts';
import { OutwardWalker } from './outward-walker.ts';
import { measureShutIn, type ShutInFigures } from './shut-in.ts';
import { type TileTime, type WatchedModel, watchedModel } from './watched-model.ts';

/** Metres from the start at which people look around. */
export const judgedDistances = [0, 50, 100, 200, 400] as const;
/** Looks in each place, all around. */
const looks = 6;
/** Most ticks for a metre outwards before a walk is given up. */
const ticksAMetre = 40;
/** Metres out and aside of the walk that comes back another way. */
const loop = { out: 60, aside: 40 };

export interface PlausibleFigures {
  /** Share of looks around that the probe takes for the world's own. */
  accepted: number;
  looks: number;
}

export interface EndlessReport {
  towns: number;
  /** By metres from the start: walks that got there, and what the probe says of looks around. */
  plausible: Record<string, PlausibleFigures & { walks: number }>;
  /** The same of reference frames at starts of the towns, and of the first looks' reprojections. */
  reference: PlausibleFigures;
  warp: PlausibleFigures;
  /** Looks after coming back another way: share that is the same to the bit, and the least decibels of the others. */
  loop: { walks: number; looks: number; same: number; least: number };
  /** Milliseconds of a tile, and of painting a view. */
  milliseconds: { tile: number; paint: number };
  /** Bots that walk outwards, and how often one of them had no way to ground farther out. */
  shut_in: ShutInFigures;
}

export interface EndlessOptions {
  /** File of the probe of places. */
  probe: string;
  towns: number;
  distances: readonly number[];
  /** Rooms of each beginning in which bots walk, and for how many ticks. */
  shutIn: { rooms: number; ticks: number };
  /** Called with the looks around of each place, rows of one town. */
  drawn?: (rows: Uint8Array[][]) => Promise<void>;
}

/** Walks outwards from one picture of each of some held-out towns, over ground that nobody has seen. */
export async function measureEndless(
  pack: Pack,
  generator: Generator,
  { probe: file, towns, distances, shutIn, drawn }: EndlessOptions,
): Promise<EndlessReport> {
  const { manifest } = pack;
  const probe = await Probe.load(file, manifest.view);
  const accepts = async (rgb: Uint8Array) => ((await probe.read(rgb))[0] > 0 ? 1 : 0);
  const plausible = new Map(distances.map((distance) => [distance, { accepted: 0, looks: 0, walks: 0 }]));
  const reference = { accepted: 0, looks: 0 };
  const warp = { accepted: 0, looks: 0 };
  const loops: number[] = [];
  const time: TileTime = { tiles: 0, milliseconds: 0 };
  const before = { paint: generator.time.inference.paint, views: generator.time.views };
  const model = watchedModel(generator, time);
  let loopWalks = 0;
  const rows: Uint8Array[][] = [];
  for (let town = 0; town < towns; town++) {
    const picture = onePicture(town, manifest.view, manifest.motion.eyeHeight);
    for (const rgb of referenceLooks(picture)) {
      reference.accepted += await accepts(rgb);
      reference.looks++;
    }
    const walk = new Walk(pack, model, picture, town);
    const row: Uint8Array[] = [];
    for (const distance of distances) {
      if (!(await walk.goTo(distance))) break;
      const figures = plausible.get(distance);
      if (!figures) continue;
      figures.walks++;
      for (const view of await walk.lookAround()) {
        figures.accepted += await accepts(view.rgb);
        figures.looks++;
        if (distance === 0) {
          warp.accepted += await accepts(view.warp ?? view.rgb);
          warp.looks++;
        }
        row.push(view.rgb);
      }
    }
    rows.push(row);
    const back = await new Walk(pack, model, picture, town + 1000).comeBack();
    if (back) {
      loopWalks++;
      loops.push(...back);
    }
  }
  await drawn?.(rows);
  const share = ({ accepted, looks: all }: PlausibleFigures) => ({ accepted: accepted / all, looks: all });
  const sorted = loops.toSorted((a, b) => a - b);
  return {
    towns,
    plausible: Object.fromEntries(
      [...plausible].map(([distance, figures]) => [distance, { ...share(figures), walks: figures.walks }]),
    ),
    reference: share(reference),
    warp: share(warp),
    loop: {
      walks: loopWalks,
      looks: sorted.length,
      same: sorted.filter((decibels) => decibels === Number.POSITIVE_INFINITY).length / sorted.length,
      least: sorted[0],
    },
    milliseconds: {
      tile: time.milliseconds / time.tiles,
      paint: (generator.time.inference.paint - before.paint) / (generator.time.views - before.views),
    },
    shut_in: await measureShutIn(pack, generator, shutIn),
  };
}

/** What the reference shows around the start of a town. */
function referenceLooks({ reference, renderer, pose }: OnePicture): Uint8Array[] {
  return lookPoses(pose).map((camera) => {
    const frame = createFrame({ width: 256, height: 144, focal: 176 });
    renderer.render(camera, reference.doors, defaultControls, frame);
    return frame.rgb;
  });
}

function lookPoses(pose: Pose): Pose[] {
  return Array.from({ length: looks }, (_, i) => ({ ...pose, yaw: pose.yaw + (i * 2 * Math.PI) / looks }));
}

/** One player who walks outwards from the only picture that a room has. */
class Walk {
  readonly #world: World;
  readonly #model: WatchedModel;
  readonly #walker: OutwardWalker;
  readonly #start: Pose;
  readonly #direction: number;
  #tick = 0;

  constructor(pack: Pack, model: WatchedModel, { worldSeed, pose }: OnePicture, roomSeed: number) {
    const memory = new RoomMemory(pack.manifest);
    this.#world = new World({ pack, seed: worldSeed, generator: model, memory, roomSeed, map: {} });
    this.#model = model;
    this.#start = pose;
    this.#direction = (roomSeed * 2.399963) % (2 * Math.PI);
    this.#world.join('walker', 'walker');
    // It is drawn where it looks around alone.
    this.#world.setDrawn('walker', false);
    this.#walker = new OutwardWalker(this.#world, this.#start);
  }

  get #body() {
    const player = this.#world.state.players.get('walker');
    if (!player) throw new Error('the walker left');
    return player;
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
  async lookAround(): Promise<GeneratedView[]> {
    const { body } = this.#body;
    const pose = { x: body.x, y: this.#start.y, z: body.z, yaw: body.heading, pitch: 0 };
    return this.#draw(lookPoses(pose));
  }

  /** Decibels between looks on the way out, and the same looks after a way back that lies aside. */
  async comeBack(): Promise<number[] | undefined> {
    if (!(await this.goTo(loop.out / 2))) return undefined;
    const { body } = this.#body;
    const seen = lookPoses({ x: body.x, y: this.#start.y, z: body.z, yaw: body.heading, pitch: 0 });
    const before = (await this.#draw(seen)).map(({ rgb }) => rgb.slice());
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
    const after = await this.#draw(seen);
    return after.map(({ rgb }, i) => psnr(rgb, before[i]));
  }

  async #draw(poses: readonly Pose[]): Promise<GeneratedView[]> {
    for (const [i, pose] of poses.entries()) this.#world.setCamera(`look-${i}`, pose);
    const views = await this.#world.draw();
    for (const i of poses.keys()) this.#world.setCamera(`look-${i}`, undefined);
    return views;
  }

  async #step(): Promise<void> {
    this.#world.setInput('walker', {
      sequence: ++this.#tick,
      action: this.#walker.act(this.#body, this.#tick),
    });
    await this.#world.advance();
    await this.#model.filled();
  }

  /**
   * Waits until all ground around the walker is filled in: until several ticks bring no tile. A tile that others needed is
   * there already when its turn comes.
   */
  async #settle(): Promise<void> {
    for (let tiles = -1, quiet = 0; quiet < quietTicks; ) {
      await this.#world.advance();
      await this.#model.filled();
      const placed = this.#world.toSeed().map?.length ?? 0;
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
