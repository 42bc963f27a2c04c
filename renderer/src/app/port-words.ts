import { defineTexts } from './texts.ts'

export const usePortWords = defineTexts('ports', {
  en: {
    usedBy: 'used by [{{section}}]',
    noPorts: 'No serial port found; a path can be typed.',
    portsFailed: 'Serial ports cannot be listed: {{message}}',
    refreshPorts: 'Look for serial ports again',
  },
  es: {
    usedBy: 'usado por [{{section}}]',
    noPorts: 'No se encontró ningún puerto serie; puede escribir la ruta.',
    portsFailed: 'No se pueden listar los puertos serie: {{message}}',
    refreshPorts: 'Buscar puertos serie de nuevo',
  },
})
