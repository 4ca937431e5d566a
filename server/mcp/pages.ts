/** Collects the pages of a list as the server gave them: the SDK's copy is not the same to the byte. */
export function collectPages<T>(method: string, key: string) {
  const items: T[] = []
  return {
    items,
    clear(): void {
      items.length = 0
    },
    onResult(of: string, result: Record<string, unknown>): void {
      const page = of === method ? result[key] : undefined
      if (Array.isArray(page)) for (const item of page) items.push(item)
    },
  }
}
