import { groupAqs } from '../../core/plan/groupAqs.ts';
import { pairKey } from '../../core/profile/Pair.ts';
import { selectCosts } from '../../store/selectors/selectCosts.ts';
import { selectGroupById } from '../../store/selectors/selectGroups.ts';
import { EntryMenu } from '../controls/MenuButton.tsx';
import { formatScore } from '../format/formatAqs.ts';
import { formatCost } from '../format/formatCost.ts';
import { useActions, useStudio } from '../StudioContext.tsx';

/** Every pair the group can run, with its AQS and cost; choosing one pins it. */
export function PinMenu({ groupId, onClose }: { readonly groupId: string; readonly onClose: () => void }) {
  const group = useStudio((state) => selectGroupById(state).get(groupId));
  const pinned = useStudio((state) => state.decisions.pins[groupId]);
  const cost = useStudio((state) => state.decisions.mainBudget);
  const distance = useStudio((state) => state.decisions.distance);
  const aggregate = useStudio((state) => state.decisions.aggregate);
  const aqs = useStudio((state) => state.aqs);
  const costs = useStudio(selectCosts);
  const { pin } = useActions();
  if (!group) return null;
  return (
    <EntryMenu
      label={`Pin ${groupId}`}
      onClose={onClose}
      entries={[
        ...group.pairs.map((pair, index) => {
          const key = pairKey(pair);
          const score = formatScore(groupAqs(aqs, group, pair, distance, aggregate), distance);
          const total = group.layers.reduce(
            (sum, layer) => sum + (costs.get(layer)?.get(key)?.[cost] ?? Number.NaN),
            0,
          );
          return {
            id: key,
            text: `${key}, AQS ${score}, ${formatCost(cost, total)}`,
            face: (
              <span className="pin-face">
                <b>{key}</b>
                <span className="number">{score}</span>
                <span className="number muted">{formatCost(cost, total)}</span>
              </span>
            ),
            checked: pinned === key,
            ...(index < 9 ? { shortcut: String(index + 1) } : {}),
            run: () => pin(groupId, key),
          };
        }),
        {
          id: 'unpin',
          text: 'No pin: let the solver choose',
          shortcut: '0',
          disabled: pinned === undefined,
          separated: true,
          run: () => pin(groupId, null),
        },
      ]}
    />
  );
}
