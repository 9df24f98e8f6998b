import { describe, expect, test } from "vitest";
import { leakIn, leakInUrl, namesPhone } from "../../src/validate/leak-forms.ts";

describe("an e-mail address in a text", () => {
  test.for([
    ["jane@example.com"],
    ["order of jane.doe+x@shop.example.com, paid"],
    ["JANE@EXAMPLE.COM"],
    ["<jane@example.com>"],
    ["jane@example.co.uk"],
    ["k:jane@my-shop.example"],
    ["+1@example.com"],
    ["jane@mail.1and1.example"],
    ["jane@2x4.example.com"],
    ["logo@2x.png for jane@example.com"],
  ])("is found in %s", ([text = ""]) => {
    expect(leakIn(text)).toBe("leak_email");
  });

  test.for([
    ["@jane"],
    ["jane@"],
    ["jane@example"],
    ["jane@example.c"],
    ["2 @ 3.50"],
    ["a@b@c"],
    ["lamp@1.5"],
    ["jane@.com"],
    ["user@-x.com"],
    ["logo@2x.png"],
    ["https://cdn.example.com/icons/cart@3X.webp"],
    ["jane example.com"],
    [" @example.com"],
    ["e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
  ])("is not found in %s", ([text = ""]) => {
    expect(leakIn(text)).toBeUndefined();
  });
});

describe("a phone number in a text", () => {
  test.for([
    ["+31612345678"],
    ["+1 650-555-1212"],
    ["+1 (650) 555-1212"],
    ["+44 (0)20 7946 0958"],
    ["+49.30.901820"],
    ["call +31612345678 now"],
    ["(+31612345678)"],
    ["+12345678"],
    ["+123456789012345"],
    ["(650) 555-1212"],
    ["tel (020) 79460958"],
    ["(030)9018.2000"],
    ["(0123) 456789"],
    ["650-555-1212"],
    ["1-650-555-1212"],
    ["call 650-555-1212, please"],
    ["0031612345678"],
    ["00442079460958"],
    ["order of 0031612345678 paid"],
  ])("is found in %s", ([text = ""]) => {
    expect(leakIn(text)).toBe("leak_phone");
  });

  test.for([
    ["0612345678"],
    ["31612345678"],
    ["1000200030004000"],
    ["123-4567890-1234567"],
    ["2026-11-20 14:30:00"],
    ["+1234567"],
    ["+1234567890123456"],
    ["A+31612345678"],
    ["1+31612345678"],
    ["++31612345678"],
    ["+31abc12345678"],
    ["+ 31612345678"],
    ["+31   612345678"],
    ["2026-11-20T14:30:00+01:00"],
    ["shoes (40) 2 pairs"],
    ["(1) 555-1212"],
    ["(123456) 555-1212"],
    ["(650) 55-1212"],
    ["(650) 555-12"],
    ["(650) 555-121234"],
    ["(650)  555-1212"],
    ["x(650) 555-1212"],
    ["size 10+20"],
    ["123-456-7890"],
    ["650-155-1212"],
    ["650-555-12123"],
    ["650-555-1212-7"],
    ["2026-650-555-1212"],
    ["A650-555-1212"],
    ["650 555 1212"],
    ["0012345678"],
    ["0000123456789"],
    ["0099912345678"],
    ["A0031612345678"],
    ["10031612345678"],
    ["0031612345678X"],
    ["003161234567890123"],
  ])("is not found in %s", ([text = ""]) => {
    expect(leakIn(text)).toBeUndefined();
  });

  test.for([
    ["0612345678", true],
    ["00 31 6 1234 5678", true],
    [" 06-12 34-56 78 ", true],
    ["12345678", true],
    ["1234567", false],
    ["1234567890123456", false],
    ["0031612345678901234", false],
    ["order 0612345678", false],
    ["0612345678 x", false],
    ["unknown", false],
  ] as const)("whose name says so, %s: %j", ([text, isPhone]) => {
    expect(leakIn(text, true)).toBe(isPhone ? "leak_phone" : undefined);
    expect(leakIn(text)).toBeUndefined();
  });
});

describe("a name", () => {
  test.for([
    ["phone", true],
    ["Phone", true],
    ["customerPhone", true],
    ["customerMobile", true],
    ["customer_phone", true],
    ["phone_number", true],
    ["phonenumber", true],
    ["phoneNo", true],
    ["phone-nr", true],
    ["homephone", true],
    ["mobile", true],
    ["tel", true],
    ["contact.tel", true],
    ["telephone", true],
    ["cell", true],
    ["msisdn", true],
    ["whatsapp", true],
    ["gsm", true],
    ["phone_brand", true],
    ["headphones", false],
    ["phoneme", false],
    ["hotel", false],
    ["telling", false],
    ["cellar", false],
    ["automobile", false],
    ["order", false],
    ["", false],
  ] as const)("%s says that it is a phone number: %j", ([name, isPhone]) => {
    expect(namesPhone(name)).toBe(isPhone);
  });
});

describe("the query of a URL", () => {
  test.for([
    ["https://shop.example.com/thanks?email=jane@example.com", "leak_email"],
    ["https://shop.example.com/thanks?email=jane%40example.com&x=1", "leak_email"],
    ["https://shop.example.com/thanks?x=1&to=jane.doe%40example.com", "leak_email"],
    ["https://shop.example.com/thanks?x=1;to=jane@example.com", "leak_email"],
    ["https://shop.example.com/#/thanks?email=jane@example.com", "leak_email"],
    ["https://shop.example.com/?jane@example.com", "leak_email"],
    ["https://shop.example.com/?q=100%&email=jane%40example.com", "leak_email"],
    ["https://shop.example.com/?email=100%+jane%40example.com", "leak_email"],
    ["/thanks?email=jane@example.com", "leak_email"],
    ["?email=jane@example.com", "leak_email"],
    ["https://jane@example.com/thanks?order=1", undefined],
    ["https://shop.example.com/jane@example.com#top", undefined],
    ["https://shop.example.com/?q=%2B316+++12345678", undefined],
    ["https://shop.example.com/?p=%2B31612345678", "leak_phone"],
    ["https://shop.example.com/?p=%2b31612345678", "leak_phone"],
    ["https://shop.example.com/?p=+31612345678", "leak_phone"],
    ["https://shop.example.com/?p=%2B31+6+12345678", "leak_phone"],
    ["https://shop.example.com/?p=100%25%2B31612345678", "leak_phone"],
    ["https://shop.example.com/?p=100%,%2B31612345678", "leak_phone"],
    ["https://shop.example.com/?phone=0612345678", "leak_phone"],
    ["https://shop.example.com/?a=1&mobile=06-12345678", "leak_phone"],
    ["https://shop.example.com/?p=0031612345678", "leak_phone"],
    ["https://shop.example.com/?img=logo%402x.png", undefined],
    ["https://shop.example.com/?homephone=0612345678", "leak_phone"],
    ["https://shop.example.com/thanks", undefined],
    ["https://jane@example.com/thanks", undefined],
    ["https://shop.example.com/jane@example.com", undefined],
    ["https://shop.example.com/?order=0612345678", undefined],
    ["https://shop.example.com/?q=red+31612345678", undefined],
    ["https://shop.example.com/?fbclid=IwAR31612345678", undefined],
    ["https://shop.example.com/?phone=", undefined],
    ["https://shop.example.com/?q=%E0%A4%A", undefined],
    ["https://shop.example.com/?0612345678", undefined],
    ["", undefined],
  ] as const)("of %s holds %s", ([url, leak]) => {
    expect(leakInUrl(url)).toBe(leak);
  });
});
