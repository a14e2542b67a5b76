import { useState, type KeyboardEvent, type ReactNode } from 'react';

export interface Column<T> { head: ReactNode; cell: (row: T) => ReactNode; className?: string }

interface Props<T> {
  label: string; rows: T[]; columns: Column<T>[]; keyOf: (row: T) => string; none?: string;
  /** The action of Enter on a row. */
  open?: (row: T) => void;
  /** The action of the space bar on a row. */
  toggle?: (row: T) => void;
  isMarked?: (row: T) => boolean;
}

/**
 * A table for the keyboard. Tab goes to one row; the arrow keys, Page Up, Page Down, Home and End go to the others; Enter opens a row. Tab also goes to the
 * controls in a row.
 */
export function Table<T>({ label, rows, columns, keyOf, none = 'None.', open, toggle, isMarked }: Props<T>) {
  const [current, setCurrent] = useState('');
  if (rows.length === 0) return <p>{none}</p>;
  const active = Math.max(0, rows.findIndex(row => keyOf(row) === current));

  function walk(event: KeyboardEvent<HTMLTableSectionElement>) {
    const row = event.target as HTMLElement;
    if (row.tagName !== 'TR' || event.altKey || event.ctrlKey || event.metaKey) return;
    const all = [...event.currentTarget.rows];
    const at = all.indexOf(row as HTMLTableRowElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1, PageDown: at + 10, PageUp: at - 10 }[event.key];
    if (to !== undefined) all[Math.min(Math.max(to, 0), all.length - 1)]!.focus();
    else if (event.key === 'Enter' && open) open(rows[at]!);
    else if (event.key === ' ' && toggle) toggle(rows[at]!);
    else return;
    event.preventDefault();
  }

  return (
    <div className="scroll">
      <table aria-label={label}>
        <thead><tr>{columns.map((column, i) => <th key={i} scope="col">{column.head}</th>)}</tr></thead>
        <tbody onKeyDown={walk}>
          {rows.map((row, i) => (
            <tr key={keyOf(row)} tabIndex={i === active ? 0 : -1} className={isMarked?.(row) ? 'marked' : undefined}
              onFocus={event => event.target === event.currentTarget && setCurrent(keyOf(row))}>
              {columns.map((column, c) => <td key={c} className={column.className}>{column.cell(row)}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
