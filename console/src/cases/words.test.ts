import { expect, test } from "vitest";
import { saidIn } from "./words";

const asked = { zh: "地面干净", en: "The floor is clean", note: "有油污" };

test("what an inspection asked is said in the reader's language, the note as it was written", () => {
  expect(saidIn("en", "地面干净:有油污", asked)).toBe("The floor is clean: 有油污");
  expect(saidIn("en", "地面干净", { ...asked, note: "" })).toBe("The floor is clean");
  expect(saidIn("zh-CN", "地面干净:有油污", asked)).toBe("地面干净:有油污");
});

test("other words are nobody's but the finder's", () => {
  expect(saidIn("en", "冰箱里有过期酱料", null)).toBe("冰箱里有过期酱料");
});
