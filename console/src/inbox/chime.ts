const NOTES_HZ = [660, 880] as const;
const NOTE_S = 0.16;
const LOUDNESS = 0.12;

let context: AudioContext | null = null;

/** Two short rising tones. Silent until the page has been touched once, as browsers demand. */
export function chime(): void {
  context ??= new AudioContext();
  const start = context.currentTime;
  NOTES_HZ.forEach((frequency, index) => {
    if (context === null) return;
    const at = start + index * NOTE_S;
    const tone = new OscillatorNode(context, { frequency, type: "sine" });
    const loudness = new GainNode(context, { gain: 0 });
    loudness.gain.setValueAtTime(0, at);
    loudness.gain.linearRampToValueAtTime(LOUDNESS, at + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.001, at + NOTE_S * 1.8);
    tone.connect(loudness).connect(context.destination);
    tone.start(at);
    tone.stop(at + NOTE_S * 2);
  });
}
