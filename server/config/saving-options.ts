import { z } from 'zod';
import type { BucketPlace, StorePlace } from '../contracts/store-place.ts';

/** `dataFolder` of a server that keeps no rooms. */
export const noFolder = 'none';
export const defaultDataFolder = 'build/data/rooms';

/** Scheme, bucket (names of Amazon S3), prefix. */
const bucketPattern = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([\w!.*'()/-]*))?$/;

function isDatabase(text: string): boolean {
  return /^postgres(?:ql)?:\/\/\S+$/.test(text) && URL.canParse(text);
}

/** Saved rooms, and what happens to rooms when the server ends. */
export const savingOptions = {
  dataFolder: z
    .string()
    .min(1)
    .default(defaultDataFolder)
    .describe(
      'Folder in which rooms outlive the server, with its secret; "none" for rooms that end with it. One server uses it at a time. Not used with --room-store.',
    ),
  roomStore: z
    .string()
    .refine(
      isDatabase,
      'must be the address of a PostgreSQL data base, such as postgres://worldroom@db/rooms',
    )
    .optional()
    .describe(
      'Instead of --data-folder: PostgreSQL data base (14 or newer) for rooms of several servers, such as postgres://worldroom@db/rooms. The password comes from PGPASSWORD or PGPASSFILE. Needs --blob-store and --secret.',
    ),
  blobStore: z
    .string()
    .regex(bucketPattern, 'must be a bucket and a prefix, such as s3://worldroom/rooms')
    .optional()
    .describe(
      'With --room-store: bucket and prefix for pictures, such as s3://worldroom/rooms. Keys come from where the AWS SDK looks for them, such as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
    ),
  s3Endpoint: z
    .url({ protocol: /^https?$/, error: 'must be an address with http: or https:' })
    .optional()
    .describe('Address of an S3 service other than Amazon’s, such as http://minio:9000.'),
  s3Region: z
    .string()
    .min(1)
    .optional()
    .describe('Region of the bucket; when left out, the one that the AWS SDK is configured with.'),
  s3Addressing: z
    .enum(['host', 'path'])
    .optional()
    .describe(
      'Where addresses name the bucket; when left out, in their path with --s3-endpoint, and in the host without.',
    ),
  savedRooms: z
    .int()
    .min(1)
    .max(100_000)
    .default(200)
    .describe('Most rooms that are kept. Those that nobody has been in for longest are removed first.'),
  savedRoomDays: z
    .number()
    .min(0.01)
    .max(3650)
    .default(30)
    .describe('Days after which a kept room that nobody has been in is removed.'),
  drainSeconds: z
    .number()
    .min(0)
    .max(600)
    .default(5)
    .describe('Seconds that players are told of before SIGTERM ends the server.'),
};

type Saving = z.output<z.ZodObject<typeof savingOptions>>;

/** Contradictions between options, each under the option to change. */
export function* savingProblems(
  saving: Saving & { secret?: string | undefined },
): Iterable<{ option: keyof Saving; problem: string }> {
  const { roomStore, blobStore, secret } = saving;
  if (roomStore !== undefined && blobStore === undefined) {
    const problem = 'other servers have to find the pictures, too: add --blob-store s3://BUCKET/PREFIX';
    yield { option: 'roomStore', problem };
  }
  if (roomStore !== undefined && secret === undefined) {
    const problem = 'all servers have to sign invites with the same secret: set WORLDROOM_SECRET for each';
    yield { option: 'roomStore', problem };
  }
  if (blobStore !== undefined && roomStore === undefined) {
    const problem = 'pictures in a bucket need a data base that says what they belong to: add --room-store';
    yield { option: 'blobStore', problem };
  }
  if (blobStore !== undefined) return;
  for (const option of ['s3Endpoint', 's3Region', 's3Addressing'] as const) {
    if (saving[option] === undefined) continue;
    yield { option, problem: 'there is no --blob-store that it is for; add one, or leave this out' };
  }
}

/** Where rooms are kept; undefined if they end with the server. */
export function storePlace(
  saving: Pick<Saving, 'dataFolder' | 'roomStore' | 'blobStore' | 's3Endpoint' | 's3Region' | 's3Addressing'>,
): StorePlace | undefined {
  const { dataFolder: folder, roomStore: rooms, blobStore } = saving;
  if (rooms !== undefined && blobStore !== undefined) {
    return { kind: 'shared', rooms, blobs: bucketPlace({ ...saving, blobStore }) };
  }
  return folder === noFolder ? undefined : { kind: 'folder', folder };
}

function bucketPlace({
  blobStore,
  s3Endpoint: endpoint,
  s3Region: region,
  s3Addressing,
}: Pick<Saving, 's3Endpoint' | 's3Region' | 's3Addressing'> & { blobStore: string }): BucketPlace {
  const [, bucket = '', path = ''] = bucketPattern.exec(blobStore) ?? [];
  const prefix = path === '' || path.endsWith('/') ? path : `${path}/`;
  const addressing = s3Addressing ?? (endpoint === undefined ? 'host' : 'path');
  return { bucket, prefix, endpoint, region, addressing };
}

/** The address of a data base as it may be shown: without password and further settings. */
export function shownDatabase(address: string): string {
  const { protocol, username, host, pathname } = new URL(address);
  return `${protocol}//${username === '' ? '' : `${username}@`}${host}${pathname}`;
}

/** Whether the address of a data base holds a password. */
export function hasPassword(address: string): boolean {
  if (!URL.canParse(address)) return true;
  const { password, searchParams } = new URL(address);
  return password !== '' || searchParams.has('password');
}
