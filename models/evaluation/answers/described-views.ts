import { describeView } from '../../../server/answers/describe-view.ts';
import type { Knowledge } from '../../../server/answers/knowledge.ts';
import type { WordTower } from '../../../server/pack/word-tower.ts';
import type { World } from '../../../server/world/world.ts';
import type { Scene, Surroundings } from '../../../shared/answers/scene.ts';
import type { Pose } from '../../../shared/geometry/camera.ts';
import type { HeldOutWorld } from '../rollout/held-out.ts';
import { judgeSurroundings, partsAt } from './judged-surroundings.ts';
import { summed, type Tally } from './kept-walks.ts';
import { TrueGround } from './true-ground.ts';
import { TrueSurfaces } from './true-surfaces.ts';
import { clearly, TrueSights, type TrueThing } from './truth-sights.ts';

/** What is counted of descriptions. */
export const describedParts = [
  // Things: mentioned ones that truly show, and clearly shown ones that are mentioned.
  ...(['mentioned', 'complete'] as const),
  // Of mentioned things that truly show.
  ...(['colours', 'sides', 'distances', 'doors'] as const),
  // What most of the walls in a part of the view, or of the ground, are said to be of; and clear cases that are said.
  ...(['materials', 'materialsSaid'] as const),
  // Landmarks: said ones that truly show, clearly shown ones that are said, and sides of those that show.
  ...(['landmarks', 'landmarksSaid', 'landmarkSides'] as const),
  // Views of which all things, colours, sides and landmarks are right; and all materials, too.
  ...(['allRight', 'allRightWithMaterials'] as const),
  // Metres of open ground in four directions, where no doorway lies.
  'ground',
] as const;

/** How descriptions of single views compare with what is truly to be seen in them. */
export type DescriptionFigures = { views: number } & Record<(typeof describedParts)[number], Tally>;

const blockNames = ['red', 'blue', 'yellow', 'green'];
const playerNames = ['red', 'blue', 'yellow', 'green', 'violet', 'orange', 'cyan', 'pink'];
/** Judges descriptions by reference renders of the same poses and the full state. */
export class DescribedViews {
  readonly figures: DescriptionFigures;

  /** The reference's names of surfaces, by what the pack says. */
  readonly #names: ReadonlyMap<string, string>;

  constructor(tower: WordTower | undefined) {
    this.#names = new Map(tower?.surfaces.map(({ name, says }) => [says, name]));
    this.figures = { views: 0, ...summed(describedParts, []) };
  }

  /** `surroundings`: what the pack's words say of the view; undefined for packs without words. */
  judge(
    held: HeldOutWorld,
    world: World,
    knowledge: Knowledge,
    things: readonly TrueThing[],
    surroundings: Surroundings | undefined,
  ): void {
    const { figures } = this;
    const scene = describeView(knowledge, knowledge.tick, []);
    const truth = new TrueSights(held, knowledge.intrinsics);
    truth.look(knowledge.tick, knowledge.pose, things);
    figures.views++;
    const rights: boolean[] = [];
    const right = (tally: Tally, is: boolean) => {
      count(tally, is);
      rights.push(is);
    };
    for (const thing of scene.things) {
      const sight = truth.things.get(thing.id);
      const shows = sight !== undefined && sight.most > clearly.unseen;
      right(figures.mentioned, shows);
      if (!shows) continue;
      const { x, z, state } = sight.glimpse;
      const { turn, metres } = seenFrom(knowledge.pose, x, z);
      count(figures.distances, Math.abs(thing.metres - metres) <= Math.max(0.15, 0.1 * metres));
      right(figures.sides, partsAt(turn).includes(thing.part));
      if (thing.kind === 'door') count(figures.doors, thing.open >= 0.5 === state >= 0.5);
      const colour = trueColour(world, thing.id);
      if (colour !== undefined) right(figures.colours, thing.colour === colour);
    }
    for (const [id, { clear }] of truth.things) {
      if (clear)
        right(
          figures.complete,
          scene.things.some((thing) => thing.id === id),
        );
    }
    if (surroundings !== undefined) {
      const shown = new TrueSurfaces(held, knowledge.intrinsics).look(knowledge.pose, things);
      const verdicts = judgeSurroundings(surroundings, shown, this.#names);
      for (const part of ['landmarks', 'landmarksSaid', 'landmarkSides'] as const)
        for (const verdict of verdicts[part]) right(figures[part], verdict);
      const materials = (['materials', 'materialsSaid'] as const).flatMap((part) => {
        for (const verdict of verdicts[part]) count(figures[part], verdict);
        return verdicts[part];
      });
      count(figures.allRight, rights.every(Boolean));
      count(figures.allRightWithMaterials, [...rights, ...materials].every(Boolean));
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
