import { describe, expect, test } from 'vitest';
import type { Keyframe } from '../../contracts/keyframe.ts';
import type { GeneratedView, ViewRequest } from '../../contracts/view.ts';
import { TestMemory, TestModel } from '../world.fixture.ts';
import { drawViews } from './draw-views.ts';
import { UnchangedViews } from './unchanged-views.ts';

/** Imagines every view without keyframes. */
class Inventor extends TestModel {
  override async generate(requests: readonly ViewRequest[]): Promise<GeneratedView[]> {
    const views = await super.generate(requests);
    return views.map((view, i) => ({ ...view, imagined: requests[i].keyframes.length === 0 }));
  }
}

/** Keeps what is written and returns it within a metre. */
class NearMemory extends TestMemory {
  override write(view: GeneratedView, author: string): Keyframe | undefined {
    super.write(view, author);
    const { camera: pose, rgb, inverseDepth, tick } = view;
    return this.remember({ pose, rgb, inverseDepth, tick, author });
  }

  override retrieve(camera?: { x: number }): Keyframe[] {
    return this.keyframes.filter(({ pose }) => Math.abs(pose.x - (camera?.x ?? 0)) < 1);
  }
}

function requestFrom(view: string, x: number): ViewRequest {
  return {
    room: 'yard',
    view,
    roomSeed: 1,
    tick: 5,
    camera: { x, y: 1.6, z: 0, yaw: 0, pitch: 0 },
    previous: undefined,
    keyframes: [],
    entities: [],
    controls: [],
  };
}

describe('the views of a tick', () => {
  test('are drawn in one batch', async () => {
    const model = new Inventor();
    const views = await drawViews(model, new NearMemory(), [requestFrom('a', 0)], new UnchangedViews());
    expect(views.map(({ view }) => view)).toEqual(['a']);
    expect(model.requests).toHaveLength(1);
  });

  test('that two players uncover together are imagined once', async () => {
    const model = new Inventor();
    const views = await drawViews(
      model,
      new NearMemory(),
      [requestFrom('a', 0), requestFrom('b', 0.2)],
      new UnchangedViews(),
    );
    expect(views.map(({ imagined }) => imagined)).toEqual([true, false]);
    expect(
      model.requests[1].map(({ view, keyframes }) => [view, keyframes.map(({ author }) => author)]),
    ).toEqual([['b', ['a']]]);
  });

  test('that imagine different places are not drawn again', async () => {
    const model = new Inventor();
    const views = await drawViews(
      model,
      new NearMemory(),
      [requestFrom('a', 0), requestFrom('b', 9)],
      new UnchangedViews(),
    );
    expect(views.map(({ imagined }) => imagined)).toEqual([true, true]);
    expect(model.requests).toHaveLength(1);
  });
});
