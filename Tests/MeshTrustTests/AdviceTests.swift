import Foundation
import Testing

/// What no text may tell an administrator to type at a cluster, because it loses a key, a connection or time.
@Suite struct AdviceTests {
  private struct Form: Sendable {
    let regex: String
    let why: String
    let examples: [String]
  }

  private static let forbidden = [
    Form(
      regex: #"(oc|kubectl) (?!.*--server-side)apply\b.*secret-"#,
      why: "a client-side apply copies the key into an annotation", examples: ["oc apply -f secret-cacerts.yaml"]),
    Form(
      regex: #"emit (?![^|]*only (peers|configmaps|controlplane))[^|]*\| *(oc|kubectl) (?!.*--server-side)apply"#,
      why: "a client-side apply copies the key into an annotation",
      examples: ["meshtrust emit red-mesh | oc apply -f -", "emit red-mesh --only secret | kubectl apply -f -"]),
    Form(
      regex: #"(oc|kubectl) .*\bdelete pods?\b.* -l "#, why: "this takes all replicas of a gateway at once",
      examples: ["oc delete pod -n red-mesh-system -l 'app in (a, b)'"]),
    Form(
      regex: #"\b(get|patch|delete|edit|describe|annotate) ([a-z]+,)*(smp|ess|iss)\b"#,
      why: "only smcp, smmr and smm are short names", examples: ["oc get smcp,smp -o yaml", "oc delete ess green-mesh"]),
    Form(
      regex: #"(oc|kubectl) apply\b.*--server-side.*(servicemeshcontrolplane|-k |--only controlplane)"#,
      why: "a server-side apply deletes other people's fields from a control plane",
      examples: ["oc apply -k out/red-mesh --server-side -k ."]),
  ]

  @Test func theFormsAreRecognised() throws {
    for form in Self.forbidden {
      for example in form.examples { #expect(example.contains(try Regex(form.regex)), "\(example)") }
    }
  }

  @Test func noTextTellsToTypeThem() throws {
    var texts = try SourceTree.modules().flatMap { module, files in files.map { ("\(module)/\($0.key)", $0.value) } }
    for path in ["README.md", "docs/federation.md", "docs/trust-card.md", "Tests/MeshTrustTests/Snapshots/help.txt"] {
      texts.append((path, try String(contentsOf: SourceTree.root.appending(path: path), encoding: .utf8)))
    }
    #expect(texts.count > 100)
    for form in Self.forbidden {
      let regex = try Regex(form.regex)
      for (file, text) in texts {
        for line in text.split(separator: "\n") where line.contains(regex) {
          // Two commands of one list stand on one line of the sources.
          guard !line.contains("apply(folder:") else { continue }
          Issue.record("\(file): \(form.why): \(line)")
        }
      }
    }
  }

  /// What commands print at run time: a bootstrap, every step of a rotation and a drill.
  @Test func noCommandPrintsThem() throws {
    try TemporaryFolder.with { folder in
      var printed: [String] = []
      func run(_ arguments: String...) throws {
        let ran = try Binary.run(arguments + ["--home", folder + "/pki"])
        printed.append(ran.standardOutput + ran.standardError)
      }
      try run("init", "red-mesh", "green-mesh")
      try run("apply")
      try run("rotate", "plan", "red-mesh")
      try run("rotate", "start", "red-mesh")
      try run("drill", "--lose-key", "green-mesh/root")
      try run("remove", "peer", "red-mesh", "green-mesh")
      let names = try FileManager.default.subpathsOfDirectory(atPath: folder)
      for name in names where name.hasSuffix("README.md") || name.hasSuffix("kustomization.yaml") {
        printed.append(try String(contentsOf: URL(filePath: folder).appending(path: name), encoding: .utf8))
      }
      let lines = printed.flatMap { $0.split(separator: "\n") }
      #expect(lines.contains { $0.contains("--server-side") })
      #expect(lines.contains { $0.contains("rollout restart") })
      for form in Self.forbidden {
        let regex = try Regex(form.regex)
        for line in lines where line.contains(regex) { Issue.record("\(form.why): \(line)") }
      }
    }
  }
}
