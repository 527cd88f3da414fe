import type { PanelSpec } from './panel';

/** What one dashboard is about. */
export interface DashboardContent {
  readonly title: string;
  readonly description: string;
  /** Whether it shows one service, chosen by whoever looks. */
  readonly oneService: boolean;
  /** From the top, as they are read; what does not fit into a row of 24 columns begins the next. */
  readonly panels: readonly PanelSpec[];
}
