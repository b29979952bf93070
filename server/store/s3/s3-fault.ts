import { S3ServiceException } from '@aws-sdk/client-s3';
import { StoreError } from '../../contracts/store-error.ts';

/** Status and names with which services say that there is no space. The first is WebDAV's, RFC 4918. */
const full = { status: 507, names: ['QuotaExceeded', 'XMinioStorageFull', 'ServiceQuotaExceededException'] };

/** The HTTP status with which S3 refused something; undefined without an answer. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}

/** The error of a failed call of S3, as stores throw it. Its cause has the service's words, and no keys. */
export function s3Fault(error: unknown, bucket: string): StoreError {
  if (error instanceof StoreError) return error;
  const status = statusOf(error);
  const name = error instanceof Error ? error.name : '';
  const words = error instanceof Error ? error.message : String(error);
  const cause = new Error(
    `S3, bucket ${bucket}: ${name} ${words}${status === undefined ? '' : ` (${status})`}`,
  );
  const isFull = status === full.status || full.names.includes(name);
  return new StoreError({ code: isFull ? 'store-full' : 'store-failing', values: {} }, { cause });
}
