import { concat } from './concat.ts';
import { expandDims } from './expandDims.ts';
import { input, type OpShape } from './OpShape.ts';

export const pack: OpShape<'pack'> = ({ axis }, inputs) => {
  const rank = input(inputs, 0).shape.length + 1;
  const at = axis < 0 ? axis + rank : axis;
  return concat(
    { axis: at },
    inputs.map((x) => expandDims({ axis: at }, [x], 1)[0]!),
    1,
  );
};
