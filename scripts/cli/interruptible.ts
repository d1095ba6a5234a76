import { FiscError } from "../../sdk/fisc-error.ts";
import { ExitCode } from "./ExitCode.ts";

/** Somebody pressed Ctrl-C. */
export class InterruptedError extends FiscError {
  override readonly name = "InterruptedError";

  constructor() {
    super("It was stopped.", "What is recorded stays recorded.", "Run the same command again, and it goes on.");
  }
}

/**
 * Lets Ctrl-C end long work at the next place where nothing is lost. Pressed once more it ends at once.
 *
 * @param tell Called when it is pressed for the first time.
 * @returns What is to be called at each such place; it throws InterruptedError once it was pressed.
 */
export function interruptible(tell: () => void): () => void {
  let isPressed = false;
  process.on("SIGINT", () => {
    if (isPressed) process.exit(ExitCode.interrupted);
    isPressed = true;
    tell();
  });
  return () => {
    if (isPressed) throw new InterruptedError();
  };
}
