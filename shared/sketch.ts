import { z } from 'zod';
import { noticeSchema } from './notices/notice.ts';
import { fieldIssue } from './refusals/field-fault.ts';

/**
 * A host's description of unseen ground, for the model to draw: a plan of its walls, or the depths of one
 * view. World space is that of camera.ts; the ground is y = 0.
 */

/** Greatest number of walls in a plan. */
export const mostSketchWalls = 64;
/** Metres. */
export const sketchLimits = {
  /** Greatest distance from the world's origin. */
  reach: 2000,
  /** Greatest side of the area. */
  side: { minimum: 2, maximum: 40 },
  height: { minimum: 0.3, maximum: 6 },
  thickness: { minimum: 0.1, maximum: 10 },
} as const;
/** Greatest number of columns, and of rows, of a depth image. */
export const mostSketchColumns = 64;
export const mostSketchRows = 36;
/** Depth, metres, from which a pixel is sky. */
export const sketchSky = 1000;

const within = (minimum: number, maximum: number) => z.number().min(minimum).max(maximum);
const place = z.strictObject({
  x: within(-sketchLimits.reach, sketchLimits.reach),
  z: within(-sketchLimits.reach, sketchLimits.reach),
});

/** From the ground up, along the line from `from` to `to`, half of its thickness on each side. */
export const sketchWallSchema = z.strictObject({
  from: place,
  to: place,
  height: within(sketchLimits.height.minimum, sketchLimits.height.maximum).default(2.5),
  thickness: within(sketchLimits.thickness.minimum, sketchLimits.thickness.maximum).default(0.5),
});
export type SketchWall = z.infer<typeof sketchWallSchema>;

/** A rectangle along the axes, corner to corner. */
const areaSchema = z.strictObject({ from: place, to: place }).superRefine(({ from, to }, context) => {
  for (const axis of ['x', 'z'] as const) {
    const { minimum, maximum } = sketchLimits.side;
    const side = to[axis] - from[axis];
    if (side >= minimum && side <= maximum) continue;
    const fault = { code: 'area-side', values: { axis, minimum, maximum } } as const;
    context.addIssue(fieldIssue(fault, ['to', axis]));
  }
});

/** Seen from above: `area` is flat ground except for the walls; the ground beyond it stays unknown. */
export const planSketchSchema = z
  .strictObject({
    kind: z.literal('plan'),
    area: areaSchema,
    walls: z.array(sketchWallSchema).max(mostSketchWalls),
  })
  .superRefine(({ area, walls }, context) => {
    for (const [i, wall] of walls.entries()) {
      for (const end of ['from', 'to'] as const) {
        if (isWithin(area, wall[end].x, wall[end].z)) continue;
        context.addIssue(fieldIssue({ code: 'outside-area', values: {} }, ['walls', i, end]));
      }
    }
  });
export type PlanSketch = z.infer<typeof planSketchSchema>;

/**
 * Seen from one pose: depths (metres along the view's axis) that fill the view of a camera at `pose`,
 * row by row from the top left. 0 is unknown, {@link sketchSky} and more is the sky.
 */
export const depthSketchSchema = z
  .strictObject({
    kind: z.literal('depth'),
    pose: z.strictObject({
      ...place.shape,
      y: within(0.2, 20),
      yaw: within(-2 * Math.PI, 2 * Math.PI),
      pitch: within(-1.2, 1.2),
    }),
    columns: z.int().min(2).max(mostSketchColumns),
    rows: z.int().min(2).max(mostSketchRows),
    depths: z.array(within(0, 1e6)).max(mostSketchColumns * mostSketchRows),
  })
  .superRefine(({ columns, rows, depths }, context) => {
    if (depths.length === columns * rows) return;
    const values = { count: columns * rows, given: depths.length };
    context.addIssue(fieldIssue({ code: 'wrong-count', values }, ['depths']));
  });
export type DepthSketch = z.infer<typeof depthSketchSchema>;

export const sketchSchema = z.discriminatedUnion('kind', [planSketchSchema, depthSketchSchema]);
export type Sketch = z.infer<typeof sketchSchema>;

/** Request of a host: draw a sketch. */
export const sketchRequestSchema = z.strictObject({ ask: z.literal('paint'), sketch: sketchSchema });
export type SketchRequest = z.input<typeof sketchRequestSchema>;

/** Result of a sketch. */
export interface SketchResult {
  /** Views drawn, and keyframes that memory kept of them. */
  views: number;
  kept: number;
  /** Share of the sketch that memory covered before, and share of that part that contradicts the sketch. */
  known: number;
  otherwise: number;
}

/** The room's answers to the host alone. */
export const sketchAnswerSchema = z.discriminatedUnion('about', [
  z.object({ about: z.literal('progress'), done: z.int().min(0), of: z.int().min(0) }),
  z.object({
    about: z.literal('result'),
    views: z.int().min(0),
    kept: z.int().min(0),
    known: z.number(),
    otherwise: z.number(),
  }),
  z.object({ about: z.literal('failure'), notice: noticeSchema }),
]);
export type SketchAnswer = z.infer<typeof sketchAnswerSchema>;

/** Whether a point is in an axis-aligned rectangle, border included. */
export function isWithin({ from, to }: PlanSketch['area'], x: number, z: number): boolean {
  return x >= from.x && x <= to.x && z >= from.z && z <= to.z;
}
