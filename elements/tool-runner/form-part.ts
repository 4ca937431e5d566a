/**
 * Registers the form that tools and questions are filled in with, once one is wanted. The module that registers the
 * runner sets it; whoever registers classes by hand registers the form too.
 */
export const formPart = {
  load: async (): Promise<unknown> => undefined,
}

/** A part that shows a form, with the form. */
export async function withForm<T>(part: Promise<T>): Promise<T> {
  const [loaded] = await Promise.all([part, formPart.load()])
  return loaded
}
