import { distinctPoints } from '../core/plan/distinctPoints.ts';
import { Staircase } from '../core/plan/Staircase.ts';
import type { BackgroundSolver } from '../core/ports.ts';
import { messageOf } from './Jobs.ts';
import type { Studio } from './Studio.ts';
import { type StairQuestion, selectStairQuestion } from './selectors/selectStairQuestion.ts';

/** How long the background solver works between two deliveries, ms: as long as a change of mind may have to wait. */
const chunkMs = 100;

/** A staircase that could not be grown is tried so often before the user is told. */
const mostFailures = 2;

/**
 * Has the staircase of the main budget made in the background, once the plan for the present budgets is there. Another
 * program, a pin or another budget throws it away and begins anew. No job: the studio is idle meanwhile. Where it cannot
 * be grown (`stairsTrouble`), every budget is still solved for when it is visited.
 */
export function growStairs(store: Studio['store'], background: BackgroundSolver): () => void {
  let working = false;
  let failures: { question: StairQuestion; count: number } | null = null;

  const due = (): StairQuestion | null => {
    const state = store.getState();
    const question = selectStairQuestion(state);
    if (!question || question === state.stairsTrouble?.question) return null;
    if (!state.solution || state.jobs.solve.state === 'running') return null;
    return state.stairs?.question === question && state.stairs.finished ? null : question;
  };

  const work = async (): Promise<void> => {
    let begun: StairQuestion | null = null;
    for (let question = due(); question; question = due()) {
      try {
        if (begun !== question || store.getState().stairs?.question !== question) {
          await background.beginStaircase(question.program, question.cost);
          begun = question;
          if (selectStairQuestion(store.getState()) !== question) continue;
          if (store.getState().stairs?.question !== question) {
            const staircase = new Staircase(question.program, question.cost);
            staircase.addHull();
            store.setState({
              stairs: { question, staircase, points: distinctPoints(staircase.points()), finished: false },
            });
          }
        }
        const chunk = await background.growStaircase(chunkMs);
        const { stairs } = store.getState();
        if (stairs?.question !== question || selectStairQuestion(store.getState()) !== question) continue;
        const { staircase } = stairs;
        if (chunk.all) staircase.addAll(chunk.all);
        else
          for (const { budget, choice } of chunk.answers)
            staircase.add(budget, { status: 'optimal', choice });
        store.setState({
          stairs: {
            question,
            staircase,
            points: distinctPoints(staircase.points()),
            finished: chunk.finished,
          },
        });
        failures = null;
      } catch (error) {
        begun = null;
        failures = { question, count: failures?.question === question ? failures.count + 1 : 1 };
        if (failures.count < mostFailures) continue;
        failures = null;
        store.setState({ stairsTrouble: { question, message: messageOf(error) } });
      }
    }
    working = false;
  };

  const look = (): void => {
    const { stairs } = store.getState();
    if (stairs && stairs.question !== selectStairQuestion(store.getState())) store.setState({ stairs: null });
    if (working || !due()) return;
    working = true;
    void work();
  };
  return store.subscribe(look);
}
