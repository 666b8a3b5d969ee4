import CA
import Diagnostics
import Documents
import Kubernetes
import X509

/// A comparison as text and as JSON.
struct DiffView {
  let comparisons: [MeshComparison]
  /// By fingerprint.
  let authorities: [String: Authority]

  var text: String {
    var lines: [String] = []
    for comparison in comparisons {
      for object in comparison.objects { lines += text(object) }
    }
    let objects = comparisons.flatMap(\.objects)
    let differing = objects.count { $0.state != .same }
    lines.append(
      differing == 0
        ? "\(objects.count) objects, all as the home would write them"
        : "\(objects.count) objects: \(differing) \(differing == 1 ? "differs" : "differ") from what the home would write"
    )
    return lines.joined(separator: "\n")
  }

  /// Each line is one line, whatever the names and values of a manifest hold.
  private func text(_ object: ComparedObject) -> [String] { words(object).map(\.printable) }

  private func words(_ object: ComparedObject) -> [String] {
    let name = "\(object.object.kind) \(object.namespace.isEmpty ? "" : "\(object.namespace)/")\(object.object.name)"
    let place = object.place.map { " (\($0))" } ?? ""
    switch object.state {
    case .same: return ["same      \(name)"]
    case .notRunning: return ["missing   \(name): the home would write it, but it is not in the input"]
    case .notWanted: return ["extra     \(name)\(place): the home does not write it"]
    case .widening(let why): return ["extra     \(name)\(place): the home does not write it, and \(why)"]
    case .pending: return ["pending   \(name)\(place): the home writes it after `meshtrust apply`"]
    case .awaitingCard(let remote):
      return ["pending   \(name)\(place): the home writes it once it has the trust card of `\(remote)`"]
    case .different(let differences):
      return ["differs   \(name)\(place)"]
        + differences.flatMap { difference in
          words(difference.kind).map { "  \(difference.path): \($0)" }
        }
    }
  }

  /// The difference in one or more lines.
  private func words(_ kind: ObjectDifference.Kind) -> [String] {
    switch kind {
    case .missing(let wanted): ["missing; the home writes `\(wanted)`"]
    case .extra(let running): ["`\(running)` is running; the home does not write it"]
    case .changed(let running, let wanted): ["`\(running)` is running; the home writes `\(wanted)`"]
    case .unreadable(let diagnostic): ["the certificates cannot be decoded: \(diagnostic.what.description)"]
    case .secret(let fault): [fault.rawValue]
    case .certificates(let running, let wanted):
      running.filter { !wanted.contains($0) }.map { "running, but not written by the home: \(words($0))" }
        + wanted.filter { !running.contains($0) }.map { "written by the home, but not running: \(words($0))" }
    }
  }

  /// The certificate with its generation, if known, and its expiry.
  private func words(_ known: ObjectDifference.KnownCertificate) -> String {
    let certificate = known.certificate
    let authority = authorities[certificate.fingerprint]
    let role = certificate.isSelfSigned ? "the root" : certificate.isAuthority ? "the intermediate" : "the leaf"
    let generation = (authority?.generation ?? known.generation).map { ", generation \($0)" } ?? ""
    let owner = authority.map { " (\($0.name)\(generation))" } ?? generation
    return "\(role) `\(certificate)`\(owner), until \(certificate.validity.notAfter.day), "
      + "SHA-256 \(certificate.fingerprint.prefix(16))…"
  }

  // MARK: - JSON

  var node: Node {
    .schema(
      "diff",
      [
        ("same", .bool(comparisons.allSatisfy(\.isSame))),
        (
          "meshes",
          .sequence(
            comparisons.map {
              .mapping([
                ("mesh", .string($0.mesh)), ("same", .bool($0.isSame)), ("objects", .sequence($0.objects.map(node))),
              ])
            })
        ),
      ])
  }

  private func node(_ object: ComparedObject) -> Node {
    var entries: [(String, Node)] = [
      ("kind", .string(object.object.kind)), ("namespace", .string(object.namespace)),
      ("name", .string(object.object.name)), ("place", .optional(object.place?.description)),
    ]
    switch object.state {
    case .same: entries.append(("state", .string("same")))
    case .notRunning: entries.append(("state", .string("missing")))
    case .notWanted: entries.append(("state", .string("extra")))
    case .widening(let why): entries += [("state", .string("extra")), ("widens", .string(why))]
    case .pending: entries.append(("state", .string("pending")))
    case .awaitingCard(let remote):
      entries += [("state", .string("pending")), ("awaitsCardOf", .string(remote))]
    case .different(let differences):
      entries += [("state", .string("differs")), ("differences", .sequence(differences.map(node)))]
    }
    return .mapping(entries)
  }

  private func node(_ difference: ObjectDifference) -> Node {
    var entries: [(String, Node)] = [("path", .string(difference.path))]
    switch difference.kind {
    case .missing(let wanted): entries += [("kind", .string("missing")), ("wanted", .string(wanted))]
    case .extra(let running): entries += [("kind", .string("extra")), ("running", .string(running))]
    case .changed(let running, let wanted):
      entries += [("kind", .string("changed")), ("running", .string(running)), ("wanted", .string(wanted))]
    case .unreadable(let diagnostic):
      entries += [("kind", .string("unreadable")), ("diagnostic", diagnostic.node)]
    case .secret(let fault): entries += [("kind", .string("secret")), ("fault", .string(fault.rawValue))]
    case .certificates(let running, let wanted):
      entries += [
        ("kind", .string("certificates")), ("running", .sequence(running.map(node))),
        ("wanted", .sequence(wanted.map(node))),
      ]
    }
    return .mapping(entries)
  }

  private func node(_ known: ObjectDifference.KnownCertificate) -> Node {
    let authority = authorities[known.certificate.fingerprint]
    return .mapping([
      ("name", .string(known.certificate.description)), ("authority", .optional(authority?.name)),
      ("generation", (authority?.generation ?? known.generation).map { .int($0) } ?? .null),
      ("fingerprint", .string(known.certificate.fingerprint)),
      ("notAfter", .string(known.certificate.validity.notAfter.description)),
    ])
  }
}
