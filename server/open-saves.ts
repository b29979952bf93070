import { type Config, ConfigError } from './config/config.ts';
import { defaultDataFolder, noFolder, shownDatabase, storePlace } from './config/saving-options.ts';
import { OpeningError } from './contracts/opening-error.ts';
import { StoreError } from './contracts/store-error.ts';
import type { StorePlace } from './contracts/store-place.ts';
import type { Log } from './log.ts';
import type { RoomPack } from './rooms/room-services.ts';
import { SavedRoomIndex } from './rooms/saving/saved-room-index.ts';
import { serverSecret } from './store/server-secret.ts';
import { StoreThread } from './store/store-thread.ts';

/** What a server keeps beyond its end. */
export interface OpenSaves {
  saves: SavedRoomIndex;
  /** With which invites are signed, if no other one is configured. Servers that share stores have to be given one. */
  secret: string | undefined;
  /** The store's thread. */
  thread: Pick<StoreThread, 'activity'>;
}

type SavingConfig = Pick<
  Config,
  | 'dataFolder'
  | 'savedRooms'
  | 'savedRoomDays'
  | 'roomStore'
  | 'blobStore'
  | 's3Endpoint'
  | 's3Region'
  | 's3Addressing'
>;

/**
 * Opens the stores of rooms. Undefined if rooms are not to be kept, or if another server has the default folder.
 *
 * @throws ConfigError if they cannot be used
 */
export async function openSaves(
  config: SavingConfig,
  { manifest }: Pick<RoomPack, 'manifest'>,
  log: Log,
): Promise<OpenSaves | undefined> {
  const place = storePlace(config);
  if (place === undefined) return undefined;
  try {
    const secret = place.kind === 'folder' ? await serverSecret(place.folder) : undefined;
    const store = await StoreThread.open(
      { place, manifest },
      { died: (err) => log.error({ err }, 'The thread of saved rooms ended; it is replaced') },
    );
    const limits = { most: config.savedRooms, days: config.savedRoomDays, shared: place.kind === 'shared' };
    return { saves: await SavedRoomIndex.open(store, limits), secret, thread: store };
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    if (
      place.kind === 'folder' &&
      place.folder === defaultDataFolder &&
      error.refusal.code === 'store-in-use'
    ) {
      log.info(
        `rooms are not kept: another server has ${place.folder}; give this one its own with --data-folder`,
      );
      return undefined;
    }
    throw new ConfigError(`${what(place, error)} ${String(error.cause ?? '')} ${remedy(place, error)}`, {
      cause: error,
    });
  }
}

/** The option to change, its value without secrets, and what is wrong. */
function what(place: StorePlace, error: StoreError): string {
  if (place.kind === 'folder') return `--data-folder (${place.folder}): ${error.message}`;
  if (error instanceof OpeningError && error.store === 'blobs') {
    const { bucket, prefix } = place.blobs;
    const inUse = error.refusal.code === 'store-in-use';
    return `--blob-store (s3://${bucket}/${prefix}): ${inUse ? 'It is in use.' : 'It cannot be used.'}`;
  }
  const isNewer = error.refusal.code === 'save-newer';
  return `--room-store (${shownDatabase(place.rooms)}): ${isNewer ? error.message : 'It cannot be used.'}`;
}

function remedy(place: StorePlace, error: StoreError): string {
  if (place.kind === 'folder') {
    return `Name a folder that this server alone may write to, or "${noFolder}" to keep no rooms.`;
  }
  if (error instanceof OpeningError && error.store === 'blobs') {
    return error.refusal.code === 'store-in-use'
      ? 'Give each room store a bucket or a prefix of its own.'
      : 'See that the bucket is there, that --s3-endpoint, --s3-region and --s3-addressing are right, and that the keys in the environment may list, read, write and delete.';
  }
  return 'See that PostgreSQL (14 or newer) answers at this address, that the password is in PGPASSWORD or PGPASSFILE, and that this user may make the schema "worldroom".';
}
