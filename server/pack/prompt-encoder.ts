import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import type { Control } from '../../shared/controls.ts';
import type { Manifest } from '../../shared/pack.ts';
import { type PlanControl, planControls } from '../../shared/plan.ts';
import { PackError } from './pack-error.ts';
import { PackFiles } from './pack-files.ts';
import { floats, roundedTable } from './rounded-table.ts';

/** What a sentence says about the pack's controls. */
export interface PromptReading {
  /** Values in the controls' own units, by name; where a control is spoken of twice, the last one counts. */
  values: Map<string, number>;
  /** What a room's map is asked for, by planControls, 0 to 1. */
  plan: Map<PlanControl, number>;
  /** Words that speak of the map, in their order. */
  planWords: string[];
  /** Words that say nothing about a control and are no mere fillers either, in their order. */
  unknown: string[];
}

const layerSchema = z.strictObject({ weight: floats, bias: floats });

/** `prompt.json`, as models/training/worldroom_training/export/prompt_encoder.py writes it. */
const encoderSchema = z.strictObject({
  format: z.literal(1),
  controls: z.array(z.strictObject({ name: z.string(), values: z.array(z.string()).optional() })),
  /** Controls of a room's map, whose outputs follow those of the controls. None in older packs. */
  plan: z.array(z.enum(planControls.map(({ name }) => name))).default([]),
  buckets: z
    .int()
    .min(1)
    .max(1 << 20),
  hidden: z.int().min(1).max(4096),
  /** Longest character n-gram. */
  longest: z.int().min(2).max(8),
  /** [buckets, hidden]. Older packs have it in 32 bits. */
  embedding: z.union([floats, roundedTable]),
  /** What a phrase speaks of: nothing, something unknown, or one of the controls. */
  topic: layerSchema,
  /** One number a range (a logit), and one a named value. */
  value: layerSchema,
});
type Weights = z.output<typeof encoderSchema>;

/** Bytes of the file; far over what the greatest layers take. */
const largestEncoder = 64 * 2 ** 20;
/** Words of the longest phrase, and how sure a phrase must be of its control. */
const longestPhrase = 5;
const surePhrase = 0.6;
/** Range of the controls of a map. */
const planRange: Pick<Control, 'values' | 'minimum' | 'maximum'> = { minimum: 0, maximum: 1 };
/** More than a sentence needs. */
const mostWords = 40;

/**
 * Reads control values off a sentence ("a foggy night in the red quarter"): phrases of up to five
 * words, the longest first, each a bag of character n-grams (after fastText, Bojanowski et al., 2017)
 * under two linear layers. The same sentence always gives the same values.
 */
export class PromptEncoder {
  readonly #weights: Weights;
  readonly #controls: readonly Control[];

  constructor(weights: Weights, controls: readonly Control[]) {
    this.#weights = weights;
    this.#controls = controls;
  }

