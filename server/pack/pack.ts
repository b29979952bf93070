import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type GraphName, graphTensors, type Manifest, manifestSchema } from '../../shared/pack.ts';
import { readWorldSeed, type WorldSeed } from '../memory/world-seed.ts';
import { readJsonFile } from './json-file.ts';
import { PackError } from './pack-error.ts';

export { PackError } from './pack-error.ts';

/** A world model on disk: checked manifest, graphs whose checksums match, world seeds. */
export interface Pack {
  /** Absolute path. */
  folder: string;
  manifest: Manifest;
  /** Absolute path of a graph's file; throws a PackError for a graph that the pack leaves out. */
  graphFile(name: GraphName): string;
  /** Reads one of manifest.seeds by name. */
  seed(name: string): Promise<WorldSeed>;
}

/** The pack that comes with the engine. */
export const defaultPackFolder = resolve(import.meta.dirname, '../../models/arena');

/**
 * Reads and checks a pack: the manifest against its schema, each graph's file against its sha256,
 * each world seed's presence. Tensors are checked when sessions are created (generation/session.ts).
 * @throws PackError that names the file, the field and the remedy.
 */
export async function loadPack(folder: string): Promise<Pack> {
  const root = resolve(folder);
  const file = join(root, 'pack.json');
  const manifest = await readManifest(file);
  checkPairs(file, manifest);
  for (const name of graphNames(manifest)) await checkGraph(root, file, manifest, name);
  for (const [i, seed] of manifest.seeds.entries()) await checkSeed(root, file, seed.name, i);
  return {
    folder: root,
    manifest,
    graphFile: (name) => join(root, graphEntry(file, manifest, name).file),
    seed(name) {
      if (!manifest.seeds.some((seed) => seed.name === name)) {
        const names = manifest.seeds.map((seed) => seed.name).join(', ');
        const problem = `has no world seed named "${name}"`;
        return Promise.reject(
          new PackError({ file, field: 'seeds', problem, remedy: `Choose one of ${names}.` }),
        );
      }
      return readWorldSeed(join(root, 'seeds', name), manifest.view);
    },
  };
}

/** The graphs that a pack brings. */
export function graphNames(manifest: Manifest): GraphName[] {
  return (Object.keys(graphTensors) as GraphName[]).filter((name) => manifest.graphs[name] !== undefined);
}

async function readManifest(file: string): Promise<Manifest> {
  const content = await readJsonFile(file, {
    unreadable: 'Point the engine at a folder with a pack.json, such as models/arena.',
    broken: 'Export the pack again.',
  });
  const parsed = manifestSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  // An unsupported version explains every other fault, so it is said first.
  const issues = parsed.error.issues;
  const issue = issues.find(({ path }) => path[0] === 'format') ?? issues[0];
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more faults)` : '';
  throw new PackError({
    file,
    field: issue.path.join('.'),
    problem: issue.message + more,
    remedy: 'See docs/packs.md for the format, or export the pack again.',
    cause: parsed.error,
  });
}

/** Settings without their graph are of no use, nor is a graph without its settings. */
function checkPairs(file: string, manifest: Manifest): void {
  const { graphs, controls } = manifest;
  const remedy = 'Give both or neither.';
  for (const name of ['imagine', 'relight'] as const) {
    if ((manifest[name] === undefined) === (graphs[name] === undefined)) continue;
    const [given, missing] = manifest[name] ? [name, `graphs.${name}`] : [`graphs.${name}`, name];
    const problem = `is missing although ${given} is there`;
    throw new PackError({ file, field: missing, problem, remedy });
  }
  const index = controls.findIndex(({ applies }) => applies === 'relighting');
  if (index < 0 || graphs.relight) return;
  const problem = 'is missing although a control applies to relighting';
  throw new PackError({ file, field: 'graphs.relight', problem, remedy });
}

function graphEntry(file: string, manifest: Manifest, name: GraphName): { file: string; sha256: string } {
  const entry = manifest.graphs[name];
  if (entry) return entry;
  const remedy = 'Use a pack that has this graph.';
  throw new PackError({ file, field: `graphs.${name}`, problem: 'is not part of this pack', remedy });
}

async function checkGraph(root: string, file: string, manifest: Manifest, name: GraphName): Promise<void> {
  const entry = graphEntry(file, manifest, name);
  const field = `graphs.${name}`;
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(join(root, entry.file)), hash);
  } catch (cause) {
    const problem = `names ${entry.file}, which cannot be read`;
    const remedy = `Put ${entry.file} beside pack.json, or export the pack again.`;
    throw new PackError({ file, field: `${field}.file`, problem, remedy, cause });
  }
  const found = hash.digest('hex');
  if (found === entry.sha256) return;
  throw new PackError({
    file,
    field: `${field}.sha256`,
    problem: `says ${entry.sha256.slice(0, 12)}..., but ${entry.file} has ${found.slice(0, 12)}...`,
    remedy: 'The file is damaged or from another export: fetch it again, or export the pack again.',
  });
}

async function checkSeed(root: string, file: string, name: string, index: number): Promise<void> {
  try {
    await access(join(root, 'seeds', name, 'seed.json'));
  } catch (cause) {
    const problem = `names "${name}", but seeds/${name}/seed.json is not there`;
    const remedy = 'Add the world seed, or take it out of the list.';
    throw new PackError({ file, field: `seeds.${index}.name`, problem, remedy, cause });
  }
}
