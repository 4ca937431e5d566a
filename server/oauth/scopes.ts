/** Characters of a scope that is asked for, or kept: it is told to every tab. */
export const LONGEST_SCOPE = 4_096

/** Each scope of all these once, in their order (MCP, "Step-Up Authorization Flow"); undefined for none. */
export function scopeUnion(...scopes: readonly (string | undefined)[]): string | undefined {
  const union = new Set(scopes.flatMap((scope) => scope?.split(' ') ?? []).filter(Boolean))
  return [...union].join(' ').slice(0, LONGEST_SCOPE) || undefined
}
