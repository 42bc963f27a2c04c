import type { KeyView } from '../../../../shared/contract/config.ts'
import type { Language } from '../../app/preferences.ts'

interface KeyText {
  readonly doc: string
  readonly allowed: string
}

const url = 'una URL http:// o https://'
const duration = 'una duración: 30, 30s, 500ms, 5m'
const path = 'ruta de un archivo'

/** The engine's reference of the keys is English; this is its Spanish. */
const spanish: Readonly<Record<string, KeyText>> = {
  gateway_id: {
    doc: 'Identidad que acompaña a cada lote. Sin ella se genera una y se guarda con los datos.',
    allowed: 'texto de una línea, 128 caracteres como máximo; vacío: se genera una y se conserva',
  },
  api_url: {
    doc: 'URL base de la API del EMS. Vacía: las lecturas se guardan y no se envían.',
    allowed: url,
  },
  api_token: {
    doc: 'Bearer token. Se oculta en todas las pantallas y registros.',
    allowed: 'caracteres ASCII visibles, sin espacios',
  },
  api_timeout: { doc: 'Espera máxima de una petición a la API.', allowed: `${duration}; de 100 ms a 10 min` },
  api_path: { doc: 'Se añade a api_url.', allowed: 'una ruta que empieza por /' },
  api_batch_size: { doc: 'Lecturas por petición como máximo.', allowed: 'de 1 a 10000' },
  api_ca_file: {
    doc: 'Autoridad de certificación de una API privada; se acepta además de las públicas.',
    allowed: 'ruta de un archivo PEM',
  },
  collection_interval: {
    doc: 'Período de las lecturas; un dispositivo puede tener su propio `interval`.',
    allowed: `${duration}; de 100 ms a 1 d`,
  },
  max_retries: { doc: 'Reintentos de una petición Modbus dentro de su turno.', allowed: 'de 0 a 20' },
  retry_delay: {
    doc: 'Primera pausa tras perder la conexión; se duplica hasta 5 minutos.',
    allowed: `${duration}; de 10 ms a 5 min`,
  },
  log_level: {
    doc: 'Gravedad mínima que se registra. DEBUG=1 en el entorno está por encima.',
    allowed: 'DEBUG, INFO, WARNING, ERROR',
  },
  log_file: { doc: 'Archivo del registro; su carpeta se crea si falta.', allowed: path },
  log_max_size: {
    doc: 'El archivo del registro se rota al llegar a este tamaño.',
    allowed: 'un tamaño: 512KB, 10MB; de 1 KB a 10 GB',
  },
  log_backup_count: { doc: 'Archivos rotados que se conservan.', allowed: 'de 0 a 1000' },
  store_max_size: {
    doc: 'Límite del diario. Primero se quitan lecturas ya enviadas; las quitadas sin enviar se cuentan.',
    allowed: 'un tamaño: 100MB, 2GB; de 1 MB a 1 TB',
  },
  store_max_age: {
    doc: 'Las lecturas enviadas más antiguas que esto se quitan.',
    allowed: 'una duración: 12h, 30d; de 1 min a 10 años',
  },
  alert_webhook_url: { doc: 'Cada alerta se envía ahí como JSON.', allowed: url },
}

/** What a key is for and what may be written; a key of a newer gateway in the gateway's own words. */
export function textOf({ key, doc, allowed }: KeyView, language: Language): KeyText {
  const known = language === 'es' && Object.hasOwn(spanish, key) ? spanish[key] : undefined
  return known ?? { doc, allowed }
}
