import { cast as convert } from '@tensorflow/tfjs-core';
import type { Kernel } from './Kernel.ts';

export const cast: Kernel<'cast'> = ({ attrs }, x) => [convert(x.tensor(0), attrs.dtype)];
