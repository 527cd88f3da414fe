/** Loaded before a program: says on standard error how much memory it had at most. */
process.on('exit', () => {
  require('node:fs').writeSync(2, `\npeak ${Math.round(process.resourceUsage().maxRSS / 1024)} MB\n`);
});
