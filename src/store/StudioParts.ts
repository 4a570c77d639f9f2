import type { Jobs } from './Jobs.ts';
import type { Session } from './Session.ts';
import type { Studio } from './Studio.ts';
import type { StudioHost } from './StudioHost.ts';
import type { Solving } from './solving.ts';

/** What every group of actions is made from. */
export interface StudioParts {
  readonly store: Studio['store'];
  readonly host: StudioHost;
  readonly jobs: Jobs;
  readonly solving: Solving;
  readonly session: Session;
}
