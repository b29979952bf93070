import { expect, test } from 'vitest';
import { testManifest } from '../../world/world.fixture.ts';
import { TensorStorage } from '../tensor-storage.ts';
import { allocatePlanes } from '../view-planes.ts';
import { createViewTensors } from '../view-tensors.ts';
import { CoveredDrawer } from './covered-drawer.ts';
import type { Drawer } from './drawer.ts';

/** Writes its name on a list. */
class NamedDrawer implements Drawer {
  readonly name = 'native';
  readonly #label: string;
  readonly #log: string[];

  constructor(label: string, log: string[]) {
    this.#label = label;
    this.#log = log;
  }

  async draw(views: number): Promise<void> {
    this.#log.push(`${this.#label} draws ${views}`);
  }

  async release(): Promise<void> {
    this.#log.push(`${this.#label} is released`);
  }
}

test('what memory covers is drawn by one drawer, and a batch with an imagined view by the other', async () => {
  const log: string[] = [];
  const drawer = new CoveredDrawer(new NamedDrawer('lean', log), new NamedDrawer('full', log));
  const channels = { conditions: 10, entityMaps: 5 };
  const tensors = createViewTensors(testManifest, channels, 3, new TensorStorage(3));
  const planes = allocatePlanes(3, testManifest);
  await drawer.draw(3, tensors, planes);
  tensors.imagined[2] = 1;
  await drawer.draw(3, tensors, planes);
  await drawer.draw(2, tensors, planes);
  await drawer.release();
  expect(log).toEqual([
    'lean draws 3',
    'full draws 3',
    'lean draws 2',
    'lean is released',
    'full is released',
  ]);
  expect(drawer.name).toBe('native');
});
