/**
 * Memory that batches of all sizes share. A name stands for one array of the length of the largest batch. A
 * smaller batch uses its beginning.
 */
export class TensorStorage {
  /** Most views of a batch. */
  readonly capacity: number;
  readonly #buffers = new Map<string, ArrayBuffer>();

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** Bytes held. */
  get bytes(): number {
    return [...this.#buffers.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /** The array `name` with `views` times `perView` numbers. */
  uint8(name: string, perView: number, views: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#buffer(name, perView), 0, perView * views);
  }

  uint16(name: string, perView: number, views: number): Uint16Array<ArrayBuffer> {
    return new Uint16Array(this.#buffer(name, 2 * perView), 0, perView * views);
  }

  float32(name: string, perView: number, views: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.#buffer(name, 4 * perView), 0, perView * views);
  }

  int64(name: string, perView: number, views: number): BigInt64Array<ArrayBuffer> {
    return new BigInt64Array(this.#buffer(name, 8 * perView), 0, perView * views);
  }

  #buffer(name: string, bytesPerView: number): ArrayBuffer {
    const held = this.#buffers.get(name);
    if (held) return held;
    const buffer = new ArrayBuffer(bytesPerView * this.capacity);
    this.#buffers.set(name, buffer);
    return buffer;
  }
}

/**
 * Tensors by the number of views in a batch. All sizes share one storage, so memory grows with the largest
 * batch and not with the sum of all sizes. Only one batch may be drawn at a time.
 */
export class BatchTensors<Tensors> {
  readonly #create: (views: number, storage: TensorStorage) => Tensors;
  readonly #sets = new Map<number, Tensors>();
  #storage = new TensorStorage(1);

  constructor(create: (views: number, storage: TensorStorage) => Tensors) {
    this.#create = create;
  }

  /** Bytes held for all sizes together. */
  get bytes(): number {
    return this.#storage.bytes;
  }

  /** The tensors of a batch. They contain old data of batches of other sizes. */
  of(views: number): Tensors {
    if (views > this.#storage.capacity) {
      // The next power of two, so that few reallocations lead to the largest batch.
      this.#storage = new TensorStorage(2 ** Math.ceil(Math.log2(views)));
      this.#sets.clear();
    }
    const held = this.#sets.get(views);
    if (held !== undefined) return held;
    const created = this.#create(views, this.#storage);
    this.#sets.set(views, created);
    return created;
  }
}
