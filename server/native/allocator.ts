import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { z } from 'zod';
import { nativeModule } from './native-module.ts';

/** Bytes of the whole process, as glibc's malloc counts them (mallinfo2). */
export interface AllocatorState {
  /** Of blocks in its arenas: those in use, and those that are free but kept. */
  used: number;
  free: number;
  /** Of large blocks, each of which goes back to the system when it is freed. */
  mapped: number;
}

/** glibc's malloc (allocator-addon.cpp). */
export interface Allocator {
  state(): AllocatorState;
  /**
   * Gives whole pages of free blocks back to the system (malloc_trim), on a thread of libuv's pool. Who allocates from the
   * same arena waits meanwhile.
   *
   * @returns milliseconds that it took
   */
  trim(): Promise<number>;
}

const allocatorSchema = z.object({
  allocator: z.custom<Allocator>((value) => typeof value === 'object', 'must be an object').optional(),
});

/** The allocator of this process; undefined where it is not glibc's, or the native module was not built. */
export function loadAllocator(file = nativeModule): Allocator | undefined {
  if (!existsSync(file)) return undefined;
  return allocatorSchema.parse(createRequire(import.meta.url)(file)).allocator;
}
