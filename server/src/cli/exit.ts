// What the command's exit status says.

export const EXIT = {
  /** Nothing of severity error, and not more warnings than allowed. */
  fine: 0,
  findings: 1,
  /** The command could not do its job. */
  failed: 2,
} as const;
