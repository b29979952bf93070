/** Kinds of values on the wire (protobuf.dev/programming-guides/encoding). */
const wire = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;
/** Fields of ModelProto, GraphProto, NodeProto and TensorProto in onnx.proto3. */
const field = {
  graph: 7,
  ...{ node: 1, initializer: 5 },
  ...{ input: 1, output: 2, opType: 4, attribute: 5 },
  ...{ dims: 1, dataType: 2, name: 8, rawData: 9 },
};
/** Fields of AttributeProto. */
const attributeField = { name: 1, integer: 3, text: 4, integers: 8 };

/** Types of tensors that are read, by their number in onnx.proto3. */
const readers: Record<number, (raw: ArrayBuffer) => OnnxTensor['data']> = {
  1: (raw) => new Float32Array(raw),
  2: (raw) => new Uint8Array(raw),
  6: (raw) => new Int32Array(raw),
  10: (raw) => new Float32Array(new Float16Array(raw)),
};

/** A tensor in a graph's file; empty if its numbers are of another type, or not in the file. */
export interface OnnxTensor {
  dims: number[];
  data: Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer> | Int32Array<ArrayBuffer>;
}

/** An operator with the names of what it reads and writes. */
export interface OnnxNode {
  type: string;
  inputs: string[];
  outputs: string[];
  /** Attributes that are an integer or several. */
  integers: Map<string, number[]>;
  /** Attributes that are text. */
  texts: Map<string, string>;
}

/** What of an ONNX file an engine that does the work of a graph reads. */
export interface OnnxFile {
  /** Weights by name. */
  tensors: Map<string, OnnxTensor>;
  /** In the order of the file. */
  nodes: OnnxNode[];
}

/** @throws Error if the bytes are no ONNX graph */
export function readOnnxFile(bytes: Buffer): OnnxFile {
  const [graph] = messages(bytes, field.graph);
  if (graph === undefined) throw new Error('it is not an ONNX graph');
  return {
    tensors: new Map(messages(graph, field.initializer).map(tensorOf)),
    nodes: messages(graph, field.node).map(nodeOf),
  };
}

function nodeOf(bytes: Buffer): OnnxNode {
  const attributes = messages(bytes, field.attribute).map((one) => {
    const fields = [...fieldsOf(one)];
    const { integer, integers } = attributeField;
    return {
      name: messages(one, attributeField.name).join(''),
      text: messages(one, attributeField.text).join(''),
      integers: [...integersOf(fields, integer), ...integersOf(fields, integers)],
    };
  });
  return {
    type: messages(bytes, field.opType).join(''),
    inputs: messages(bytes, field.input).map(String),
    outputs: messages(bytes, field.output).map(String),
    integers: new Map(attributes.map(({ name, integers }) => [name, integers])),
    texts: new Map(attributes.map(({ name, text }) => [name, text])),
  };
}

function tensorOf(bytes: Buffer): [string, OnnxTensor] {
  const [raw] = messages(bytes, field.rawData);
  const all = [...fieldsOf(bytes)];
  const type = Number(all.find(({ number }) => number === field.dataType)?.value);
  const read = readers[type];
  // Copied, because a part of a file need not lie at a multiple of four bytes.
  const data = raw && read ? read(new Uint8Array(raw).buffer) : new Float32Array();
  return [messages(bytes, field.name).join(''), { dims: integersOf(all, field.dims), data }];
}

/** Repeated whole numbers, packed into one field or not. */
function integersOf(fields: readonly Field[], wanted: number): number[] {
  return fields
    .filter(({ number }) => number === wanted)
    .flatMap(({ value }) => (Buffer.isBuffer(value) ? varints(value) : [Number(value)]));
}

function varints(bytes: Buffer): number[] {
  const found: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const { value, next } = varintAt(bytes, at);
    found.push(Number(value));
    at = next;
  }
  return found;
}

function varintAt(bytes: Buffer, from: number): { value: bigint; next: number } {
  let value = 0n;
  for (let shift = 0n, at = from; ; shift += 7n, at++) {
    const byte = bytes.readUInt8(at);
    value |= BigInt(byte & 127) << shift;
    if (byte < 128) return { value, next: at + 1 };
  }
}

interface Field {
  number: number;
  value: Buffer | bigint;
}

/** The numbers and byte strings of a message's fields, in their order. */
function* fieldsOf(bytes: Buffer): Generator<Field> {
  let at = 0;
  const varint = () => {
    const { value, next } = varintAt(bytes, at);
    at = next;
    return value;
  };
  while (at < bytes.length) {
    const key = Number(varint());
    const number = key >> 3;
    if ((key & 7) === wire.varint) yield { number, value: varint() };
    else if ((key & 7) === wire.bytes) {
      const length = Number(varint());
      if (length > bytes.length - at) throw new RangeError('a field reaches beyond the end');
      yield { number, value: bytes.subarray(at, at + length) };
      at += length;
    } else if ((key & 7) === wire.fixed32) at += 4;
    else if ((key & 7) === wire.fixed64) at += 8;
    else throw new RangeError(`no wire type ${key & 7}`);
  }
}

function messages(bytes: Buffer, number: number): Buffer[] {
  return [...fieldsOf(bytes)].flatMap((one) =>
    one.number === number && Buffer.isBuffer(one.value) ? [one.value] : [],
  );
}
