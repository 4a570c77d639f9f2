import { createRoot } from 'react-dom/client';
import { connectLayout } from '../../workers/connectLayout.ts';
import { cspStyles } from '../cspStyles.ts';
import { GraphLayoutContext } from '../graph/GraphLayoutContext.ts';
import { Gallery } from './Gallery.tsx';

cspStyles(document);
createRoot(document.getElementById('root')!).render(
  <GraphLayoutContext value={connectLayout()}>
    <Gallery search={location.search} />
  </GraphLayoutContext>,
);
