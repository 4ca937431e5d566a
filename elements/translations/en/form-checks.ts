const count = (n: number, one: string, many: string): string => (n === 1 ? `1 ${one}` : `${n} ${many}`)

/** Texts of a form in which something is wrong. */
export const formChecks = {
  formProblems: (problems: number) => `${count(problems, 'field needs', 'fields need')} a change`,
  formNotAnObject: 'An object is needed.',
  formNotANumber: 'Not a number. Use digits, with a point for fractions.',
  formNotAnInteger: 'A whole number is needed.',
  formTooBig: (number: string) => `${number} is too large to be sent exactly. It would be rounded.`,
  formAtLeast: (limit: number) => `At least ${limit}.`,
  formAtMost: (limit: number) => `At most ${limit}.`,
  formMoreThan: (limit: number) => `More than ${limit}.`,
  formLessThan: (limit: number) => `Less than ${limit}.`,
  formMultipleOf: (step: number) => `A multiple of ${step}.`,
  formTooShort: (least: number, length: number) =>
    `At least ${count(least, 'character', 'characters')}; this has ${length}.`,
  formTooLong: (most: number, length: number) =>
    `At most ${count(most, 'character', 'characters')}; this has ${length}.`,
  formTooFew: (least: number) => `At least ${count(least, 'item', 'items')}.`,
  formTooMany: (most: number) => `At most ${count(most, 'item', 'items')}.`,
  formJsonInvalid: (detail: string) => `Not valid JSON. ${detail}`,
  formNameTwice: (name: string) => `“${name}” is there already.`,
  formNameRefused: 'The server does not take this name.',
  formPattern: (pattern: string) => `Does not have the form that the server asks for${pattern && ` (${pattern})`}.`,
  formFormat: (format: string) => `Not a valid value of format ${format}.`,
  formUnique: 'Each item may appear once only.',
  formNoBranch: 'This fits none of the forms that the server allows.',
  formRule: (keyword: string) => `The server’s schema does not allow this (${keyword}).`,
}
