import Diagnostics
import Files
import Foundation
import SystemPackage
import Testing
import X509

@testable import CA

/// Files of a home that are not what they should be: a clear error, nothing written, nothing lost.
@Suite struct BadHomeTests {
  @Test(.onlyOfFiles("`ServerHomeTests` has the same")) func aNewerDatabaseIsNotTouched() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      try test.sql("INSERT INTO grdb_migrations VALUES ('2: something of tomorrow')")
      let before = try test.files()
      let newer = CAError.newerDatabase(path: test.folder + "/authority.db")
      #expect(throws: newer) { try test.home().apply() }
      #expect(throws: newer) { try test.home().plan() }
      #expect(throws: newer) { try test.home().authorities() }
      #expect(throws: newer) { try test.home().rewrap(with: .keyFile) }
      #expect(newer.exitStatus == .refused)
      #expect(try test.files() == before)
    }
  }

  @Test(.onlyOfFiles("it reads no file"), arguments: [10, 4096, 10_000_000]) func garbageIsNoDatabase(count: Int) throws
  {
    try TestHome.with { test in
      try test.write(String(repeating: "rubbish\n", count: count / 8 + 1), to: "authority.db", permissions: .secret)
      let before = try test.files()
      for error in [
        failure { try test.home().apply() }, failure { try test.home().plan() }, failure { try test.home().log() },
      ] {
        guard case .brokenDatabase = error else {
          Issue.record("\(String(describing: error))")
          continue
        }
        #expect(error?.exitStatus == .malformed)
      }
      #expect(try test.files() == before)
    }
  }

  @Test(.onlyOfFiles("`ServerHomeTests` has the same")) func anotherProgramsDatabaseIsLeftAlone() throws {
    try TestHome.with { test in
      try test.sql("CREATE TABLE cookies (name TEXT); INSERT INTO cookies VALUES ('a')")
      let before = try test.files()
      #expect {
        try test.home().apply()
      } throws: { error in
        guard case CAError.brokenDatabase(_, let detail) = error else { return false }
        return detail.contains("another program")
      }
      #expect(try test.files() == before)
    }
  }

  @Test(.onlyOfFiles("it reads no file")) func aDamagedDatabaseIsReported() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      var bytes = try test.bytes("authority.db")
      for index in 4096..<bytes.count where index % 3 == 0 { bytes[index] = 0xA5 }
      try FileSystem.write(bytes, to: test.folder + "/authority.db", permissions: .secret)
      let before = try test.files()
      #expect(throws: CAError.self) { try test.home().apply() }
      #expect(throws: CAError.self) { try test.home().verifyLog() }
      #expect(try test.files() == before)
    }
  }

  @Test func aDamagedCertificateIsReported() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let before = try test.files(below: "out")
      try test.sql("UPDATE certificate SET der = x'3003020101' WHERE kind = 'root'")
      let error = failure { try test.home().apply() }
      #expect(error?.damage?.contains("certificate") == true, "\(String(describing: error))")
      #expect(try test.files(below: "out") == before)
    }
  }

  @Test(arguments: (TestDatabase.server == nil ? ["authority.db"] : []) + ["sealing.key", "federation.yaml"])
  func aFolderInThePlaceOfAFile(name: String) throws {
    try TestHome.with { test in
      try test.remove(name)
      try FileSystem.makeFolder(test.folder + "/\(name)/inside")
      #expect(throws: CAError.self) { try test.home().apply() }
      #expect(test.has("\(name)/inside") && !test.has("out"))
    }
  }

  @Test func aHomeThatIsAFile() throws {
    try TestHome.withFolder { folder in
      try FileSystem.write([0x61], to: folder + "/pki", permissions: .shared)
      #expect(throws: CAError.noHome(folder + "/pki")) {
        try TestHome(folder: folder + "/pki").home().apply()
      }
      #expect(throws: CAError.self) { try TestHome(folder: folder + "/pki").named().create("x") }
      #expect(try FileSystem.read(folder + "/pki") == [0x61])
    }
  }

  @Test(arguments: ["", "\u{0}\u{1}\u{2}", "spec: {", "[]"]) func noDescription(text: String) throws {
    try TestHome.with { test in
      try test.write(text, to: "federation.yaml")
      let before = try test.files()
      #expect(failure { try test.home().apply() }?.exitStatus == .malformed)
      #expect(try test.files() == before)
    }
  }

  @Test func readingBeforeAnythingIsIssued() throws {
    try TestHome.with { test in
      let before = try test.files()
      #expect(try test.home().authorities().all.isEmpty)
      #expect(try test.home().status().entries.isEmpty)
      let nothing = CAError.noAuthorities(home: test.folder)
      #expect(failure { try test.home().log() } == nothing)
      #expect(failure { try test.home().exportPlainKey("red-mesh") } == nothing)
      #expect(failure { try test.home().rewrap(with: .keyFile) } == nothing)
      #expect(failure { try test.home().issueLeaf("red-mesh", for: .gateway("egress-green-mesh")) } == nothing)
      #expect(failure { try test.home().manifests(of: "red-mesh", withKey: false) } == nothing)
      #expect(try test.files() == before)
    }
  }

  private static let modes: [(String, UInt32)] =
    (TestDatabase.server == nil ? [("authority.db", 0o644)] : []) + [("sealing.key", 0o640), (".", 0o777)]

  @Test(arguments: modes) func filesThatOthersCanReadAreReported(name: String, mode: UInt32) throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let path = name == "." ? test.folder : test.folder + "/" + name
      try FileManager.default.setAttributes([.posixPermissions: Int(mode)], ofItemAtPath: path.string)
      let findings = test.named().findings()
      #expect(findings.map(\.code) == ["MT-HOME-30"] && findings[0].what.description.contains(path.string))
    }
  }

  @Test(
    .onlyOfFiles("its disk is another one"),
    .enabled(if: SmallDisk.isPermitted, "a file system of its own cannot be mounted here"), arguments: [40, 90, 200])
  func aFullDiskLosesNothing(kilobytes: Int) throws {
    try SmallDisk.with(kilobytes: kilobytes) { folder in
      let test = TestHome(folder: folder + "/pki")
      try test.describe(Colours())
      #expect(failure { try test.home().apply() }?.exitStatus == .inputOutput)
      let issued = (try? test.home().authorities().all) ?? []
      #expect(issued.isEmpty || issued.count == 6)
      try SmallDisk.grow(folder)
      _ = try test.home().apply()
      #expect(try issued.isEmpty || test.home().authorities().all == issued)
      #expect(try !test.home().plan().isPending)
      #expect(try test.home().verifyLog().isEmpty == false)
      #expect(try !FileSystem.names(in: test.folder + "/out").contains { $0.hasPrefix(".") })
    }
  }
}

/// A file system in memory that is soon full.
enum SmallDisk {
  static let isPermitted: Bool = {
    do { return try with(kilobytes: 16) { _ in true } } catch { return false }
  }()

  static func with<Value>(kilobytes: Int, _ body: (FilePath) throws -> Value) throws -> Value {
    try TestHome.withFolder { folder in
      try run(["mount", "-t", "tmpfs", "-o", "size=\(kilobytes)k", "meshtrust-test", folder.string])
      defer { try? run(["umount", folder.string]) }
      return try body(folder)
    }
  }

  static func grow(_ folder: FilePath) throws { try run(["mount", "-o", "remount,size=64m", folder.string]) }

  private struct NotPermitted: Error {}

  private static func run(_ command: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw NotPermitted() }
  }
}
