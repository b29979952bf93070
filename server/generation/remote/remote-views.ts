import type { Manifest } from '../../../shared/pack.ts';
import type { Picture } from '../../contracts/picture.ts';
import type { GeneratedView, ViewRequest } from '../../contracts/view.ts';
import { noteImagined } from '../imagination.ts';
import { carriedFrom } from '../view-tensors.ts';
import type { InferCall, InputTensor, KServeClient } from './kserve-client.ts';
import { KServeError, OtherModelError } from './kserve-error.ts';
import { type SentPicture, SentPictures } from './sent-pictures.ts';
import {
  type DrawnRow,
  largerSize,
  type NamedRequest,
  readViews,
  viewInputs,
  viewOutputs,
} from './view-calls.ts';
import { largestRequest, servedPack, viewModel, viewModelInputs } from './view-model.ts';

/** What decides how a call is treated, besides its deadline. */
type Urgency = Pick<InferCall, 'priority' | 'trace'>;
const first: Urgency = { priority: 1 };

/** Pictures of one upload: about 3 MB. */
const uploadedTogether = 16;
/** Bytes of pictures that surely go over in a millisecond: a sixth of what a gigabit takes. */
const sentPerMillisecond = 20_000;
/** Milliseconds that an upload may take. A view does not wait as long, but the next one finds the picture there. */
const uploadTime = 5_000;

/**
 * Draws views on a server of the KServe v2 protocol (view-model.ts). One call draws views of one room; the server puts
 * calls of many rooms together. Pictures are sent once, by name, and again when the server says that it does not know
 * them.
 */
export class RemoteViews {
  readonly #client: KServeClient;
  readonly #manifest: Manifest;
  readonly #sha256: string;
  readonly #pictures: SentPictures;
  #life = 0;
  /** When the server last answered, on performance.now's clock. */
  #answered = performance.now();
  /** Why pictures could not be sent, for the next who needs some. */
  #sendingFailed: unknown;

  constructor(client: KServeClient, manifest: Manifest) {
    this.#client = client;
    this.#manifest = manifest;
    this.#sha256 = servedPack(manifest).sha256;
    this.#pictures = new SentPictures(carriedFrom(manifest.memory.confidence));
  }

