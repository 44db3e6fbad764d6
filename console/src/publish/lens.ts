/** Which way the device's camera looks. */
export type Facing = "environment" | "user";

/** Why there is no picture of this device's camera. */
export type LensTrouble = "insecure" | "denied" | "none" | "busy" | "lost" | "other";

export class LensError extends Error {
  override name = "LensError";
  readonly trouble: LensTrouble;

  constructor(trouble: LensTrouble) {
    super(trouble);
    this.trouble = trouble;
  }
}

/** The picture of the device's camera, without sound. Raises LensError. */
export async function openLens(facing: Facing): Promise<MediaStream> {
  // Browsers give the camera to pages by HTTPS (and of the machine itself) only, others don't even have the call.
  if (!isSecureContext || navigator.mediaDevices === undefined) throw new LensError("insecure");
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: {
        facingMode: { ideal: facing },
        width: { ideal: 1280 },
        height: { ideal: 720 },
        frameRate: { ideal: 15, max: 30 },
      },
    });
  } catch (error) {
    throw new LensError(troubleOf(error));
  }
}

export function closeLens(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** Whether there is another camera to switch to; known once one has been opened. */
export async function hasSeveralLenses(): Promise<boolean> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.filter(({ kind }) => kind === "videoinput").length > 1;
}

function troubleOf(error: unknown): LensTrouble {
  switch (error instanceof DOMException ? error.name : "") {
    case "NotAllowedError":
    case "SecurityError":
      return "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "none";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    default:
      return "other";
  }
}
