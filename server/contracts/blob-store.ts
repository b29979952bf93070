/** SHA-256 of a blob, 64 lower-case hexadecimal digits. */
export type Digest = string;

/** Bytes by their SHA-256. The same bytes are stored once, whoever puts them. */
export interface BlobStore {
  /** Stores bytes and returns their digest. When it resolves, the bytes outlive the process. */
  put(bytes: Uint8Array): Promise<Digest>;
  /**
   * The bytes of a digest; undefined if there are none.
   *
   * @throws StoreError 'save-damaged' if other bytes are stored under the digest
   */
  get(digest: Digest): Promise<Uint8Array | undefined>;
  /** All digests, in any order. */
  list(): AsyncIterable<Digest>;
  /** Removes bytes. Does nothing if there are none. */
  remove(digest: Digest): Promise<void>;
  close(): Promise<void>;
}
