import { expect, test } from 'vitest';
import { configSchema } from './config.ts';
import { shownDatabase, storePlace } from './saving-options.ts';

const place = (changes: Parameters<typeof configSchema.parse>[0] & object) =>
  storePlace(configSchema.parse({ secret: 'a secret of sixteen', ...changes }));
const shared = { roomStore: 'postgres://me@db/rooms', blobStore: 's3://bucket/a/b' };

test('rooms are in the data folder, in a data base and a bucket, or nowhere, by the options alone', () => {
  expect(place({})).toEqual({ kind: 'folder', folder: 'build/data/rooms' });
  expect(place({ dataFolder: '/srv/rooms' })).toEqual({ kind: 'folder', folder: '/srv/rooms' });
  expect(place({ dataFolder: 'none' })).toBeUndefined();
  expect(place({ ...shared, dataFolder: 'none' })).toMatchObject({
    kind: 'shared',
    rooms: 'postgres://me@db/rooms',
  });
});

test.each([
  ['s3://bucket', 'bucket', ''],
  ['s3://bucket/', 'bucket', ''],
  ['s3://bucket/a/b', 'bucket', 'a/b/'],
  ['s3://my.bucket-1/a/', 'my.bucket-1', 'a/'],
])('%s is a bucket and a prefix that ends with a slash', (blobStore, bucket, prefix) => {
  expect(place({ ...shared, blobStore })).toMatchObject({ blobs: { bucket, prefix, addressing: 'host' } });
});

test('a service of one’s own has the bucket in the path, unless it is said otherwise', () => {
  const s3Endpoint = 'http://minio:9000';
  expect(place({ ...shared, s3Endpoint })).toMatchObject({
    blobs: { endpoint: s3Endpoint, addressing: 'path' },
  });
  expect(place({ ...shared, s3Endpoint, s3Addressing: 'host', s3Region: 'x' })).toMatchObject({
    blobs: { addressing: 'host', region: 'x' },
  });
});

test('the address of a data base is shown without its password', () => {
  expect(shownDatabase('postgres://me:hunter2@db:5433/rooms?password=hunter2')).toBe(
    'postgres://me@db:5433/rooms',
  );
  expect(shownDatabase('postgres:///rooms')).toBe('postgres:///rooms');
});
