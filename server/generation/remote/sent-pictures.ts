import { createHash, randomBytes } from 'node:crypto';
import type { Keyframe } from '../../contracts/keyframe.ts';
import type { Picture } from '../../contracts/picture.ts';
import type { GeneratedView } from '../../contracts/view.ts';
import { entityThreshold } from '../view-tensors.ts';

/** 128 bits that name a picture at the server. */
export type PictureKey = Readonly<BigUint64Array>;

/** A picture as views are drawn from it. */
export interface SentPicture {
  readonly key: PictureKey;
  /** A view's previous frame, which only its next view is drawn from. */
  readonly isFrame: boolean;
  /** The server's life in which it was sent, or is being sent; undefined before. */
  life?: number | undefined;
  /** Settles when it is there. */
  sending?: Promise<void> | undefined;
  /** The same colours with more pixels, where they are to go over too. */
  readonly fine?: Picture | undefined;
  /** RGB [3, H, W] and inverse depth [H, W] as they are now. */
  read(): { rgb: Uint8Array; inverseDepth: Uint16Array };
}

/** Pictures of a keyframe that were named. */
interface NamedKeyframe {
  revision: number | undefined;
  plain?: SentPicture;
  /** With its fine picture. */
  fine?: SentPicture;
}

/**
 * Names pictures for the server. A keyframe's name is the digest of its pixels: the server keeps one for all rooms and
 * processes that remember the same picture, and a picture that changes has another name. Drawn views get a number, under which the
 * server keeps them as well.
 */
export class SentPictures {
  /** Pictures by their RGB plane, which stands for the picture as long as its revision stays (unchanged-views.ts). */
  readonly #keyframes = new WeakMap<Uint8Array, NamedKeyframe>();
  readonly #frames = new WeakMap<Uint8Array, SentPicture>();
  readonly #carriedFrom: number;
  readonly #process = randomBytes(8).readBigUInt64LE();
  #count = 0n;

  /** @param carriedFrom Lowest confidence code of a pixel of the previous frame that is carried on. */
  constructor(carriedFrom: number) {
    this.#carriedFrom = carriedFrom;
  }

  /** @param isFine Whether its fine picture goes over as well, for views that are to be larger. */
  keyframe(
    { rgb, inverseDepth, revision, fine }: Pick<Keyframe, 'rgb' | 'inverseDepth' | 'revision' | 'fine'>,
    isFine = false,
  ): SentPicture {
    let named = this.#keyframes.get(rgb);
    if (named === undefined || named.revision !== revision) {
      named = { revision };
      this.#keyframes.set(rgb, named);
    }
    const kind = isFine && fine !== undefined ? 'fine' : 'plain';
    const known = named[kind];
    if (known !== undefined) return known;
    const digest = createHash('sha256').update(rgb).update(inverseDepth);
    if (kind === 'fine' && fine !== undefined) digest.update(fine.rgb);
    const bytes = digest.digest();
    const key = new BigUint64Array([bytes.readBigUInt64LE(0), bytes.readBigUInt64LE(8)]);
    const read = () => ({ rgb, inverseDepth });
    const picture: SentPicture = { key, isFrame: false, read, fine: kind === 'fine' ? fine : undefined };
    named[kind] = picture;
    return picture;
  }

  /** The previous frame of a view, by whomever it was drawn. */
  frame(view: GeneratedView): SentPicture {
    const known = this.#frames.get(view.rgb);
    if (known !== undefined) return known;
    return this.kept(view, this.freshKey());
  }

  /** A name that no other picture has. */
  freshKey(): PictureKey {
    this.#count += 1n;
    return new BigUint64Array([this.#process, this.#count]);
  }

  /** Notes that the server was told to keep a view that it drew; `life` is that of the server. */
  kept(view: GeneratedView, key: PictureKey, life?: number): SentPicture {
    const read = () => ({ rgb: view.rgb, inverseDepth: this.#carriedDepth(view) });
    const picture: SentPicture = { key, isFrame: true, life, read, fine: view.fine };
    this.#frames.set(view.rgb, picture);
    return picture;
  }

  /** Inverse depth without entities and pixels of low confidence, which are not carried on. */
  #carriedDepth({ inverseDepth, entity, confidence }: GeneratedView): Uint16Array {
    return Uint16Array.from(inverseDepth, (depth, i) =>
      entity[i] >= entityThreshold || confidence[i] < this.#carriedFrom ? 0 : depth,
    );
  }
}
