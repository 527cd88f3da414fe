import { place } from 'taxiway';
import { production } from '../environments/production';
import { sandbox } from '../environments/sandbox';
import { staging } from '../environments/staging';
import { CodeSuggestions } from './code-suggestions';
import { Embeddings } from './embeddings';
import { Spamcheck } from './spamcheck';
import { SuggestedReviewers } from './suggested-reviewers';
import { WorkflowAgent } from './workflow-agent';

/** What runs where. */
export const placements = [
  place(CodeSuggestions, [staging, production]),
  place(Embeddings, [sandbox, staging, production]),
  place(Spamcheck, [sandbox, staging, production]),
  place(SuggestedReviewers, [staging, production]),
  place(WorkflowAgent, [staging, production]),
];
