/** The browser's own way to let others have a turn, where it has one. */
interface Scheduler {
  yield?: () => Promise<void>
}

/**
 * Lets the browser do what is more urgent, such as painting or answering a press, before the work goes on. Long work that
 * rests in between keeps nobody waiting.
 */
export function rest(): Promise<void> {
  const scheduler: Scheduler | undefined = Reflect.get(globalThis, 'scheduler')
  return scheduler?.yield?.() ?? new Promise((resolve) => setTimeout(resolve))
}
