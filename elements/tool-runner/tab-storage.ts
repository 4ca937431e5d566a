/** What a tab keeps over a reload. Pages may have no storage, or no room left in it: then nothing is kept. */
const PREFIX = 'mcp-plug:'

const orNothing = <T>(use: () => T): T | undefined => {
  try {
    return use()
  } catch {
    return undefined
  }
}

export const readTab = (key: string): string | undefined =>
  orNothing(() => sessionStorage.getItem(PREFIX + key)) ?? undefined

/** Keeps the text that `write` gives; where it gives `undefined`, what was kept is removed. It may throw. */
export function writeTab(key: string, write: () => string | undefined): void {
  orNothing(() => {
    const text = write()
    if (text === undefined) sessionStorage.removeItem(PREFIX + key)
    else sessionStorage.setItem(PREFIX + key, text)
  })
}

/** Makes the tab's storage this person's; what another one has left in it is forgotten. */
export function claimTab(url: string, user: string): void {
  const key = `user:${url}`
  if (readTab(key) === user) return
  clearTab()
  writeTab(key, () => user)
}

/** Forgets all, for when another user may come. */
export function clearTab(): void {
  orNothing(() => {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key)
  })
}
