import { forwardRef } from 'react';
import { shortcuts } from './keys';

/** The help for the keyboard shortcuts. Agents who use voice control, or who need the same keys for something else, can turn the shortcuts off. */
export const Help = forwardRef<HTMLDialogElement, { isOn: boolean; turn: (on: boolean) => void }>(({ isOn, turn }, dialog) => (
  <dialog ref={dialog} className="help" aria-labelledby="help-title">
    <h3 id="help-title">Keyboard</h3>
    <dl>{shortcuts.map(([keys, does]) => <div key={keys}><dt><kbd>{keys}</kbd></dt><dd>{does}</dd></div>)}</dl>
    <form method="dialog">
      <label className="check"><input type="checkbox" checked={isOn} onChange={event => turn(event.target.checked)} /> Shortcuts are on</label>
      <button>Close</button>
    </form>
  </dialog>
));
