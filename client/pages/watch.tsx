import type { JSX } from 'preact';
import type { PublicPack } from '../../shared/messages.ts';
import type { RoomState } from '../../shared/state.ts';
import { freeCameraView } from '../../shared/watching.ts';
import { readPack } from '../connection/server-api.ts';
import { controlLabel, followLabels } from '../hud/control-label.ts';
import type { Status } from '../hud/status-card.tsx';
import { ViewStrip } from '../hud/view-strip.tsx';
import { PageKeys, watchingKeys } from '../input/page-keys.ts';
import { markName } from '../people/person-name.ts';
import { changePreferences, readPreferences } from '../preferences.ts';
import { roomPaths } from '../room-links.ts';
import { ReplayBar } from '../saves/replay-bar.tsx';
import { texts } from '../texts.ts';
import { holding } from '../ui/holding.ts';
import { Icon } from '../ui/icon.tsx';
import { FreeFlight } from '../watching/free-flight.ts';
import { ModeBar } from '../watching/mode-bar.tsx';
import { ViewWall } from '../watching/view-wall.tsx';
import { WallReceiver } from '../watching/wall-receiver.ts';
import type { WallTile } from '../watching/wall-tile.tsx';
import { WatchHelp } from '../watching/watch-help.tsx';
import { type WatchMode, writeMode } from '../watching/watch-mode.ts';
import type { Page } from './page.ts';
import { RoomPage } from './room/room-page.ts';

/** Milliseconds until the pack is requested again. */
const retryDelay = 2_000;

/** A spectator's page: one player's view, the director's cut, all views at once, or the free camera. */
export class WatchPage implements Page {
  readonly root: HTMLElement;
  readonly #page: RoomPage;
  readonly #strip: ViewStrip;
  readonly #bar = new ModeBar((mode) => this.#choose(mode));
  readonly #wall = new ViewWall((view) => this.#watch(view));
  readonly #wallViews: WallReceiver;
  readonly #replay = new ReplayBar((command) => this.#page.session.send('replay', command));
  readonly #help = new WatchHelp();
  readonly #flight: FreeFlight;
  readonly #keys = new PageKeys((slot) => this.#page.press(slot));
  readonly #closing = new AbortController();
  #mode: WatchMode;
  /** The player who is followed, or was followed last. */
  #followed: string | undefined;
  #retry: number | undefined;
  #closed = false;

