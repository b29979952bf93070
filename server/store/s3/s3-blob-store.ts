import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import pLimit from 'p-limit';
import type { BlobStore, Digest } from '../../contracts/blob-store.ts';
import { StoreError } from '../../contracts/store-error.ts';
import type { BucketPlace } from '../../contracts/store-place.ts';
import { digestOf } from '../embedded/file-blob-store.ts';
import { s3Fault, statusOf } from './s3-fault.ts';

const digestPattern = /^[0-9a-f]{64}$/;
/** HTTP statuses. */
const notFound = 404;
/** Another call stored the object first, or is storing it. */
const already = { exists: 412, conflicts: 409 };

/** Milliseconds for a connection, and for an answer; attempts at a call; connections to the service at one time. */
const limits = { connect: 3_000, answer: 15_000, attempts: 4, connections: 16 } as const;
/** For a service that has no regions, which the signature needs a name for. */
const anyRegion = 'us-east-1';

/**
 * Blobs as objects of a bucket that speaks the protocol of S3: `<prefix>ab/abcd…`, by the first two digits of the
 * digest. An object never changes, so whoever stores it first is right (a conditional put, `If-None-Match: *`). The
 * service checks the SHA-256 of what it gets, and this class that of what it reads. More calls than there are
 * connections wait.
 */
export class S3BlobStore implements BlobStore {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;
  /** The client would count the wait for a connection as a time in which the service does not answer. */
  readonly #turn = pLimit(limits.connections);

  private constructor({ bucket, prefix, endpoint, region, addressing }: BucketPlace) {
    this.#bucket = bucket;
    this.#prefix = prefix;
    const agent = { keepAlive: true, maxSockets: limits.connections };
    const fallback = endpoint === undefined ? undefined : (process.env.AWS_REGION ?? anyRegion);
    this.#client = new S3Client({
      ...(endpoint !== undefined && { endpoint }),
      ...((region ?? fallback) !== undefined && { region: region ?? fallback }),
      forcePathStyle: addressing === 'path',
      maxAttempts: limits.attempts,
      retryMode: 'standard',
      // A SHA-256 goes with each object. Other services may not know the checksums that the client would add.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: {
        connectionTimeout: limits.connect,
        requestTimeout: limits.answer,
        throwOnRequestTimeout: true,
        httpAgent: agent,
        httpsAgent: agent,
      },
    });
  }

  /**
   * @param owner Name of the collection of rooms that the blobs go with. A prefix belongs to one: whoever removes unused
   * blobs knows of no other rooms.
   * @throws StoreError if the bucket cannot be used, or 'store-in-use' if the prefix belongs to other rooms
   */
  static async open(place: BucketPlace, owner: string): Promise<S3BlobStore> {
    const store = new S3BlobStore(place);
    try {
      await store.#belongTo(owner);
      return store;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  async put(bytes: Uint8Array): Promise<Digest> {
    const digest = digestOf(bytes);
    const key = this.#keyOf(digest);
    return this.#guarded(async () => {
      const size = await this.#sizeOf(key);
      // What was cut short, or put by somebody else, is mended.
      if (size !== bytes.length) await this.#store(key, bytes, { replace: size !== undefined });
      return digest;
    });
  }

  async get(digest: Digest): Promise<Uint8Array | undefined> {
    const bytes = await this.#guarded(() => this.#read(this.#keyOf(digest)));
    if (bytes === undefined || digestOf(bytes) === digest) return bytes;
    throw new StoreError({ code: 'save-damaged', values: { part: digest } });
  }

  async *list(): AsyncIterable<Digest> {
    const pages = paginateListObjectsV2(
      { client: this.#client },
      { Bucket: this.#bucket, Prefix: this.#prefix },
    );
    try {
      for await (const { Contents: objects = [] } of pages) {
        for (const { Key: key = '' } of objects) {
          const digest = key.slice(this.#prefix.length + 3);
          if (digestPattern.test(digest) && key === this.#keyOf(digest)) yield digest;
        }
      }
    } catch (error) {
      throw s3Fault(error, this.#bucket);
    }
  }

  async remove(digest: Digest): Promise<void> {
    await this.#guarded(() => this.#client.send(new DeleteObjectCommand(this.#at(this.#keyOf(digest)))));
  }

  async close(): Promise<void> {
    this.#client.destroy();
  }

  async #belongTo(owner: string): Promise<void> {
    const key = `${this.#prefix}owner`;
    const found = await this.#guarded(async () => {
      const before = await this.#read(key);
      if (before !== undefined) return before;
      await this.#store(key, Buffer.from(owner), { replace: false });
      return this.#read(key);
    });
    const name = Buffer.from(found ?? []).toString('utf8');
    if (name === owner) return;
    const cause = new Error(`${this.#bucket}/${key} says that the objects belong to the rooms ${name}`);
    throw new StoreError({ code: 'store-in-use', values: {} }, { cause });
  }

  /** Stores an object, unless there is one and it is not to be replaced. */
  async #store(key: string, bytes: Uint8Array, { replace }: { replace: boolean }): Promise<void> {
    const sum = Buffer.from(digestOf(bytes), 'hex').toString('base64');
    const put = new PutObjectCommand({
      ...this.#at(key),
      ...{ Body: bytes, ContentLength: bytes.length, ChecksumSHA256: sum },
      ContentType: 'application/octet-stream',
      ...(!replace && { IfNoneMatch: '*' }),
    });
    try {
      await this.#client.send(put);
    } catch (error) {
      const status = statusOf(error);
      if (status === already.exists && !replace) return;
      if (status !== already.conflicts) throw error;
      // Somebody else stores it just now; if that fails, this call has to.
      if ((await this.#sizeOf(key)) !== bytes.length) throw error;
    }
  }

  async #sizeOf(key: string): Promise<number | undefined> {
    try {
      return (await this.#client.send(new HeadObjectCommand(this.#at(key)))).ContentLength;
    } catch (error) {
      if (statusOf(error) === notFound) return undefined;
      throw error;
    }
  }

  async #read(key: string): Promise<Uint8Array | undefined> {
    try {
      const { Body: body } = await this.#client.send(new GetObjectCommand(this.#at(key)));
      return await body?.transformToByteArray();
    } catch (error) {
      // A bucket that is not there is a fault, and not the same as an object that is not.
      if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
      throw error;
    }
  }

  #at(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket, Key: key };
  }

  #keyOf(digest: Digest): string {
    if (!digestPattern.test(digest)) {
      throw new StoreError({ code: 'save-unreadable', values: { part: digest.slice(0, 80) } });
    }
    return `${this.#prefix}${digest.slice(0, 2)}/${digest}`;
  }

  async #guarded<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await this.#turn(work);
    } catch (error) {
      throw s3Fault(error, this.#bucket);
    }
  }
}
