import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { contract } from './contract.ts';
import { generatedFiles } from './files.ts';

describe('the trainer’s contract with the engine', () => {
  test.each([...generatedFiles.keys()])('%s is up to date', (file) => {
    const committed = readFileSync(file, 'utf8');
    expect(committed, `${path.basename(file)} is stale: run npm run contract`).toBe(generatedFiles.get(file));
  });

  test('layouts of rows use every number exactly once', () => {
    const { entity, motion } = contract;
    expect(Object.values(entity.layout)).toEqual([0, 1, 6, 9, 18, 21, 24]);
    expect(entity.layout.centre - entity.layout.kind).toBe(entity.kinds.length);
    expect(entity.layout.state + 1).toBe(entity.features);
    const starts = Object.values(motion.layout);
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
    expect(new Set(starts).size).toBe(starts.length);
    expect(motion.layout.constant + 1).toBe(motion.features);
    expect(motion.outputLayout.contact + 1).toBe(motion.outputs);
  });

  test('ranges of seeds ascend, so that no world is used for both training and evaluation', () => {
    const { clips, places, judges, drawn, heldOut, shipped } = contract.reference.seeds;
    const firsts = [clips, places, judges, drawn, heldOut, shipped];
    expect(firsts).toEqual([...firsts].sort((a, b) => a - b));
  });

  test('JSON holds every number exactly', () => {
    expect(JSON.parse(JSON.stringify(contract))).toEqual(contract);
  });
});
