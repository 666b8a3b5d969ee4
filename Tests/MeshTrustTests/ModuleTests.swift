import Foundation
import Testing

/// What a module may import is said three times: by its imports, by Package.swift, and by the list in CONTRIBUTING.
@Suite struct ModuleTests {
  /// The toolchain's own modules, which Package.swift does not declare.
  private static let toolchain: Set = ["Dispatch", "Foundation", "FoundationEssentials", "Glibc", "Synchronization"]

  @Test func importsAreThoseThatThePackageDeclares() throws {
    let imports = try SourceTree.modules().mapValues { sources in
      sources.values.reduce(into: Set<String>()) { $0.formUnion(Self.imports(in: $1)) }.subtracting(Self.toolchain)
    }
    let declared = try Self.declared()
    #expect(Set(imports.keys) == Set(declared.keys))
    for (module, names) in imports { #expect(names == declared[module], "\(module)") }
  }

  @Test func theDrawingIsThePackage() throws {
    let drawn = Dictionary(uniqueKeysWithValues: try Self.drawn())
    let declared = try Self.declared()
    #expect(Set(drawn.keys) == Set(declared.keys))
    for (module, names) in drawn { #expect(names == declared[module], "\(module)") }
  }

  @Test func arrowsGoOneWay() throws {
    let drawn = try Self.drawn()
    let modules = Set(drawn.map(\.module))
    var above: Set<String> = []
    for (module, names) in drawn {
      #expect(names.intersection(modules).isSubset(of: above), "\(module) imports a module below it")
      above.insert(module)
    }
  }

  private static func imports(in text: String) -> Set<String> {
    Set(text.matches(of: /(?m)^(?:@\w+ )?(?:public |package )?import (\w+)/).map { String($0.output.1) })
  }

  /// The dependencies of every target with Swift sources, read from the text of Package.swift.
  private static func declared() throws -> [String: Set<String>] {
    let text = try String(contentsOf: SourceTree.root.appending(path: "Package.swift"), encoding: .utf8)
    let products = Dictionary(
      uniqueKeysWithValues: text.matches(of: /let (\w+) = Target.Dependency.product\(name: "(\w+)"/).map {
        (String($0.output.1), String($0.output.2))
      })
    let libraries = text.matches(of: /(?m)^ +module\(\s*"(\w+)",\s*\[([^\]]*)\]/).map {
      (String($0.output.1), $0.output.2)
    }
    let tool = text.matches(of: /(?m)^ +\.executableTarget\(\s*name: "(meshtrust)",\s*dependencies: \[([^\]]*)\]/).map {
      (String($0.output.1), $0.output.2)
    }
    return Dictionary(uniqueKeysWithValues: libraries + tool).mapValues { list in
      Set(list.matches(of: /"?(\w+)"?/).map { products[String($0.output.1)] ?? String($0.output.1) })
    }
  }

  /// The list in CONTRIBUTING, in its order; a line that begins with blanks continues the one above.
  private static func drawn() throws -> [(module: String, imports: Set<String>)] {
    let text = try String(contentsOf: SourceTree.root.appending(path: "CONTRIBUTING.md"), encoding: .utf8)
    let joined = text.replacing(/,\n +/, with: ", ")
    return joined.matches(of: /(?m)^(\w+) +→(.*)$/).map { line in
      (
        String(line.output.1),
        Set(line.output.2.split(separator: ",").map { $0.trimmingPrefix(while: \.isWhitespace) }.map(String.init))
      )
    }
  }
}
