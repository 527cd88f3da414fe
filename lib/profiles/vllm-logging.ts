import type { LogFile } from './profile';

/** Lines from this level on are written where nobody types another; it is vLLM's own. */
const LEVEL = 'INFO';

/**
 * How vLLM and its HTTP server write lines that keep the contract: as Python's logging.config takes it. The formatter is that of
 * python-json-logger, which images of vLLM have; `timestamp` writes UTC with its zone, as `datefmt` can't.
 */
export const VLLM_LOG_FILE: LogFile = {
  variable: 'VLLM_LOGGING_CONFIG_PATH',
  level: 'VLLM_LOGGING_LEVEL',
  content: (level = LEVEL) => {
    const written = { handlers: ['console'], level, propagate: false };
    return JSON.stringify({
      version: 1,
      disable_existing_loggers: false,
      formatters: {
        contract: {
          '()': 'pythonjsonlogger.jsonlogger.JsonFormatter',
          fmt: '%(levelname)s %(name)s %(message)s',
          rename_fields: { levelname: 'severity', name: 'logger', exc_info: 'stack_trace' },
          timestamp: 'time',
        },
      },
      handlers: { console: { class: 'logging.StreamHandler', formatter: 'contract', stream: 'ext://sys.stdout' } },
      loggers: { vllm: written, uvicorn: { ...written, level: LEVEL } },
      root: { handlers: ['console'], level: 'WARNING' },
    });
  },
};
