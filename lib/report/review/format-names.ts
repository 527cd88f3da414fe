/** How a review can be written. */
export const REVIEW_FORMATS = ['text', 'markdown', 'json', 'sarif', 'code-quality', 'terraform-report'] as const;
export type ReviewFormat = (typeof REVIEW_FORMATS)[number];
