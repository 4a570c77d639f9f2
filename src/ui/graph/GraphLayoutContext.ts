import { createContext } from 'react';
import type { GraphLayout } from '../../core/ports.ts';

/** The layout worker, as the composition root connected it. */
export const GraphLayoutContext = createContext<GraphLayout | null>(null);
