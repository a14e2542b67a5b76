import { useEffect, useRef, useSyncExternalStore } from 'react';
import UPlot from 'uplot';
import { tick } from './Time';

export interface Line { name: string; color: 'first' | 'second' | 'third'; values: (number | null)[] }

/** The shortest time axis, in seconds. A shorter one shows nothing useful. */
const shortest = 600;

/** The steps of an axis that counts chats or messages: whole numbers only. */
const wholes = [1, 2, 5].flatMap(digit => [1, 10, 100, 1_000, 10_000, 100_000].map(power => digit * power)).sort((a, b) => a - b);

/** The height of a plot in pixels; it is as wide as its place. */
const height = 150;

const dark = matchMedia('(prefers-color-scheme: dark)');
const follow = (changed: () => void) => {
  dark.addEventListener('change', changed);
  return () => dark.removeEventListener('change', changed);
};

/** A plot of values over time. The last and the greatest value of each line stand above the plot as text. */
export function Plot({ title, unit, from, to, times, lines }: { title: string; unit: string; from: number; to: number; times: number[]; lines: Line[] }) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | null>(null);
  const axis = useRef({ from, to });
  const isDark = useSyncExternalStore(follow, () => dark.matches);
  axis.current = { from: Math.min(from, to - shortest), to };
  const names = lines.map(line => `${line.name} ${line.color}`).join();

  useEffect(() => {
    const color = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
    const look = { stroke: color('soft'), grid: { stroke: color('line') }, ticks: { stroke: color('line') } };
    plot.current = new UPlot({
      width: place.current!.clientWidth, height, legend: { show: false }, cursor: { show: false },
      axes: [{ ...look, space: 60, values: (_, splits) => splits.map(at => tick(at, axis.current.to - axis.current.from > 2 * 86_400)) }, { ...look, size: 48, ...(unit === '' && { incrs: wholes }) }],
      scales: { x: { range: () => [axis.current.from, axis.current.to] }, y: { range: (_plot, _low, high) => [0, Math.max(1, (high ?? 0) * 1.1)] } },
      series: [{}, ...lines.map((line, i) => ({ stroke: color(line.color), width: 2, spanGaps: false, points: { show: unit === 's', size: 7, fill: color(line.color) }, ...(i === 0 && { fill: `${color(line.color)}22` }) }))],
    }, [[], ...lines.map(() => [])] as UPlot.AlignedData, place.current!);
    const resized = new ResizeObserver(() => plot.current?.setSize({ width: place.current!.clientWidth, height }));
    resized.observe(place.current!);
    return () => {
      resized.disconnect();
      plot.current?.destroy();
    };
  }, [isDark, names, unit]);

  useEffect(() => {
    plot.current?.setData([times, ...lines.map(line => line.values)]);
    // The range that the axis really shows, for programs that read the page.
    const { min, max } = plot.current?.scales.x ?? {};
    if (min != null && max != null) Object.assign(place.current!.dataset, { from: String(min), to: String(max) });
  });

  const say = (value: number | null | undefined) => (value == null ? '–' : `${value.toFixed(unit === 's' ? 1 : 0)}${unit && ` ${unit}`}`);
  return (
    <figure>
      <figcaption>
        {title}
        {lines.map(line => {
          const known = line.values.filter(value => value !== null);
          return <span key={line.name} className={`key ${line.color}`}>{line.name}: <strong>{say(known.at(-1))}</strong>, most {say(known.length > 0 ? Math.max(...known) : null)}</span>;
        })}
      </figcaption>
      <div ref={place} className="plot" aria-hidden="true" />
    </figure>
  );
}
