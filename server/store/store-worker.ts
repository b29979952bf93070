/** The thread behind store-thread.ts: stores, and what they wait for, away from the ticks of rooms. */
import { parentPort, workerData } from 'node:worker_threads';
import { OpeningError } from '../contracts/opening-error.ts';
import { StoreError } from '../contracts/store-error.ts';
import { openStores } from './open-stores.ts';
import { SavedRooms } from './saved-rooms.ts';
import type { StoreAnswer, StoreRequest, StoreThreadData } from './store-messages.ts';

const { place, manifest }: StoreThreadData = workerData;
const port = parentPort;
if (!port) throw new Error('store-worker.ts runs as a worker thread; open a StoreThread instead');
const post = (answer: StoreAnswer) => port.postMessage(answer);
const saved = await open();

async function open(): Promise<SavedRooms | undefined> {
  try {
    const { rooms, blobs } = await openStores(place);
    post({ kind: 'opened' });
    return new SavedRooms(rooms, blobs, manifest);
  } catch (error) {
    const refusal =
      error instanceof StoreError ? error.refusal : { code: 'store-failing' as const, values: {} };
    const cause = error instanceof Error ? causeOf(error) : String(error);
    const store = error instanceof OpeningError ? error.store : 'rooms';
    post({ kind: 'refused', store, refusal, cause });
    return undefined;
  }
}

if (saved === undefined) port.close();
else {
  port.on('message', (request: StoreRequest) => {
    if (request.method === 'close') void saved.close().finally(() => port.close());
    else void answer(saved, request);
  });
}

async function answer(rooms: SavedRooms, request: Exclude<StoreRequest, { method: 'close' }>): Promise<void> {
  const { number } = request;
  try {
    post({ kind: 'done', number, result: await perform(rooms, request) });
  } catch (error) {
    const refusal = error instanceof StoreError ? error.refusal : undefined;
    const cause = error instanceof StoreError ? error.cause : undefined;
    const plain = error instanceof Error ? new Error(error.message, { cause }) : new Error(String(error));
    post({ kind: 'failed', number, refusal, error: plain });
  }
}

function perform(rooms: SavedRooms, request: Exclude<StoreRequest, { method: 'close' }>): Promise<unknown> {
  switch (request.method) {
    case 'create':
      return rooms.create(...request.given);
    case 'append':
      return rooms.append(...request.given);
    case 'snapshot':
      return rooms.snapshot(...request.given);
    case 'acquire':
      return rooms.acquire(...request.given);
    case 'reopen':
      return rooms.reopen(...request.given);
    case 'release':
      return rooms.release(...request.given);
    case 'open':
      return rooms.open(...request.given);
    case 'replay':
      return rooms.replay(...request.given);
    case 'rewind':
      return rooms.rewind(...request.given);
    case 'branch':
      return rooms.branch(...request.given);
    case 'export':
      return rooms.export(...request.given);
    case 'import':
      return rooms.import(...request.given);
    case 'list':
      return rooms.list(...request.given);
    case 'find':
      return rooms.find(...request.given);
    case 'slots':
      return rooms.slots(...request.given);
    case 'picture':
      return rooms.picture(...request.given);
    case 'forget':
      return rooms.forget(...request.given);
    case 'collect':
      return rooms.collect(...request.given);
    case 'remove':
      return rooms.remove(...request.given);
  }
}

function causeOf({ cause, message }: Error): string {
  return cause instanceof Error ? cause.message : String(cause ?? message);
}
