#!/usr/bin/env node
// draw.mjs DIST ENVIRONMENT FOLDER
// Draws what the dashboards of an environment put where, one SVG each, with the edge of a first screen: what somebody who was
// woken sees without scrolling.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Pixels of a column and of a unit of height, on a screen of 1920 × 1080; what a browser and Grafana's own bars take of it. */
const [COLUMN, UNIT, WIDTH, SCREEN] = [78, 38, 1904, 1080 - 190];

const [dist, environment, folder] = process.argv.slice(2);
const { documents } = readDocuments(join(dist, environment, 'assembly.jsonl'));
mkdirSync(folder, { recursive: true });
for (const { object } of documents.filter(({ kind, id }) => kind === 'ConfigMap' && id.includes('/platform/'))) {
  for (const [file, text] of Object.entries(object.data ?? {})) {
    const name = file.replace(/\.json$/, '');
    writeFileSync(join(folder, `${name}.svg`), draw(JSON.parse(text)));
    console.log(join(folder, `${name}.svg`));
  }
}

function readDocuments(file) {
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return { documents: lines.map((line) => JSON.parse(line)).filter(({ object }) => object !== undefined) };
}

function draw({ title, panels, templating }) {
  const height = Math.max(...panels.map(({ gridPos: { y, h } }) => y + h)) * UNIT + 80;
  const variables = templating.list.map(({ label }) => `${label} ▾`).join('   ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${Math.max(height, SCREEN + 60)}" font-family="sans-serif">`,
    '<rect width="100%" height="100%" fill="#111217"/>',
    text(16, 30, `${title}      ${variables}`, 20),
    ...panels.flatMap((panel) => drawPanel(panel)),
    `<path d="M0 ${SCREEN + 50}H${WIDTH}" stroke="#f2495c" stroke-dasharray="8"/>`,
    text(WIDTH - 180, SCREEN + 46, 'end of the first screen', 13),
    '</svg>',
  ].join('\n');
}

function drawPanel({ type, title, gridPos: { x, y, w, h }, targets, fieldConfig, transformations }) {
  const [left, top, width, height] = [x * COLUMN + 16, y * UNIT + 50, w * COLUMN - 8, h * UNIT - 8];
  const { unit, thresholds } = fieldConfig.defaults;
  const limits = (thresholds?.steps ?? []).map(
    ({ color, value }) => `${color}${value === null ? '' : ` from ${value}`}`,
  );
  const columns = Object.keys(transformations?.[0]?.options.includeByName ?? {});
  const said = [
    `${type}, ${unit}; ${limits.join(', ')}`,
    ...(columns.length > 0 ? [`columns: ${columns.join(', ')}`] : []),
    ...targets.map(({ legendFormat }) => `· ${legendFormat}`),
  ];
  const room = type === 'stat' ? 3 : 8;
  return [
    `<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="#181b1f" stroke="#44474d"/>`,
    text(left + 10, top + 22, title, 15),
    ...said.slice(0, room).map((line, index) => text(left + 10, top + 46 + index * 18, line, 12, '#9fa7b3')),
  ];
}

function text(x, y, said, size, fill = '#e6e8eb') {
  const escaped = said.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}">${escaped}</text>`;
}
