import { z } from 'zod';
import { refusals } from '../refusals/refusal.ts';
import { roomNotices } from './notice.ts';

/** As much of a JSON schema as {@link samplesOf} reads. */
const schemaSchema = z.object({
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  type: z.string().optional(),
  get oneOf() {
    return z.array(schemaSchema).optional();
  },
  get items() {
    return schemaSchema.optional();
  },
  get properties() {
    return z.record(z.string(), schemaSchema).optional();
  },
});
type Schema = z.infer<typeof schemaSchema>;

/** A notice with made-up values: of a text its name, and of a number 3 or 1. */
export interface Sample {
  code: string;
  values: Record<string, unknown>;
}

const sampleSchema = z.object({ code: z.string(), values: z.record(z.string(), z.unknown()) });

/**
 * Made-up notices by their codes, for tests of the sentences and for docs/protocol.md. The first of each code has the
 * first alternative of every value; each other one differs from it in one value.
 */
export const noticeSamples: ReadonlyMap<string, readonly Sample[]> = new Map(
  [...roomNotices, ...refusals].map((schema) => {
    const json = schemaSchema.parse(z.toJSONSchema(schema));
    const samples = samplesOf(json, '').map((sample) => sampleSchema.parse(sample));
    return [samples[0].code, samples];
  }),
);

function samplesOf(schema: Schema, name: string): unknown[] {
  if (schema.const !== undefined) return [schema.const];
  if (schema.enum !== undefined) return schema.enum;
  if (schema.oneOf !== undefined) return schema.oneOf.flatMap((one) => samplesOf(one, name));
  if (schema.properties !== undefined) return objects(schema.properties);
  switch (schema.type) {
    case 'boolean':
      return [false, true];
    case 'number':
    case 'integer':
      return [3, 1];
    case 'array':
      return [[`‹${name} 1›`, `‹${name} 2›`], [`‹${name} 3›`]];
    case 'object':
      return [{}];
    default:
      return [`‹${name}›`, `‹other ${name}›`];
  }
}

function objects(properties: Record<string, Schema>): Record<string, unknown>[] {
  const choices = Object.entries(properties).map(([name, of]) => ({ name, samples: samplesOf(of, name) }));
  const usual = Object.fromEntries(choices.map(({ name, samples }) => [name, samples[0]]));
  const others = choices.flatMap(({ name, samples }) =>
    samples.slice(1).map((sample) => ({ ...usual, [name]: sample })),
  );
  return [usual, ...others];
}
