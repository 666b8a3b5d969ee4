import Diagnostics
import Federation
import Testing

@Suite struct ReachTests {
  private func text(_ addresses: String, mesh: String = "") -> String {
    federation("name: a, peers: [b], \(mesh)ingressAddresses: {b: [\(addresses)]}", "name: b")
  }

  @Test(arguments: [
    "ingress.apps.example.com", "192.0.2.10", "Ingress.Example.COM", "a1.b-2.c", "xn--exmple-cua.org",
    "1a.b",
  ])
  func takesHostsAndAddresses(address: String) throws {
    #expect(findings(in: text(address)).filter { $0.code != "MT-FED-32" }.isEmpty)
    #expect(try resolve(text(address)).mesh(named: "b")?.peer(named: "a")?.reach.addresses == [address])
  }

  @Test(arguments: [
    "'https://ingress.example.com'", "ingress.example.com/path", "'ingress.example.com:8188'", "'*.example.com'",
    "in_gress.example.com", "''", "256.1.1.1", "192.0.2", "192.0.02.1", "1.2.3.4.5", "'[2001:db8::1]'",
    "'192.0.2.1:80'",
    "example.com.", "-a.example.com", "'a b'", "'2001:db8:::1'", "'1:2:3:4:5:6:7:8:9'", "'12345::'", "'::g'",
    "a..example.com", "\u{E4}.example.com", "'::1::'", "'1:2:3:4:5:6:7'",
  ])
  func refusesEverythingElse(address: String) {
    let found = findings("MT-FED-19", in: text(address))
    #expect(found.map(\.severity) == [.error])
    #expect(found.first?.place?.line == 4)
    #expect(found.first?.why.description.contains("P-03") == true)
  }

  /// Each machine takes them for itself, or nobody answers.
  @Test(arguments: [
    "127.0.0.1", "127.1.2.3", "0.0.0.0", "169.254.1.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1",
    "ff02::1",
    "localhost", "a.LOCALHOST",
  ])
  func refusesWhatIsNoOtherMachine(address: String) {
    #expect(errors(in: text("'\(address)'")) == ["MT-FED-19"])
  }

  @Test(arguments: [
    "2001:db8::1", "1:2:3:4:5:6:7:8", "::ffff:192.0.2.1", "2001:DB8:0:0:8:800:200C:417A", "1::8",
  ])
  func warnsOfIPv6(address: String) {
    let found = findings(in: text("'\(address)'")).filter { $0.code != "MT-FED-32" }
    #expect(found.map(\.code) == ["MT-FED-20"])
    #expect(found.map(\.severity) == [.warning])
  }

  @Test(arguments: [
    ("aws", "192.0.2.10", Severity.error), ("azure", "lb.example.com", .warning), ("gcp", "lb.example.com", .warning),
    ("bare-metal", "lb.example.com", .warning), ("ibm-power", "lb.example.com", .warning),
    ("ibm-z", "lb.example.com", .warning),
  ])
  func knowsWhatAPlatformsLoadBalancersAreReachedBy(platform: String, address: String, severity: Severity) {
    let found = findings("MT-FED-21", in: text(address, mesh: "platform: \(platform), "))
    #expect(found.map(\.severity) == [severity])
  }

  @Test(arguments: [
    ("aws", "lb.eu.elb.amazonaws.com"), ("azure", "192.0.2.10"), ("gcp", "192.0.2.10"), ("bare-metal", "192.0.2.10"),
    ("ibm-power", "192.0.2.10"), ("ibm-z", "192.0.2.10"), ("openshift", "192.0.2.10"), ("openshift", "lb.example.com"),
  ])
  func hasNothingToSayOfTheRightKind(platform: String, address: String) {
    #expect(findings("MT-FED-21", in: text(address, mesh: "platform: \(platform), ")).isEmpty)
  }

  @Test func nodeAddressesAreOfAnyKind() {
    let gateway = "gateways: {b: {ingress: {nodePorts: {service: 30510, discovery: 32359}}}}, "
    #expect(findings("MT-FED-21", in: text("192.0.2.1", mesh: "platform: aws, " + gateway)).isEmpty)
  }

  @Test func warnsOfAnAddressThatLeadsNowhere() {
    let yaml = text("192.0.2.1", mesh: "gateways: {b: {ingress: {serviceType: ClusterIP}}}, ")
    #expect(findings("MT-FED-18", in: yaml).map(\.severity) == [.warning])
  }

  @Test func refusesAnAddressTwice() {
    #expect(errors(in: text("lb.example.com, LB.example.com")) == ["MT-FED-06"])
  }

  @Test(arguments: [
    ("service: 0", "MT-FED-30"), ("discovery: 65536", "MT-FED-30"), ("service: 443, discovery: 443", "MT-FED-30"),
    ("service: 8188", "MT-FED-30"),
  ])
  func refusesPortsThatAreNone(ports: String, code: Code) {
    #expect(errors(in: text("lb.example.com", mesh: "ingressPorts: {b: {\(ports)}}, ")) == [code])
  }

  @Test(arguments: ["ingressAddresses: {bb: [x]}", "ingressPorts: {c: {service: 1}}"])
  func refusesAddressesForStrangers(field: String) {
    let yaml = federation("name: a, peers: [b], \(field)", "name: b", "name: c, peers: [b]")
    #expect(errors(in: yaml) == ["MT-FED-33"])
  }

  @Test func anEmptyListIsNoAddress() throws {
    #expect(try resolve(text("")).mesh(named: "b")?.peer(named: "a")?.reach.isAssumed == true)
  }
}
