import type { GpuProgram } from './runProgram.ts';

const workgroupSize = 256;
const chunk = workgroupSize * 64;

/** Parts into which `elements` values are cut. */
export function rangeChunks(elements: number): number {
  return Math.ceil(elements / chunk);
}

/**
 * Smallest and largest value of each chunk of each of the `images` equal parts, and whether it holds NaN or infinity (1):
 * output [images, chunks, 3].
 */
export function valueRangeProgram(images: number, elements: number): GpuProgram {
  const groups = images * rangeChunks(elements);
  return {
    key: 'mixbit_valueRange',
    inputs: ['x'],
    components: [1],
    outputShape: [groups * 3],
    outputComponents: 1,
    workgroupSize,
    workgroups: groups,
    uniforms: 'elements : i32, chunks : i32, groups : i32,',
    code: `
      // (smallest, -largest, 0 or -1 where a value is not finite): one minimum serves all three.
      var<workgroup> least : array<vec3<f32>, ${workgroupSize}>;

      fn main(index : i32) {
        let group = index / ${workgroupSize};
        let lane = i32(localIndex);
        let base = (group / uniforms.chunks) * uniforms.elements;
        let start = (group % uniforms.chunks) * ${chunk};
        let end = select(0, min(start + ${chunk}, uniforms.elements), group < uniforms.groups);
        var best = vec3<f32>(3.4e38, 3.4e38, 0.0);
        for (var i = start + lane; i < end; i = i + ${workgroupSize}) {
          let v = x[base + i];
          let strange = (bitcast<u32>(v) & 0x7f800000u) == 0x7f800000u;
          best = min(best, vec3<f32>(v, -v, select(0.0, -1.0, strange)));
        }
        least[lane] = best;
        workgroupBarrier();
        for (var width = ${workgroupSize / 2}; width > 0; width = width / 2) {
          if (lane < width) {
            least[lane] = min(least[lane], least[lane + width]);
          }
          workgroupBarrier();
        }
        if (lane == 0 && group < uniforms.groups) {
          result[group * 3] = least[0].x;
          result[group * 3 + 1] = -least[0].y;
          result[group * 3 + 2] = -least[0].z;
        }
      }`,
  };
}
