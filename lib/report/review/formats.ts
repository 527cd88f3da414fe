import type { Review } from '../../diff/review';
import type { Terminal } from '../terminal';
import { reviewCodeQuality } from './code-quality';
import { reviewMarkdown } from './markdown';
import { reviewSarif } from './sarif';
import { reviewTerraform } from './terraform-report';
import { reviewText } from './text';

/** How a review can be written. */
export const REVIEW_FORMATS = ['text', 'markdown', 'json', 'sarif', 'code-quality', 'terraform-report'] as const;
export type ReviewFormat = (typeof REVIEW_FORMATS)[number];

/** What renderers need beside the review. */
export interface ReviewContext {
  readonly terminal: Terminal;
  /** The file that is named where the line of a change is not known. */
  readonly otherwise: string;
  /** The JSON output, with the version and all that the command adds. */
  json(): string;
}

/** Writes a review in a format, with a line break at its end. */
export function renderReview(format: ReviewFormat, review: Review, context: ReviewContext): string {
  switch (format) {
    case 'text':
      return `${reviewText(context.terminal, review)}\n`;
    case 'markdown':
      return reviewMarkdown(review);
    case 'json':
      return context.json();
    case 'sarif':
      return reviewSarif(review, context.otherwise);
    case 'code-quality':
      return reviewCodeQuality(review, context.otherwise);
    case 'terraform-report':
      return reviewTerraform(review);
  }
}
