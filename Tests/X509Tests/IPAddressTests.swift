import Testing
import X509

@Suite struct IPAddressTests {
  @Test(arguments: ["0.0.0.0", "192.0.2.1", "255.255.255.255"]) func readsIPv4(_ text: String) {
    let octets = text.split(separator: ".").compactMap { UInt8($0) }
    #expect(IPAddress(text) == .v4(octets))
  }

  @Test(arguments: [
    "::", "::1", "2001:db8::", "2001:DB8:0:0:0:0:0:1", "1:2:3:4:5:6:7:8", "::ffff:192.0.2.1", "1:2:3:4:5:6:192.0.2.1",
    "fe80::1:2",
  ])
  func readsIPv6(_ text: String) {
    #expect(IPAddress(text)?.isIPv6 == true)
  }

  @Test func differentTextsOfOneAddressAreEqual() {
    #expect(IPAddress("2001:db8::1") == IPAddress("2001:0DB8:0:0:0:0:0.0.0.1"))
    #expect(IPAddress("192.0.2.1") != IPAddress("::ffff:192.0.2.1"))
  }

  @Test(arguments: [
    "", "1", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.4 ", " 1.2.3.4", "0x7f.0.0.1", "1.2.3.4\0",
    "a.b.c.d",
    ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::8", "12345::", "g::", "[::1]",
    "::1%eth0",
    "::1/64", "::192.0.2", "::1\u{0}",
  ])
  func refusesWhatIsNone(_ text: String) {
    #expect(IPAddress(text) == nil)
  }
}
