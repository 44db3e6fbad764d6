import { send } from "./client";

/** A picture that somebody handed in, as the service keeps it. */
export interface Uploaded {
  key: string;
  url: string;
  width: number;
  height: number;
}

export async function sendPicture(path: string, picture: Blob): Promise<Uploaded> {
  const response = await send(path, {
    method: "POST",
    body: picture,
    headers: { "Content-Type": picture.type || "image/jpeg" },
  });
  return (await response.json()) as Uploaded;
}
