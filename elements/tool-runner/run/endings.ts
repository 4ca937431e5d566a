import type { Localize } from '../../core/localize.ts'
import type { Outcome, ResultView } from '../../result/result-view.ts'

/** Whether a call ended without a result, or with one that says that the tool failed. */
export const hasFailed = (outcome: Outcome): boolean =>
  outcome.type === 'error' || (outcome.type === 'result' && outcome.result.isError === true)

/** How a call ended: "Finished: 3 items, 1.2 s". */
export function endingOf(localize: Localize, results: ResultView, outcome: Outcome): string {
  if (outcome.type === 'cancelled') return localize.term('runnerSayCancelled')
  const facts = outcome.type === 'result' ? results.summary(outcome) : results.duration(outcome.duration)
  return localize.term(hasFailed(outcome) ? 'runnerSayFailed' : 'runnerSayFinished', facts)
}
