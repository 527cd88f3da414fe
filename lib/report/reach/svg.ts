import type { ReachView } from '../../reach/view';
import { drawingOf, type Shape } from './drawing';

/** A picture of who talks with whom that any browser shows; it loads nothing and runs nothing. */
export function svgText(view: ReachView): string {
  const { width, height, shapes, lines, labels } = drawingOf(view);
  const { environment, reading } = view.reach;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="monospace" font-size="12">`,
    `<title>${escaped(environment)}: who talks with whom</title>`,
    `<desc>${escaped(reading.says)}</desc>`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="#555"/></marker></defs>',
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="16" y="22" font-size="14" font-weight="bold">${escaped(environment)}</text>`,
    ...shapes.filter(({ kind }) => kind === 'service').map(shapeText),
    '<g fill="none" stroke="#555" marker-end="url(#tip)">',
    ...lines.map(({ key, path }) => `<path d="${path}"><title>${escaped(key)}</title></path>`),
    '</g>',
    ...shapes.filter(({ kind }) => kind !== 'service').map(shapeText),
    '<g font-size="11" fill="#222" stroke="#fff" stroke-width="3" paint-order="stroke">',
    ...labels.map(
      ({ text, x, y, anchor }) => `<text x="${x}" y="${y}" text-anchor="${anchor}">${escaped(text)}</text>`,
    ),
    '</g>',
    '</svg>',
  ].join('\n');
}

const FILLS: Readonly<Record<Shape['kind'], string>> = { service: '#f3f3f8', workload: '#dcdcf5', end: '#eee' };

function shapeText({ text, x, y, width, height, kind }: Shape): string {
  const box = `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="5" fill="${FILLS[kind]}" stroke="#888"/>`;
  if (kind === 'service') return `${box}<text x="${x + 8}" y="${y + 17}" font-weight="bold">${escaped(text)}</text>`;
  const [middle, line] = [x + width / 2, y + height / 2 + 4];
  return `${box}<text x="${middle}" y="${line}" text-anchor="middle">${escaped(text)}</text>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