  /** `mode` comes from the address; without one, this person's last mode is used. */
  constructor(roomId: string, mode: WatchMode | undefined) {
    this.#mode = mode ?? readPreferences().watchMode;
    this.#strip = new ViewStrip((view) => this.#watch(view));
    this.#page = new RoomPage({
      roomId,
      role: 'spectator',
      titleOf: texts.titles.watch,
      labelOf: (view) =>
        view === freeCameraView ? texts.watching.cameraView : texts.watch.view(this.#nameOf(view)),
      waitingStatus: () => this.#waitingStatus(),
      joined: () => undefined,
      roomState: (state) => this.#follow(state),
      stateChanged: () => this.#showWall(),
      header: {
        afterPeople: <WatchParts held={[this.#bar.root, this.#replay.root]} seat={roomPaths(roomId).play} />,
      },
      menu: { isTaken: () => false, helpToggled: () => this.#help.toggle() },
    });
    const { session } = this.#page;
    this.#wallViews = new WallReceiver({
      receive: (view) => session.receiveBeside(view),
      changed: (view, source) => this.#wall.show(view, source),
    });
    this.#flight = new FreeFlight(this.#page);
    this.root = this.#page.root;
    this.#strip.root.title = texts.watch.hint;
    session.stage.root.after(this.#wall.root);
    this.root.append(this.#strip.root, this.#flight.panel.root, this.#help.root);
    followLabels(this.#closing.signal, () =>
      this.#page.showShortcuts(watchingKeys((key) => controlLabel(key))),
    );
    this.#apply();
    session.start();
    void this.#prepare();
  }

  close(): void {
    this.#closed = true;
    window.clearTimeout(this.#retry);
    this.#closing.abort();
    this.#keys.close();
    this.#bar.close();
    this.#help.close();
    this.#strip.close();
    this.#flight.close();
    this.#wallViews.close();
    this.#wall.close();
    this.#page.lookCompensation?.close();
    this.#page.close();
  }

  #choose(mode: WatchMode): void {
    if (mode === this.#mode) return;
    this.#mode = mode;
    changePreferences({ watchMode: mode });
    writeMode(mode);
    this.#apply();
    const sentence = texts.watching.chosen[mode];
    this.#page.toasts.show(typeof sentence === 'string' ? sentence : sentence(this.#marked(this.#followed)));
  }

  /** Applies the chosen mode to the page. */
  #apply(): void {
    const mode = this.#mode;
    this.root.dataset.mode = mode;
    this.#bar.mode = mode;
    this.#strip.arrows = mode === 'follow' || mode === 'director';
    this.#flight.active = mode === 'free';
    const { roomState } = this.#page.session;
    if (roomState) this.#follow(roomState);
    this.#showWall();
  }

  /** Follows one player from now on. */
  #watch(view: string): void {
    this.#followed = view;
    if (this.#mode === 'follow') this.#apply();
    else this.#choose('follow');
  }

  #follow(state: RoomState): void {
    const { session } = this.#page;
    const view = this.#viewIn(state);
    if (this.#mode !== 'free' && view !== undefined) this.#followed = view;
    if (view !== session.view) {
      session.show(view);
      this.#page.showStatus();
    }
    this.#strip.update(state, view);
    this.#flight.update(state);
    this.#replay.update(state);
    this.#fillWall(state);
  }

  /** The view of the stage in the present mode, also while the wall covers it. */
  #viewIn(state: RoomState): string | undefined {
    const [first] = state.players.keys();
    const there = (view: string | undefined) =>
      view !== undefined && state.players.has(view) ? view : undefined;
    const cut = there(state.shot) ?? first;
    if (this.#mode === 'director') return cut;
    if (this.#mode === 'free') return state.pilot ? freeCameraView : cut;
    return there(this.#followed) ?? first;
  }

  /** The wall shows all views. Those that are not on the stage are received for it. */
  #fillWall(state: RoomState): void {
    if (this.#mode !== 'wall') return;
    const tiles: WallTile[] = [...state.players].map(([view, { name, colour }]) => ({
      view,
      name,
      colour,
      host: view === state.host,
      onAir: view === state.shot,
    }));
    if (state.pilot) {
      const name = texts.watching.cameraView;
      tiles.push({ view: freeCameraView, name, colour: undefined, host: false, onAir: false });
    }
    this.#wall.update(tiles);
    const { session } = this.#page;
    this.#wallViews.want(new Set(tiles.map(({ view }) => view).filter((view) => view !== session.view)));
    if (session.view !== undefined && session.stage.view === session.view) {
      this.#wall.show(session.view, session.seen);
    }
  }

  /**
   * The wall stays until the view that was chosen from it is displayed, so that the picture never goes black
   * in between.
   */
  #showWall(): void {
    const { session } = this.#page;
    const wanted = this.#mode === 'wall';
    if (wanted) this.#wall.shown = session.state === 'playing';
    else if (session.view === session.stage.view || session.state !== 'playing') {
      this.#wall.shown = false;
      this.#wallViews.close();
      this.#wall.update([]);
    }
    if (wanted && session.roomState) this.#fillWall(session.roomState);
  }

  async #prepare(): Promise<void> {
    let pack: PublicPack;
    try {
      pack = await readPack();
    } catch {
      // The picture works without names meanwhile.
      if (!this.#closed) this.#retry = window.setTimeout(() => void this.#prepare(), retryDelay);
      return;
    }
    if (this.#closed) return;
    this.#wall.aspect = pack.view.width / pack.view.height;
    this.#flight.prepare(pack);
    this.#page.showNames(pack);
  }

  #nameOf(view: string): string {
    return this.#page.session.roomState?.players.get(view)?.name ?? '';
  }

  /** A player's marked name for a sentence; empty without a player. */
  #marked(view: string | undefined): string {
    const name = view === undefined ? '' : this.#nameOf(view);
    return name && markName(name);
  }

  #waitingStatus(): Status | undefined {
    const { session, door } = this.#page;
    if (session.view !== undefined || session.roomState === undefined) return undefined;
    return {
      ...texts.status.waitingForPlayers,
      busy: true,
      actions: [
        {
          text: texts.status.actions.play,
          action: door.paths.play,
          testId: 'take-seat-instead',
          primary: true,
        },
      ],
    };
  }
}

/** What spectators have in the header: ways to watch, of a replay its controls, and the way to a seat. */
function WatchParts(props: { held: readonly HTMLElement[]; seat: string }): JSX.Element {
  return (
    <>
      <div class="held" ref={holding(...props.held)} />
      <span class="badge">{texts.watch.badge}</span>
      <a class="button quiet" href={props.seat} data-testid="take-seat">
        <Icon name="play" />
        <span>{texts.watch.takeSeat}</span>
      </a>
    </>
  );
}
