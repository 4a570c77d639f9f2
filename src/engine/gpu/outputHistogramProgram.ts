import { outputBins, outputSample, sampleGroup } from '../../core/sensitivity/outputHistogram.ts';
import type { GpuProgram } from './runProgram.ts';

const workgroupSize = 256;

/**
 * `outputHistogram` of every image, a workgroup each: output [images, outputBins]. `ranges` is what `valueRangeProgram` gave of the
 * reference output, so the host need not wait for it. WGSL's division is not correctly rounded, so the scale, bins over
 * width, is divided in integers, bit by bit.
 */
export function outputHistogramProgram(images: number): GpuProgram {
  return {
    key: 'mixbit_outputHistogram',
    inputs: ['x', 'ranges'],
    components: [1, 1],
    outputShape: [images * outputBins],
    outputComponents: 1,
    workgroupSize,
    workgroups: images,
    uniforms: 'elements : i32, chunks : i32, images : i32, stride : i32, count : i32,',
    code: `
      var<workgroup> counts : array<atomic<i32>, ${outputBins}>;

      // ${outputBins} / width, correctly rounded; width is normal and positive.
      fn binsOver(width : f32) -> f32 {
        let bits = bitcast<u32>(width);
        let divisor = (bits & 0x7fffffu) | 0x800000u;
        var rest = 0x800000u;
        var quotient = 0u;
        for (var i = 0; i < 24; i = i + 1) {
          rest = rest << 1u;
          quotient = quotient << 1u;
          if (rest >= divisor) {
            rest = rest - divisor;
            quotient = quotient | 1u;
          }
        }
        if (2u * rest > divisor) {
          quotient = quotient + 1u;
        }
        // 1 / width = quotient * 2^(103 - exponent); a carry out of the quotient goes into the exponent.
        return bitcast<f32>(((${253 + Math.log2(outputBins)}u - (bits >> 23u)) << 23u) + (quotient - 0x800000u));
      }

      fn main(index : i32) {
        let image = index / ${workgroupSize};
        let lane = i32(localIndex);
        for (var bin = lane; bin < ${outputBins}; bin = bin + ${workgroupSize}) {
          atomicStore(&counts[bin], 0);
        }
        workgroupBarrier();
        if (image < uniforms.images) {
          var least = 3.4e38;
          var most = -3.4e38;
          var strange = 0.0;
          for (var chunk = image * uniforms.chunks; chunk < (image + 1) * uniforms.chunks; chunk = chunk + 1) {
            least = min(least, ranges[chunk * 3]);
            most = max(most, ranges[chunk * 3 + 1]);
            strange = max(strange, ranges[chunk * 3 + 2]);
          }
          var width = most - least;
          var scale = 0.0;
          if (strange == 0.0 && (bitcast<u32>(width) >> 23u) < 255u) {
            if (width <= ${2 ** -100}) {
              let half = max(abs(least) * ${2 ** -16}, ${2 ** -80});
              least = least - half;
              width = 2.0 * half;
            }
            scale = binsOver(width);
          } else {
            least = 0.0;
          }
          let base = image * uniforms.elements;
          // Rectified outputs are mostly in the first bin: each lane counts those by itself.
          var first = 0;
          for (var taken = lane; taken < uniforms.count; taken = taken + ${workgroupSize}) {
            let i = (taken / ${sampleGroup}) * ${sampleGroup} * uniforms.stride + taken % ${sampleGroup};
            let bin = i32(clamp((x[base + i] - least) * scale, 0.0, ${outputBins - 1}.0));
            if (bin == 0) {
              first = first + 1;
            } else {
              atomicAdd(&counts[bin], 1);
            }
          }
          atomicAdd(&counts[0], first);
        }
        workgroupBarrier();
        if (image < uniforms.images) {
          for (var bin = lane; bin < ${outputBins}; bin = bin + ${workgroupSize}) {
            result[image * ${outputBins} + bin] = atomicLoad(&counts[bin]);
          }
        }
      }`,
  };
}

/** Values of the program's uniforms, in their order. */
export function outputHistogramUniforms(images: number, elements: number, chunks: number): readonly number[] {
  const { stride, count } = outputSample(elements);
  return [elements, chunks, images, stride, count];
}
