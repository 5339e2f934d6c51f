// How loud a file is, as broadcasters measure it (ITU-R BS.1770): filtered as
// ears do, in blocks of 400 ms, without what is far softer than the rest.

const BLOCK = 0.4; // seconds
const SILENCE = -70; // LUFS
const SOFTER = 10; // LU below the mean of the rest

/** Returns the loudness of a buffer in LUFS, -Infinity for silence. */
export async function loudness(buffer) {
  const context = new OfflineAudioContext(buffer.numberOfChannels, buffer.length, buffer.sampleRate);
  const source = new AudioBufferSourceNode(context, { buffer });
  const highs = new BiquadFilterNode(context, { type: "highshelf", frequency: 1680, gain: 4 });
  const pass = new BiquadFilterNode(context, { type: "highpass", frequency: 38, Q: -6 });
  source.connect(highs).connect(pass).connect(context.destination);
  source.start();
  const filtered = await context.startRendering();
  const blocks = powers(filtered);
  const audible = blocks.filter((power) => decibels(power) > SILENCE);
  const gate = decibels(mean(audible)) - SOFTER;
  return decibels(mean(audible.filter((power) => decibels(power) > gate)));
}

// powers returns the mean square of each block, all channels together. A block
// begins a quarter after the one before.
function powers(buffer) {
  const step = Math.min(Math.round(buffer.sampleRate * BLOCK), buffer.length) >> 2;
  const sums = new Float64Array(step && Math.floor(buffer.length / step));
  for (let channel = 0; channel < buffer.numberOfChannels; channel += 1) {
    const samples = buffer.getChannelData(channel);
    for (let i = 0; i < sums.length * step; i += 1) sums[Math.floor(i / step)] += samples[i] ** 2;
  }
  const sides = buffer.numberOfChannels === 1 ? 2 : 1; // one channel sounds on both sides
  return Array.from(sums.subarray(3), (sum, i) => ((sums[i] + sums[i + 1] + sums[i + 2] + sum) / (4 * step)) * sides);
}

const mean = (list) => list.reduce((sum, value) => sum + value, 0) / Math.max(list.length, 1);

const decibels = (power) => -0.691 + 10 * Math.log10(power);
