/** What is needed once something is wrong, or is about to be submitted. */
export { findingText } from './finding-words.ts'
export { needsValidator, prepare, validate } from './validation.ts'
export { problemSummary } from './view/summary.ts'
export { summaryStyles as styles } from './summary-styles.ts'