  /**
   * Asks which pack the server draws.
   *
   * @throws KServeError if it does not answer within `deadline` milliseconds
   * @throws OtherModelError if it has another pack, or no such model
   */
  async identify(deadline: number): Promise<void> {
    const identify: InputTensor = { name: 'identify', type: 'UINT8', shape: [1, 1], data: new Uint8Array(1) };
    const { name, version } = viewModel;
    const answer = await this.#infer([identify], ['identity'], deadline, first).catch((error: unknown) => {
      if (!(error instanceof KServeError) || error.kind !== 'refused') throw error;
      throw new OtherModelError(
        `The server at ${this.#client.address} cannot run version ${version} of the model "${name}": ${error.message}. Give it the model repository that npm run triton of this release writes.`,
      );
    });
    this.#sendingFailed = undefined;
    const found = answer.get('identity')?.toString('hex');
    if (found === this.#sha256) return;
    throw new OtherModelError(
      `The server at ${this.#client.address} draws another pack: its SHA-256 is ${found}, that of the pack "${this.#manifest.name}" here is ${this.#sha256}. Write its model repository from this pack (npm run triton), or start with the pack that it has.`,
    );
  }

  /** The server may have lost its pictures: each is sent again before it is used. */
  forget(): void {
    this.#life++;
  }

  /**
   * Draws views, in the order of the requests; undefined for one that has to be drawn here, because its pictures were not
   * there in time.
   *
   * @param deadline Milliseconds from now.
   * @param urgency Whether they go first, and the trace that they belong to.
   * @throws KServeError
   */
  async draw(
    requests: readonly ViewRequest[],
    deadline: number,
    urgency: Urgency,
  ): Promise<(GeneratedView | undefined)[]> {
    const started = performance.now();
    const left = () => deadline - (performance.now() - started);
    const named = requests.map((request) => this.#named(request));
    const drawn: (GeneratedView | undefined)[] = requests.map(() => undefined);
    let rows = named.map((_, row) => row);
    const ask = async (noise: boolean) => {
      const isAwaited = await this.#send(
        rows.flatMap((row) => named[row].slots),
        left(),
      );
      // Views whose pictures are still on their way are drawn here, and those alone.
      rows = rows.filter((row) =>
        named[row].slots.every((picture) => picture === undefined || this.#isThere(picture)),
      );
      // Pictures take their time while the server has much to do; one that answers nothing is another matter.
      if (rows.length === 0 && isAwaited && performance.now() - this.#answered > deadline)
        throw new KServeError('late', 'the pictures of the views were not there in time');
      const answers = await this.#ask(
        rows.map((row) => named[row]),
        noise,
        left(),
        urgency,
      );
      const again: { open: number[]; unknown: number[] } = { open: [], unknown: [] };
      for (const [i, answer] of answers.entries()) {
        const row = rows[i];
        if (answer.state === 'drawn') drawn[row] = this.#finish(answer, named[row]);
        else again[answer.state].push(row);
        if (answer.state === 'unknown') for (const picture of answer.missing) picture.life = undefined;
      }
      return again;
    };
    const first = await ask(false);
    rows = first.unknown;
    const second = rows.length > 0 ? await ask(false) : { open: [] };
    rows = [...first.open, ...second.open];
    if (rows.length > 0) await ask(true);
    return drawn;
  }

  #named(request: ViewRequest): NamedRequest {
    const { previous, keyframes } = request;
    const isLarger = largerSize(request, this.#manifest) !== undefined;
    const slots = Array.from({ length: this.#manifest.memory.slots }, (_, slot) => {
      if (slot === 0) return previous && this.#pictures.frame(previous);
      const keyframe = keyframes[slot - 1];
      return keyframe && this.#pictures.keyframe(keyframe, isLarger);
    });
    return { request, slots, keep: this.#pictures.freshKey() };
  }

  #finish(
    { view, imagined }: Extract<DrawnRow, { state: 'drawn' }>,
    { request, keep }: NamedRequest,
  ): GeneratedView {
    noteImagined(view, request, imagined);
    this.#pictures.kept(view, keep, this.#life);
    return view;
  }

  async #ask(
    rows: readonly NamedRequest[],
    noise: boolean,
    deadline: number,
    urgency: Urgency,
  ): Promise<DrawnRow[]> {
    const calls: Promise<DrawnRow[]>[] = [];
    for (let from = 0; from < rows.length; from += largestRequest) {
      calls.push(this.#askFor(rows.slice(from, from + largestRequest), noise, deadline, urgency));
    }
    return (await Promise.all(calls)).flat();
  }

  async #askFor(
    rows: readonly NamedRequest[],
    noise: boolean,
    deadline: number,
    urgency: Urgency,
  ): Promise<DrawnRow[]> {
    const isRelit =
      this.#manifest.relight !== undefined && rows.some(({ request }) => request.look !== undefined);
    const inputs = viewInputs(rows, this.#manifest, { noise, relit: isRelit });
    return readViews(await this.#infer(inputs, viewOutputs, deadline, urgency), rows, this.#manifest);
  }

  /**
   * Sends pictures that the server does not have, and waits for them if they can be there in half of the time: the other
   * half is for the view. It does not wait for all that a room remembers, when it is drawn there for the first time.
   * Resolves to whether it waited.
   */
  async #send(pictures: readonly (SentPicture | undefined)[], milliseconds: number): Promise<boolean> {
    this.#tellFailure();
    const asked = new Set(pictures.filter((picture) => picture !== undefined));
    const awaited = [...asked].filter((picture) => !this.#isThere(picture));
    const bytes = awaited.reduce((sum, picture) => sum + this.#bytesOf(picture), 0);
    const isSoon = bytes / sentPerMillisecond <= milliseconds / 2;
    // The next view has another previous frame, so nothing is won by sending this one for later.
    const fresh = awaited.filter(({ life, isFrame }) => life !== this.#life && (isSoon || !isFrame));
    // Fine pictures of a request have one size.
    for (const alike of Map.groupBy(fresh, ({ fine }) => fine && `${fine.width}x${fine.height}`).values()) {
      for (let from = 0; from < alike.length; from += uploadedTogether) {
        this.#upload(alike.slice(from, from + uploadedTogether));
      }
    }
    if (!isSoon) return false;
    await withinTime(Promise.all(awaited.map(({ sending }) => sending)), milliseconds / 2);
    this.#tellFailure();
    return true;
  }

  #bytesOf({ fine }: SentPicture): number {
    const { width, height } = this.#manifest.view;
    return 5 * width * height + (fine?.rgb.length ?? 0);
  }

  #isThere({ life, sending }: SentPicture): boolean {
    return life === this.#life && sending === undefined;
  }

  /** Throws what kept pictures from being sent, once. */
  #tellFailure(): void {
    const failed = this.#sendingFailed;
    this.#sendingFailed = undefined;
    if (failed !== undefined) throw failed;
  }

  #upload(pictures: readonly SentPicture[]): void {
    const { width, height } = this.#manifest.view;
    const pixels = width * height;
    const key = new BigUint64Array(2 * pictures.length);
    const rgb = new Uint8Array(3 * pixels * pictures.length);
    const inverseDepth = new Uint16Array(pixels * pictures.length);
    for (const [row, picture] of pictures.entries()) {
      const planes = picture.read();
      key.set(picture.key, 2 * row);
      rgb.set(planes.rgb, 3 * pixels * row);
      inverseDepth.set(planes.inverseDepth, pixels * row);
    }
    const shapes = viewModelInputs(this.#manifest);
    const data = { upload_key: key, upload_rgb: rgb, upload_inverse_depth: inverseDepth };
    const inputs = Object.entries(data).map(([name, data]): InputTensor => {
      const { type, shape } = shapes[name];
      return { name, type, shape: [pictures.length, ...shape], data };
    });
    const fine = pictures.flatMap((picture) => picture.fine ?? []);
    if (fine.length > 0) inputs.push(fineInput(fine));
    const life = this.#life;
    const sending = this.#infer(inputs, ['state'], uploadTime, first).then(
      () => settle(life),
      (error: unknown) => {
        settle(undefined);
        this.#sendingFailed = error;
      },
    );
    const settle = (found: number | undefined) => {
      for (const picture of pictures) Object.assign(picture, { life: found, sending: undefined });
    };
    for (const picture of pictures) Object.assign(picture, { life, sending });
  }

  async #infer(
    inputs: readonly InputTensor[],
    outputs: readonly string[],
    deadline: number,
    urgency: Urgency,
  ) {
    if (deadline <= 0) throw new KServeError('late', 'no time is left');
    const { name: model, version } = viewModel;
    const answer = await this.#client.infer({ model, version, inputs, outputs, deadline, ...urgency });
    this.#answered = performance.now();
    return answer;
  }
}

/** Pictures of one size as `upload_fine`. */
function fineInput(pictures: readonly Picture[]): InputTensor {
  const [{ width, height }] = pictures;
  const data = new Uint8Array(3 * width * height * pictures.length);
  for (const [row, { rgb }] of pictures.entries()) data.set(rgb, row * 3 * width * height);
  return { name: 'upload_fine', type: 'UINT8', shape: [pictures.length, 3, height, width], data };
}

/** Waits for `done`, but no longer than `milliseconds`. */
async function withinTime(done: Promise<unknown>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, milliseconds));
  });
  await Promise.race([done, late]).finally(() => clearTimeout(timer));
}
