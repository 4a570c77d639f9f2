import { CloseButton } from '../controls/CloseButton.tsx';
import { useActions, useStudio } from '../StudioContext.tsx';

const TITLE = { refused: 'Refused', error: 'That did not work', info: 'Note' } as const;

/** A refusal or failure, until dismissed; what was on screen stays. */
export function NoticeBar() {
  const notice = useStudio((state) => state.notice);
  const { dismissNotice } = useActions();
  if (!notice) return <div />;
  return (
    <div className={`notice notice-${notice.kind}`} role={notice.kind === 'info' ? 'status' : 'alert'}>
      <strong>{TITLE[notice.kind]}</strong>
      <span>{notice.text}</span>
      <CloseButton label="Dismiss" onClose={dismissNotice} />
    </div>
  );
}
