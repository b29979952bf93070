import type { Reason } from '../../../shared/notices/notice.ts';
import type { RecordCommand, RecordingList, RecordingStatus } from '../../../shared/recording.ts';
import { NoticeError } from '../../contracts/notice-error.ts';
import type { SoundSource } from '../../contracts/sound-sink.ts';
import { Clip } from '../../recording/clip-ring.ts';
import type { Recording, RecordingSubject } from '../../recording/recording.ts';
import type { HostRole } from '../members/host-role.ts';
import type { Member } from '../members/roster.ts';
import type { RoomContext } from '../room-context.ts';
import { RoomClips } from './room-clips.ts';

interface Entry {
  recording: Recording;
  link: string | undefined;
  expires: number | undefined;
  ended: boolean;
}

/** Between two messages about recordings that run, milliseconds. */
const tellPeriod = 1_000;
/** Recordings that have ended and are still told of. */
const mostEnded = 8;

/**
 * The recordings of a room: who may begin and end them, and what pages are told. The host records every
 * view, a player the own one. Whoever is in the room is told what is being recorded; links to finished
 * files are for whoever began them and for the host.
 */
export class RoomRecordings {
  readonly #context: RoomContext;
  readonly #hostRole: Pick<HostRole, 'host'>;
  readonly #soundOf: (view: string) => Promise<SoundSource | undefined>;
  readonly #clips: RoomClips;
  #entries: Entry[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(
    context: RoomContext,
    hostRole: Pick<HostRole, 'host'>,
    soundOf: (view: string) => Promise<SoundSource | undefined>,
  ) {
    this.#soundOf = soundOf;
    this.#context = context;
    this.#hostRole = hostRole;
    const { services, roster, events } = context;
    const { recordings } = services;
    this.#clips = new RoomClips({ recordings, roster, soundOf: (view) => this.#sound(view) });
    events.on('advanced', () => this.#clips.update());
  }

  /** Does what `member` asks for; the reason when that may not be. */
  perform(member: Member, command: RecordCommand): Reason | undefined {
    switch (command.command) {
      case 'start':
        return this.#start(member, command.view);
      case 'stop':
        return this.#stop(member, command.recording);
      case 'keep':
        this.#clips.keep(member, command.on);
        return undefined;
      case 'clip':
        return this.#clip(member);
    }
  }

  /** Tells everybody what they may know of the recordings. */
  tell(): void {
    if (this.#entries.length === 0) return;
    const { roster } = this.#context;
    for (const { id, connected, line } of roster) {
      if (!connected) continue;
      const list: RecordingList = {
        recordings: this.#entries.flatMap((entry) => statusFor(entry, id, this.#hostRole.host) ?? []),
      };
      line.send('recordings', list);
    }
  }

  /** The room has ended; recordings of its views end with their streams. */
  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#entries = [];
    this.#clips.close();
  }

  #start(member: Member, view: string): Reason | undefined {
    const { roster, services } = this.#context;
    if (member.id !== this.#hostRole.host && member.id !== view) {
      return member.role === 'player'
        ? { code: 'own-view-only', values: {}, field: 'record.view' }
        : { code: 'watchers-record-nothing', values: {}, field: 'record' };
    }
    const watched = roster.get(view);
    if (watched === undefined) return { code: 'no-such-view', values: {}, field: 'record.view' };
    if (watched.stream === undefined) {
      return watched.role === 'player'
        ? { code: 'no-picture-yet', values: {}, field: 'record.view' }
        : { code: 'no-such-view', values: {}, field: 'record.view' };
    }
    const { stream } = watched;
    const subject = this.#subject(watched, member);
    return this.#begin(() => services.recordings.start(subject, stream, this.#sound(view)));
  }

  #clip(member: Member): Reason | undefined {
    const { recordings } = this.#context.services;
    if (member.role !== 'player') return { code: 'watchers-record-nothing', values: {}, field: 'record' };
    if (!recordings.keepsClips) return { code: 'recording-off', values: {}, field: 'record' };
    const clip = this.#clips.take(member);
    if (!(clip instanceof Clip)) return clip;
    return this.#begin(() => recordings.save(this.#subject(member, member), clip));
  }

  #subject(watched: Member, by: Member): RecordingSubject {
    const { id: room, plan, services } = this.#context;
    const { rate } = services.pack.manifest.view;
    return { room, roomName: plan.name, view: watched.id, name: watched.name, by: by.id, rate };
  }

  /** Tells of a recording that begins; the reason when that may not be. */
  #begin(make: () => Recording): Reason | undefined {
    let recording: Recording;
    try {
      recording = make();
    } catch (error) {
      if (error instanceof NoticeError) return { ...error.notice, field: 'record' };
      throw error;
    }
    const { journal } = this.#context;
    const entry: Entry = { recording, link: undefined, expires: undefined, ended: false };
    this.#entries.push(entry);
    const over = this.#entries.filter(({ ended }) => ended).slice(0, -mostEnded);
    this.#entries = this.#entries.filter((other) => !over.includes(other));
    this.#timer ??= setInterval(() => this.tell(), tellPeriod);
    this.#sign(entry).catch((error: unknown) => journal.fault('recording', error));
    void recording.ended.then(() => this.#ended(entry));
    this.tell();
    return undefined;
  }

  /** What is heard there; a file without sound is better than none. */
  #sound(view: string): Promise<SoundSource | undefined> {
    return this.#soundOf(view).catch((error: unknown) => {
      this.#context.journal.fault('sound of a recording', error);
      return undefined;
    });
  }

  #stop(member: Member, id: string): Reason | undefined {
    const field = 'record.recording';
    const found = this.#entries.find(({ recording }) => recording.id === id)?.recording;
    if (found === undefined) return { code: 'no-such-recording', values: {}, field };
    if (member.id !== this.#hostRole.host && member.id !== found.subject.by) {
      return { code: 'recording-of-others', values: {}, field };
    }
    found.stop();
    this.tell();
    return undefined;
  }

  /** Links are good from the start, so that they are known when the room ends with its recordings. */
  async #sign(entry: Entry): Promise<void> {
    const { invites, recordings } = this.#context.services;
    const { id, fileName } = entry.recording;
    const hours = (recordings.limits.milliseconds + recordings.lifetime) / 3_600_000;
    const token = await invites.signRecording(id, fileName, hours);
    entry.link = `/api/recordings/${id}?token=${token}`;
    this.tell();
  }

  #ended(entry: Entry): void {
    entry.ended = true;
    if (entry.recording.state === 'done')
      entry.expires = Date.now() + this.#context.services.recordings.lifetime;
    if (this.#entries.every(({ ended }) => ended)) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    this.tell();
  }
}

/** What a member may know of a recording; nothing of one that has ended and is not its own. */
function statusFor(
  { recording, link, expires }: Entry,
  member: string,
  host: string,
): RecordingStatus | undefined {
  const { id, subject, state, milliseconds, bytes, reason, cutShort } = recording;
  const owns = member === host || member === subject.by;
  const running = state === 'recording' || state === 'finishing';
  if (!owns && !running) return undefined;
  const { view, name, by, clip } = subject;
  const shown = { id, view, name, by, clip, state, milliseconds, bytes };
  return owns ? { ...shown, reason, cutShort, expires, link: state === 'failed' ? undefined : link } : shown;
}
