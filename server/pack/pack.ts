import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type GraphName, graphTensors, type Manifest, manifestSchema } from '../../shared/pack.ts';
import { checkWorldSeed, readWorldSeed, type WorldSeed } from '../memory/worlds/world-seed.ts';
import { readJsonFile } from './json-file.ts';
import { PackError } from './pack-error.ts';
import { PackFiles } from './pack-files.ts';

export { PackError } from './pack-error.ts';

/** A world model on disk: checked manifest, graphs whose checksums match, world seeds. */
export interface Pack {
  /** Absolute path. */
  folder: string;
  /** As pack.json has it, without the world seeds of `broken`. */
  manifest: Manifest;
  /** World seeds of pack.json that were found to be unusable, and why. */
  broken: readonly BrokenSeed[];
  /** Absolute path of a graph's file; throws a PackError for a graph that the pack leaves out. */
  graphFile(name: GraphName): string;
  /** Reads one of manifest.seeds by name. */
  seed(name: string): Promise<WorldSeed>;
}

/** A world seed that is left out. */
export interface BrokenSeed {
  name: string;
  error: PackError;
}

export interface PackOptions {
  /** Whether a pack without any world seed that can be used is an error; yes by default. */
  needsWorld?: boolean;
  /** Whether world seeds are checked, but for the pixels of their pictures; yes by default. */
  checksWorlds?: boolean;
}

/** The pack that comes with the engine. */
export const defaultPackFolder = resolve(import.meta.dirname, '../../models/arena');

/**
 * Reads and checks a pack: the manifest against its schema, each graph's file against its sha256, and, unless told
 * otherwise, each world seed but for the pixels of its pictures. Tensors are checked when sessions are created
 * (generation/session.ts). Nothing is read that lies outside of the folder.
 * @throws PackError that names the file, the field and the remedy.
 */
export async function loadPack(
  folder: string,
  { needsWorld = true, checksWorlds = true }: PackOptions = {},
): Promise<Pack> {
  const root = resolve(folder);
  const files = new PackFiles(root);
  const file = join(root, 'pack.json');
  const listed = await readManifest(files, file);
  checkPairs(file, listed);
  for (const name of graphNames(listed)) await checkGraph(files, file, listed, name);
  const broken: BrokenSeed[] = [];
  for (const { name } of checksWorlds ? listed.seeds : []) {
    const error = await brokenBy(() => checkWorldSeed(seedFolder(root, name), listed.view, root));
    if (error !== undefined) broken.push({ name, error });
  }
  if (needsWorld) requireWorld(root, listed, broken);
  const manifest = withoutBroken(listed, broken);
  return {
    folder: root,
    manifest,
    broken,
    graphFile: (name) => join(root, graphEntry(file, manifest, name).file),
    seed(name) {
      if (manifest.seeds.some((seed) => seed.name === name)) {
        return readWorldSeed(seedFolder(root, name), manifest.view, root);
      }
      const known = broken.find((seed) => seed.name === name);
      if (known !== undefined) return Promise.reject(known.error);
      const names = manifest.seeds.map((seed) => seed.name).join(', ');
      const problem = `has no world seed named "${name}"`;
      return Promise.reject(
        new PackError({ file, field: 'seeds', problem, remedy: `Choose one of ${names}.` }),
      );
    },
  };
}

/** Where the world seed `name` of the pack in `root` lies. */
export function seedFolder(root: string, name: string): string {
  return join(root, 'seeds', name);
}

/** What is wrong with a world seed, by what checking it throws; undefined when nothing is. */
export async function brokenBy(check: () => Promise<unknown>): Promise<PackError | undefined> {
  try {
    await check();
    return undefined;
  } catch (error) {
    if (error instanceof PackError) return error;
    throw error;
  }
}

/** The manifest without world seeds that cannot be used. */
function withoutBroken(manifest: Manifest, broken: readonly BrokenSeed[]): Manifest {
  const names = new Set(broken.map(({ name }) => name));
  return { ...manifest, seeds: manifest.seeds.filter(({ name }) => !names.has(name)) };
}

/** @throws PackError that names every broken world seed when no other is left. */
function requireWorld(root: string, { seeds }: Manifest, broken: readonly BrokenSeed[]): void {
  const names = new Set(broken.map(({ name }) => name));
  if (!seeds.some(({ name }) => !names.has(name))) throw noWorldError(root, broken);
}

/** The error of a pack without any world seed that can be used. */
export function noWorldError(root: string, broken: readonly BrokenSeed[]): PackError {
  return new PackError({
    file: join(root, 'pack.json'),
    field: 'seeds',
    problem: `names no world seed that can be used:\n${broken.map(({ name, error }) => `  ${name}: ${error.message}`).join('\n')}\n`,
    remedy: 'Mend one of them, or add a world with npm run world -- import.',
    cause: broken.at(0)?.error,
  });
}

/** The graphs that a pack brings. */
export function graphNames(manifest: Manifest): GraphName[] {
  return (Object.keys(graphTensors) as GraphName[]).filter((name) => manifest.graphs[name] !== undefined);
}

async function readManifest(files: PackFiles, file: string): Promise<Manifest> {
  const unreadable = 'Point the engine at a folder with a pack.json, such as models/arena.';
  const found = await files.locate('pack.json', { remedy: unreadable });
  const content = await readJsonFile(found, { unreadable, broken: 'Export the pack again.' });
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
  for (const name of ['imagine', 'relight', 'plan', 'words'] as const) {
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

async function checkGraph(
  files: PackFiles,
  file: string,
  manifest: Manifest,
  name: GraphName,
): Promise<void> {
  const entry = graphEntry(file, manifest, name);
  const field = `graphs.${name}`;
  const remedy = `Put ${entry.file} beside pack.json, or export the pack again.`;
  const found = await files.locate(entry.file, { field: `${field}.file`, named: file, remedy });
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(found), hash);
  } catch (cause) {
    const problem = `names ${entry.file}, which cannot be read`;
    throw new PackError({ file, field: `${field}.file`, problem, remedy, cause });
  }
  const sum = hash.digest('hex');
  if (sum === entry.sha256) return;
  throw new PackError({
    file,
    field: `${field}.sha256`,
    problem: `says ${entry.sha256.slice(0, 12)}..., but ${entry.file} has ${sum.slice(0, 12)}...`,
    remedy: 'The file is damaged or from another export: fetch it again, or export the pack again.',
  });
}
