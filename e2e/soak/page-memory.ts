import { readFile } from 'node:fs/promises';
import type { CDPSession } from 'playwright';

/** Memory of a page after garbage collection. */
export interface PageMemory {
  heapBytes: number;
  nodes: number;
  listeners: number;
  documents: number;
}

/** Collects garbage, twice because of finalizers, and measures what is left. */
export async function pageMemory(client: CDPSession): Promise<PageMemory> {
  await client.send('HeapProfiler.collectGarbage');
  await client.send('HeapProfiler.collectGarbage');
  const { usedSize } = await client.send('Runtime.getHeapUsage');
  const { nodes, jsEventListeners, documents } = await client.send('Memory.getDOMCounters');
  return { heapBytes: usedSize, nodes, listeners: jsEventListeners, documents };
}

/** Resident bytes of all pages' processes together; undefined if the system does not report them. */
export async function rendererBytes(client: CDPSession): Promise<number | undefined> {
  const { processInfo } = await client.send('SystemInfo.getProcessInfo');
  try {
    const sizes = await Promise.all(
      processInfo
        .filter(({ type }) => type === 'renderer')
        .map(async ({ id }) => {
          const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${id}/status`, 'utf8'))?.[1];
          return Number(kilobytes ?? 0) * 1024;
        }),
    );
    return sizes.reduce((sum, size) => sum + size, 0);
  } catch {
    // Only Linux has /proc.
    return undefined;
  }
}
