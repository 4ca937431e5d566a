/** Milliseconds between two looks at where a sound is. */
const TICK = 250

/** Plays the bytes of one sound. Nothing is decoded before the person wants to hear it. */
export class Player {
  state: 'idle' | 'decoding' | 'playing' | 'damaged' = 'idle'
  /** Seconds, as the file says; 0 where it does not. */
  known: number | undefined
  #context: AudioContext | undefined
  #buffer: AudioBuffer | undefined
  #source: AudioBufferSourceNode | undefined
  /** Where it stood when it was last started or stopped, in seconds. */
  #offset = 0
  /** When that was, by the context's clock. */
  #startedAt = 0
  #timer: ReturnType<typeof setInterval> | undefined
  #changed = (): void => {}

  /** Seconds; 0 while it is not known. */
  get duration(): number {
    return this.#buffer?.duration ?? this.known ?? 0
  }

  /** Seconds from the beginning. */
  get position(): number {
    if (!this.#source || !this.#context) return this.#offset
    return Math.min(this.#offset + this.#context.currentTime - this.#startedAt, this.duration)
  }

  async play(content: Uint8Array<ArrayBuffer>, changed: () => void): Promise<void> {
    this.#changed = changed
    this.#context ??= new AudioContext()
    // Rejects when it is closed before the page may make sounds.
    this.#context.resume().catch(() => {})
    if (!this.#buffer) {
      this.state = 'decoding'
      try {
        // It takes the bytes away from whoever gives them.
        this.#buffer = await this.#context.decodeAudioData(content.slice().buffer)
      } catch {
        this.state = 'damaged'
        changed()
        return
      }
      // The result may have gone meanwhile.
      if (!this.#context) return
    }
    if (this.#offset >= this.duration) this.#offset = 0
    this.#start()
    changed()
  }

  pause(): void {
    this.#offset = this.position
    this.#stop()
  }

  seek(position: number): void {
    const playing = this.state === 'playing'
    this.#stop()
    this.#offset = position
    if (playing) this.#start()
  }

  /** Ends it, and lets its memory go. */
  close(): void {
    this.pause()
    void this.#context?.close()
    this.#context = undefined
    this.#buffer = undefined
  }

  #start(): void {
    const [context, buffer] = [this.#context!, this.#buffer!]
    const source = context.createBufferSource()
    source.buffer = buffer
    source.connect(context.destination)
    source.addEventListener('ended', () => {
      // One that was stopped ends too.
      if (this.#source !== source) return
      this.#stop()
      this.#offset = buffer.duration
      this.#changed()
    })
    source.start(0, this.#offset)
    this.#source = source
    this.#startedAt = context.currentTime
    this.state = 'playing'
    this.#timer = setInterval(() => this.#changed(), TICK)
  }

  #stop(): void {
    clearInterval(this.#timer)
    const source = this.#source
    this.#source = undefined
    source?.stop()
    if (this.state !== 'damaged') this.state = 'idle'
  }
}
