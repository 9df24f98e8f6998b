import { expect, test } from "vitest";
import { fbc, fbp } from "../../../src/capi/clean/click-id.ts";
import { ipAddress } from "../../../src/capi/clean/ip-address.ts";
import { unhashedText } from "../../../src/capi/clean/text.ts";
import { url } from "../../../src/capi/clean/url.ts";
import { outcome } from "./outcome.ts";

const SHA256 = "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f";

// biome-ignore format: a table is read by its columns
test.for([
  ["123.123.123.123",                    "123.123.123.123"],
  [" 8.8.8.8 ",                          "8.8.8.8"],
  ["8.8.8.8/32",                         "8.8.8.8"],
  ["8.8.8.8:443",                        "8.8.8.8"],
  ["2001:db8::1",                        "2001:db8::1"],
  ["2001:0db8:85a3:0000:0000:8a2e:0370:7334", "2001:0db8:85a3:0000:0000:8a2e:0370:7334"],
  ["2001:db8::1/128",                    "2001:db8::1"],
  ["[2001:db8::1]:443",                  "2001:db8::1"],
  ["[2001:db8::1]",                      "2001:db8::1"],
  ["::ffff:8.8.8.8",                     "8.8.8.8"],
  ["::FFFF:808:808",                     "8.8.8.8"],
  ["192.0.2.44",                         "192.0.2.44"],
  ["198.51.100.7",                       "198.51.100.7"],
  ["10.0.0.1, 8.8.8.8, 1.1.1.1",         "8.8.8.8"],
  ["unknown, 8.8.8.8",                   "8.8.8.8"],
  ["8.8.8.8.AQQAAQEA",                   "8.8.8.8.AQQAAQEA"],
  ["2001:db8::1.AQQAAQEA",               "2001:db8::1.AQQAAQEA"],
  ["10.1.2.3",                           "!ip_not_public"],
  ["172.16.0.1",                         "!ip_not_public"],
  ["172.31.255.255",                     "!ip_not_public"],
  ["172.32.0.1",                         "172.32.0.1"],
  ["192.168.1.1",                        "!ip_not_public"],
  ["127.0.0.1",                          "!ip_not_public"],
  ["169.254.1.1",                        "!ip_not_public"],
  ["100.64.0.1",                         "!ip_not_public"],
  ["100.128.0.1",                        "100.128.0.1"],
  ["0.0.0.0",                            "!ip_not_public"],
  ["255.255.255.255",                    "!ip_not_public"],
  ["::1",                                "!ip_not_public"],
  ["::",                                 "!ip_not_public"],
  ["fe80::1",                            "!ip_not_public"],
  ["fe80::1%eth0",                       "!ip_not_public"],
  ["fd12:3456::1",                       "!ip_not_public"],
  ["::ffff:10.0.0.1",                    "!ip_not_public"],
  ["10.0.0.1, 192.168.0.1",              "!ip_not_public"],
  ["10.0.0.1.AQQAAQEA",                  "!ip_not_public"],
  ["256.256.256.256",                    "!not_ip"],
  ["8.8.8",                              "!not_ip"],
  ["8.8.8.8/24",                         "!not_ip"],
  ["localhost",                          "!not_ip"],
  [SHA256,                               "!not_ip"],
  ["unknown",                            undefined],
] as const)("address %j is %j", ([raw, expected]) => {
  expect(outcome(ipAddress, raw)).toBe(expected);
});

// biome-ignore format: a table is read by its columns
test.for([
  ["fb.1.1554763741205.AbCdEfGhIjKlMnOp_-123",  true],
  [" fb.1.1554763741205.AbC ",                  true],
  ["fb.0.1554763741205.AbC",                    true],
  ["fb.1.1554763741205.AbC.AQQAAQEA",           true],
  ["fb.1.1554763741205.AbC.Bg",                 true],
  ["fb.1.1554763741205.AbC.other",              false],
  ["fb.1.1554763741205.AbC.AQQAAQEA.AQQAAQEA",  false],
  ["fb.1.1554763741205.",                       false],
  ["fb.1.1554763741205",                        false],
  ["fb.1..AbC",                                 false],
  ["fb.x.1554763741205.AbC",                    false],
  ["FB.1.1554763741205.AbC",                    false],
  ["fb.1.1554763741205.Ab C",                   false],
  ["AbCdEfGhIj",                                false],
  [SHA256,                                      false],
] as const)("cookie %j is well-formed: %s", ([raw, isWellFormed]) => {
  expect(outcome(fbc, raw)).toBe(isWellFormed ? raw.trim() : "!not_fbc");
  expect(outcome(fbp, raw)).toBe(isWellFormed ? raw.trim() : "!not_fbp");
});

