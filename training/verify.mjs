// Checks the exported TensorFlow.js model against the trainer on the held-out images.
//   node verify.mjs BUILD_FOLDER ../public/models/resnet20-cifar10
// Needs @tensorflow/tfjs where Node finds it (the project's node_modules).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';

const [build, folder] = process.argv.slice(2);
const json = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
const bytes = (path) => Uint8Array.from(readFileSync(path));

await tf.setBackend('cpu');
const spec = json('model.json');
const model = await tf.loadLayersModel({
  load: async () => ({
    modelTopology: spec.modelTopology,
    weightSpecs: spec.weightsManifest.flatMap((g) => g.weights),
    weightData: bytes(join(folder, spec.weightsManifest[0].paths[0])).buffer,
  }),
});
const { preprocess: { scale, mean, std }, heldout, accuracy } = json('sample.json');
const pixels = bytes(join(build, 'check_pixels.bin'));
const expected = new Float32Array(bytes(join(build, 'check_logits.bin')).buffer);

// The logits come from the dense layer's own weights, ahead of its softmax.
const pooled = tf.model({ inputs: model.inputs, outputs: model.getLayer('global_pool').output });
const [kernel, bias] = model.getLayer('predictions').getWeights();
const BATCH = 50;
const count = heldout.count;
let worst = 0, worstSoftmax = 0, right = 0;
for (let at = 0; at < count; at += BATCH) {
  const n = Math.min(BATCH, count - at);
  const [logits, softmax, plain] = tf.tidy(() => {
    const raw = tf.tensor4d(pixels.subarray(at * 3072, (at + n) * 3072), [n, 32, 32, 3], 'float32');
    const x = raw.mul(scale).sub(tf.tensor1d(mean)).div(tf.tensor1d(std));
    const z = pooled.predict(x).matMul(kernel).add(bias);
    // Softmax straight from the model on the first batch only: it is the slow CPU backend.
    return [z.dataSync(), tf.softmax(z).dataSync(), at === 0 ? model.predict(x).dataSync() : null];
  });
  for (let i = 0; i < logits.length; i++) {
    worst = Math.max(worst, Math.abs(logits[i] - expected[at * 10 + i]));
    if (plain) worstSoftmax = Math.max(worstSoftmax, Math.abs(softmax[i] - plain[i]));
  }
  for (let i = 0; i < n; i++) {
    const row = logits.subarray(i * 10, i * 10 + 10);
    right += row.indexOf(Math.max(...row)) === heldout.labels[at + i];
  }
}
console.log(`layers ${model.layers.length}, weights ${model.countParams()}`);
console.log(`largest logit difference ${worst.toExponential(2)}, softmax ${worstSoftmax.toExponential(2)}`);
console.log(`held-out accuracy ${right / count} (sample.json: ${accuracy.heldout})`);
if (worst > 1e-4 || worstSoftmax > 1e-6 || right / count !== accuracy.heldout) process.exit(1);
