const fields = (n: number): string => (n === 1 ? '1 field needs' : `${n} fields need`)

/** Texts of a form in which something is wrong. */
export const formChecks = {
  formProblems: (problems: number) => `${fields(problems)} a change`,
  formPattern: (pattern: string) => `Does not have the form that the server asks for${pattern && ` (${pattern})`}.`,
  formFormat: (format: string) => `Not a valid value of format ${format}.`,
  formUnique: 'Each item may appear once only.',
  formNoBranch: 'This fits none of the forms that the server allows.',
  formRule: (keyword: string) => `The server’s schema does not allow this (${keyword}).`,
}
