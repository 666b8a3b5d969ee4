import CLibYAML
import Diagnostics
import Documents
import Foundation
import Lint
import X509

/// A long stream of manifests: linted, against a bare loop over libyaml's events of the same bytes.
enum LintBenchmark {
  private static let rounds = 3

  static func run(manifests count: Int) throws {
    let path = FileManager.default.temporaryDirectory.path + "/meshtrust-bench-\(getpid()).yaml"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let size = try ManifestStream.write(count, to: path)
    var ratios: [Double] = []
    let before = peakMemory
    for _ in 0..<rounds {
      let bare = try Benchmarks.seconds { try events(path) }
      let linted = try Benchmarks.seconds { try lint(path, count) }
      ratios.append(bare / linted)
    }
    print("lint: \(count) manifests, \(size >> 20) MiB")
    Benchmarks.report("lint: against the bare libyaml event loop", ratios.sorted()[rounds / 2], aim: "at least 0.35")
    Benchmarks.report(
      "lint: peak memory in KiB for each manifest", Double(peakMemory - before) / Double(count), aim: "at most 8")
  }

  private static func lint(_ path: String, _ count: Int) throws {
    var reader = try DocumentReader(path: path)
    let gathered = Gathered()
    while let document = try reader.next() { gathered.add(document) }
    let inventory = Inventory(gathered, facts: Facts(now: Timestamp(seconds: 1_800_000_000)))
    let report = Linter.lint(inventory)
    guard inventory.manifests.count == count, report.findings(atLeast: .warning).isEmpty else {
      throw CocoaError(.fileReadCorruptFile, userInfo: ["findings": "\(report.findings.prefix(3))"])
    }
  }

  /// Asks libyaml for every event and does nothing with it.
  private static func events(_ path: String) throws {
    guard let file = unsafe fopen(path, "rb") else { throw CocoaError(.fileReadNoSuchFile) }
    defer { unsafe fclose(file) }
    var parser = unsafe yaml_parser_t()
    guard unsafe yaml_parser_initialize(&parser) == 1 else { throw CocoaError(.fileReadUnknown) }
    defer { unsafe yaml_parser_delete(&parser) }
    unsafe yaml_parser_set_input_file(&parser, file)
    var isAtEnd = false
    while !isAtEnd {
      var event = unsafe yaml_event_t()
      guard unsafe yaml_parser_parse(&parser, &event) == 1 else { throw CocoaError(.fileReadCorruptFile) }
      isAtEnd = unsafe event.type == YAML_STREAM_END_EVENT
      unsafe yaml_event_delete(&event)
    }
  }

  /// The most memory that this process ever had, in KiB.
  private static var peakMemory: Int {
    var usage = rusage()
    _ = unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss
  }
}

/// What `oc get -A -o yaml` gives of a large cluster with one mesh: mostly Services.
enum ManifestStream {
  /// Writes a stream, and returns its size.
  static func write(_ count: Int, to path: String) throws -> Int {
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    guard let file = FileHandle(forWritingAtPath: path) else { throw CocoaError(.fileWriteUnknown) }
    var size = 0
    var text = head.joined(separator: "---\n")
    for number in head.count..<count {
      text += "---\n" + manifest(number)
      if text.utf8.count > 1 << 20 || number == count - 1 {
        try file.write(contentsOf: Data(text.utf8))
        size += text.utf8.count
        text = ""
      }
    }
    try file.close()
    return size
  }

  private static func manifest(_ number: Int) -> String {
    let namespace = "team-\(number / 50)"
    switch number % 10 {
    case 0:
      return """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: settings-\(number)
          namespace: \(namespace)
          labels:
            app.kubernetes.io/part-of: shop
        data:
          LOG_LEVEL: info
          application.properties: |
            server.port=8080
            spring.datasource.url=jdbc:postgresql://db.\(namespace).svc/orders

        """
    case 5:
      return """
        apiVersion: networking.istio.io/v1beta1
        kind: DestinationRule
        metadata:
          name: rule-\(number)
          namespace: \(namespace)
        spec:
          host: service-\(number - 1).\(namespace).svc.cluster.local
          trafficPolicy:
            connectionPool:
              tcp:
                maxConnections: 100
            tls:
              mode: ISTIO_MUTUAL

        """
    default:
      return """
        apiVersion: v1
        kind: Service
        metadata:
          annotations:
            prometheus.io/scrape: "true"
          creationTimestamp: "2026-03-01T12:00:00Z"
          labels:
            app: service-\(number)
            version: v1
          name: service-\(number)
          namespace: \(namespace)
          resourceVersion: "\(1_000_000 + number)"
        spec:
          clusterIP: 172.30.\(number >> 8 & 255).\(number & 255)
          ports:
          - name: http
            port: 8080
            protocol: TCP
            targetPort: 8080
          selector:
            app: service-\(number)
          sessionAffinity: None
          type: ClusterIP

        """
    }
  }

  private static let head = [
    """
    apiVersion: maistra.io/v1
    kind: ServiceMeshMemberRoll
    metadata:
      name: default
      namespace: red-mesh-system
    spec:
      members:
      - team-1

    """
  ]
}
