import { describeView } from '../../../server/answers/describe-view.ts';
import type { Knowledge } from '../../../server/answers/knowledge.ts';
import type { World } from '../../../server/world/world.ts';
import type { Scene } from '../../../shared/answers/scene.ts';
import type { Pose } from '../../../shared/geometry/camera.ts';
import type { HeldOutWorld } from '../rollout/held-out.ts';
import { TrueGround } from './true-ground.ts';
import { clearly, TrueSights, type TrueThing } from './truth-sights.ts';

interface Tally {
  cases: number;
  right: number;
}

/** How descriptions of single views compare with what is truly to be seen in them. */
export interface DescriptionFigures {
  views: number;
  /** Things: mentioned ones that truly show, and clearly shown ones that are mentioned. */
  mentioned: Tally;
  complete: Tally;
  /** Of mentioned things that truly show. */
  colours: Tally;
  sides: Tally;
  distances: Tally;
  doors: Tally;
  /** Metres of open ground in four directions, where no doorway lies. */
  ground: Tally;
}

const blockNames = ['red', 'blue', 'yellow', 'green'];
const playerNames = ['red', 'blue', 'yellow', 'green', 'violet', 'orange', 'cyan', 'pink'];
/** Radians around a border between parts of a view within which either counts, and the border. */
const border = { at: 0.2, slack: 0.035 } as const;

/** Judges descriptions by reference renders of the same poses and the full state. */
export class DescribedViews {
  readonly figures: DescriptionFigures;

  constructor() {
    const tally = (): Tally => ({ cases: 0, right: 0 });
    this.figures = {
      ...{ views: 0, mentioned: tally(), complete: tally(), colours: tally(), sides: tally() },
      ...{ distances: tally(), doors: tally(), ground: tally() },
    };
  }

  judge(held: HeldOutWorld, world: World, knowledge: Knowledge, things: readonly TrueThing[]): void {
    const { figures } = this;
    const scene = describeView(knowledge, knowledge.tick, []);
    const truth = new TrueSights(held, knowledge.intrinsics);
    truth.look(knowledge.tick, knowledge.pose, things);
    figures.views++;
    for (const thing of scene.things) {
      const sight = truth.things.get(thing.id);
      const shows = sight !== undefined && sight.most > clearly.unseen;
      count(figures.mentioned, shows);
      if (!shows) continue;
      const { x, z, state } = sight.glimpse;
      const { turn, metres } = seenFrom(knowledge.pose, x, z);
      count(figures.distances, Math.abs(thing.metres - metres) <= Math.max(0.15, 0.1 * metres));
      count(figures.sides, partsAt(turn).includes(thing.part));
      if (thing.kind === 'door') count(figures.doors, thing.open >= 0.5 === state >= 0.5);
      const colour = trueColour(world, thing.id);
      if (colour !== undefined) count(figures.colours, thing.colour === colour);
    }
    for (const [id, { clear }] of truth.things) {
      if (clear)
        count(
          figures.complete,
          scene.things.some((thing) => thing.id === id),
        );
    }
    this.#judgeGround(held, knowledge.pose, scene);
  }

  #judgeGround({ reference }: HeldOutWorld, { x, z, yaw }: Pose, { clear }: Scene): void {
    const walls = new TrueGround(reference, []);
    const turns = { ahead: 0, right: Math.PI / 2, behind: Math.PI, left: -Math.PI / 2 } as const;
    for (const way of ['ahead', 'right', 'behind', 'left'] as const) {
      const said = clear[way];
      const [dx, dz] = [Math.sin(yaw + turns[way]), Math.cos(yaw + turns[way])];
      const metres = walls.free({ x, z }, dx, dz, []);
      if (said === null || crossesDoorway(reference.doors, { x, z }, dx, dz, metres)) continue;
      count(this.figures.ground, Math.abs(said - metres) <= Math.max(0.25, 0.1 * metres));
    }
  }
}

function count(tally: Tally, right: boolean): void {
  tally.cases++;
  if (right) tally.right++;
}

function seenFrom(pose: Pose, x: number, z: number): { turn: number; metres: number } {
  const [dx, dz] = [x - pose.x, z - pose.z];
  const ahead = dx * Math.sin(pose.yaw) + dz * Math.cos(pose.yaw);
  const right = dx * Math.cos(pose.yaw) - dz * Math.sin(pose.yaw);
  return { turn: Math.atan2(right, ahead), metres: Math.hypot(dx, dz) };
}

/** The parts of the view that are right to say; two at a border. */
function partsAt(turn: number): string[] {
  const parts: string[] = [];
  if (turn < -border.at + border.slack) parts.push('left');
  if (Math.abs(turn) < border.at + border.slack) parts.push('ahead');
  if (turn > border.at - border.slack) parts.push('right');
  return parts;
}

function trueColour({ state }: World, id: string): string | undefined {
  const player = state.players.get(id);
  if (player) return playerNames[player.colour];
  const thing = state.entities.get(id);
  return thing?.kind === 'block' ? blockNames[thing.colour] : undefined;
}

function crossesDoorway(
  doors: HeldOutWorld['reference']['doors'],
  from: { x: number; z: number },
  dx: number,
  dz: number,
  metres: number,
): boolean {
  for (let far = 0; far < metres; far += 0.1) {
    const [x, z] = [Math.floor(from.x + dx * far), Math.floor(from.z + dz * far)];
    if (doors.some((door) => Math.floor(door.x) === x && Math.floor(door.z) === z)) return true;
  }
  return false;
}
