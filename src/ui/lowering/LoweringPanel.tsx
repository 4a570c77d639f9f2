import { useStudio } from '../StudioContext.tsx';
import { MeasuringPanel } from '../verify/MeasuringPanel.tsx';
import { LoweringButtons } from './LoweringButtons.tsx';
import { LoweringForm } from './LoweringForm.tsx';
import { LoweringList } from './LoweringList.tsx';
import { LoweringResult } from './LoweringResult.tsx';
import './lowering.css';

interface LoweringPanelProps {
  readonly onClose: () => void;
  readonly onData: () => void;
  readonly onVerify: () => void;
}

/** The accuracy-driven search: the criterion, every measured plan as it comes, and what was found. */
export function LoweringPanel({ onClose, onData, onVerify }: LoweringPanelProps) {
  const started = useStudio((state) => state.lowering !== null);
  return (
    <MeasuringPanel
      title="Accuracy-driven lowering"
      className="lowering"
      onClose={onClose}
      onData={onData}
      head={<LoweringButtons />}
    >
      <div className="lowering-body">
        <LoweringForm />
        <div className="lowering-scroll">{started ? <LoweringList /> : <WhatItDoes />}</div>
        <LoweringResult onVerify={onVerify} />
      </div>
    </MeasuringPanel>
  );
}

function WhatItDoes() {
  const smallest = useStudio((state) => state.loweringSettings.search === 'smallest');
  const raises = useStudio((state) => state.loweringSettings.direction === 'raise');
  const halves = useStudio((state) => state.loweringSettings.mode !== 'full');
  if (smallest)
    return (
      <p className="empty lowering-what">
        Halves the budget again and again: the exact optimum of each is measured by real forward passes, and
        the smallest budget whose plan keeps the criterion is found.
      </p>
    );
  return (
    <p className="empty lowering-what">
      {raises && halves
        ? 'Orders the steps from every group at its narrowest pair up, asks whether the widest pairs keep the criterion at all, and finds by halving after how few of the steps it holds.'
        : raises
          ? 'Starts with every group at its narrowest pair and raises the one of lowest quality until the criterion holds.'
          : 'Starts with every group at its widest pair and lowers the one of highest quality; a step that breaks the criterion is undone.'}{' '}
      Quality is log(MAC + 1) / step AQS, where step AQS is how far a layer’s output at the next pair is from
      that at the present one; it is measured first. Every plan on the way is measured by real forward passes.
    </p>
  );
}
