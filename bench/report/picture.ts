import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { Picture } from './findings.ts';

/** Draws a picture as SVG, readable on light and dark pages alike. */
export function svgOf(picture: Picture): Promise<string> {
  return new View(parse(compile(specificationOf(picture)).spec), { renderer: 'none' }).toSVG();
}

function specificationOf({ title, kind, x, y, logarithmic, points }: Picture): TopLevelSpec {
  const scale = (axis: 'x' | 'y') => (logarithmic === axis || logarithmic === 'both' ? { type: 'log' as const } : {});
  const shared = { data: { values: [...points] }, title, width: 640, height: 320, background: 'white' };
  const vertical = { field: 'y', type: 'quantitative', title: y, scale: scale('y') } as const;
  const colour = { field: 'series', type: 'nominal', title: null } as const;
  if (kind === 'line') {
    const horizontal = { field: 'x', type: 'quantitative', title: x, scale: scale('x') } as const;
    return { ...shared, mark: { type: 'line', point: true }, encoding: { x: horizontal, y: vertical, color: colour } };
  }
  const horizontal = { field: 'x', type: 'nominal', title: x, sort: null, axis: { labelAngle: 0 } } as const;
  return { ...shared, mark: 'bar', encoding: { x: horizontal, y: vertical, color: colour, xOffset: { field: 'series' } } };
}