  read(text: string): PromptReading {
    const words = (
      text
        .toLowerCase()
        .replaceAll(/['’]/g, '')
        .match(/\p{L}+/gu) ?? []
    ).slice(0, mostWords);
    const reading: PromptReading = { values: new Map(), plan: new Map(), planWords: [], unknown: [] };
    for (let at = 0; at < words.length; ) {
      const length = this.#phraseAt(words, at, reading);
      at += length;
    }
    return reading;
  }

  /** Takes the longest phrase at `at` that speaks of a control, or else one word; how many words it was. */
  #phraseAt(words: readonly string[], at: number, reading: PromptReading): number {
    // A phrase does not begin with a filler: "at noon" is "noon".
    if (this.#topic(this.#hidden(words[at])).best === 0) return 1;
    for (let length = Math.min(longestPhrase, words.length - at); length > 0; length--) {
      const hidden = this.#hidden(words.slice(at, at + length).join(' '));
      const { best, topics } = this.#topic(hidden);
      if (best >= 2 && topics[best] >= surePhrase) {
        const phrase = words.slice(at, at + length);
        // "Hedges at dusk" is no phrase: it would take a word that speaks of another control.
        if (length > 1 && phrase.some((word) => this.#speaksOfOther(word, best))) continue;
        const index = best - 2;
        if (index < this.#controls.length) {
          reading.values.set(this.#controls[index].name, this.#valueOf(index, hidden));
        } else {
          const name = this.#weights.plan[index - this.#controls.length];
          reading.plan.set(name, this.#valueOf(index, hidden));
          reading.planWords.push(...phrase);
        }
        return length;
      }
    }
    reading.unknown.push(words[at]);
    return 1;
  }

  #speaksOfOther(word: string, topic: number): boolean {
    const { best, topics } = this.#topic(this.#hidden(word));
    return best >= 2 && best !== topic && topics[best] >= surePhrase;
  }

  /** How sure each topic is, and the surest: 0 = nothing, 1 = something unknown, from 2 on the controls. */
  #topic(hidden: Float32Array): { topics: number[]; best: number } {
    const topics = softmax(apply(this.#weights.topic, hidden));
    return { topics, best: topics.indexOf(Math.max(...topics)) };
  }

  #valueOf(index: number, hidden: Float32Array): number {
    const numbers = apply(this.#weights.value, hidden);
    const before = this.#controls.slice(0, index);
    const others = Math.max(0, index - this.#controls.length);
    const start = before.reduce((sum, c) => sum + (c.values?.length ?? 1), others);
    const { values, minimum, maximum } = index < this.#controls.length ? this.#controls[index] : planRange;
    if (values !== undefined) {
      const own = numbers.slice(start, start + values.length);
      return own.indexOf(Math.max(...own));
    }
    const share = 1 / (1 + Math.exp(-numbers[start]));
    // In hundredths of the range: nobody says more than that.
    return minimum + (maximum - minimum) * (Math.round(share * 100) / 100);
  }

  #hidden(phrase: string): Float32Array {
    const { buckets, hidden, embedding, longest } = this.#weights;
    const out = new Float32Array(hidden);
    const grams = phraseBuckets(phrase, longest, buckets);
    for (const gram of grams) {
      const row = gram * hidden;
      for (let i = 0; i < hidden; i++) out[i] += embedding[row + i] / grams.length;
    }
    return out.map((value) => Math.max(0, value));
  }
}

/** Encoders that were read already, by the manifest that they belong to: reading one takes milliseconds. */
const encoders = new WeakMap<Manifest, Promise<PromptEncoder | undefined>>();

/** The same as {@link readPromptEncoder}, read once for all who ask with this very manifest. */
export function promptEncoderOf(pack: {
  readonly folder: string;
  readonly manifest: Manifest;
}): Promise<PromptEncoder | undefined> {
  const known = encoders.get(pack.manifest);
  if (known !== undefined) return known;
  const encoder = readPromptEncoder(pack.folder, pack.manifest);
  encoders.set(pack.manifest, encoder);
  encoder.catch(() => encoders.delete(pack.manifest));
  return encoder;
}

/**
 * The encoder that a pack brings for its controls; undefined when it brings none.
 * @throws PackError when the file is not what the manifest says, or is not for its controls.
 */
export async function readPromptEncoder(
  folder: string,
  manifest: Manifest,
): Promise<PromptEncoder | undefined> {
  const entry = manifest.relight?.prompt;
  if (entry === undefined) return undefined;
  const file = join(folder, entry.file);
  const remedy = 'Export the pack again.';
  const bytes = await new PackFiles(folder).read(entry.file, largestEncoder, { remedy });
  if (createHash('sha256').update(bytes).digest('hex') !== entry.sha256) {
    throw new PackError({ file, problem: 'is another file than relight.prompt.sha256 says', remedy });
  }
  const parsed = encoderSchema.safeParse(jsonOf(bytes, file));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new PackError({ file, field: issue.path.join('.'), problem: issue.message, remedy });
  }
  const weights = parsed.data;
  const named = (list: readonly { name: string; values?: readonly string[] }[]) =>
    JSON.stringify(list.map(({ name, values }) => [name, values ?? []]));
  const { plan } = weights;
  const outputs = manifest.controls.reduce((sum, { values }) => sum + (values?.length ?? 1), plan.length);
  if (named(weights.controls) !== named(manifest.controls)) {
    throw new PackError({ file, field: 'controls', problem: "are not the manifest's", remedy });
  }
  if (
    weights.embedding.length !== weights.buckets * weights.hidden ||
    weights.topic.weight.length !== (2 + manifest.controls.length + plan.length) * weights.hidden ||
    weights.value.weight.length !== outputs * weights.hidden
  ) {
    throw new PackError({ file, problem: 'has layers of other sizes than it says', remedy });
  }
  return new PromptEncoder(weights, manifest.controls);
}

function jsonOf(bytes: Buffer, file: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new PackError({ file, problem: 'is not JSON', remedy: 'Export the pack again.', cause });
  }
}

/** weight [outputs, inputs] times the input, plus bias. */
function apply(
  { weight, bias }: { weight: Float32Array; bias: Float32Array },
  input: Float32Array,
): number[] {
  return Array.from(bias, (start, row) =>
    input.reduce((sum, value, i) => sum + value * weight[row * input.length + i], start),
  );
}

function softmax(logits: readonly number[]): number[] {
  const largest = Math.max(...logits);
  const weights = logits.map((logit) => Math.exp(logit - largest));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** Rows of the embedding that a phrase is the mean of: its n-grams' hashes, in `buckets`. */
export function phraseBuckets(phrase: string, longest: number, buckets: number): number[] {
  return ngrams(phrase, longest).map((gram) => fnv(gram) % buckets);
}

/** Of the phrase between its ends, from 2 characters on; then its words, and all of it. */
function ngrams(phrase: string, longest: number): string[] {
  const marked = `^${phrase}$`;
  const grams: string[] = [];
  for (let n = 2; n <= longest; n++) {
    for (let i = 0; i + n <= marked.length; i++) grams.push(marked.slice(i, i + n));
  }
  return [...grams, ...phrase.split(' ').map((word) => `_${word}`), `=${phrase}`];
}

/** FNV-1a, 32 bits (Fowler, Noll and Vo), over UTF-16 code units. */
function fnv(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return value;
}
