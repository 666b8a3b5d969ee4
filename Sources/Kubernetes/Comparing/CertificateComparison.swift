import Cryptography
import Documents
import X509

/// Compares the certificates in a ConfigMap or Secret by their fingerprints, regardless of their order and of the text
/// around them.
struct CertificateComparison {
  private let object: ObjectName
  /// The generations from annotations, by fingerprint.
  private let generations: [String: Int]

  init(_ object: ObjectName, annotations: [Node]) {
    self.object = object
    var generations: [String: Int] = [:]
    for node in annotations {
      for (numbers, prints) in [
        (Annotation.rootGenerations, Annotation.rootFingerprints),
        (Annotation.intermediateGeneration, Annotation.intermediateFingerprint),
      ] {
        let numbers = Self.list(node[numbers]).map { Int($0) }
        for (print, number) in zip(Self.list(node[prints]), numbers) { generations[print] = number }
      }
    }
    self.generations = generations
  }

  /// The difference under a key; `running` is PEM text.
  func difference(_ path: String, key: String, running: [UInt8], wanted: [Certificate]) -> ObjectDifference? {
    let found: [Certificate]
    do throws(KubernetesError) {
      found = try PEM.certificatesOfMesh(running, under: key, of: object).certificates
    } catch {
      return ObjectDifference(path: path, kind: .unreadable(error.diagnostic))
    }
    return difference(path, running: found, wanted: wanted)
  }

  /// The difference between two sets of certificates.
  func difference(_ path: String, running: [Certificate], wanted: [Certificate]) -> ObjectDifference? {
    guard Set(running) != Set(wanted) else { return nil }
    return ObjectDifference(path: path, kind: .certificates(running: known(running), wanted: known(wanted)))
  }

  private func known(_ certificates: [Certificate]) -> [ObjectDifference.KnownCertificate] {
    certificates.map { ObjectDifference.KnownCertificate(certificate: $0, generation: generations[$0.fingerprint]) }
  }

  private static func list(_ node: Node?) -> [String] {
    (node?.text ?? "").split(separator: ",").map(String.init)
  }
}
