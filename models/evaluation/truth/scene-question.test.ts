import { beforeAll, describe, expect, it } from 'vitest';
import type { Entity } from '../../../shared/entity.ts';
import { openedDoor } from '../../../shared/geometry/door.ts';
import { Random } from '../../reference/random.ts';
import { Renderer } from '../../reference/rendering/renderer.ts';
import { generateWorld } from '../../reference/world.ts';
import { psnr } from '../judges/image-quality.ts';
import { blockAt } from './places.ts';
import { disturbedScene, renderScene, type Scene, SceneQuestion } from './scene-question.ts';
import { Stillness } from './stillness.ts';

const view = { width: 256, height: 144, focal: 176 };
const reference = generateWorld(2_000_102);
const world = { renderer: new Renderer(reference, view) };

/** Cameras 2.5 m in front of a thing and on both sides of it, which do not stand in a wall. */
function camerasBefore({ x, z, yaw }: Entity): Scene['camera'][] {
  return [0, 0.5, -0.5, Math.PI].flatMap((turn) => {
    const bearing = yaw + turn;
    const camera = { x: x - 2.5 * Math.sin(bearing), y: 1.6, z: z - 2.5 * Math.cos(bearing) };
    if (reference.solidAt(Math.floor(camera.x), Math.floor(camera.z))) return [];
    return [{ ...camera, yaw: bearing, pitch: -0.3 }];
  });
}

const [seen] = reference.orbs.flatMap((orb) => camerasBefore(orb).map((camera) => ({ camera, orb })));

let questions: { question: SceneQuestion; scenes: Scene[] }[];
beforeAll(() => {
  const doors = reference.doors.flatMap((door) =>
    camerasBefore(door).map((camera) =>
      [0, 1, 0.5].map((state) => ({ camera, entities: [openedDoor(door, state)] })),
    ),
  );
  const orbs = reference.orbs.flatMap((orb) =>
    camerasBefore(orb).map((camera) => [[orb], []].map((entities) => ({ camera, entities }))),
  );
  const blocks = reference.blocks.flatMap((block) =>
    camerasBefore(block).map((camera) =>
      [[blockAt(block, 0)], [blockAt(block, 1)], []].map((entities) => ({ camera, entities })),
    ),
  );
  questions = [...doors, ...orbs, ...blocks]
    .map((scenes) => ({ scenes, question: new SceneQuestion(world, view, scenes) }))
    .filter(({ question }) => question.answerable);
});

describe('a question to a picture', () => {
  it('is answered by the state that a reference picture shows, right or wrong', () => {
    expect(questions.length).toBeGreaterThan(20);
    for (const { question } of questions) {
      expect(question.renders.map((picture) => question.read(picture))).toEqual(
        question.renders.map((_, index) => index),
      );
    }
  });

  it('is answered right of disturbed pictures, in nine of ten at least', async () => {
    const random = new Random(3);
    let [right, asked, decibels] = [0, 0, 0];
    for (const { question, scenes } of questions) {
      for (const [index, scene] of scenes.entries()) {
        const picture = await disturbedScene(world, view, scene, random);
        if (question.read(picture) === index) right++;
        decibels += psnr(picture, renderScene(world, view, scene));
        asked++;
      }
    }
    expect(right / asked).toBeGreaterThanOrEqual(0.9);
    // They deviate about as much as the engine's own pictures do, 26 dB.
    expect(decibels / asked).toBeGreaterThan(22);
    expect(decibels / asked).toBeLessThan(28);
  });

  it('has none where the states look alike', () => {
    const camera = { ...seen.camera, yaw: 0 };
    const behind = { ...seen.orb, z: camera.z - 3 };
    const scenes = [[behind], []].map((entities) => ({ camera, entities }));
    expect(new SceneQuestion(world, view, scenes).answerable).toBe(false);
  });
});

describe('stillness', () => {
  const { camera, orb } = seen;
  const passing = { ...reference.ball, x: orb.x, z: orb.z };
  const still = new Stillness(world, view, { camera, entities: [] });
  still.changedTo({ camera, entities: [passing] });

  it('is kept where only what the reference changes does', () => {
    const [before, after] = still.renders(false);
    expect(still.holds(before, after)).toBe(true);
    expect(still.holds(before, before)).toBe(true);
  });

  it('is lost if the camera turns by two pixels, or something else appears', () => {
    const [before, turned] = still.renders(true);
    expect(still.holds(before, turned)).toBe(false);
    const aside = { ...passing, x: passing.x + Math.cos(camera.yaw), z: passing.z - Math.sin(camera.yaw) };
    expect(still.holds(before, renderScene(world, view, { camera, entities: [aside] }))).toBe(false);
  });
});
