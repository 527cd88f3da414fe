import type { Review } from '../../diff/review';
import type { Terminal } from '../terminal';
import { reviewCodeQuality } from './code-quality';
import type { ReviewFormat } from './format-names';
import { reviewMarkdown } from './markdown';
import { reviewSarif } from './sarif';
import { reviewTerraform } from './terraform-report';
import { reviewText } from './text';

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
