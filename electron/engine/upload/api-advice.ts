import { assertNever } from '../../../shared/assert-never.ts'
import type { NoAnswerPlace } from './no-answer.ts'

/** What to check, for technicians, after an answer of the API or none. Pure text. */

export function noAnswerAdvice(place: NoAnswerPlace): string {
  switch (place) {
    case 'name':
      return 'check the host name in api_url, and the DNS server of this computer'
    case 'connection':
      return 'check host and port in api_url, that the API is running, and the firewalls and proxies between'
    case 'certificate':
      return 'check the clock of this computer and the host name in api_url; the certificate of a private authority goes into api_ca_file'
    case 'protocol':
      return 'check http or https and the port in api_url'
    case 'settings':
      return 'check api_url, api_path, api_token and api_ca_file'
    case 'time':
      return 'check that the API is not overloaded, and that no firewall swallows the packets; api_timeout is the longest wait'
    case 'unknown':
      return 'check host and port in api_url, and the network of this computer'
    default:
      return assertNever(place)
  }
}

/** @returns null for a 2xx or 409, which need none */
export function statusAdvice(status: number): string | null {
  if ((status >= 200 && status < 300) || status === 409) return null
  if (status >= 300 && status < 400) {
    return 'the API is somewhere else: put the address that it redirects to into api_url (often https for http); redirects are not followed, the token would go along'
  }
  switch (status) {
    case 400:
    case 422:
      return 'the address and the token are right, but it does not take what a gateway sends: compare with docs/api.openapi.yaml and ask those who run the API'
    case 401:
      return 'check api_token: it is missing, mistyped or has expired'
    case 403:
      return 'the token is known but may not do this: ask those who run the API for the right to write readings'
    case 404:
      return 'the host is right, the path is not: check api_path, and a path in api_url'
    case 405:
      return 'nothing takes a POST there: check api_path, and a path in api_url'
    case 408:
    case 425:
    case 429:
      return 'it asks for patience: test again in a minute; the gateway would deliver the same again by itself'
    case 413:
      return 'it refuses even one reading as too large: check the limits of a proxy before the API'
    case 415:
      return 'it takes no compressed JSON: the API, or a proxy before it, has to accept Content-Encoding gzip'
    case 407:
      return 'a proxy between here and the API wants credentials of its own: let the gateway through without'
    case 502:
    case 503:
    case 504:
      return 'a proxy answers and the API behind it does not: ask those who run it; the gateway keeps readings until it is back'
  }
  return status >= 500
    ? 'the API has a fault of its own: ask those who run it; the gateway keeps readings until it is mended'
    : 'ask those who run the API what this answer means'
}

export const notJsonAdvice =
  'it says yes, but not as an API does: a login page or another web server may have answered; check that the reading has arrived, and api_path'
