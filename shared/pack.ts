import { z } from 'zod';
import { axisNames, buttonNames } from './action.ts';
import { gamepadButtons, stickAxes, touchButtons } from './device-bindings.ts';
import { entityFeatures, entityKinds } from './entity.ts';
import { planManifestSchema } from './plan-manifest.ts';
import { walkingSchema } from './walking.ts';

/** Version of the pack format that the engine reads and the trainer writes; a change of the graphs raises it. */
export const packFormat = 2;

const name = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be lower-case letters, digits and dashes');

const graphSchema = z.strictObject({
  file: z.string().regex(/^[\w.-]+\.onnx$/, 'must be the name of an .onnx file beside pack.json'),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits'),
});

const axisSchema = z.strictObject({
  name: z.enum(axisNames),
  description: z.string(),
  /** Keyboard codes (KeyboardEvent.code) that drive the axis to -1 and to +1. */
  keys: z.tuple([z.string(), z.string()]).optional(),
  /** Pointer movement that drives the axis. */
  pointer: z.enum(['x', 'y']).optional(),
  /** Stick axis of a gamepad, and of the sticks on a touch screen; by default those of device-bindings.ts. */
  gamepad: z.enum(stickAxes).optional(),
  touch: z.enum(stickAxes).optional(),
});

const buttonSchema = z.strictObject({
  name: z.enum(buttonNames),
  description: z.string(),
  keys: z.array(z.string()),
  /** MouseEvent.button. */
  pointerButton: z.int().min(0).max(4).optional(),
  /** Buttons of the standard gamepad, and the button on a touch screen; by default those of device-bindings.ts. */
  gamepad: z
    .array(
      z
        .int()
        .min(0)
        .max(gamepadButtons - 1),
    )
    .optional(),
  touch: z
    .int()
    .min(0)
    .max(touchButtons - 1)
    .optional(),
});

const controlSchema = z
  .strictObject({
    name: z.string().regex(/^[a-z][A-Za-z0-9]*$/),
    description: z.string(),
    minimum: z.number(),
    maximum: z.number(),
    default: z.number(),
    /** Names of the values of a control that is a list; a value is an index, from 0. */
    values: z.array(z.string().min(1).max(40)).min(2).max(32).optional(),
    /**
     * `drawing`: all view graphs receive the control, and memory is kept under the value that the world seed was
     * captured with. `relighting`: only relight.onnx receives it, and memory is kept under its default.
     */
    applies: z.enum(['drawing', 'relighting']).default('drawing'),
  })
  .refine(
    (c) => c.minimum <= c.default && c.default <= c.maximum,
    'default must lie between minimum and maximum',
  )
  .refine(
    ({ values, minimum, maximum, default: value }) =>
      values === undefined || (minimum === 0 && maximum === values.length - 1 && Number.isInteger(value)),
    'a control with named values has minimum 0, maximum one less than their number, and a whole default',
  )
  .refine(
    ({ values, applies }) => values === undefined || applies === 'relighting',
    'a control with named values applies to relighting',
  );

