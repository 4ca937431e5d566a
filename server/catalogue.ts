import type { ServerContext } from './context.ts'
import type { CatalogueEntry } from './options.ts'

/** The catalogue as this person gets it. */
export async function catalogueOf(
  { options }: Pick<ServerContext, 'options'>,
  userId: string,
): Promise<readonly CatalogueEntry[]> {
  return typeof options.servers === 'function' ? await options.servers(userId) : (options.servers ?? [])
}
