import { AngularAppEngine } from '@angular/ssr'

const engine = new AngularAppEngine()

/** The page, rendered for this request; null where there is none at its address. */
export const reqHandler = (request: Request): Promise<Response | null> => engine.handle(request)