/** `pack.json`: the description of a world model; the graphs lie beside it. */
export const manifestSchema = z.strictObject({
  format: z.literal(packFormat, `must be ${packFormat}; re-export the pack with this version's trainer`),
  name,
  title: z.string().max(80),
  licence: z.string(),
  view: z.strictObject({
    /** Pixels; both multiples of 16. */
    width: z.int().min(64).max(1920).multipleOf(16),
    height: z.int().min(48).max(1088).multipleOf(16),
    /** Focal length in pixels. */
    focal: z.number().positive(),
    /** Views (and world ticks) per second. */
    rate: z.int().min(1).max(60),
    /**
     * Larger sizes that pictures of a view are shown in, largest first, of the same shape: networks draw the view at
     * its own size, and detail comes from keyframes that have a fine picture. None by default.
     */
    sizes: z
      .array(
        z.strictObject({
          width: z.int().min(64).max(3840).multipleOf(2),
          height: z.int().min(48).max(2160).multipleOf(2),
        }),
      )
      .max(8)
      .optional(),
  }),
  actions: z.strictObject({
    axes: z.array(axisSchema).min(1),
    buttons: z.array(buttonSchema),
    /** Fastest change of yaw and pitch, radians a second, at axis value 1. */
    turnRate: z.number().positive(),
    lookRate: z.number().positive(),
    /** Pitch stays within plus and minus this, radians. */
    pitchLimit: z.number().positive(),
  }),
  entities: z.strictObject({
    kinds: z.array(z.enum(entityKinds)),
    features: z.literal(entityFeatures),
    /** Greatest number of entities drawn in one view; the nearest are taken. */
    perView: z.int().min(1).max(64),
  }),
  controls: z.array(controlSchema),
  memory: z.strictObject({
    /** Keyframe slots of condition.onnx, K: slot 0 is the view's previous frame, the rest is memory. */
    slots: z.int().min(2).max(16),
    /** Greatest number of keyframes a room keeps. */
    capacity: z.int().min(16).max(20000),
    /** A frame is written when memory left at least this share of it uncovered. */
    novelty: z.number().min(0).max(1),
    /** Pixels below this confidence (0 to 1) are not written to memory. */
    confidence: z.number().min(0).max(1),
  }),
  imagine: z
    .strictObject({
      /** Tokens of a coarse view: rows x columns. */
      rows: z.int().positive(),
      columns: z.int().positive(),
      /** Parallel decoding steps. */
      steps: z.int().min(1).max(64),
      /** A view is imagined when at least this share of it is uncovered. */
      threshold: z.number().min(0).max(1),
    })
    .optional(),
  /** Settings of relight.onnx. */
  relight: z
    .strictObject({
      /** Scale of classifier-free guidance; 1 = as trained. */
      guidance: z
        .strictObject({ minimum: z.number(), maximum: z.number(), default: z.number() })
        .refine(
          (g) => g.minimum <= g.default && g.default <= g.maximum,
          'default must lie between minimum and maximum',
        ),
      /** Weights of the encoder that maps a sentence to control values (shared/prompt.ts). */
      prompt: z
        .strictObject({
          file: z.string().regex(/^[\w.-]+\.json$/, 'must be the name of a .json file beside pack.json'),
          sha256: graphSchema.shape.sha256,
        })
        .optional(),
    })
    .optional(),
  /** Weights of the text tower beside words.onnx, with the pack's words for materials and landmarks. */
  words: z
    .strictObject({
      file: z.string().regex(/^[\w.-]+\.json$/, 'must be the name of a .json file beside pack.json'),
      sha256: graphSchema.shape.sha256,
    })
    .optional(),
  /** Settings of plan.onnx. */
  plan: planManifestSchema.optional(),
  motion: z.strictObject({
    /** Eye above the feet, metres. */
    eyeHeight: z.number().positive(),
    /** Speed limit of a body, metres a second; a faster output of the network is clamped. */
    speedLimit: z.number().positive(),
    physics: z.strictObject({ gravity: z.number(), friction: z.number(), bounce: z.number() }),
    /** How pages expect a player to walk; as in the reference world by default. */
    walking: walkingSchema.optional(),
  }),
  graphs: z.strictObject({
    condition: graphSchema,
    imagine: graphSchema.optional(),
    draw: graphSchema,
    motion: graphSchema,
    relight: graphSchema.optional(),
    /** The perceptron of condition that looks at entities, for engines that do the rest of it without a graph. */
    appearance: graphSchema.optional(),
    /** Draw at less cost, for views that memory covers; on a CPU. */
    lean: graphSchema.optional(),
    /** The layers of lean alone, for engines that do without a graph what comes before and after them. */
    trunk: graphSchema.optional(),
    /** Fills in the plan of ground that nobody has seen. */
    plan: graphSchema.optional(),
    /** Colours of surfaces of the plan that memory has not seen. */
    surface: graphSchema.optional(),
    /** The image tower of words: places each part of a drawn view beside the words that say what it shows. */
    words: graphSchema.optional(),
  }),
  /** World seeds, folders under seeds/. */
  seeds: z.array(z.strictObject({ name, title: z.string() })).min(1),
});

export type Manifest = z.infer<typeof manifestSchema>;

