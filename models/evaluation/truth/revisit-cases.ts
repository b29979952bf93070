import type { StandingPose } from '../../../server/world/spawn.ts';
import { blockColours, type Entity } from '../../../shared/entity.ts';
import { type Pose, wrapAngle } from '../../../shared/geometry/camera.ts';
import { eyeHeight } from '../../reference/player.ts';
import type { Random } from '../../reference/random.ts';
import type { CaseMaker } from './case-maker.ts';
import { verdictOf } from './case-verdict.ts';
import { idleUnseen } from './edit-cases.ts';
import { indexOf, withBlock } from './edits.ts';
import { judgedSize } from './judged-size.ts';
import { blurred } from './picture-choice.ts';
import { blockAt, Places } from './places.ts';
import { renderScene, type Scene, SceneQuestion } from './scene-question.ts';
import { type Scenery, Stage } from './stage.ts';

export const revisitKinds = ['place', 'door', 'place', 'orb', 'place', 'block'] as const;
export type RevisitKind = (typeof revisitKinds)[number];

const traveller = 'traveller';
/** Wrong answers that a picture is compared with, at most and at least. */
const mostDistractors = 5;
const leastDistractors = 2;
/** Random places that the most similar ones are chosen from. */
const pool = 60;
/** Two places are others if they are this many metres apart, or their views this many radians. */
const otherMetres = 2.5;
const otherTurn = Math.PI / 4;
/** How far from its first view somebody comes back, at most: metres, radians. */
const backAside = 0.3;
const backTurned = 0.1;
/** Least metres between a place and where its visitor waits. */
const away = 5;
/** Distance from which a thing is looked at, metres. */
const thingNear = 1.6;
const thingFar = 4;

/** What somebody sees, leaves and comes back to. */
interface Visit {
  entities: Scenery['held']['worldSeed']['entities'];
  first: StandingPose;
  again: StandingPose;
  /** What it could be taken for when it is seen from `camera`. */
  distractors(camera: Pose, entities: readonly Entity[]): Scene[];
}

/**
 * `revisit_identity`: a player sees a place or a thing, is elsewhere for 70 ticks or more, and comes back to nearly the
 * same spot. The picture is compared with the true one and with others of its kind in the same world: the places that
 * look most like it, the same place before another door or orb, a block in other colours.
 */
export const revisitCases: CaseMaker<RevisitKind> = async (kind, { parts, scenery, random, roomSeed }) => {
  const visit = kind === 'place' ? visitPlace(scenery, random) : visitThing(kind, scenery, random);
  const elsewhere = visit && waitingPlace(scenery, visit.first, random);
  if (!visit || !elsewhere) return 'nowhere';
  const stage = new Stage({ ...parts, scenery, entities: visit.entities, roomSeed });
  stage.join(traveller, visit.first);
  await stage.act();
  await stage.look([traveller]);
  stage.lead(traveller, elsewhere);
  await stage.act();
  await idleUnseen(stage, [traveller]);
  stage.lead(traveller, visit.again);
  await stage.act();
  const seen = stage.scene(traveller);
  const distractors = visit.distractors(seen.camera, seen.entities);
  if (distractors.length < leastDistractors) return 'nowhere';
  const question = new SceneQuestion(scenery.held, scenery.view, [seen, ...distractors]);
  if (!question.answerable) return 'unseen';
  const [pictures] = await stage.picturesOf([traveller]);
  return await verdictOf(kind, [{ question, pictures }], random);
};

function visitPlace(scenery: Scenery, random: Random): Visit | undefined {
  const { entities } = scenery.held.worldSeed;
  const places = new Places(scenery, entities);
  const somewhere = (): StandingPose | undefined => {
    const cell = places.freeCell(0.6, random);
    const yaw = random.range(-Math.PI, Math.PI);
    return cell && { ...cell, yaw, pitch: random.range(-0.15, 0.1) };
  };
  const first = somewhere();
  const again = first && beside(first, random);
  if (!again || !places.isClear(again)) return undefined;
  const others = Array.from({ length: pool }, somewhere).filter((place) => place !== undefined);
  return {
    entities,
    first,
    again,
    distractors: (camera, things) => {
      const scenes = others
        .filter((place) => isOther(camera, place))
        .map((place) => ({ camera: { ...place, y: eyeHeight }, entities: things }));
      return mostSimilar(scenery, { camera, entities: things }, scenes);
    },
  };
}

