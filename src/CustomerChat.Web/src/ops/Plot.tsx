import { useEffect, useRef } from 'react';
import UPlot from 'uplot';

/** A small plot of the last minutes; its newest value stands beside it in words. */
export function Plot({ title, unit, times, values }: { title: string; unit: string; times: number[]; values: (number | null)[] }) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | null>(null);
  const last = values.at(-1);

  useEffect(() => {
    const axis = { stroke: '#444', grid: { stroke: '#ddd' } };
    plot.current = new UPlot({
      width: 360, height: 130, legend: { show: false }, cursor: { show: false },
      axes: [axis, { ...axis, size: 44 }], scales: { y: { range: (_plot, _low, high) => [0, Math.max(1, high * 1.1)] } },
      series: [{}, { stroke: '#1b5a94', width: 2, fill: '#1b5a9422', spanGaps: true }],
    }, [[], []], place.current!);
    return () => plot.current?.destroy();
  }, []);

  useEffect(() => { plot.current?.setData([times, values]); }, [times, values]);

  return (
    <figure>
      <figcaption>{title}: <strong>{last === null || last === undefined ? '–' : `${last.toFixed(unit === 's' ? 1 : 0)} ${unit}`}</strong></figcaption>
      <div ref={place} aria-hidden="true" />
    </figure>
  );
}
