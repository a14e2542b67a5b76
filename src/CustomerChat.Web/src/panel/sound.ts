/** Plays two short tones, without a file. If the browser does not allow sound, nothing happens. */
export function ring() {
  try {
    const context = new AudioContext();
    for (const [at, frequency] of [[0, 660], [0.14, 880]] as const) {
      const [tone, volume] = [context.createOscillator(), context.createGain()];
      const from = context.currentTime + at;
      tone.frequency.value = frequency;
      volume.gain.setValueAtTime(0.0001, from);
      volume.gain.exponentialRampToValueAtTime(0.12, from + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, from + 0.18);
      tone.connect(volume).connect(context.destination);
      tone.start(from);
      tone.stop(from + 0.2);
    }
    setTimeout(() => void context.close(), 1_000);
  } catch { /* no sound */ }
}
