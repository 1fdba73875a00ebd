/** The webcam, and why there is none. */

const WHY: Record<string, string> = {
  NotAllowedError: 'The browser does not give this page the camera. Allow it in the address bar, then try again.',
  NotFoundError: 'There is no camera here. A picture from a file does as well.',
  NotReadableError: 'The camera is in use elsewhere. Close what uses it, then try again.',
};

/**
 * Pictures from the camera, until they are stopped.
 *
 * Throws an Error whose message says why not, in plain words.
 */
export async function openCamera(): Promise<MediaStream> {
  // Browsers leave it out of pages that came over plain http from another computer.
  const devices: MediaDevices | undefined = navigator.mediaDevices;
  if (!devices)
    throw new Error('Browsers give the camera to pages over https alone, or on the computer that serves them.');
  try {
    return await devices.getUserMedia({ video: { facingMode: 'user' }, audio: false });
  } catch (error) {
    const name = error instanceof DOMException || error instanceof Error ? error.name : '';
    throw new Error(WHY[name] ?? `The camera can not be used (${name || String(error)}).`, { cause: error });
  }
}

/** Lets go of the camera: its light goes out. */
export function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
