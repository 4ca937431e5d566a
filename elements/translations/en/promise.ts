/** Texts of what a result lacks of what its tool's output schema promises. */
export const promise = {
  promiseNothing: (tool: string) =>
    `${tool} promises structured content by its output schema, and returned none. This is its server’s mistake.`,
  promiseBroken: (tool: string) =>
    `The structured content is not what the output schema of ${tool} promises. This is its server’s mistake.`,
  promiseWhole: 'The whole',
  promiseType: 'another kind of value than promised',
  promiseRequired: 'a value that is required is missing',
  promiseEnum: 'none of the promised values',
  promiseUnknown: 'not among the promised names',
  promiseFormat: 'not written as promised',
  promiseBounds: 'not within the promised bounds',
  promiseRule: (keyword: string) => `not as “${keyword}” has it`,
  promiseMore: (count: string) => `and ${count} more`,
}
