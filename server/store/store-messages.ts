import type { Manifest } from '../../shared/pack.ts';
import type { SaveRefusal } from '../../shared/refusals/save-refusals.ts';
import type { StorePlace } from '../contracts/store-place.ts';
import type { SavedRooms } from './saved-rooms.ts';

/** What the thread is started with. */
export interface StoreThreadData {
  place: StorePlace;
  manifest: Manifest;
}

/** The calls that the thread carries out: every method of SavedRooms. */
export type StoreCalls = Omit<SavedRooms, 'close'>;
export type StoreMethod = keyof StoreCalls;
export type StoreResult<Method extends StoreMethod> = Awaited<ReturnType<StoreCalls[Method]>>;

export type StoreRequest =
  | {
      [Method in StoreMethod]: { number: number; method: Method; given: Parameters<StoreCalls[Method]> };
    }[StoreMethod]
  | { method: 'close' };

/** Answers carry the number of their request. `opened` comes first, once. */
export type StoreAnswer =
  | { kind: 'opened' }
  | { kind: 'refused'; store: 'rooms' | 'blobs'; refusal: SaveRefusal; cause: string }
  | { kind: 'done'; number: number; result: unknown }
  | { kind: 'failed'; number: number; refusal: SaveRefusal | undefined; error: Error };
