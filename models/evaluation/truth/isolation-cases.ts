import { type Action, type AxisName, axisNames } from '../../../shared/action.ts';
import { type Pose, wrapAngle } from '../../../shared/geometry/camera.ts';
import type { Random } from '../../reference/random.ts';
import type { ReferenceWorld } from '../../reference/world.ts';
import type { CaseMaker } from './case-maker.ts';
import { bySource } from './case-verdict.ts';
import { Places } from './places.ts';
import { SceneQuestion } from './scene-question.ts';
import { type Pictures, type Scenery, Stage } from './stage.ts';
import { disturbedPair, Stillness } from './stillness.ts';

export const isolationKinds = ['in sight', 'elsewhere'] as const;
export type IsolationKind = (typeof isolationKinds)[number];

const actor = 'actor';
const watcher = 'watcher';

/** Ticks of the actor's inputs, and every how many of them both views are drawn. */
const actingTicks = 8;
const drawnEvery = 2;
/** Ticks in which both stand still before that. */
const settlingTicks = 3;
/** Metres between the two: nobody shall be pushed. */
const leastApart = 4.5;
const sightApart = 7;
/** The actor must have moved by so much: metres, radians. */
const leastStep = 0.25;
const leastTurn = 0.1;
/** Small motions that the watcher's view must not make: metres, radians. */
const smallStep = 0.3;
const smallTurn = 0.035;
/** Share of the cases in which the actor also presses a button. */
const pressing = 0.5;

/**
 * `control_isolation`: only one player acts. The other's picture is that of an unmoved camera, read as a choice between
 * it, the actor's own motion, a small turn and a small step; and nothing in it changes but what the reference changes.
 * The actor's picture is that of its moved camera.
 */
export const isolationCases: CaseMaker<IsolationKind> = async (kind, setting) => {
  const { parts, scenery, random, roomSeed, swapped } = setting;
  const { view } = scenery;
  const stances = standing(kind, scenery, random);
  if (stances === undefined) return 'nowhere';
  const stage = new Stage({ ...parts, scenery, entities: scenery.held.worldSeed.entities, roomSeed });
  for (const id of swapped ? ([watcher, actor] as const) : ([actor, watcher] as const))
    stage.join(id, { ...stances[id], pitch: random.range(-0.2, 0.1) });
  for (let tick = 0; tick < settlingTicks; tick++) {
    await stage.act();
    await stage.look([actor, watcher]);
  }
  const from = { actor: stage.cameraOf(actor), watcher: stage.cameraOf(watcher) };
  const still = new Stillness(scenery.held, view, stage.scene(watcher));
  const [before] = await stage.picturesOf([watcher]);
  const inputs = randomInputs(random);
  for (let tick = 0; tick < actingTicks; tick++) {
    // A button counts once, when it goes down.
    await stage.act({ [actor]: inputs });
    if (tick % drawnEvery === 0) await stage.look([actor, watcher]);
  }
  const to = stage.cameraOf(actor);
  if (!hasMoved(from.actor, to)) return 'refused';
  const { reference } = scenery.held;
  const watched = [
    from.watcher,
    ...open(reference, [
      asMoved(from.watcher, from.actor, to),
      { ...from.watcher, yaw: from.watcher.yaw + (random.next() < 0.5 ? smallTurn : -smallTurn) },
      ahead(from.watcher, random.next() < 0.5 ? smallStep : -smallStep),
    ]),
  ];
  const acted = [to, ...open(reference, [from.actor, mirrored(from.actor, to)])];
  const questions = {
    watcher: new SceneQuestion(scenery.held, view, atCameras(stage, watcher, watched)),
    actor: new SceneQuestion(scenery.held, view, atCameras(stage, actor, acted)),
  };
  if (!questions.watcher.answerable || !questions.actor.answerable) return 'unseen';
  still.changedTo(stage.scene(watcher, new Map(), from.watcher));
  const [ofWatcher, ofActor] = await stage.picturesOf([watcher, actor]);
  const holds = (source: keyof Pictures) =>
    questions.watcher.read(ofWatcher[source]) === 0 &&
    questions.actor.read(ofActor[source]) === 0 &&
    still.holds(before[source], ofWatcher[source]);
  const moved = random.next() < 0.5;
  const [first, second] = await disturbedPair(still, view, moved, random);
  const references = [
    await questions.watcher.readsReference(random),
    await questions.actor.readsReference(random),
    still.holds(first, second) !== moved,
  ];
  const shown = ([question, { model }]: readonly [SceneQuestion, Pictures]) => {
    return [model, question.renders[0], question.renders[question.read(model)]];
  };
  const pictures = [
    before.model,
    ...shown([questions.watcher, ofWatcher]),
    ...shown([questions.actor, ofActor]),
  ];
  return { kind, right: bySource(holds), references, pictures };
};

