import Diagnostics
import Files
import Foundation
import Synchronization
import SystemPackage
import Testing

@testable import CA

/// A folder that was moved aside may have the only copy of what somebody else put into it.
@Suite struct ReplacedFolderTests {
  private static let draft = "out/.red-mesh.new-0123456789abcdef"
  private static let aside = draft + ".old"

  @Test func aFolderThatWasMovedAsideIsPutBack() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      try test.write("mine", to: "out/red-mesh/my-patch.yaml")
      let before = try test.files(below: "out")
      try FileSystem.rename(test.folder + "/out/red-mesh", to: test.folder + Self.aside)
      try FileSystem.makeFolder(test.folder + Self.draft)
      try test.write("mine", to: Self.draft + "/my-patch.yaml")
      _ = try test.named().openForWriting()
      let after = try test.files(below: "out")
      #expect(after == before)
    }
  }

  @Test func whatTheHomeDidNotWriteIsTakenOver() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      try FileManager.default.copyItem(
        atPath: (test.folder + "/out/red-mesh").string, toPath: (test.folder + Self.aside).string)
      try FileSystem.makeFolder(test.folder + "\(Self.aside)/notes")
      try test.write("mine", to: Self.aside + "/notes/a")
      try test.write("older", to: Self.aside + "/kept.yaml")
      try test.write("newer", to: "out/red-mesh/kept.yaml")
      try test.write("an edited key", to: Self.aside + "/pem/ca-key.pem", permissions: .secret)
      // What the home wrote is not due here any more, and the key is one of its own, too.
      for path in ["root-cert.pem", "ca-key.pem"] { try test.remove("out/red-mesh/pem/\(path)") }
      let before = try test.files(below: "out/red-mesh")
      _ = try test.named().openForWriting()
      var after = try test.files(below: "out/red-mesh")
      #expect(after.removeValue(forKey: "out/red-mesh/notes/a") != nil)
      #expect(after == before)
      #expect(try String(decoding: test.bytes("out/red-mesh/notes/a"), as: UTF8.self) == "mine")
      // What differs from the file in its place is the only copy, and stays; nothing else does, least of all a key.
      let left = try test.files(below: Self.aside).keys.sorted()
      #expect(left == ["\(Self.aside)/kept.yaml"])
      #expect(try told(test) == ["MT-HOME-39"])
      try test.write("older", to: "out/red-mesh/kept.yaml")
      #expect(try told(test).isEmpty)
      #expect(try FileSystem.names(in: test.folder + "/out") == ["blue-mesh", "green-mesh", "red-mesh"])
    }
  }

  /// Something else in the way of a file stops no command, and costs nobody the file.
  @Test(arguments: ["a file", "a link", "a link above"]) func whatCannotBeMovedStays(_ obstacle: String) throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      try FileSystem.makeFolder(test.folder + "\(Self.aside)/notes/deep")
      try test.write("mine", to: Self.aside + "/notes/deep/a")
      try FileSystem.makeFolder(test.folder + "\(Self.aside)/pem")
      try test.write("a key", to: Self.aside + "/pem/ca-key.pem", permissions: .secret)
      try FileSystem.makeFolder(test.folder + "/elsewhere")
      let place = (test.folder + "/out/red-mesh/notes").string
      switch obstacle {
      case "a file": try test.write("a file", to: "out/red-mesh/notes")
      case "a link":
        try FileManager.default.createSymbolicLink(atPath: place, withDestinationPath: "../../elsewhere")
      default:
        try FileSystem.makeFolder(test.folder + "/out/red-mesh/notes")
        try FileManager.default.createSymbolicLink(atPath: place + "/deep", withDestinationPath: "../../../elsewhere")
      }
      for _ in 0..<2 {
        #expect(try told(test) == ["MT-HOME-39"])
        let left = try test.files(below: Self.aside).keys.sorted()
        #expect(left == ["\(Self.aside)/notes/deep/a"])
        #expect(try FileSystem.names(in: test.folder + "/elsewhere").isEmpty)
      }
      try test.remove("out/red-mesh/notes")
      #expect(try told(test).isEmpty)
      #expect(try String(decoding: test.bytes("out/red-mesh/notes/deep/a"), as: UTF8.self) == "mine")
      #expect(!test.has(Self.aside))
    }
  }

  /// A link under the name of such a folder is nobody's who could say what is in it.
  @Test(arguments: [true, false]) func aLinkIsLeftAsItIs(_ hasFolder: Bool) throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      if !hasFolder { try test.remove("out/red-mesh") }
      try FileSystem.makeFolder(test.folder + "/elsewhere")
      try test.write("mine", to: "elsewhere/a")
      let link = (test.folder + Self.aside).string
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "../elsewhere")
      for _ in 0..<2 { #expect(try told(test) == ["MT-HOME-39"]) }
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "../elsewhere")
      #expect(test.has("elsewhere/a") && !test.has("out/red-mesh/a"))
    }
  }

  /// The codes of what a command is told that writes.
  private func told(_ test: TestHome) throws -> [Code] {
    let told = Told()
    _ = try test.named().openForWriting { diagnostic in told.codes.withLock { $0.append(diagnostic.code) } }
    return told.codes.withLock { $0 }
  }

  private final class Told: Sendable {
    let codes = Mutex<[Code]>([])
  }
}
