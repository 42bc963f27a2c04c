/** The words of the shell around the page: menu, tray, dialogs, notifications. */
const english = {
  show: 'Show Gateway EMS',
  quit: 'Quit',
  collecting: 'Gateway EMS is collecting',
  notCollecting: 'Gateway EMS is not collecting',
  file: 'File',
  openConfig: 'Open configuration…',
  openLogFolder: 'Open log folder',
  edit: 'Edit',
  view: 'View',
  help: 'Help',
  manual: 'Manual',
  about: 'About Gateway EMS',
  configurations: 'Configurations',
  closeTitle: 'Close the window',
  closeQuestion: 'Go on collecting without a window?',
  closeDetail:
    'Readings are taken and delivered as before; the icon in the tray opens the window again. After quitting, no device is asked any more.',
  keepCollecting: 'Keep collecting',
  cancel: 'Cancel',
  remember: 'Remember this',
  manyAlerts: (count: number) => `${count} alerts`,
}

export type Words = Readonly<typeof english>

const spanish: Words = {
  show: 'Mostrar Gateway EMS',
  quit: 'Salir',
  collecting: 'Gateway EMS está recogiendo lecturas',
  notCollecting: 'Gateway EMS no está recogiendo lecturas',
  file: 'Archivo',
  openConfig: 'Abrir configuración…',
  openLogFolder: 'Abrir la carpeta del registro',
  edit: 'Edición',
  view: 'Ver',
  help: 'Ayuda',
  manual: 'Manual',
  about: 'Acerca de Gateway EMS',
  configurations: 'Configuraciones',
  closeTitle: 'Cerrar la ventana',
  closeQuestion: '¿Seguir recogiendo lecturas sin ventana?',
  closeDetail:
    'Las lecturas se toman y se entregan igual que antes; el icono de la bandeja vuelve a abrir la ventana. Al salir ya no se consulta ningún equipo.',
  keepCollecting: 'Seguir recogiendo',
  cancel: 'Cancelar',
  remember: 'Recordar esta respuesta',
  manyAlerts: (count) => `${count} avisos`,
}

/** @param languages of the system, the preferred one first: `es-ES`, `en` */
export function wordsFor(languages: readonly string[]): Words {
  for (const tag of languages) {
    const language = tag.toLowerCase().split('-')[0]
    if (language === 'es') return spanish
    if (language === 'en') return english
  }
  return english
}
