/**
 * What room memory's passes cost on the main thread, in microseconds a call: TypeScript and the native kernel in turn,
 * over the pictures of the shipped seeds. `node models/evaluation/speed/memory-speed.ts [seed ...]`
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Keyframe } from '../../../server/contracts/keyframe.ts';
import { CoverageIndex } from '../../../server/memory/coverage-retrieval.ts';
import { HeightGrid } from '../../../server/memory/height-grid.ts';
import { sampleKeyframe } from '../../../server/memory/keyframe-samples.ts';
import { choosePasses, usePasses } from '../../../server/memory/passes/choose-passes.ts';
import type { MemoryPasses, NoveltyInputs } from '../../../server/memory/passes/memory-passes.ts';
import { mostSurfaceSamples } from '../../../server/memory/passes/surface-pass.ts';
import { typescriptPasses } from '../../../server/memory/passes/typescript-passes.ts';
import { readWorldSeed } from '../../../server/memory/worlds/world-seed.ts';
import { loadPack } from '../../../server/pack/pack.ts';
import type { Intrinsics } from '../../../shared/geometry/camera.ts';

/** As room memory asks for them (room-memory.ts, coverage-retrieval.ts). */
const witnesses = 12;
const candidates = 36;
/** Calls of everything before any is measured. */
const warmUp = 40;

const pack = join(import.meta.dirname, '../../arena');
const { positionals } = parseArgs({ allowPositionals: true });
const { manifest } = await loadPack(pack);
const intrinsics: Intrinsics = manifest.view;
const pixels = intrinsics.width * intrinsics.height;
const chosen = choosePasses();
const implementations = [typescriptPasses, chosen.passes];
console.log(`TypeScript, and what was chosen: ${chosen.passes.name} (${chosen.reason})`);

/** Microseconds of each call, by what was called, of each implementation. */
const times = new Map<string, number[][]>();
let measured = 0;
const masked = new Uint16Array(pixels);
const most = mostSurfaceSamples(intrinsics);
const samples = {
  cells: new Int32Array(2 * most),
  shares: new Float64Array(most),
  walls: new Uint8Array(most),
};

for (const name of positionals.length > 0 ? positionals : ['courtyard', 'bazaar', 'harbour']) {
  const { keyframes } = await readWorldSeed(join(pack, 'seeds', name), intrinsics);
  const index = new CoverageIndex(intrinsics);
  const held: Keyframe[] = keyframes.map((keyframe, id) => ({ ...keyframe, id }));
  for (const { id, pose, inverseDepth } of held) index.add(id, pose, inverseDepth);
  const cells = Math.ceil(intrinsics.width / 8) * Math.ceil(intrinsics.height / 8);
  const coverage = {
    quality: new Float32Array(candidates * cells),
    surface: new Float32Array(candidates * cells),
    nearest: new Float32Array(cells),
  };
  const grids = implementations.map(() => new HeightGrid(intrinsics));
  for (const keyframe of held) {
    const view = viewOf(keyframe);
    const seen = index
      .around(keyframe.pose, candidates + 1)
      .flatMap((id) => (id === keyframe.id ? [] : held[id]));
    const viewed = seen.map((other) => ({
      ...other,
      samples: sampleKeyframe(intrinsics, other.pose, other.inverseDepth),
    }));
    for (const [i, passes] of implementations.entries()) {
      usePasses(passes);
      const impossible = time('contradictions', i, () =>
        passes.contradictions(intrinsics, keyframe, seen.slice(0, witnesses)),
      );
      const { sure } = time('assessNovelty', i, () => passes.assessNovelty({ ...view, impossible }));
      time('countUncovered', i, () => passes.countUncovered(view.coverage));
      time('maskCodes', i, () => passes.maskCodes(view.inverseDepth, sure, masked));
      for (const source of ['seed', 'drawn'] as const) {
        const evidence = source === 'seed' ? { weight: 1, reach: 24 } : { weight: 0.08, reach: 6 };
        time(`surfaceSamples, ${source}`, i, () =>
          passes.surfaceSamples(intrinsics, keyframe, evidence, samples),
        );
        time(`HeightGrid.add, ${source}`, i, () =>
          grids[i].add(keyframe.pose, keyframe.inverseDepth, source),
        );
      }
      time('measureCoverage', i, () => measure(passes, keyframe, viewed, coverage));
      time('CoverageIndex.retrieve', i, () => index.retrieve(keyframe.pose, manifest.memory.slots - 1));
    }
    measured++;
  }
}

for (const [name, [typescript, native]] of times) {
  const [before, after] = [median(typescript), median(native)];
  console.log(
    `${name.padEnd(24)} ${before.toFixed(0).padStart(6)} ${after.toFixed(0).padStart(6)}   ${(before / after).toFixed(1)} times`,
  );
}

/** A keyframe as the view that a sure model would have drawn there, two fifths of it covered, with one entity. */
function viewOf({ inverseDepth }: Keyframe): NoveltyInputs {
  const plane = (value: (i: number) => number) => Uint8Array.from({ length: pixels }, (_, i) => value(i));
  return {
    ...intrinsics,
    inverseDepth,
    entity: plane((i) => (Math.hypot((i % 256) - 128, Math.floor(i / 256) - 90) < 20 ? 255 : 0)),
    coverage: plane((i) => ((i % 256) * 5 < 256 * 2 ? 255 : 0)),
    confidence: plane((i) => 255 - ((i * 7919) % 64)),
    imagined: false,
    leastConfidence: manifest.memory.confidence * 255,
    impossible: undefined,
  };
}

function measure(
  passes: MemoryPasses,
  { pose }: Keyframe,
  viewed: Parameters<MemoryPasses['measureCoverage']>[2],
  out: Parameters<MemoryPasses['measureCoverage']>[3],
): void {
  for (const numbers of [out.quality, out.surface, out.nearest]) numbers.fill(0);
  passes.measureCoverage(intrinsics, pose, viewed, out);
}

function time<Answer>(name: string, implementation: number, call: () => Answer): Answer {
  const start = performance.now();
  const answer = call();
  const microseconds = 1000 * (performance.now() - start);
  if (measured >= warmUp) {
    const all = times.get(name) ?? implementations.map(() => []);
    all[implementation].push(microseconds);
    times.set(name, all);
  }
  return answer;
}

function median(numbers: number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
