import { Lazy } from '../core/lazy.ts'

/** What finds out why a server cannot be connected. */
export const doctorPart = new Lazy(() => import('./doctor.ts'))
