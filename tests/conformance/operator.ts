/** How an operator would set the handler up for a scenario: from what it hands over, never by way of a browser. */
import {
  ClientCredentialsProvider,
  CrossAppAccessProvider,
  type CrossAppAccessProviderOptions,
  type OAuthClientProvider,
  PrivateKeyJwtProvider,
  requestJwtAuthorizationGrant,
} from '@modelcontextprotocol/client'
import type { HandlerOptions } from '../../server/index.ts'

/** The document that the CIMD scenario expects as the client id. */
const CLIENT_METADATA_URL = 'https://conformance-test.local/client-metadata.json'

/** What scenarios hand over in `MCP_CONFORMANCE_CONTEXT`, as far as an operator has use for it. */
export interface ScenarioContext {
  readonly client_id?: string
  readonly client_secret?: string
  readonly private_key_pem?: string
  readonly signing_algorithm?: string
  readonly idp_client_id?: string
  readonly idp_id_token?: string
  readonly idp_token_endpoint?: string
  /** Calls to make, where the scenario wants certain arguments. */
  readonly toolCalls?: readonly { readonly name: string; readonly arguments?: Readonly<Record<string, unknown>> }[]
}

/** The options for one scenario. The mock servers listen on loopback, each on a port of its own. */
export function operatorOptions(
  scenario: string,
  serverUrl: string,
  context: ScenarioContext,
): Partial<HandlerOptions> {
  return { allowPrivateNetwork: ['localhost', '127.0.0.1', '::1'], oauth: oauthOptions(scenario, serverUrl, context) }
}

type OAuth = NonNullable<HandlerOptions['oauth']>

function oauthOptions(scenario: string, serverUrl: string, context: ScenarioContext): OAuth {
  const common = { clientName: 'conformance' }
  if (scenario === 'auth/basic-cimd') return { ...common, clientMetadataUrl: CLIENT_METADATA_URL }
  const makeProvider = machineProvider(scenario, context)
  if (makeProvider) return { ...common, providerFor: ({ url }) => (url === serverUrl ? makeProvider() : null) }
  const { client_id, client_secret } = context
  if (client_id === undefined) return common
  return { ...common, registrations: { [serverUrl]: { client_id, ...(client_secret && { client_secret }) } } }
}

/** Of the scenarios without a person. They do not say the issuer, so no provider can be held to one. */
function machineProvider(scenario: string, context: ScenarioContext): (() => OAuthClientProvider) | undefined {
  const { client_id: clientId = '', client_secret: clientSecret = '', private_key_pem: privateKey } = context
  if (privateKey !== undefined) {
    const { signing_algorithm: algorithm = 'ES256' } = context
    return () => new PrivateKeyJwtProvider({ clientId, privateKey, algorithm })
  }
  const { idp_client_id, idp_id_token, idp_token_endpoint } = context
  if (idp_client_id !== undefined && idp_id_token !== undefined && idp_token_endpoint !== undefined) {
    const assertion: CrossAppAccessProviderOptions['assertion'] = async ({
      authorizationServerUrl,
      resourceUrl,
      scope,
    }) => {
      const { jwtAuthGrant } = await requestJwtAuthorizationGrant({
        tokenEndpoint: idp_token_endpoint,
        audience: authorizationServerUrl,
        resource: resourceUrl,
        idToken: idp_id_token,
        clientId: idp_client_id,
        ...(scope !== undefined && { scope }),
      })
      return jwtAuthGrant
    }
    return () => new CrossAppAccessProvider({ clientId, clientSecret, assertion })
  }
  if (!scenario.startsWith('auth/client-credentials')) return undefined
  return () => new ClientCredentialsProvider({ clientId, clientSecret })
}
