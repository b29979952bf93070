import type { ReadonlySignal } from '@preact/signals';
import type { JSX, RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import { type SketchWall, sketchLimits } from '../../shared/sketch.ts';
import { formats, texts } from '../texts.ts';
import { holding } from '../ui/holding.ts';
import { snapStep } from './sketch-plan.ts';

const fieldNames = ['fromX', 'fromZ', 'toX', 'toZ', 'height', 'thickness'] as const;
type FieldName = (typeof fieldNames)[number];

/** The fields of a wall's ends and shape, metres. */
export type WallFields = Readonly<Record<FieldName, RefObject<HTMLInputElement | null>>>;

/** How far the room is, in views; unknown before it says so. */
export interface SketchProgress {
  done?: number;
  of?: number;
}

export interface SketchPanelProps {
  isOpen: ReadonlySignal<boolean>;
  walls: ReadonlySignal<readonly SketchWall[]>;
  message: ReadonlySignal<string>;
  /** The room draws. */
  isBusy: ReadonlySignal<boolean>;
  /** Undefined while there is none to show. */
  progress: ReadonlySignal<SketchProgress | undefined>;
  /** The map to draw on. */
  canvas: HTMLCanvasElement;
  fields: WallFields;
  /** Adds the wall of the fields. */
  add(): void;
  remove(index: number): void;
  paint(): void;
  clear(): void;
  close(): void;
}

/** The map, the fields and the list of walls, and what comes of them. */
export function SketchPanel(props: SketchPanelProps): JSX.Element {
  const { sketch } = texts;
  const { canvas, close } = props;
  const open = props.isOpen.value;
  const isBusy = props.isBusy.value;
  useLayoutEffect(() => {
    if (open) canvas.focus();
  }, [open, canvas]);
  return (
    <section
      class="panel sketch-pad"
      role="dialog"
      tabindex={-1}
      aria-labelledby="sketch-heading"
      data-testid="sketch-pad"
      hidden={!open}
      onKeyDown={(event) => {
        // Keeps these keys from moving the player.
        event.stopPropagation();
        if (event.code !== 'Escape') return;
        event.preventDefault();
        close();
      }}
    >
      <h2 id="sketch-heading">{sketch.heading}</h2>
      <p class="quiet-text">{sketch.hint}</p>
      <div class="held" ref={holding(canvas)} />
      <WallForm fields={props.fields} add={props.add} />
      <Walls walls={props.walls.value} remove={props.remove} />
      <Progress progress={props.progress.value} />
      <p class="panel-message" role="status" data-testid="sketch-message">
        {props.message}
      </p>
      <div class="sketch-actions">
        {/* A disabled button would lose the focus, and with it the keys. */}
        <button type="button" aria-disabled={isBusy} data-testid="sketch-paint" onClick={props.paint}>
          {sketch.paint}
        </button>
        <button type="button" class="quiet" onClick={props.clear}>
          {sketch.clear}
        </button>
        <button type="button" class="quiet" data-testid="sketch-close" onClick={close}>
          {sketch.close}
        </button>
      </div>
    </section>
  );
}

function WallForm({ fields, add }: Pick<SketchPanelProps, 'fields' | 'add'>): JSX.Element {
  const { sketch } = texts;
  const { reach, height, thickness } = sketchLimits;
  const place = { minimum: -reach, maximum: reach };
  const kinds: Record<FieldName, { minimum: number; maximum: number; usual: number }> = {
    fromX: { ...place, usual: 0 },
    fromZ: { ...place, usual: 0 },
    toX: { ...place, usual: 4 },
    toZ: { ...place, usual: 0 },
    height: { ...height, usual: 2.5 },
    thickness: { ...thickness, usual: snapStep },
  };
  return (
    <form
      class="sketch-form"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <fieldset>
        <legend>{sketch.legend}</legend>
        {fieldNames.map((name) => (
          <label key={name}>
            {sketch.fields[name]}
            <input
              type="number"
              step="any"
              min={kinds[name].minimum}
              max={kinds[name].maximum}
              defaultValue={String(kinds[name].usual)}
              required
              ref={fields[name]}
            />
          </label>
        ))}
      </fieldset>
      <button type="submit" class="quiet" data-testid="sketch-add">
        {sketch.add}
      </button>
    </form>
  );
}

interface WallsProps {
  walls: readonly SketchWall[];
  remove(index: number): void;
}

function Walls({ walls, remove }: WallsProps): JSX.Element {
  const { sketch } = texts;
  const place = ({ x, z }: { x: number; z: number }) => `(${formats.number(x, 1)}, ${formats.number(z, 1)})`;
  return (
    <ol class="sketch-walls" data-testid="sketch-walls">
      {walls.map(({ from, to, height }, index) => (
        // Walls are numbered, and their elements have no state of their own.
        <li key={index}>
          {sketch.wall(index + 1, place(from), place(to), formats.number(height, 1))}
          <button
            type="button"
            class="quiet"
            aria-label={sketch.removeWall(index + 1)}
            onClick={() => remove(index)}
          >
            {sketch.remove}
          </button>
        </li>
      ))}
    </ol>
  );
}

function Progress({ progress }: { progress: SketchProgress | undefined }): JSX.Element {
  const hidden = progress === undefined;
  const label = texts.sketch.heading;
  // A bar that has had a value does not go back to having none, so it is another element.
  if (progress?.done === undefined) return <progress hidden={hidden} aria-label={label} key="unknown" />;
  return <progress max={progress.of} value={progress.done} aria-label={label} key="known" />;
}