function standing(kind: IsolationKind, scenery: Scenery, random: Random) {
  const places = new Places(scenery, scenery.held.worldSeed.entities);
  const cell = places.freeCell(0.5, random);
  if (cell === undefined) return undefined;
  const own = { ...cell, yaw: random.range(-Math.PI, Math.PI) };
  if (kind === 'in sight') {
    const watching = places.stand(cell, { near: leastApart, far: sightApart }, random);
    return watching && { actor: own, watcher: watching };
  }
  const elsewhere = places.freeCell(0.5, random);
  if (elsewhere === undefined || Math.hypot(elsewhere.x - cell.x, elsewhere.z - cell.z) < leastApart) {
    return undefined;
  }
  return { actor: own, watcher: { ...elsewhere, yaw: random.range(-Math.PI, Math.PI) } };
}

function randomInputs(random: Random): Partial<Action> {
  const axes = axisNames.filter(() => random.next() < 0.6);
  const held = axes.map((name): [AxisName, number] => [name, random.range(-1, 1)]);
  const button = random.pick(['jump', 'use', 'place', 'remove'] as const);
  return { ...Object.fromEntries(held), ...(random.next() < pressing && { [button]: true }) };
}

function hasMoved(from: Pose, to: Pose): boolean {
  const turn = Math.hypot(wrapAngle(to.yaw - from.yaw), to.pitch - from.pitch);
  return Math.hypot(to.x - from.x, to.z - from.z) >= leastStep || turn >= leastTurn;
}

/** The pose that `camera` would have if it moved, in its own axes, as another did. */
function asMoved(camera: Pose, from: Pose, to: Pose): Pose {
  const turn = camera.yaw - from.yaw;
  const dx = to.x - from.x;
  const dz = to.z - from.z;
  return {
    x: camera.x + dx * Math.cos(turn) + dz * Math.sin(turn),
    y: camera.y + to.y - from.y,
    z: camera.z - dx * Math.sin(turn) + dz * Math.cos(turn),
    yaw: camera.yaw + to.yaw - from.yaw,
    pitch: camera.pitch + to.pitch - from.pitch,
  };
}

/** The opposite motion. */
function mirrored(from: Pose, to: Pose): Pose {
  const { x, y, z, yaw, pitch } = from;
  return {
    x: 2 * x - to.x,
    y,
    z: 2 * z - to.z,
    yaw: yaw - wrapAngle(to.yaw - yaw),
    pitch: 2 * pitch - to.pitch,
  };
}

function ahead(camera: Pose, metres: number): Pose {
  return {
    ...camera,
    x: camera.x + metres * Math.sin(camera.yaw),
    z: camera.z + metres * Math.cos(camera.yaw),
  };
}

/** Those that do not lie in a wall. */
function open(world: ReferenceWorld, cameras: readonly Pose[]): Pose[] {
  return cameras.filter(({ x, y, z }) => y > 0.2 && !world.solidAt(Math.floor(x), Math.floor(z)));
}

function atCameras(stage: Stage, viewer: string, cameras: readonly Pose[]) {
  return cameras.map((camera) => stage.scene(viewer, new Map(), camera));
}
