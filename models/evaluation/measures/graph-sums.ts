import type { Pack } from '../../../server/pack/pack.ts';

/** Checksums of a pack's graphs, by name: which weights figures are of. */
export function graphSums({ manifest }: Pick<Pack, 'manifest'>): Record<string, string> {
  return Object.fromEntries(Object.entries(manifest.graphs).map(([name, graph]) => [name, graph.sha256]));
}
