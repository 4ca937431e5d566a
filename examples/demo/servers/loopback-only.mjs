/**
 * Preloaded into servers that would listen on every interface: makes every `listen` one on 127.0.0.1, tells the parent
 * the port, and ends the process with its parent.
 */
import { Server } from 'node:net'

const listen = Server.prototype.listen

Server.prototype.listen = function (target, ...rest) {
  const port = typeof target === 'object' && target !== null ? target.port : target
  this.once('listening', () => process.send?.({ port: this.address().port }))
  const callback = rest.findLast((argument) => typeof argument === 'function')
  return listen.call(this, { port: Number(port ?? 0), host: '127.0.0.1' }, callback)
}

process.on('disconnect', () => process.exit(0))
