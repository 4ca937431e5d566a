/**
 * What the work comes to, or what `late` gives, or throws, where it is not done within so many milliseconds. The work goes
 * on, and what becomes of it then is nobody's business.
 */
export async function within<T, Late = never>(work: Promise<T>, ms: number, late: () => Late): Promise<T | Late> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  }).then(late)
  return Promise.race([work, deadline]).finally(() => clearTimeout(timer))
}
