import { selectStairQuestion } from '../../store/selectors/selectStairQuestion.ts';
import { useActions, useStudio } from '../StudioContext.tsx';

/** The curve between its supported points could not be made: what that means, and the way to try again. */
export function StairsTrouble() {
  const trouble = useStudio((state) =>
    state.stairsTrouble && state.stairsTrouble.question === selectStairQuestion(state)
      ? state.stairsTrouble.message
      : null,
  );
  const { growAgain } = useActions();
  if (trouble === null) return null;
  return (
    <div className="budgets-off" role="status">
      <p>
        The curve shows only some of its steps. {trouble} Each budget is still solved exactly when you go
        there.
      </p>
      <button type="button" className="button button-small" onClick={growAgain}>
        Try again
      </button>
    </div>
  );
}
