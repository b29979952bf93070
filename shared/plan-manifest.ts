import { z } from 'zod';

const unit = z.number().min(0).max(1);
/** `colour`: red, green and blue on average in plain light, by which memory's surfaces are told apart. */
const material = z.strictObject({ name: z.string().min(1).max(40), colour: z.tuple([unit, unit, unit]) });
const steps = z.int().min(1).max(64);
const guidance = z.number().min(0).max(16);
const temperature = z.number().min(0.05).max(2);

/** What pack.json says of plan.onnx. */
export const planManifestSchema = z.strictObject({
  /** Tokens count floors first, then walls, then landmarks. */
  materials: z.strictObject({
    floors: z.array(material).min(1).max(64),
    walls: z.array(material).min(1).max(64),
    landmarks: z.array(material).min(1).max(64),
  }),
  /** Steps in which a tile's kinds, and then its materials, are drawn. */
  steps: z.strictObject({ kinds: steps, materials: steps }),
  /** Temperatures of drawing; 1 = as the network says, less = surer. */
  temperature: z.strictObject({ kinds: temperature, materials: temperature }),
  /** Scale of classifier-free guidance for the controls that are told; 1 = as trained. */
  guidance,
  /** The same of controls for the one kind of cell that they speak of: rare kinds need a larger scale. */
  kindGuidance: z.strictObject({ doors: guidance }).optional(),
});
export type PlanManifest = z.infer<typeof planManifestSchema>;

/** Number of materials of a pack's plans; also the input token of a material that is not known. */
export function planMaterials(plan: PlanManifest | undefined): number {
  const { floors, walls, landmarks } = plan?.materials ?? { floors: [], walls: [], landmarks: [] };
  return floors.length + walls.length + landmarks.length;
}
