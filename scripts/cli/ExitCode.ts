/** What the command ends with. */
export const ExitCode = {
  /** All that was asked is done. */
  done: 0,
  /** It failed: the chain, the network, a file. */
  failed: 1,
  /** The command was not understood, or something it needs is not set. */
  usage: 2,
  /** A rule of the contracts refuses it; nothing was sent. */
  refused: 3,
  /** Some rows are recorded and some are refused; the report lists them. */
  partlyRefused: 4,
  /** It is announced, or waits for approvals: more is to be done later. */
  waiting: 5,
  /** It was stopped by Ctrl-C, where nothing is lost; the same command goes on. */
  interrupted: 130,
} as const;
