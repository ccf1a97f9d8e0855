// The results of both test runners as one count, read from their JSON reports.
import { existsSync, readFileSync } from 'node:fs'

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */

/**
 * A runner that left no report, or failed without naming a test, counts as one failed test: a run that could not
 * count must not look green.
 * @param {('unit' | 'e2e')[]} reports
 * @returns {Count}
 */
export function summary(reports, folder = 'reports') {
  const counts = reports.map((name) => {
    const path = `${folder}/${name}.json`
    if (!existsSync(path)) return { passed: 0, failed: 1, skipped: 0 }
    const report = JSON.parse(readFileSync(path, 'utf8'))
    return name === 'unit' ? fromVitest(report) : fromPlaywright(report)
  })
  return {
    passed: counts.reduce((sum, count) => sum + count.passed, 0),
    failed: counts.reduce((sum, count) => sum + count.failed, 0),
    skipped: counts.reduce((sum, count) => sum + count.skipped, 0),
  }
}

/**
 * @param {{ success: boolean, numPassedTests: number, numFailedTests: number, numPendingTests: number,
 *   numTodoTests: number }} report
 * @returns {Count}
 */
function fromVitest({ success, numPassedTests, numFailedTests, numPendingTests, numTodoTests }) {
  return {
    passed: numPassedTests,
    failed: numFailedTests || (success ? 0 : 1),
    skipped: numPendingTests + numTodoTests,
  }
}

/**
 * @param {{ errors: unknown[], stats: { expected: number, flaky: number, unexpected: number, skipped: number } }} report
 * @returns {Count}
 */
function fromPlaywright({ errors, stats }) {
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected || (errors.length > 0 ? 1 : 0),
    skipped: stats.skipped,
  }
}
