import { mayBeHeard } from './ring.js';

/** Root mean square of a sample window above which somebody speaks; room noise stays below. */
const SPEAKING_ABOVE = 0.02;
/** Words have gaps: the sign stays on over those. */
const HOLD_MS = 400;
const LOOK_MS = 100;

/** Tells whether somebody is speaking in a stream. The result ends it. */
export function listenTo(
  stream: MediaStream,
  speaking: (now: boolean) => void,
): (() => void) | undefined {
  if (stream.getAudioTracks().length === 0 || !mayBeHeard()) {
    return undefined;
  }
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 512 });
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  let heardAt = Number.NEGATIVE_INFINITY;
  let told = false;
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const now = performance.now();
    if (levelOf(samples) > SPEAKING_ABOVE) {
      heardAt = now;
    }
    const speaks = now - heardAt < HOLD_MS;
    if (speaks !== told) {
      told = speaks;
      speaking(speaks);
    }
  }, LOOK_MS);
  return () => {
    clearInterval(timer);
    void context.close();
  };
}

function levelOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) {
    sum += sample * sample;
  }
  return Math.sqrt(sum / samples.length);
}
