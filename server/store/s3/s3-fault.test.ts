import { S3ServiceException } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { s3Fault } from './s3-fault.ts';

const refused = (name: string, httpStatusCode: number) =>
  new S3ServiceException({ name, message: 'No.', $fault: 'client', $metadata: { httpStatusCode } });

test.each([
  ['QuotaExceeded', 403],
  ['XMinioStorageFull', 507],
  ['InsufficientStorage', 507],
])('%s (%i) says that there is no space', (name, status) => {
  expect(s3Fault(refused(name, status), 'rooms').refusal.code).toBe('store-full');
});

test.each([
  ['AccessDenied', 403],
  ['InternalError', 500],
  ['NoSuchBucket', 404],
])('%s (%i) is told with the bucket and the words of the service', (name, status) => {
  const fault = s3Fault(refused(name, status), 'rooms');
  expect(fault.refusal.code).toBe('store-failing');
  expect(String(fault.cause)).toBe(`Error: S3, bucket rooms: ${name} No. (${status})`);
});

test('a service that does not answer has no status', () => {
  const fault = s3Fault(new Error('connect ECONNREFUSED 127.0.0.1:9000'), 'rooms');
  expect(String(fault.cause)).toMatch(/ECONNREFUSED 127\.0\.0\.1:9000$/);
});
