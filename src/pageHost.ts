import packageJson from '../package.json' with { type: 'json' };
import { boundedStore } from './core/kept/boundedStore.ts';
import { decodePicture } from './engine/decodePicture.ts';
import { pageMeasurements } from './pageMeasurements.ts';
import { FetchError, type StudioHost } from './store/StudioHost.ts';
import { connectBackground } from './workers/connectBackground.ts';
import { connectEngine } from './workers/connectEngine.ts';
import { connectSolver } from './workers/connectSolver.ts';

/** Room for some hundred networks, and little enough that no browser minds. */
const keptBytes = 100e6;

/** What the page gives to the store: its workers, its own files, the browser's decoders, clock and memory. */
export function pageHost(): StudioHost {
  return {
    engine: connectEngine(),
    solver: connectSolver(),
    background: connectBackground(),
    measurements: boundedStore(pageMeasurements(), keptBytes),
    fetchBytes: async (url, signal) => {
      const response = await fetch(new URL(url, document.baseURI), signal ? { signal } : {});
      if (!response.ok) throw new FetchError(url, response.status);
      return new Uint8Array(await response.arrayBuffer());
    },
    decodePicture,
    now: () => performance.now(),
    address: {
      read: () => location.hash,
      write: (hash) => history.replaceState(null, '', hash || location.pathname + location.search),
    },
    version: packageJson.version,
    storage: storageOrNull(),
  };
}

/** Reading `localStorage` throws where cookies are forbidden. */
function storageOrNull(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
