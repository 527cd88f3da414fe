import type { Document } from '../assembly/document';
import type { SourcePosition } from '../errors';
import { originOf } from '../origin';
import type { Connections } from './connections';
import type { Box } from './reading';

/** `talk` opens a connection, `read` learns a secret, `act` uses a right of the cloud or of the cluster. */
export type How = 'talk' | 'read' | 'act';

/** One document that is part of why an edge exists. */
export interface Link {
  readonly document: Document;
  /** Dotted path of what allows it. */
  readonly path: string;
  /** What it does for the edge, without a full stop: `lets workflow-agent/api out`. */
  readonly says: string;
}

/** One end may do something with the other. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly how: How;
  /** Of talking: on what. */
  readonly connections?: Connections;
  /** Of talking with a part of the network: with which of its addresses. */
  readonly boxes?: readonly Box[];
  /** Names that the other end has: the host of a Service, of a route, or of a policy by name. */
  readonly names?: readonly string[];
  /** Why: from the first end to the other. What nothing closes has no link of its own. */
  readonly through: readonly Link[];
  /** What is open because no document closes it. */
  readonly unclosed?: readonly string[];
}

/** The line that a link comes from, or undefined where nobody typed it. */
export function lineOf({ document, path }: Link): SourcePosition | undefined {
  return originOf(document, path)?.at ?? document.origins.at;
}

/** What an edge is called, the same in every run: two ends and what is done. */
export function edgeKey({ from, to, how }: Pick<Edge, 'from' | 'to' | 'how'>): string {
  return `${from} ${how} ${to}`;
}
