import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { pageHost } from './pageHost.ts';
import { createStudio } from './store/createStudio.ts';
import { App } from './ui/App.tsx';
import { cspStyles } from './ui/cspStyles.ts';
import { GraphLayoutContext } from './ui/graph/GraphLayoutContext.ts';
import { StudioProvider } from './ui/StudioContext.tsx';
import { connectLayout } from './workers/connectLayout.ts';

cspStyles(document);
const root = createRoot(document.getElementById('root')!);
const layout = connectLayout();

if (new URLSearchParams(location.search).has('gallery')) {
  const { Gallery } = await import('./ui/gallery/Gallery.tsx');
  root.render(
    <GraphLayoutContext value={layout}>
      <Gallery search={location.search} />
    </GraphLayoutContext>,
  );
} else {
  const studio = createStudio(pageHost());
  root.render(
    <StrictMode>
      <StudioProvider studio={studio}>
        <GraphLayoutContext value={layout}>
          <App />
        </GraphLayoutContext>
      </StudioProvider>
    </StrictMode>,
  );
  void studio.start();
}
