/** The scheduler of the browser, where it has one. */
interface Scheduler {
  yield?: () => Promise<void>
}

/**
 * Lets the browser do what is more urgent, such as painting or reacting to input, before the work goes on. Long work
 * calls it often enough to keep the page responsive.
 */
export function rest(): Promise<void> {
  const scheduler: Scheduler | undefined = Reflect.get(globalThis, 'scheduler')
  return scheduler?.yield?.() ?? new Promise((resolve) => setTimeout(resolve))
}
