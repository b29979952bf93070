/** Takes what a player hears, beside the listeners: a recording. It must neither wait nor throw. */
export interface SoundSink {
  /** An Opus frame of 20 ms. `time` is when it begins, milliseconds on the room's clock. Its bytes are never changed. */
  sound(frame: Uint8Array, time: number): void;
}

/** A sound that can be recorded. */
export interface SoundSource {
  /** Gives every frame from the next one on to `sink`; what is returned ends that. The sound stays open until then. */
  follow(sink: SoundSink): () => void;
}
