import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { StoreError } from '../../server/contracts/store-error.ts';
import type { BucketPlace } from '../../server/contracts/store-place.ts';
import { digestOf } from '../../server/store/embedded/file-blob-store.ts';
import { S3BlobStore } from '../../server/store/s3/s3-blob-store.ts';
import { testBlobStore } from '../../server/store/store-suite.fixture.ts';
import { Line } from './line.ts';
import { S3Server, s3Keys } from './s3-server.ts';

let server: S3Server;
let place: BucketPlace;
beforeAll(async () => {
  Object.assign(process.env, s3Keys);
  server = await S3Server.start();
});
afterAll(async () => {
  for (const name of Object.keys(s3Keys)) delete process.env[name];
  await server.close();
});
beforeEach(async () => {
  place = await server.bucket();
});

const owner = 'rooms-of-tests';
const open = () => S3BlobStore.open(place, owner);

testBlobStore('S3', { open, reopen: open, clean: async () => {} });

describe('blobs in S3', () => {
  const bytes = new Uint8Array(100).fill(3);
  const keyOf = (digest: string) => `${place.prefix}${digest.slice(0, 2)}/${digest}`;
  const at = (key: string) => ({ Bucket: place.bucket, Key: key });

  test('lie under their digest below the prefix, and objects of others are left alone', async () => {
    const store = await open();
    await server.client.send(new PutObjectCommand({ ...at('rooms/notes.txt'), Body: 'x' }));
    const digest = await store.put(bytes);
    const { Contents = [] } = await server.client.send(new ListObjectsV2Command({ Bucket: place.bucket }));
    expect(Contents.map(({ Key }) => Key).sort()).toEqual(
      [keyOf(digest), 'rooms/notes.txt', 'rooms/owner'].sort(),
    );
    const listed: string[] = [];
    for await (const one of store.list()) listed.push(one);
    expect(listed).toEqual([digest]);
    await store.close();
  });

  test('are listed to the end, also where one answer of the service does not hold them', async () => {
    const store = await open();
    const values = Array.from({ length: 1100 }, (_, i) => Uint8Array.from([i % 256, i >> 8]));
    const digests = await Promise.all(values.map((value) => store.put(value)));
    const listed = new Set<string>();
    for await (const one of store.list()) listed.add(one);
    expect(listed).toEqual(new Set(digests));
    await store.close();
  });

  test('that are not what was put are noticed, and mended by whoever puts them again', async () => {
    const store = await open();
    const digest = await store.put(bytes);
    await server.client.send(new PutObjectCommand({ ...at(keyOf(digest)), Body: 'cut short' }));
    await expect(store.get(digest)).rejects.toMatchObject({ refusal: { code: 'save-damaged' } });
    await store.put(bytes);
    expect(digestOf((await store.get(digest)) ?? new Uint8Array())).toBe(digest);
    await store.close();
  });

  test('are stored once by two servers at the same time, and never replaced', async () => {
    const [first, second] = await Promise.all([open(), open()]);
    const digest = digestOf(bytes);
    await Promise.all([first, second, first, second].map((store) => store.put(bytes)));
    const { LastModified, ETag } = await server.client.send(new GetObjectCommand(at(keyOf(digest))));
    await second.put(bytes);
    const again = await server.client.send(new GetObjectCommand(at(keyOf(digest))));
    expect([again.LastModified, again.ETag]).toEqual([LastModified, ETag]);
    await server.client.send(new DeleteObjectCommand(at(keyOf(digest))));
    expect(await first.get(digest)).toBeUndefined();
    await Promise.all([first.close(), second.close()]);
  });

  test('belong to one collection of rooms: others are refused before they remove anything', async () => {
    await (await open()).close();
    const failure = await S3BlobStore.open(place, 'other-rooms').catch((error: unknown) => error);
    if (!(failure instanceof StoreError)) throw failure;
    expect(failure.refusal.code).toBe('store-in-use');
    expect(String(failure.cause)).toContain(owner);
    await (await S3BlobStore.open({ ...place, prefix: 'other/' }, 'other-rooms')).close();
    await (await open()).close();
  });

  test('say which bucket is missing, and name no key', async () => {
    const failure = await S3BlobStore.open({ ...place, bucket: 'nowhere' }, owner).catch(
      (error: unknown) => error,
    );
    if (!(failure instanceof StoreError)) throw failure;
    expect(failure.refusal.code).toBe('store-failing');
    expect(String(failure.cause)).toMatch(/bucket nowhere: NoSuchBucket/);
    for (const secret of Object.values(s3Keys)) expect(String(failure.cause)).not.toContain(secret);
  });

  test('fail while the service is away, and work when it is back', async () => {
    const line = await Line.to(server.port);
    const store = await S3BlobStore.open({ ...place, endpoint: `http://127.0.0.1:${line.port}` }, owner);
    const digest = await store.put(bytes);
    await line.cut();
    expect(await store.get(digest).catch((error: unknown) => error)).toMatchObject({
      refusal: { code: 'store-failing' },
    });
    expect(await store.put(Uint8Array.from([1])).catch((error: unknown) => error)).toBeInstanceOf(StoreError);
    await line.mend();
    await store.put(Uint8Array.from([1]));
    expect(await store.get(digest)).toHaveLength(bytes.length);
    await store.close();
    await line.cut();
  });
});
