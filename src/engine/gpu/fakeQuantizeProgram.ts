import type { GpuProgram } from './runProgram.ts';

const workgroupSize = 64;

/**
 * Fake quantization with one grid. WGSL's `round` takes halves to even and multiplication is correctly rounded, so the
 * result is the reference's, bit for bit. Four values at a time where the size allows.
 */
export function fakeQuantizeProgram(size: number): GpuProgram {
  const components = size % 4 === 0 ? 4 : 1;
  const type = components === 4 ? 'vec4<f32>' : 'f32';
  return {
    key: `mixbit_fakeQuantize_${components}`,
    inputs: ['x'],
    components: [components],
    outputShape: [size],
    outputComponents: components,
    workgroupSize,
    workgroups: Math.ceil(size / components / workgroupSize),
    uniforms: 'scale : f32, inverse : f32, low : f32, high : f32,',
    code: `
      fn main(index : i32) {
        if (index < uniforms.size) {
          let q = clamp(round(x[index] * uniforms.inverse), ${type}(uniforms.low), ${type}(uniforms.high));
          result[index] = q * uniforms.scale;
        }
      }`,
  };
}

/** The same with one grid per channel: `grids` holds (scale, inverse, low, high) for each. */
export function fakeQuantizeChannelsProgram(size: number): GpuProgram {
  return {
    key: 'mixbit_fakeQuantizeChannels',
    inputs: ['x', 'grids'],
    components: [1, 4],
    outputShape: [size],
    outputComponents: 1,
    workgroupSize,
    workgroups: Math.ceil(size / workgroupSize),
    uniforms: 'channels : i32, inner : i32,',
    code: `
      fn main(index : i32) {
        if (index < uniforms.size) {
          let grid = grids[(index / uniforms.inner) % uniforms.channels];
          result[index] = clamp(round(x[index] * grid.y), grid.z, grid.w) * grid.x;
        }
      }`,
  };
}
