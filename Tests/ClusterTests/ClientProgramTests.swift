import Foundation
import Programs
import Testing

@testable import Cluster

@Suite struct ClientProgramTests {
  private func client(_ program: String = "/bin/sh", _ variables: [String: String] = [:]) throws -> ClientProgram {
    let access = ClusterAccess(
      mesh: "red-mesh", context: "red", source: .option, kubeconfig: nil, client: program, isOpenShift: true)
    return try ClientProgram(
      access, environment: ProgramEnvironment(["PATH": "/usr/bin:/bin"].merging(variables) { $1 }))
  }

  /// Neither stream waits for the other, however much there is.
  @Test func bothStreamsAreReadToTheirEnd() throws {
    let script = "head -c 3000000 /dev/zero >&2; head -c 3000000 /dev/zero; echo last >&2; exit 3"
    let ended = try client().complete(["-c", script])
    #expect(ended.status == 3)
    #expect(ended.output.output.count == 3_000_000)
    #expect(ended.output.errors.count == 3_000_005)
  }

  @Test func nothingIsReadFromUs() throws {
    let ended = try client().complete(["-c", "read x; echo \"$? $KUBERC $OTHER\""])
    #expect(String(decoding: ended.output.output, as: UTF8.self) == "1 off \n")
  }

  @Test func theEnvironmentIsInherited() throws {
    let ended = try client("/bin/sh", ["OTHER": "a b"]).complete(["-c", "echo $KUBERC $OTHER"])
    #expect(String(decoding: ended.output.output, as: UTF8.self) == "off a b\n")
  }

  /// With all that it has started.
  @Test func whatTakesTooLongIsEnded() throws {
    let clock = ContinuousClock()
    let start = clock.now
    #expect(throws: ClusterError.self) { try client().complete(["-c", "sleep 100 & sleep 100"], seconds: 1) }
    #expect(clock.now - start < .seconds(20))
  }

  @Test func itsOwnWordsAreTheReason() throws {
    let script = """
      echo 'E1128 10:00:00.000000 1 memcache.go:265] noise' >&2; echo 'Warning: old' >&2; echo 'error: why' >&2; exit 1
      """
    #expect(throws: ClusterError.setup(.client(program: "/bin/sh", reason: "error: why"))) {
      try client().run(["-c", script])
    }
  }

  @Test func aProgramThatIsMissingIsNamed() throws {
    #expect(throws: ClusterError.setup(.noClient(tried: ["/nowhere/oc"]))) { try client("/nowhere/oc") }
    let access = ClusterAccess(
      mesh: "red-mesh", context: "red", source: .option, kubeconfig: nil, client: nil, isOpenShift: true)
    #expect(throws: ClusterError.setup(.noClient(tried: ["oc", "kubectl"]))) {
      try ClientProgram(access, environment: ProgramEnvironment(["PATH": "/nowhere"]))
    }
  }

  @Test func socketsHaveAFolderOfTheirOwn() throws {
    let folder = try client("/bin/sh", ["TMPDIR": "/tmp"]).makePrivateFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let mode = try FileManager.default.attributesOfItem(atPath: folder)[.posixPermissions] as? NSNumber
    #expect(mode?.intValue == 0o700)
    #expect("\(folder)/s".utf8.count < 108)
    // One whose path would be too long for a socket is not used.
    let long = try client("/bin/sh", ["TMPDIR": "/tmp/" + String(repeating: "x", count: 90)]).makePrivateFolder()
    defer { try? FileManager.default.removeItem(atPath: long) }
    #expect("\(long)/s".utf8.count < 108)
  }

  @Test(arguments: [
    ("https://a:6443", false), ("https://a:6443/", false), ("https://a/k8s/clusters/c-1", true),
    ("https://a/k8s/", true),
  ])
  func serversBehindAPath(text: String, hasPath: Bool) {
    #expect(ServerAddress(text).hasPath == hasPath)
  }
}
