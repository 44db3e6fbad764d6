import { expect, test } from "vitest";
import { type Playback, pictureState } from "./playback";

const never: Playback = { phase: "connecting", advancing: false, lastFrameAt: null };
const moving: Playback = { phase: "connected", advancing: true, lastFrameAt: 1 };
const still: Playback = { phase: "connected", advancing: false, lastFrameAt: 1 };

test("only frames that advance make a picture live", () => {
  expect(pictureState("online", moving)).toBe("live");
  expect(pictureState("online", never)).toBe("connecting");
  expect(pictureState("online", still)).toBe("stalled");
});

test("without frames the camera's own state speaks", () => {
  expect(pictureState("offline", still)).toBe("offline");
  expect(pictureState("offline", never)).toBe("offline");
  expect(pictureState("stalled", never)).toBe("stalled");
  expect(pictureState("connecting", never)).toBe("connecting");
});