/**
 * Tensor shapes of the graphs: B views, K keyframe slots, H x W pixels, M entities, E features,
 * C controls, T = rows x columns tokens, N bodies, R numbers of controls.ts. Types are ONNX's. Coarse maps are half size. C are
 * the controls that apply to drawing, with the values that the world seed was captured under.
 *
 * condition: rgb uint8 [B,K,3,H,W], inverse_depth uint16 [B,K,H,W] (codes of inverse-depth.ts, all 0
 *   in an unused slot), transforms float [B,K,3,4] (camera space of the slot to that of the view),
 *   entities float [B,M,E], controls float [B,C] (each scaled to [0, 1])
 *   -> conditions float [B,Cc,H,W], entity_maps float [B,Ce,H,W], coarse_conditions float [B,5,H/2,
 *   W/2], warp uint8 [B,3,H,W] (what memory alone reprojects to, holes filled smoothly),
 *   coverage uint8 [B,H,W] (0 nothing known, 255 fully covered by memory slots or entities)
 * appearance: features float [G,75+C,256] (groups of 256 rays that hit an entity's box; entities.h says what of)
 *   -> answer float [G,5,256]: RGB, logit of a hit, logit of the share of the way through the box
 * imagine: coarse_conditions, tokens int64 [B,T], known float [B,T] (0 or 1), noise float [B,T] and
 *   order float [B,T] (uniform in (0,1)), reveal float [B] (share of tokens known after this step)
 *   -> next_tokens int64 [B,T], next_known float [B,T], coarse float [B,4,H/2,W/2] (looked at only after
 *   the last step, with reveal 1 for all views: a graph may leave it zero before)
 * draw: conditions, entity_maps, coarse float [B,4,H/2,W/2] (zeros when not imagined), imagined float
 *   [B] (1 when coarse holds a view), controls
 *   -> rgb uint8 [B,3,H,W], inverse_depth uint16 [B,H,W], entity uint8 [B,H,W] (255 = surely an
 *   entity), confidence uint8 [B,H,W] (255 = sure)
 * lean: as draw
 * trunk: features float [B,16*15+16+1+C,H/4,W/4] (conditions, entity_maps and coarse, 4 x 4 pixels together, imagined and
 *   controls), picture float [B,16,H/2,W/2] (memory's RGB and detail, 2 x 2 pixels together)
 *   -> head float [B,160,H/4,W/4], sharpening float [B,12,H/2,W/2]: what composition.h makes the outputs of lean of
 * relight: rgb, inverse_depth and entity as draw gives them, camera float [B,7] (relight-camera.ts),
 *   controls, asked float [B,R] (controls.ts), guidance float [B]
 *   -> shown uint8 [B,3,H,W], the view as it is to look under the controls that are asked for
 * motion: features float [N,F] (motion-features.ts) -> change float [N,8]
 * plan: kinds int64 [B,S,S] and materials int64 [B,S,S] of a window of S x S cells (tokens of plan.ts; the token after the
 *   last material is unknown), asked float [B,P] (values of planControls, -1 = not told)
 *   -> kind_logits float [B,9,T,T], material_logits float [B,Mp,T,T] of the tile of T x T cells in its middle
 * surface: surfaces int32 [G,256] (groups of 256 points; Mp materials, then the tops of walls of each), places float
 *   [G,256,3], lights float [G,256,12], air float [G,256,2] (surface-samples.ts says what of), controls float [G,C]
 *   -> colours float [G,256,3], 0 to 1
 * words: rgb and inverse_depth as draw gives them, camera float [B,12] (cameraRow of camera.ts)
 *   -> embedding float [B,D,H/8,W/8], of length 1 each; D as the text tower of words.json has it
 */
export const graphTensors = {
  condition: {
    inputs: ['rgb', 'inverse_depth', 'transforms', 'entities', 'controls'],
    outputs: ['conditions', 'entity_maps', 'coarse_conditions', 'warp', 'coverage'],
  },
  imagine: {
    inputs: ['coarse_conditions', 'tokens', 'known', 'noise', 'order', 'reveal'],
    outputs: ['next_tokens', 'next_known', 'coarse'],
  },
  draw: {
    inputs: ['conditions', 'entity_maps', 'coarse', 'imagined', 'controls'],
    outputs: ['rgb', 'inverse_depth', 'entity', 'confidence'],
  },
  motion: { inputs: ['features'], outputs: ['change'] },
  relight: {
    inputs: ['rgb', 'inverse_depth', 'entity', 'camera', 'controls', 'asked', 'guidance'],
    outputs: ['shown'],
  },
  appearance: { inputs: ['features'], outputs: ['answer'] },
  lean: {
    inputs: ['conditions', 'entity_maps', 'coarse', 'imagined', 'controls'],
    outputs: ['rgb', 'inverse_depth', 'entity', 'confidence'],
  },
  trunk: { inputs: ['features', 'picture'], outputs: ['head', 'sharpening'] },
  plan: { inputs: ['kinds', 'materials', 'asked'], outputs: ['kind_logits', 'material_logits'] },
  surface: {
    inputs: ['surfaces', 'places', 'lights', 'air', 'controls'],
    outputs: ['colours', 'brightness'],
  },
  words: { inputs: ['rgb', 'inverse_depth', 'camera'], outputs: ['embedding'] },
} as const;
/** Greatest batch (views or bodies) of one run of a graph; the trainer exports graphs with this limit. */
export const mostRows = 1024;
export type GraphName = keyof typeof graphTensors;