// biome-ignore format: a table is read by its columns
test.for([
  ["https://shop.example.com/a?b=c#d",  "https://shop.example.com/a?b=c#d"],
  ["HTTP://shop.example.com",           "HTTP://shop.example.com"],
  [" https://shop.example.com/ ",       "https://shop.example.com/"],
  ["https://münchen.example/straße",    "https://münchen.example/straße"],
  ["//shop.example.com/a",              "!not_url"],
  ["shop.example.com/a",                "!not_url"],
  ["/checkout",                         "!not_url"],
  ["https://",                          "!not_url"],
  ["ftp://shop.example.com",            "!not_url"],
  ["javascript:alert(1)",               "!not_url"],
  ["android-app://com.example",         "!not_url"],
  ["null",                              undefined],
] as const)("URL %j is %j", ([raw, expected]) => {
  expect(outcome(url, raw)).toBe(expected);
});

test("a user agent goes as it is, but not as a hash", () => {
  const agent = "Mozilla/5.0 (Linux; Android 10; SM-J600FN)";
  expect(outcome(unhashedText, ` ${agent}\n`)).toBe(agent);
  expect(outcome(unhashedText, SHA256)).toBe("!hashed_value");
  expect(outcome(unhashedText, "")).toBeUndefined();
});

// biome-ignore format: a table is read by its columns
test.for([
  ["1.1.1.1",                                     "1.1.1.1"],
  ["9.255.255.255",                               "9.255.255.255"],
  ["10.0.0.0",                                    "!ip_not_public"],
  ["10.255.255.255",                              "!ip_not_public"],
  ["11.0.0.0",                                    "11.0.0.0"],
  ["0.0.0.0",                                     "!ip_not_public"],
  ["1.0.0.0",                                     "1.0.0.0"],
  ["100.63.255.255",                              "100.63.255.255"],
  ["100.64.0.0",                                  "!ip_not_public"],
  ["100.127.255.255",                             "!ip_not_public"],
  ["100.128.0.0",                                 "100.128.0.0"],
  ["127.0.0.1",                                   "!ip_not_public"],
  ["126.255.255.255",                             "126.255.255.255"],
  ["128.0.0.0",                                   "128.0.0.0"],
  ["169.253.255.255",                             "169.253.255.255"],
  ["169.254.0.1",                                 "!ip_not_public"],
  ["169.255.0.0",                                 "169.255.0.0"],
  ["172.15.255.255",                              "172.15.255.255"],
  ["172.16.0.0",                                  "!ip_not_public"],
  ["172.31.255.255",                              "!ip_not_public"],
  ["172.32.0.0",                                  "172.32.0.0"],
  ["192.167.255.255",                             "192.167.255.255"],
  ["192.168.0.1",                                 "!ip_not_public"],
  ["192.169.0.0",                                 "192.169.0.0"],
  ["192.0.2.1",                                   "192.0.2.1"],
  ["223.255.255.255",                             "223.255.255.255"],
  ["224.0.0.1",                                   "!ip_not_public"],
  ["255.255.255.255",                             "!ip_not_public"],
  ["8.8.8.8:80",                                  "8.8.8.8"],
  ["8.8.8.8:123456",                              "!not_ip"],
  ["8.8.8.8/24",                                  "!not_ip"],
  ["8.8.8.8/32:80",                               "!not_ip"],
  ["8.8.8",                                       "!not_ip"],
  ["8.8.8.256",                                   "!not_ip"],
  ["08.8.8.8",                                    "!not_ip"],
  ["8.8.8.8.8",                                   "!not_ip"],
  ["8,8,8,8",                                     "!not_ip"],
  ["8.8.8.8 ",                                    "8.8.8.8"],
  ["8. 8.8.8",                                    "!not_ip"],
  ["2001:4860:4860::8888",                        "2001:4860:4860::8888"],
  ["[2001:4860:4860::8888]",                      "2001:4860:4860::8888"],
  ["[2001:4860:4860::8888]:443",                  "2001:4860:4860::8888"],
  ["[2001:4860:4860::8888]:",                     "!not_ip"],
  ["2001:4860:4860::8888/128",                    "2001:4860:4860::8888"],
  ["2001:4860:4860::8888/64",                     "!not_ip"],
  ["2001:DB8::1",                                 "2001:DB8::1"],
  ["2000::",                                      "2000::"],
  ["3fff::1",                                     "3fff::1"],
  ["4000::1",                                     "!ip_not_public"],
  ["1fff::1",                                     "!ip_not_public"],
  ["64:ff9b::808:808",                            "64:ff9b::808:808"],
  ["::",                                          "!ip_not_public"],
  ["::1",                                         "!ip_not_public"],
  ["fc00::1",                                     "!ip_not_public"],
  ["fdff::1",                                     "!ip_not_public"],
  ["fe80::1",                                     "!ip_not_public"],
  ["fe80::1%eth0",                                "!ip_not_public"],
  ["2001:db8::1%eth0",                            "!ip_not_public"],
  ["ff02::1",                                     "!ip_not_public"],
  ["2001:db8:::1",                                "!not_ip"],
  ["::ffff:8.8.8.8",                              "8.8.8.8"],
  ["::FFFF:8.8.8.8",                              "8.8.8.8"],
  ["::ffff:808:808",                              "8.8.8.8"],
  ["::ffff:0808:0808",                            "8.8.8.8"],
  ["0:0:0:0:0:ffff:8.8.8.8",                      "8.8.8.8"],
  ["0000:0000:0000:0000:0000:ffff:0808:0808",     "8.8.8.8"],
  ["::ffff:8.8.8.8/128",                          "8.8.8.8"],
  ["[::ffff:8.8.8.8]:443",                        "8.8.8.8"],
  ["::ffff:10.0.0.1",                             "!ip_not_public"],
  ["::ffff:a00:1",                                "!ip_not_public"],
  ["10.0.0.1, 8.8.8.8",                           "8.8.8.8"],
  ["8.8.8.8, 1.1.1.1",                            "8.8.8.8"],
  ["unknown, 8.8.8.8",                            "8.8.8.8"],
  [", 8.8.8.8",                                   "8.8.8.8"],
  ["10.0.0.1,192.168.0.1",                        "!ip_not_public"],
  ["10.0.0.1, x",                                 "!ip_not_public"],
  ["x, 10.0.0.1",                                 "!ip_not_public"],
  ["x, y",                                        "!not_ip"],
  [",",                                           "!not_ip"],
  ["fe80::1, 2001:db8::1",                        "2001:db8::1"],
  ["10.0.0.1:80, [2001:db8::1]:443",              "2001:db8::1"],
  ["8.8.8.8.AQQAAQEA",                            "8.8.8.8.AQQAAQEA"],
  ["8.8.8.8.Bg",                                  "8.8.8.8.Bg"],
  ["8.8.8.8.bg",                                  "!not_ip"],
  ["10.0.0.1.AQQAAQEA",                           "!ip_not_public"],
  ["2001:db8::1.AQQAAQEA",                        "2001:db8::1.AQQAAQEA"],
  ["x.AQQAAQEA",                                  "!not_ip"],
  ["8.8.8.8\u200b",                               "8.8.8.8"],
  ["localhost",                                   "!not_ip"],
  ["n/a",                                         undefined],
  ["-",                                           undefined],
  ["",                                            undefined],
  ["x[2001:db8::1]",                              "!not_ip"],
  ["1::ffff:8.8.8.8",                             "!ip_not_public"],
  ["0000:0000:0000:0000:0000:ffff:8.8.8.8",       "8.8.8.8"],
  ["1::ffff:808:808",                             "!ip_not_public"],
  ["::ffff:808:808:1",                            "!ip_not_public"],
  ["1:64:ff9b::1",                                "!ip_not_public"],
] as const)("address of a warehouse %j is %j", ([raw, expected]) => {
  expect(outcome(ipAddress, raw)).toBe(expected);
});

test("an address that is no text is refused", () => {
  expect(outcome(ipAddress, true)).toBe("!not_text");
  expect(outcome(ipAddress, 134_744_072)).toBe("!not_ip");
  expect(outcome(ipAddress, null)).toBeUndefined();
});
