import { defineTexts } from '../../app/texts.ts'

/** Each kind has a name and, under `<kind>-do`, what a technician can do about it. */
export const useAlertWords = defineTexts('alerts', {
  en: {
    title: 'Alerts',
    activeHeading: 'Active',
    pastHeading: 'Past',
    summary_one: '{{count}} active, {{open}} not acknowledged',
    summary_other: '{{count}} active, {{open}} not acknowledged',
    calm: 'Nothing is wrong',
    calmText: 'Alerts appear here when a device, the API or the journal needs somebody.',
    calmSince: 'The last one ended {{ago}} ago.',
    noPast: 'None so far.',
    noMatch: 'No past alert matches “{{text}}”.',
    pastNote: 'The last {{count}} are kept.',
    find: 'Find in past alerts',
    whole: 'Gateway',
    since: 'since {{time}}',
    seen_one: 'seen once',
    seen_other: 'seen {{count}} times',
    acknowledge: 'Acknowledge',
    acknowledgeOf: 'Acknowledge: {{what}}',
    acknowledged: 'acknowledged {{time}}',
    endsItself: 'Acknowledging closes it: it tells of something past.',
    readOnly: 'This window may only look: {{reason}}',
    failed: 'Not acknowledged: {{message}}',
    cannotFollow: 'Alerts cannot be shown: {{message}}',
    loading: 'Loading alerts',
    kind: 'Alert',
    subject: 'About',
    message: 'What happened',
    started: 'From',
    duration: 'Duration',
    count: 'Seen',

    'device-offline': 'Device does not answer',
    'device-offline-do':
      'Check that the meter has power, the cable or network, and its address and unit id. It is tried again by itself.',
    'value-out-of-range': 'Value out of range',
    'value-out-of-range-do':
      'Look at the meter’s display. If it is right, widen min and max of the register; if not, check data type, byte order and factor.',
    'registers-refused': 'Registers refused',
    'registers-refused-do':
      'The meter has no register there. Check the address base and the Modbus table, or try the other function code.',
    'schedule-overrun': 'Reading takes too long',
    'schedule-overrun-do':
      'Give the devices on this line a longer interval, a higher baud rate or a shorter timeout; the plan in the editor shows the load.',
    'api-refusing': 'API refuses',
    'api-refusing-do':
      'Check api_token and api_url in Settings. Nothing is deleted; readings go out as soon as the API takes them.',
    'api-unreachable': 'API unreachable',
    'api-unreachable-do':
      'Check the network of this computer, name resolution and proxy. Readings are kept and go out later.',
    'dead-letters': 'Readings put aside',
    'dead-letters-do':
      'The API will not take these readings. Look at them under Queue: retry, export or delete them.',
    'queue-growing': 'Readings wait',
    'queue-growing-do':
      'Readings come faster than the API takes them. See under Queue what the API answered last.',
    'readings-lost': 'Readings lost',
    'readings-lost-do':
      'The journal reached its limit or was damaged. Queue shows which slots are missing; give it more room or mend the upload.',
    disk: 'Disk',
    'disk-do':
      'Free space on the disk or make it writable. Until then readings wait in memory and are lost at a power cut.',
    'journal-replaced': 'Journal replaced',
    'journal-replaced-do':
      'The damaged file was set aside and a new one begun. Keep the file if readings are missing; check the disk.',
    'config-invalid': 'Configuration rejected',
    'config-invalid-do':
      'config.ini has errors, the version before it goes on running. The editor shows them line by line.',
  },
  es: {
    title: 'Alertas',
    activeHeading: 'Activas',
    pastHeading: 'Pasadas',
    summary_one: '{{count}} activa, {{open}} sin confirmar',
    summary_other: '{{count}} activas, {{open}} sin confirmar',
    calm: 'Todo está en orden',
    calmText: 'Aquí aparecen las alertas cuando un dispositivo, la API o el diario necesitan atención.',
    calmSince: 'La última terminó hace {{ago}}.',
    noPast: 'Ninguna por ahora.',
    noMatch: 'Ninguna alerta pasada coincide con «{{text}}».',
    pastNote: 'Se conservan las últimas {{count}}.',
    find: 'Buscar en las pasadas',
    whole: 'Pasarela',
    since: 'desde {{time}}',
    seen_one: 'vista una vez',
    seen_other: 'vista {{count}} veces',
    acknowledge: 'Confirmar',
    acknowledgeOf: 'Confirmar: {{what}}',
    acknowledged: 'confirmada {{time}}',
    endsItself: 'Al confirmarla se cierra: informa de algo ya pasado.',
    readOnly: 'Esta ventana solo puede mirar: {{reason}}',
    failed: 'No se confirmó: {{message}}',
    cannotFollow: 'No se pueden mostrar las alertas: {{message}}',
    loading: 'Cargando alertas',
    kind: 'Alerta',
    subject: 'Sobre',
    message: 'Qué pasó',
    started: 'Desde',
    duration: 'Duración',
    count: 'Vista',

    'device-offline': 'El dispositivo no responde',
    'device-offline-do':
      'Compruebe que el medidor tiene alimentación, el cable o la red, su dirección y el unit id. Se reintenta solo.',
    'value-out-of-range': 'Valor fuera de rango',
    'value-out-of-range-do':
      'Mire la pantalla del medidor. Si el valor es correcto, amplíe min y max del registro; si no, revise el tipo de dato, el orden de bytes y el factor.',
    'registers-refused': 'Registros rechazados',
    'registers-refused-do':
      'El medidor no tiene ningún registro ahí. Revise la base de direcciones y la tabla Modbus, o pruebe el otro function code.',
    'schedule-overrun': 'La lectura tarda demasiado',
    'schedule-overrun-do':
      'Dé a los dispositivos de esta línea un intervalo más largo, más baud o un timeout más corto; el plan del editor muestra la carga.',
    'api-refusing': 'La API rechaza',
    'api-refusing-do':
      'Revise api_token y api_url en Ajustes. No se borra nada; las lecturas saldrán en cuanto la API las acepte.',
    'api-unreachable': 'API inaccesible',
    'api-unreachable-do':
      'Revise la red de este ordenador, la resolución de nombres y el proxy. Las lecturas se guardan y saldrán después.',
    'dead-letters': 'Lecturas apartadas',
    'dead-letters-do': 'La API no acepta estas lecturas. Mírelas en Cola: reintente, exporte o borre.',
    'queue-growing': 'Lecturas en espera',
    'queue-growing-do':
      'Las lecturas llegan más deprisa de lo que la API las acepta. En Cola está su última respuesta.',
    'readings-lost': 'Lecturas perdidas',
    'readings-lost-do':
      'El diario llegó a su límite o se dañó. Cola muestra qué turnos faltan; dele más espacio o repare el envío.',
    disk: 'Disco',
    'disk-do':
      'Libere espacio en el disco o permita escribir en él. Mientras tanto las lecturas esperan en memoria y un corte de luz las perdería.',
    'journal-replaced': 'Diario sustituido',
    'journal-replaced-do':
      'El archivo dañado se apartó y se empezó uno nuevo. Guárdelo si faltan lecturas; revise el disco.',
    'config-invalid': 'Configuración rechazada',
    'config-invalid-do':
      'config.ini tiene errores; sigue en marcha la versión anterior. El editor los muestra línea por línea.',
  },
})
