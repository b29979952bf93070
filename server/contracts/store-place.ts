/** Bytes in a bucket that speaks the protocol of S3. Who may is decided by the usual environment of the AWS SDK. */
export interface BucketPlace {
  bucket: string;
  /** Before the name of every object; empty, or with a slash at its end. */
  prefix: string;
  /** Of another service than Amazon's. */
  endpoint: string | undefined;
  region: string | undefined;
  /** Whether the bucket is in the path of addresses (`path`), or in the name of the host (`host`). */
  addressing: 'path' | 'host';
}

/** Where rooms are kept: in a folder of one server, or where several servers find them. */
export type StorePlace =
  | { kind: 'folder'; folder: string }
  /** `rooms` is the address of a PostgreSQL data base. It may hold a password. */
  | { kind: 'shared'; rooms: string; blobs: BucketPlace };
