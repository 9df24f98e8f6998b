import { isIP } from "node:net";
import { type Cleaner, Fault } from "./cleaner.ts";
import { SUFFIX } from "./digest.ts";
import { prepared } from "./text.ts";

const NOT_IP = new Fault("not_ip", "an IPv4 or IPv6 address");
const IP_NOT_PUBLIC = new Fault("ip_not_public", "a public address");

const HOST_MASK = /\/(?:32|128)$/;
const BRACKETED = /^\[([^\]]+)\](?::\d{1,5})?$/;
const WITH_PORT = /^([\d.]+):\d{1,5}$/;
/** An IPv4 address in IPv6 form, in dots or in hexadecimal. RFC 4291, section 2.5.5.2. */
const MAPPED = /^(?:::|(?:0{1,4}:){5})ffff:([\d.]+)$/i;
const MAPPED_HEX = /^(?:::|(?:0{1,4}:){5})ffff:([\da-f]{1,4}):([\da-f]{1,4})$/i;
const WITH_SUFFIX = new RegExp(`^(.+)\\.(?:${SUFFIX})$`);

/** First address and bits of the IPv4 ranges that no browser on the internet has. RFC 6890. */
// biome-ignore format: a table is read by its columns
const RESERVED_V4: readonly (readonly [start: number, bits: number])[] = [
  [0x00000000, 8],   // this network
  [0x0a000000, 8],   // private
  [0x64400000, 10],  // carrier-grade NAT
  [0x7f000000, 8],   // loopback
  [0xa9fe0000, 16],  // link-local
  [0xac100000, 12],  // private
  [0xc0a80000, 16],  // private
  [0xe0000000, 3],   // multicast, reserved, broadcast
];

const DOT = 0x2e;
const ZERO = 0x30;

function numberOfV4(text: string): number {
  let number = 0;
  let part = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code !== DOT) {
      part = part * 10 + code - ZERO;
    } else {
      number = number * 256 + part;
      part = 0;
    }
  }
  return number * 256 + part;
}

function isPublicV4(text: string): boolean {
  const number = numberOfV4(text);
  for (const [start, bits] of RESERVED_V4) {
    if (number >= start && number - start < 2 ** (32 - bits)) return false;
  }
  return true;
}

/** Global unicast is 2000::/3, and 64:ff9b::/96 where IPv4 is translated. RFC 4291, RFC 6052. */
function isPublicV6(text: string): boolean {
  // A zone index names a link of the machine itself.
  if (text.includes("%")) return false;
  const first = Number.parseInt(text, 16);
  return (first >= 0x2000 && first <= 0x3fff) || /^0?0?64:ff9b:/i.test(text);
}

/** One address without what proxies and databases put around it. */
function unwrap(text: string): string {
  const bare = text.replace(HOST_MASK, "");
  const host = BRACKETED.exec(bare)?.[1] ?? WITH_PORT.exec(bare)?.[1] ?? bare;
  const mapped = MAPPED.exec(host)?.[1];
  if (mapped !== undefined) return mapped;
  const hex = MAPPED_HEX.exec(host);
  if (hex === null) return host;
  const high = Number.parseInt(hex[1] ?? "", 16);
  const low = Number.parseInt(hex[2] ?? "", 16);
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}

/** `family` is 4, 6, or 0 for what is no address. */
function judge(address: string, family: number): string | Fault {
  if (family === 0) return NOT_IP;
  const isPublic = family === 4 ? isPublicV4(address) : isPublicV6(address);
  return isPublic ? address : IP_NOT_PUBLIC;
}

function one(text: string): string | Fault {
  const family = isIP(text);
  if (family === 4) return judge(text, family);
  const bare = unwrap(text);
  const address = judge(bare, bare === text ? family : isIP(bare));
  if (address !== NOT_IP) return address;
  const base = WITH_SUFFIX.exec(text)?.[1];
  if (base === undefined) return NOT_IP;
  const judged = judge(base, isIP(base));
  return judged instanceof Fault ? judged : text;
}

/** A public IP address; of a list of proxies, the first public one. */
export const ipAddress: Cleaner = (value) => {
  const text = prepared(value);
  if (typeof text !== "string") return text;
  if (!text.includes(",")) return one(text);
  let fault = NOT_IP;
  for (const part of text.split(",")) {
    const address = one(part.trim());
    if (!(address instanceof Fault)) return address;
    if (address === IP_NOT_PUBLIC) fault = address;
  }
  return fault;
};