function visitThing(
  kind: Exclude<RevisitKind, 'place'>,
  scenery: Scenery,
  random: Random,
): Visit | undefined {
  const added = kind === 'block' ? withBlock(scenery, random) : undefined;
  if (kind === 'block' && !added) return undefined;
  const entities = added?.entities ?? scenery.held.worldSeed.entities;
  const index = added?.index ?? indexOf(entities, kind, random);
  const thing = entities[index];
  const places = new Places(scenery, entities);
  const stand = places.stand(thing, { near: thingNear, far: thingFar }, random);
  if (stand === undefined) return undefined;
  const drop = Math.atan2(thing.y - eyeHeight, Math.hypot(thing.x - stand.x, thing.z - stand.z));
  const first = { ...stand, pitch: Math.max(-0.5, drop) };
  const again = beside(first, random);
  if (!places.isClear(again)) return undefined;
  const distractors: Visit['distractors'] = added
    ? (camera, things) => recoloured(camera, things, added)
    : (camera, things) => {
        const same = entities.filter((one, i) => one.kind === kind && i !== index);
        const cameras = same.flatMap((one) => {
          // An orb looks alike from all sides, a door from its own.
          const turns = kind === 'door' ? [one.yaw - thing.yaw] : [0, Math.PI / 2, Math.PI, -Math.PI / 2];
          return turns.map((turn) => asBefore(camera, thing, one, turn));
        });
        const scenes = cameras
          .filter((place) => places.isClear(place, 0.15))
          .map((place) => ({ camera: place, entities: things }));
        return mostSimilar(scenery, { camera, entities: things }, scenes);
      };
  return { entities, first, again, distractors };
}

/** The same view with the block in the other colours. */
function recoloured(
  camera: Pose,
  things: readonly Entity[],
  { cell, colour }: { cell: { x: number; z: number }; colour: number },
): Scene[] {
  const isBlock = ({ kind, x, z }: Entity) => kind === 'block' && x === cell.x && z === cell.z;
  return blockColours.flatMap((_, other) => {
    if (other === colour) return [];
    const entities = things.map((thing) => (isBlock(thing) ? blockAt(cell, other) : thing));
    return [{ camera, entities }];
  });
}

/** The camera that stands to `another` as `camera` stands to `thing`, turned by `turn`. */
function asBefore(
  camera: Pose,
  thing: { x: number; z: number },
  another: { x: number; z: number },
  turn: number,
): Pose {
  const dx = camera.x - thing.x;
  const dz = camera.z - thing.z;
  return {
    ...camera,
    x: another.x + dx * Math.cos(turn) + dz * Math.sin(turn),
    z: another.z - dx * Math.sin(turn) + dz * Math.cos(turn),
    yaw: wrapAngle(camera.yaw + turn),
  };
}

/** The scenes whose pictures are most like that of `scene`. */
function mostSimilar({ held, view }: Scenery, scene: Scene, scenes: readonly Scene[]): Scene[] {
  const size = judgedSize(view);
  const picture = blurred(renderScene(held, view, scene), size);
  const difference = (other: Scene) => {
    const compared = blurred(renderScene(held, view, other), size);
    return picture.reduce((sum, value, i) => sum + Math.abs(value - compared[i]), 0);
  };
  return scenes
    .map((other) => ({ other, apart: difference(other) }))
    .sort((a, b) => a.apart - b.apart)
    .slice(0, mostDistractors)
    .map(({ other }) => other);
}

function beside(pose: StandingPose, random: Random): StandingPose {
  const aside = () => random.range(-backAside, backAside) / Math.SQRT2;
  return {
    x: pose.x + aside(),
    z: pose.z + aside(),
    yaw: pose.yaw + random.range(-backTurned, backTurned),
    pitch: pose.pitch,
  };
}

function isOther(a: { x: number; z: number; yaw: number }, b: StandingPose): boolean {
  return Math.hypot(a.x - b.x, a.z - b.z) >= otherMetres || Math.abs(wrapAngle(a.yaw - b.yaw)) >= otherTurn;
}

/** A place far from another one that looks away from it. */
function waitingPlace(scenery: Scenery, { x, z }: StandingPose, random: Random): StandingPose | undefined {
  const cell = new Places(scenery, scenery.held.worldSeed.entities).freeCell(0.6, random);
  if (cell === undefined || Math.hypot(cell.x - x, cell.z - z) < away) return undefined;
  return { ...cell, yaw: Math.atan2(cell.x - x, cell.z - z), pitch: 0 };
}
