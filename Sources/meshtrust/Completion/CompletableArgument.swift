import ArgumentParser
import Documents

/// An option or argument of a command, as far as its completion goes; read from the parser's own description.
struct CompletableArgument {
  /// What its value is.
  enum Kind: Equatable {
    case files, folders, words([String]), mesh, peer, authority, code, context, gateway, anything
  }

  /// As they are typed, `-q` or `--quiet`; none of an argument.
  let names: [String]
  let about: String
  let kind: Kind
  let isFlag: Bool
  let isRepeating: Bool

  var isFile: Bool { kind == .files }

  /// The arguments of a command in their order.
  static func all(of command: any ParsableCommand.Type) -> [CompletableArgument] {
    let text = command._dumpHelp()
    let root = try? DocumentReader.all(bytes: Array(text.utf8), source: "help", format: .json).first?.root
    let arguments = root?["command"]?["arguments"]?.sequence ?? []
    return arguments.filter { $0["shouldDisplay"]?.bool != false }.map(CompletableArgument.init)
  }

  private init(_ node: Node) {
    names = (node["names"]?.sequence ?? []).compactMap { name in
      name["name"]?.string.map { (name["kind"]?.string == "short" ? "-" : "--") + $0 }
    }
    about = node["abstract"]?.string ?? ""
    isFlag = node["kind"]?.string == "flag"
    isRepeating = node["isRepeating"]?.bool ?? false
    kind = Self.kind(node)
  }

  private static func kind(_ node: Node) -> Kind {
    if let values = node["completionKind"]?["list"]?["values"]?.sequence { return .words(values.compactMap(\.string)) }
    if node["completionKind"]?["directory"] != nil { return .folders }
    return switch node["valueName"]?.string {
    case "file", "path", "chain", "request", "root": .files
    case "dir": .folders
    case "mesh", "mesh-or-path", "whose": .mesh
    case "peer": .peer
    case "authority": .authority
    case "code": .code
    case "mesh=context": .context
    case "mesh/gateway": .gateway
    default: .anything
    }
  }
}
