import type { GpuProgram } from './runProgram.ts';

const workgroupSize = 256;
/** Values that one workgroup sums: short enough that float32 sums stay exact to about 1e-6. */
const chunk = workgroupSize * 64;

/** What the program sums of each part. */
export const sumsPerChunk = 5;

/** Parts into which each image's sums are cut. */
export function errorChunks(elements: number): number {
  return Math.max(1, Math.ceil(elements / chunk));
}

/** Partial error sums of y against x: output [images, chunks, 5], to be added up in double precision on the host. */
export function errorSumsProgram(images: number, elements: number): GpuProgram {
  const groups = images * errorChunks(elements);
  return {
    key: 'mixbit_errorSums',
    inputs: ['x', 'y'],
    components: [1, 1],
    outputShape: [groups * sumsPerChunk],
    outputComponents: 1,
    workgroupSize,
    workgroups: groups,
    uniforms: 'elements : i32, chunks : i32, groups : i32,',
    code: `
      var<workgroup> sums : array<vec4<f32>, ${workgroupSize}>;
      var<workgroup> most : array<f32, ${workgroupSize}>;

      fn main(index : i32) {
        let group = index / ${workgroupSize};
        let image = group / uniforms.chunks;
        let start = (group % uniforms.chunks) * ${chunk};
        let base = image * uniforms.elements;
        let end = select(0, min(start + ${chunk}, uniforms.elements), group < uniforms.groups);
        let lane = i32(localIndex);
        var sum = vec4<f32>(0.0);
        var top = 0.0;
        for (var i = start + lane; i < end; i = i + ${workgroupSize}) {
          let a = x[base + i];
          let b = y[base + i];
          let d = a - b;
          sum = sum + vec4<f32>(d * d, a * a, b * b, a * b);
          top = max(top, abs(d));
        }
        sums[lane] = sum;
        most[lane] = top;
        workgroupBarrier();
        for (var width = ${workgroupSize / 2}; width > 0; width = width / 2) {
          if (lane < width) {
            sums[lane] = sums[lane] + sums[lane + width];
            most[lane] = max(most[lane], most[lane + width]);
          }
          workgroupBarrier();
        }
        if (lane == 0 && group < uniforms.groups) {
          result[group * ${sumsPerChunk}] = sums[0].x;
          result[group * ${sumsPerChunk} + 1] = sums[0].y;
          result[group * ${sumsPerChunk} + 2] = sums[0].z;
          result[group * ${sumsPerChunk} + 3] = sums[0].w;
          result[group * ${sumsPerChunk} + 4] = most[0];
        }
      }`,
  };
}
