// The end of all sound: a limiter that evens out what is too loud, and
// behind it a bend for the peaks that are faster.

const THRESHOLD = -7; // dB
const RATIO = 14;
const KNEE = 0.62; // where the bend begins
const CEILING = 0.82; // −1.7 dB: between two samples a wave may reach higher

/** Returns the first and the last node of a limiter. */
export function limiter(context) {
  const compressor = new DynamicsCompressorNode(context, { threshold: THRESHOLD, knee: 0, ratio: RATIO, attack: 0.003, release: 0.15 });
  // Web Audio raises what a compressor lowers, by 0.6 of what the loudest loses.
  const raised = -0.6 * THRESHOLD * (1 - 1 / RATIO);
  const lower = new GainNode(context, { gain: 10 ** (-raised / 20) });
  const bend = new WaveShaperNode(context, { curve: curve() });
  compressor.connect(lower).connect(bend);
  return { input: compressor, output: bend };
}

function curve() {
  const size = 4097; // odd: silence stays silence
  const rest = CEILING - KNEE;
  return Float32Array.from({ length: size }, (_, i) => {
    const x = (i / (size - 1)) * 2 - 1;
    const over = Math.abs(x) - KNEE;
    return over <= 0 ? x : Math.sign(x) * (KNEE + rest * Math.tanh(over / rest));
  });
}
