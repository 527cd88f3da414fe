import { connectionsText } from '../../reach/connections';
import { groupBy } from '../../check/stacks';
import type { Edge } from '../../reach/edge';
import type { ReachView } from '../../reach/view';

/** A rectangle with a text, in pixels. */
export interface Shape {
  readonly id: string;
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly kind: 'end' | 'workload' | 'service';
}

/** A line from one shape to another, as an SVG path. */
export interface Line {
  readonly key: string;
  readonly path: string;
}

/** A text beside the end of lines: the ports that they come on. */
export interface Label {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'end';
}

/** Who talks with whom, laid out: callers on the left, services in the middle, what they call on the right. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly Shape[];
  readonly lines: readonly Line[];
  readonly labels: readonly Label[];
}

/** Pixels of a letter at 12 px. */
const LETTER = 7.3;
const ROW = 44;
const BOX = 28;
const MARGIN = 16;
/** What is left between columns for lines and the ports beside them. */
const BETWEEN = 210;
const TITLE = 40;

/** Lays out the same edges in the same places, whoever asks. */
export function drawingOf({ reach, edges }: ReachView): Drawing {
  const talks = edges.filter(({ how }) => how === 'talk');
  const own = new Map(reach.pods.map(({ id, namespace }) => [id, namespace]));
  const used = new Set(talks.flatMap(({ from, to }) => [from, to]));
  const services = [...groupBy([...own.keys()].filter((id) => used.has(id)).sort(), (id) => own.get(id) ?? '')].sort();
  const callers = namesOf(
    talks.map(({ from }) => from),
    own,
  );
  const called = namesOf(
    talks.map(({ to }) => to),
    own,
  );
  const widths = [callers, services.flatMap(([name, ids]) => [name, ...ids]), called].map(widthOf);
  const [first = 0, second = 0, third = 0] = widths;
  const [left, middle] = [MARGIN, MARGIN + first + BETWEEN];
  const right = middle + second + 2 * MARGIN + BETWEEN;
  const inside = middleOf(services, middle + MARGIN, second);
  const end = Math.max(
    ...inside.map(({ y, height }) => y + height),
    TITLE + Math.max(callers.length, called.length) * ROW,
  );
  const column = (names: readonly string[], x: number, width: number, side: string): readonly Shape[] =>
    names.map((text, index): Shape => {
      const y = TITLE + ((index + 0.5) * (end - TITLE)) / names.length - BOX / 2;
      return { id: `${side} ${text}`, text, x, y: Math.round(y), width, height: BOX, kind: 'end' };
    });
  const shapes = [...inside, ...column(callers, left, first, 'from'), ...column(called, right, third, 'to')];
  const byId = new Map(shapes.map((shape) => [shape.id, shape]));
  const drawn = talks.flatMap((edge) => {
    const from = byId.get(own.has(edge.from) ? edge.from : `from ${edge.from}`);
    const to = byId.get(own.has(edge.to) ? edge.to : `to ${edge.to}`);
    return from === undefined || to === undefined ? [] : [lineOf(edge, from, to)];
  });
  const labels = new Map(drawn.map(({ label }) => [`${label.x} ${label.y} ${label.text}`, label]));
  return {
    width: right + third + MARGIN,
    height: Math.round(end + MARGIN),
    shapes,
    lines: drawn.map(({ line }) => line),
    labels: apart([...labels.values()]),
  };
}

function namesOf(ids: readonly string[], own: ReadonlyMap<string, string>): readonly string[] {
  return [...new Set(ids.filter((id) => !own.has(id)))].sort();
}

function widthOf(texts: readonly string[]): number {
  return Math.ceil(Math.max(8, ...texts.map(({ length }) => length)) * LETTER) + 2 * MARGIN;
}

/** A box for each service, with its workloads below each other. */
function middleOf(
  services: readonly (readonly [string, readonly string[]])[],
  x: number,
  width: number,
): readonly Shape[] {
  const shapes: Shape[] = [];
  let y = TITLE;
  for (const [service, ids] of services) {
    const height = 26 + ids.length * ROW;
    shapes.push({
      id: `service ${service}`,
      text: service,
      x: x - MARGIN / 2,
      y,
      width: width + MARGIN,
      height,
      kind: 'service',
    });
    for (const [index, id] of ids.entries()) {
      const text = id.slice(service.length + 1);
      shapes.push({
        id,
        text,
        x: x + MARGIN / 2,
        y: y + 28 + index * ROW,
        width: width - MARGIN,
        height: BOX,
        kind: 'workload',
      });
    }
    y += height + MARGIN;
  }
  return shapes;
}

/** From the right of one shape to the left of another; between services, round by the right. */
function lineOf(edge: Edge, from: Shape, to: Shape): { readonly line: Line; readonly label: Label } {
  const [startX, startY] = [from.x + from.width, from.y + from.height / 2];
  const text = connectionsText(edge.connections ?? {});
  const key = `${edge.from} ${edge.to}`;
  if (from.kind === 'workload' && to.kind === 'workload') {
    const [endX, endY] = [to.x + to.width, to.y + to.height / 2 + (startY < to.y ? -7 : 7)];
    const bulge = endX + 60 + Math.abs(endY - startY) / 8;
    const path = `M ${startX} ${startY} C ${bulge} ${startY}, ${bulge} ${endY}, ${endX} ${endY}`;
    return { line: { key, path }, label: { text, x: endX + 10, y: endY - 5, anchor: 'start' } };
  }
  const [endX, endY] = [to.x, to.y + to.height / 2];
  const half = (startX + endX) / 2;
  const path = `M ${startX} ${startY} C ${half} ${startY}, ${half} ${endY}, ${endX} ${endY}`;
  return { line: { key, path }, label: { text, x: endX - 10, y: endY - 5, anchor: 'end' } };
}

/** Labels of one place below each other. */
function apart(labels: readonly Label[]): readonly Label[] {
  const groups = groupBy(labels, ({ x, y }) => `${x} ${y}`);
  return [...groups.values()].flatMap((group) => group.map((label, index) => ({ ...label, y: label.y + index * 13 })));
}
