export { registerTranslation } from '../core/localize.ts'
export type { Translation } from '../core/localize.ts'
