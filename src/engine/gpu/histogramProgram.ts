import type { GpuProgram } from './runProgram.ts';

const workgroupSize = 256;
const chunk = workgroupSize * 64;

/** Adds the values' counts to `result`, which must hold zeros. Each workgroup counts in its own memory first. */
export function histogramProgram(size: number, bins: number): GpuProgram {
  const groups = Math.ceil(size / chunk);
  return {
    key: `mixbit_histogram_${bins}`,
    inputs: ['x'],
    components: [1],
    outputShape: [bins],
    outputComponents: 1,
    workgroupSize,
    workgroups: groups,
    uniforms: 'count : i32, groups : i32, least : f32, scale : f32,',
    atomic: true,
    code: `
      var<workgroup> counts : array<atomic<i32>, ${bins}>;

      fn main(index : i32) {
        let group = index / ${workgroupSize};
        let lane = i32(localIndex);
        for (var bin = lane; bin < ${bins}; bin = bin + ${workgroupSize}) {
          atomicStore(&counts[bin], 0);
        }
        workgroupBarrier();
        let start = group * ${chunk};
        let end = select(0, min(start + ${chunk}, uniforms.count), group < uniforms.groups);
        for (var i = start + lane; i < end; i = i + ${workgroupSize}) {
          let place = clamp((x[i] - uniforms.least) * uniforms.scale, 0.0, ${bins - 1}.0);
          atomicAdd(&counts[i32(place)], 1);
        }
        workgroupBarrier();
        for (var bin = lane; bin < ${bins}; bin = bin + ${workgroupSize}) {
          let count = atomicLoad(&counts[bin]);
          if (count > 0) {
            atomicAdd(&result[bin], count);
          }
        }
      }`,
  };
}
